"""Sensitivities are the derivatives of what the stepper computes: of a step, of a course, in closed form."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from engraft.kernel import expression as ex
from engraft.kernel.ensemble import solve
from engraft.kernel.expression import TIME, symbol
from engraft.kernel.numpy_stages import step_tangents, take_step
from engraft.kernel.plan import plan
from engraft.kernel.problem import Ensemble, Kind, Options, Problem, Schedule

A, B, C, K, M, X, Y = map(symbol, "abckmxy")
BACKENDS = pytest.mark.parametrize("backend", ["numpy", "llvm"])


def curved(*directions):
    """Every operation that has a derivative, in rates that are stiff, coupled and drift with time."""
    rates = (
        -K * A * B + ex.exp(-A) / (1 + M * M) + ex.tanh(B - TIME) * K,
        (1 + A * A) ** M - 30 * B + ex.log(1 + A * A) * ex.sqrt(2 + C) + TIME * M,
        ex.maximum(A, 0.5 * C) - ex.minimum(B, 2 * M) * C + ex.select(K < 5, A / (M + C), B),
    )
    outputs = (("a", A), ("mixed", A * C * K + ex.exp(-B * M)))
    return Problem(("a", "b", "c"), ("k", "m"), rates, (1e-3,) * 3, (True,) * 3, outputs=outputs, directions=directions)


DIRECTIONS = ("k", "b", "m", "a", "c")


def table_of(ready, values, h):
    table = np.zeros((len(ready.rows), values.shape[1]))
    names = ("a", "b", "c", "k", "m")
    for name, row in zip(names, values, strict=True):
        table[ready.rows[name]] = row
    table[ready.rows["time"]], table[ready.rows["step.size"]] = 0.3, h
    for q, name in enumerate(ready.columns.directions):
        table[ready.rows[f"own{q}" if name in ready.columns.own else f"tangent{q}.{name}"]] = 1.0
    return table


@pytest.mark.parametrize("h", [1e-3, 0.05, 0.7])
def test_the_derivative_of_a_step_is_that_of_the_numbers_it_computes(h):
    """Central differences of order 8 of the step itself agree to 1e-9.

    Everything is of order one; weights up to 80 and a division by 4e-3 leave some 1e-11 of rounding in a difference.
    """
    ready, plain = plan(curved(*DIRECTIONS)), plan(curved())
    start = np.array([1.3, 0.4, 0.7, 1.1, 1.6])
    new, dense = step_tangents(ready, table_of(ready, start[:, None], h))
    weights = {1: 4 / 5, 2: -1 / 5, 3: 4 / 105, 4: -1 / 280}
    for q, name in enumerate(DIRECTIONS):
        k, step = ("a", "b", "c", "k", "m").index(name), 4e-3
        moved = [start + s * j * step * np.eye(5)[k] for j in weights for s in (1, -1)]
        found = take_step(plain, table_of(plain, np.array(moved).T, h))
        for got, values in ((new[q, :, 0], found[0]), (dense[:, q, :, 0].ravel(), found[1])):
            difference = sum(
                w * (values[:, 2 * j] - values[:, 2 * j + 1]) / step for j, w in enumerate(weights.values())
            )
            np.testing.assert_allclose(got, difference, rtol=1e-9, atol=1e-10)


def linear(*directions):
    """A chain with feedback: y' = M(k) y, whose derivative is that of the matrix exponential."""
    rates = (-K * X + 0.3 * Y, K * X - (0.3 + M) * Y)
    outputs = (("x", X), ("sum", X + K * Y))
    return Problem(("x", "y"), ("k", "m"), rates, (1e-9,) * 2, outputs=outputs, directions=directions)


@BACKENDS
def test_a_linear_system_agrees_with_the_matrix_exponential(backend, run):
    from scipy.linalg import expm

    k, m, start, times = 1.7, 0.4, np.array([2.0, 0.5]), np.array([0.0, 0.4, 1.1, 2.5])
    s = run(linear("k", "y", "m", "x"), start, [k, m], end=2.5, times=times, rtol=1e-10, backend=backend)
    system = np.array([[-k, 0.3], [k, -0.3 - m]])
    by = {"k": np.array([[-1, 0], [1, 0]]), "m": np.array([[0, 0], [0, -1]])}
    for n, t in enumerate(times):
        y = expm(system * t) @ start
        for q, name in enumerate(("k", "y", "m", "x")):
            if name in by:  # the derivative of exp stands in the corner of exp of a block matrix
                moved = expm(np.block([[system, by[name]], [0 * system, system]]) * t)[:2, 2:] if t else 0 * system
                moved = moved @ start
            else:
                moved = expm(system * t) @ np.eye(2)[("x", "y").index(name)]
            expected = [moved[0], moved[0] + k * moved[1] + (y[1] if name == "k" else 0.0)]
            np.testing.assert_allclose(s.tangents[q, :, n, 0], expected, rtol=2e-9, atol=2e-9)
    np.testing.assert_allclose(s.final_tangents[1, :, 0], expm(system * 2.5)[:, 1], rtol=2e-9)


@BACKENDS
def test_asking_for_sensitivities_changes_no_bit_of_the_course(backend, run):
    values = [np.linspace(0.5, 2.0, 19), 1.6]
    runs = [run(curved(*names), [1.3, 0.4, 0.7], values, end=3.0, patients=19, times=np.linspace(0, 3, 31),
                backend=backend) for names in ((), DIRECTIONS)]  # fmt: skip
    np.testing.assert_array_equal(runs[0].outputs, runs[1].outputs)
    np.testing.assert_array_equal(runs[0].steps, runs[1].steps)
    np.testing.assert_array_equal(runs[0].final, runs[1].final)
    assert runs[0].tangents.shape == (0, 2, 31, 19)
    assert np.isfinite(runs[1].tangents).all()


@BACKENDS
def test_directions_do_not_meet(backend, run):
    """A direction asked for alone is the same as among others."""
    together = run(curved(*DIRECTIONS), [1.3, 0.4, 0.7], [1.1, 1.6], end=2.0, backend=backend, rtol=1e-8)
    for q, name in enumerate(DIRECTIONS):
        alone = run(curved(name), [1.3, 0.4, 0.7], [1.1, 1.6], end=2.0, backend=backend, rtol=1e-8)
        np.testing.assert_allclose(alone.final_tangents[0], together.final_tangents[q], rtol=1e-12)


def differences(problem, ensemble, name, *, relative=1e-3, **how):
    """Central differences of order 4 of a solution at rtol 1e-12, by the logarithm of what is moved.

    The solution's error is amplified by 1/relative, to some 1e-9; truncation is of order relative⁴, 1e-12.
    """
    parameter = name in problem.parameters
    array = ensemble.parameters if parameter else ensemble.initial
    k = (problem.parameters if parameter else problem.states).index(name)
    found = 0.0
    for n, weight in ((1, 2 / 3), (-1, -2 / 3), (2, -1 / 12), (-2, 1 / 12)):
        moved = array.copy()
        moved[k] *= 1 + n * relative
        person = replace(ensemble, **{"parameters" if parameter else "initial": moved})
        found = found + weight / relative * solve(problem, person, options=Options(rtol=1e-12), **how).outputs
    return found, array[k]


def furthest(solution, problem, ensemble, **how):
    """Largest difference from differences, over directions, by the size of each output and its derivative."""
    worst = 0.0
    size = np.nanmax(np.abs(solution.outputs), axis=1, keepdims=True)
    for q, name in enumerate(problem.directions):
        expected, by = differences(replace(problem, directions=()), ensemble, name, **how)
        found = solution.tangents[q] * by
        scale = size + np.nanmax(np.abs(expected), axis=1, keepdims=True)
        np.testing.assert_array_equal(np.isnan(found), np.isnan(expected))
        worst = max(worst, np.nanmax(np.abs(found - expected) / np.where(scale > 0, scale, 1.0)))
    return worst


@BACKENDS
def test_curved_courses_agree_with_differences(backend):
    who = Ensemble(np.array([[1.1, 0.6], [1.6, 0.9]]), np.array([[1.3, 0.8], [0.4, 1.0], [0.7, 0.2]]), np.arange(2),
                   Schedule.empty(2))  # fmt: skip
    smooth = replace(curved(*DIRECTIONS), rates=(*curved().rates[:2], A - B * C + A / (M + C)))
    how = {"times": np.linspace(0.0, 3.0, 13), "span": (0.0, 3.0)}
    s = solve(smooth, who, options=Options(rtol=1e-9, backend=backend), **how)
    assert furthest(s, smooth, who, **how) < 1e-7


def test_cart12_agrees_with_differences(shared):
    """Six parameters and an initial value, through four doses; the error follows the tolerance."""
    from engraft.cli.benchmark.case import cart12

    case = cart12(shared / "bench" / "cart12.json")
    names = [n for n, s in zip(case.problem.parameters, case.spread, strict=True) if s > 0]
    who, how = case.people(3), {"times": np.linspace(-5.0, 60.0, 25), "span": (-5.0, 60.0)}
    problem = replace(case.problem, directions=(*names[:6], "L"))
    for rtol, bar in ((1e-6, 1e-5), (1e-9, 1e-7)):
        assert furthest(solve(problem, who, options=Options(rtol=rtol), **how), problem, who, **how) < bar


@BACKENDS
def test_initial_values_that_depend_on_a_parameter(backend, run):
    """x(0) = k², x' = -m x, and y gains what x loses: dx/dk = 2k exp(-m t), through a state no direction reaches."""
    k, m = np.array([0.5, 2.0]), 0.8
    problem = Problem(("x", "y"), ("k", "m"), (-M * X, M * X), (1e-6,) * 2, outputs=(("x", X), ("y", Y)),
                      directions=("k",))  # fmt: skip
    who = Ensemble(np.array([k, [m, m]]), np.array([k**2, [0, 0]]), np.arange(2), Schedule.empty(2))
    who = replace(who, initial_tangents=np.array([[2 * k, [0, 0]]]))
    s = solve(problem, who, np.array([0.0, 1.5]), span=(0, 1.5), options=Options(rtol=1e-10, backend=backend))
    decay = np.exp(-m * np.array([[0.0], [1.5]]))
    np.testing.assert_allclose(s.tangents[0], [2 * k * decay, 2 * k * (1 - decay)], rtol=1e-9, atol=1e-12)
    plain = replace(who, initial_tangents=None)
    s = solve(problem, plain, np.array([1.5]), span=(0, 1.5), options=Options(backend=backend))
    assert (s.tangents == 0.0).all()


@BACKENDS
def test_doses_and_infusions_pass_derivatives_on(backend, run, given):
    """x' = -k x with a bolus at 1 and an infusion from 2 to 3: superposition of the derivatives of each."""
    problem = Problem(("x",), ("k",), (-K * X,), (1e-9,), outputs=(("x", X),), directions=("k", "x"))
    doses = given((1.0, Kind.ADD, 0, 2.0, 0.0), (2.0, Kind.INFUSE, 0, 3.0, 1.0))
    t, k = np.array([0.5, 1.0, 1.5, 2.5, 3.0, 4.0]), 0.7
    s = run(problem, [1.0], [k], end=4.0, times=t, doses=doses, rtol=1e-10, backend=backend)

    def decay(since):
        return np.where(t >= since, -(t - since) * np.exp(-k * (t - since)), 0.0)

    def held(since):  # derivative of (1 - exp(-k u))/k
        u = np.maximum(t - since, 0.0)
        return (u * np.exp(-k * u) - (1 - np.exp(-k * u)) / k) / k

    np.testing.assert_allclose(s.tangents[0, 0, :, 0], decay(0) + 2 * decay(1) + 3 * (held(2) - held(3)), rtol=1e-8)
    np.testing.assert_allclose(s.tangents[1, 0, :, 0], np.exp(-k * t), rtol=1e-9)


@BACKENDS
def test_what_is_set_forgets(backend, run, given):
    """A state set by a dose forgets its past; a parameter set later no longer means the one asked about."""
    problem = Problem(("x", "y"), ("k",), (-K * X, X), (1e-9,) * 2, outputs=(("x", X), ("y", K * Y)),
                      directions=("k", "x"))  # fmt: skip
    doses = given((1.0, Kind.SET, 0, 5.0, 0.0), (2.0, Kind.SET, 2, 0.1, 0.0))
    s = run(problem, [1.0, 0.0], [0.7], end=3.0, times=np.array([1.0, 2.0, 3.0]), doses=doses, rtol=1e-10,
            backend=backend)  # fmt: skip
    x_by_k = np.array([0.0, -5 * np.exp(-0.7), -5 * np.exp(-0.7 - 0.1)])
    np.testing.assert_allclose(s.tangents[0, 0, :, 0], x_by_k, rtol=1e-8, atol=1e-14)
    np.testing.assert_array_equal(s.tangents[1, 0, :, 0], 0.0)
    y = [(1 - np.exp(-0.7)) / 0.7, 5 * (1 - np.exp(-0.7)) / 0.7]
    by_k = [(0.7 * np.exp(-0.7) - 1 + np.exp(-0.7)) / 0.49 * w for w in (1, 5)]
    expected = [y[0] + 0.7 * by_k[0], 0.1 * (by_k[0] + by_k[1])]
    np.testing.assert_allclose(s.tangents[0, 1, :2, 0], expected, rtol=1e-8)


def test_states_that_nothing_reaches_are_not_carried():
    ready = plan(linear("k"))
    assert ready.columns.states == ("x", "y")
    chain = Problem(("a", "b", "c"), ("k",), (-A, A - K * B, B - C), (1e-6,) * 3, directions=("k",))
    assert plan(chain).columns.states == ("b", "c")
    assert plan(replace(chain, directions=("a",))).columns.states == ("a", "b", "c")
    assert plan(replace(chain, directions=("c",))).columns.states == ("c",)


@BACKENDS
def test_a_state_held_at_its_floor_does_not_move(backend, run):
    """x falls to zero and is held there: the number shown no longer depends on where it started."""
    problem = Problem(("x",), ("k",), (-K * X,), (1e-6,), outputs=(("x", X),), directions=("x",))
    s = run(problem, [1e9], [30.0], times=np.linspace(0.0, 40.0, 401), end=40, backend=backend)
    shown = s.outputs[0, :, 0]
    assert (s.tangents[0, 0, shown == 0.0, 0] == 0.0).all()
    assert np.abs(s.tangents[0, 0, 1:, 0]).max() < 0.06


@BACKENDS
def test_after_an_end_there_is_nothing_to_see(backend, run):
    problem = Problem(("x",), ("k",), (K * X * X,), (1e-6,), outputs=(("x", X),), directions=("k",))
    s = run(problem, [1.0], [1.0], end=2.0, start=0.5, times=np.array([0.9, 1.9]), backend=backend)
    np.testing.assert_array_equal(np.isnan(s.tangents[0, 0, :, 0]), [False, True])


@BACKENDS
def test_states_that_an_equation_defines(backend, run, given):
    """z² = x + m closes a decay x' = -k z x that is dosed at 1; z' follows, so does what reads it."""
    rates = (-K * Y * X, Y * Y - X - M)
    problem = Problem(("x", "y"), ("k", "m"), rates, (1e-9,) * 2, outputs=(("x", X), ("y", Y)),
                      algebraic=(False, True), directions=("k", "m", "x"))  # fmt: skip
    plain = replace(problem, rates=(-K * ex.sqrt(X + M) * X, ex.constant(0.0)), algebraic=(),
                    outputs=(("x", X), ("y", ex.sqrt(X + M))))  # fmt: skip
    doses = given((1.0, Kind.ADD, 0, 2.0, 0.0))
    times = np.array([0.0, 0.5, 1.0, 1.5, 3.0])
    closed, opened = (
        run(p, [1.5, np.sqrt(1.5 + 0.3)], [0.6, 0.3], end=3.0, times=times, doses=doses, rtol=1e-10, backend=backend)
        for p in (problem, plain)
    )
    np.testing.assert_allclose(closed.outputs, opened.outputs, rtol=1e-8)
    np.testing.assert_allclose(closed.tangents, opened.tangents, rtol=1e-7, atol=1e-9)


@BACKENDS
def test_a_switch_on_a_state_that_an_equation_defines(backend, run):
    """y = 2x + m reaches 1 at (1-m)/2k, where x' = k becomes 3k; y steps to 2x + 2m where x passes 0.6."""
    rates = (ex.select(Y < 1, K, 3 * K), Y - 2 * X - ex.select(X < 0.6, M, 2 * M))
    problem = Problem(("x", "y"), ("k", "m"), rates, (1e-9,) * 2, outputs=(("x", X), ("y", Y)),
                      algebraic=(False, True), directions=("k", "m"))  # fmt: skip
    k, m = 0.5, 0.2
    s = run(problem, [0.0, m], [k, m], end=3.0, rtol=1e-10, backend=backend)
    tau = (1 - m) / (2 * k)  # x is 0.4 then, and passes 0.6 later
    x = k * tau + 3 * k * (3 - tau)
    np.testing.assert_allclose(s.outputs[:, 0, 0], [x, 2 * x + 2 * m], rtol=1e-8)
    by_k, by_m = 9 - 2 * tau + 2 * k * tau / k, 1.0
    np.testing.assert_allclose(s.tangents[:, 0, 0, 0], [by_k, by_m], rtol=1e-7)
    np.testing.assert_allclose(s.tangents[:, 1, 0, 0], [2 * by_k, 2 * by_m + 2], rtol=1e-7)


@BACKENDS
@pytest.mark.parametrize("count", [9, 30])
def test_systems_that_loops_eliminate(count, backend, run):
    """Every state reads every other: where elimination is a loop, the derivatives are those of the short way."""
    names = tuple(f"s{k}" for k in range(count))
    total = sum((symbol(n) for n in names[1:]), symbol(names[0]))
    rates = tuple(K * (total / count - symbol(n)) - M * symbol(n) * total for n in names)
    problem = Problem(names, ("k", "m"), rates, (1e-9,) * count, outputs=(("sum", total), ("one", symbol("s0"))),
                      directions=("k", "m", "s0"))  # fmt: skip
    start = np.linspace(0.1, 1.0, count) / count
    s = run(problem, start, [0.8, 0.5], end=2.0, rtol=1e-9, backend=backend)
    assert plan(problem).step.looped == (count == 30)
    whole = start.sum()  # its sum S obeys S' = -m S²; a state less the mean decays by k + m S
    now = whole / (1 + 0.5 * whole * 2)
    rest = (start[0] - whole / count) * np.exp(-0.8 * 2) / (1 + 0.5 * whole * 2)
    np.testing.assert_allclose(s.outputs[:, 0, 0], [now, now / count + rest], rtol=1e-7)
    np.testing.assert_allclose(s.tangents[0, :, 0, 0], [0.0, -2 * rest], rtol=1e-6, atol=1e-9)
    by_m = np.array([now, now / count + rest]) * -2 * whole / (1 + 0.5 * whole * 2)
    np.testing.assert_allclose(s.tangents[1, :, 0, 0], by_m, rtol=1e-6)


@BACKENDS
def test_what_is_reset_forgets(backend, run, given):
    problem = Problem(("x",), ("k",), (-K * X,), (1e-9,), outputs=(("x", X),), directions=("k", "x"))
    doses = given((0.5, Kind.INFUSE, 0, 3.0, 5.0), (1.0, Kind.RESET, 0, 0.0, 0.0), (2.0, Kind.ADD, 0, 1.0, 0.0))
    s = run(problem, [1.0], [0.7], end=3.0, times=np.array([1.5, 3.0]), doses=doses, rtol=1e-10, backend=backend)
    np.testing.assert_allclose(s.tangents[:, 0, :, 0], [[0.0, -np.exp(-0.7)], [0.0, 0.0]], rtol=1e-8)
