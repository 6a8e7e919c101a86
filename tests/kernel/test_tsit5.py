"""The explicit pair: its tables against the order conditions, its course against the implicit method."""

from __future__ import annotations

import numpy as np
import pytest

from engraft.errors import SpecificationError
from engraft.kernel import expression as ex
from engraft.kernel.ensemble import solve
from engraft.kernel.expression import TIME, symbol
from engraft.kernel.problem import Ensemble, Hazard, Kind, Mark, Options, Problem, Schedule
from engraft.kernel.rodas5p import RODAS5P
from engraft.kernel.status import Status
from engraft.kernel.tsit5 import ERROR, NODES, TSIT5, A

X, Y = symbol("x"), symbol("y")


def tables():
    a = np.zeros((7, 7))
    for s, row in enumerate(A):
        a[s, : len(row)] = row
    return a, np.array(NODES), np.array([*A[-1], 0.0])


def conditions(b, a, c):
    """Elementary weights of all rooted trees up to order 5, minus what they should be (Butcher 1963)."""
    ac, ac2 = a @ c, a @ (c * c)
    return {
        1: [b.sum() - 1],
        2: [b @ c - 1 / 2],
        3: [b @ c**2 - 1 / 3, b @ ac - 1 / 6],
        4: [b @ c**3 - 1 / 4, b @ (c * ac) - 1 / 8, b @ ac2 - 1 / 12, b @ (a @ ac) - 1 / 24],
        5: [
            b @ c**4 - 1 / 5, b @ (c**2 * ac) - 1 / 10, b @ (ac * ac) - 1 / 20, b @ (c * ac2) - 1 / 15,
            b @ (a @ c**3) - 1 / 20, b @ (c * (a @ ac)) - 1 / 30, b @ (a @ (c * ac)) - 1 / 40,
            b @ (a @ ac2) - 1 / 60, b @ (a @ (a @ ac)) - 1 / 120,
        ],
    }  # fmt: skip


def test_rows_add_up_to_their_nodes():
    a, c, _ = tables()
    np.testing.assert_allclose(a.sum(axis=1), c, atol=1e-14)


def test_the_method_is_of_order_five_and_its_companion_of_order_four():
    a, c, b = tables()
    for order in range(1, 6):
        np.testing.assert_allclose(conditions(b, a, c)[order], 0.0, atol=1e-13)
    lower = b - np.array(ERROR)
    for order in range(1, 5):
        np.testing.assert_allclose(conditions(lower, a, c)[order], 0.0, atol=1e-13)
    assert np.abs(conditions(lower, a, c)[5]).max() > 1e-5  # else it would see no error


@pytest.mark.parametrize("theta", [0.1, 0.5, 0.77, 1.0])
def test_the_interpolant_is_of_order_four(theta):
    a, c, b = tables()
    d1, d2, d3 = np.array(TSIT5.dense)
    inside = theta * (b + (1 - theta) * (d1 + theta * (d2 + theta * d3)))
    scaled = conditions(inside, a, c)
    for order, right in ((1, [1]), (2, [1 / 2]), (3, [1 / 3, 1 / 6]), (4, [1 / 4, 1 / 8, 1 / 12, 1 / 24])):
        found = np.array(scaled[order]) + right
        np.testing.assert_allclose(found, theta**order * np.array(right), atol=2e-13)


def orbit():
    """Predator and prey with a season, a switch, a mark and a hazard."""
    season = ex.select(TIME < 4.0, 1.0, 1.2)
    rates = (X * (season - Y), Y * (X - ex.select(X > 1.5, 0.9, 1.0)))
    return Problem(
        ("x", "y"), (), rates, (1e-6, 1e-6), outputs=(("x", X), ("y", Y)),
        marks=(Mark("high", Y, 1.2, rising=True),), hazards=(Hazard("event", 0.1 * Y, changes=(("x", 0.5 * X),)),),
    )  # fmt: skip


def people(count):
    given = np.ones((1, count))
    schedule = Schedule(
        2.5 * given, np.full((1, count), Kind.ADD, np.int8), 0 * given.astype(int), 0.3 * given, 0 * given
    )
    start = np.stack([np.linspace(0.5, 1.5, count), np.ones(count)])
    return Ensemble(np.empty((0, count)), start, np.arange(count), schedule, seed=3)


def solved(method, backend="llvm", rtol=1e-10):
    options = Options(rtol=rtol, backend=backend, method=method)
    return solve(orbit(), people(9), np.linspace(0, 10, 21), span=(0.0, 10.0), options=options)


def test_both_methods_and_backends_agree_through_doses_switches_and_hazards():
    runs = [solved(m, b) for m in ("tsit5", "rodas5p") for b in ("llvm", "numpy")]
    for run in runs:
        assert (run.status == Status.SOLVED).all()
        np.testing.assert_allclose(run.outputs, runs[0].outputs, rtol=2e-8)
        np.testing.assert_allclose(run.hazard_time, runs[0].hazard_time, rtol=1e-7)
        np.testing.assert_allclose(run.mark_time, runs[0].mark_time, rtol=1e-7)
    np.testing.assert_allclose(runs[0].outputs, runs[1].outputs, rtol=1e-9)


def test_the_error_follows_the_tolerance():
    truth = solved("rodas5p", rtol=1e-12).outputs
    errors = [np.abs(solved("tsit5", rtol=r).outputs / truth - 1).max() for r in (1e-5, 1e-7, 1e-9)]
    assert errors[0] < 1e-3
    assert errors[1] < 1e-5
    assert errors[2] < 1e-7


def test_a_stiff_problem_runs_out_of_steps_and_is_told_so():
    stiff = Problem(("x",), (), (-1e6 * (X - ex.exp(-TIME)),), (1e-6,), outputs=(("x", X),))
    alone = Ensemble(np.empty((0, 1)), np.ones((1, 1)), np.array([0]), Schedule.empty(1))
    options = Options(method="tsit5", max_steps=2000)
    assert solve(stiff, alone, np.array([1.0]), span=(0.0, 1.0), options=options).status[0] == Status.STEP_LIMIT


def test_what_needs_a_matrix_is_refused():
    alone = Ensemble(np.empty((0, 1)), np.ones((2, 1)), np.array([0]), Schedule.empty(1))
    bound = Problem(("x", "y"), (), (-X, Y - X), (1e-6, 1e-6), (True, True), algebraic=(False, True))
    with pytest.raises(SpecificationError, match="explicit"):
        solve(bound, alone, np.array([1.0]), span=(0.0, 1.0), options=Options(method="tsit5"))
    with pytest.raises(SpecificationError, match="unknown method"):
        solve(orbit(), people(1), np.array([1.0]), span=(0.0, 10.0), options=Options(method="tsit"))


def test_the_implicit_tables_are_told_apart():
    assert RODAS5P.implicit
    assert not TSIT5.implicit
    assert [RODAS5P.goes_on(s) for s in range(8)] == [False] * 6 + [True] * 2
