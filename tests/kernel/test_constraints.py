"""States that an equation defines: a singular mass matrix of index 1, through doses and switches."""

from __future__ import annotations

import numpy as np
import pytest

from engraft.errors import SpecificationError
from engraft.kernel import expression as ex
from engraft.kernel.ensemble import solve
from engraft.kernel.expression import TIME, symbol
from engraft.kernel.problem import Ensemble, Kind, Mark, Options, Problem, Schedule
from engraft.kernel.status import Status

A, B, C, Z = map(symbol, "abcz")
TIMES = np.array([0.0, 0.4, 4.0, 40.0, 400.0])
BACKENDS = ("llvm", "numpy")


def solved(problem, initial, *, backend="llvm", times=TIMES, rtol=1e-8, doses=(), parameters=()):
    initial = np.atleast_2d(np.asarray(initial, float).T).T
    m = initial.shape[1]
    ones = np.ones((1, m))
    rows = [np.array([d[k] for d in doses], float)[:, None] * ones for k in range(4)] if doses else None
    schedule = Schedule.empty(m)
    if rows:
        time, kind, target, amount = rows
        schedule = Schedule(time, kind.astype(np.int8), target.astype(np.int64), amount, 0 * time)
    parameters = np.asarray(parameters, float).reshape(-1, 1) * ones if len(parameters) else np.empty((0, m))
    people = Ensemble(parameters, initial, np.arange(m), schedule)
    options = Options(rtol=rtol, backend=backend)
    return solve(problem, people, np.asarray(times), span=(0.0, float(times[-1])), options=options)


def plain(states, rates, algebraic, **more):
    outputs = tuple((s, symbol(s)) for s in states)
    signed = (True,) * len(states)
    return Problem(states, (), rates, (1e-8,) * len(states), signed, outputs=outputs, algebraic=algebraic, **more)


def robertson(algebraic):
    slow, back, fast = 0.04 * A, 1e4 * B * C, 3e7 * B * B
    last = A + B + C - 1.0 if algebraic else fast
    return plain(("a", "b", "c"), (back - slow, slow - back - fast, last), (False, False, algebraic))


@pytest.mark.parametrize("backend", BACKENDS)
def test_robertson_with_conservation_as_an_equation(backend):
    dae = solved(robertson(True), [1.0, 0.0, 0.0], backend=backend)
    ode = solved(robertson(False), [1.0, 0.0, 0.0], backend=backend, rtol=1e-11)
    assert (dae.status == Status.SOLVED).all()
    np.testing.assert_allclose(dae.outputs, ode.outputs, rtol=1e-6, atol=1e-12)
    np.testing.assert_allclose(dae.outputs.sum(axis=0), 1.0, rtol=1e-12)


@pytest.mark.parametrize("backend", BACKENDS)
def test_equations_may_come_in_any_order_and_start_inconsistent(backend):
    # z³ + z = a and w = z·t, each written where the other would stand; a falls as exp(-t)
    w = symbol("w")
    problem = plain(("a", "z", "w"), (-A, w - Z * TIME, Z * Z * Z + Z - A), (False, True, True))
    times = np.array([0.0, 0.5, 1.0, 2.0])
    run = solved(problem, [2.0, 7.0, -5.0], backend=backend, times=times, rtol=1e-9)
    a, z, w = run.outputs[:, :, 0]
    np.testing.assert_allclose(a, 2 * np.exp(-times), rtol=1e-8)
    np.testing.assert_allclose(z**3 + z, a, rtol=1e-8)
    np.testing.assert_allclose(w, z * times, rtol=1e-8, atol=1e-9)


@pytest.mark.parametrize("backend", BACKENDS)
def test_a_dose_moves_what_is_bound_to_it_at_once(backend):
    # free drug z of total a with a carrier of capacity 1: quasi-equilibrium a = z + z/(z + 1)
    problem = plain(("a", "z"), (-0.1 * Z, Z + Z / (Z + 1.0) - A), (False, True))
    times = np.array([0.0, 1.0, 1.5, 3.0])
    run = solved(problem, [1.0, 0.3], backend=backend, times=times, doses=[(1.5, Kind.ADD, 0, 4.0)], rtol=1e-9)
    a, z = run.outputs[:, :, 0]
    free = (a - 2 + np.sqrt((a - 2) ** 2 + 4 * a)) / 2
    np.testing.assert_allclose(z, free, rtol=1e-7)
    assert a[2] - a[1] > 3.9


@pytest.mark.parametrize("backend", BACKENDS)
def test_a_switch_moves_an_equation(backend):
    # z is a below 1 and 2a above; the state a grows through 1 at ln 2, then twice as fast
    problem = plain(
        ("a", "z"), (Z, Z - A * ex.select(A > 1.0, 2.0, 1.0)), (False, True), marks=(Mark("m", Z, 1.5, rising=True),)
    )
    times = np.array([0.0, 0.5, np.log(2), 1.0])
    run = solved(problem, [0.5, 0.5], backend=backend, times=times, rtol=1e-9)
    after = np.exp(2 * (1.0 - np.log(2)))
    np.testing.assert_allclose(run.outputs[:, -1, 0], [after, 2 * after], rtol=1e-7)
    np.testing.assert_allclose(run.outputs[0, 1, 0], 0.5 * np.exp(0.5), rtol=1e-7)
    assert run.mark_count[0, 0] == 1


def test_bits_do_not_depend_on_company():
    problem = plain(("a", "z"), (-Z, Z * Z * Z + Z - A), (False, True))
    many = solved(problem, np.array([np.linspace(1, 3, 40), np.ones(40)]))
    alone = solved(problem, np.array([np.linspace(1, 3, 40), np.ones(40)])[:, 17:18])
    np.testing.assert_array_equal(many.outputs[:, :, 17], alone.outputs[:, :, 0])


@pytest.mark.parametrize("backend", BACKENDS)
def test_who_has_no_solution_is_told_so(backend):
    problem = plain(("a", "z"), (-A, Z * Z + A - 2.0), (False, True))
    run = solved(problem, np.array([[1.0, 5.0], [1.0, 1.0]]), backend=backend, times=[0.0, 1.0])
    assert run.status.tolist() == [Status.SOLVED, Status.INCONSISTENT]
    assert run.where == ("", "z")


def test_an_equation_without_its_state_is_refused():
    pendulum = plain(("a", "z"), (Z, A * A - 1.0), (False, True))
    with pytest.raises(SpecificationError, match="do not determine the algebraic states"):
        solved(pendulum, [1.0, 0.0])


def test_nothing_is_given_into_what_an_equation_defines():
    problem = plain(("a", "z"), (-A, Z - A), (False, True))
    with pytest.raises(SpecificationError, match="nothing can be given into it"):
        solved(problem, [1.0, 1.0], doses=[(0.0, Kind.ADD, 1, 1.0)])
    with pytest.raises(SpecificationError, match="does not fit the states"):
        solved(plain(("a",), (-A,), (False, True)), [1.0])
