"""Plans: comparisons become switches, those on time become stops."""

from __future__ import annotations

import numpy as np
import pytest

from engraft.kernel import expression as ex
from engraft.kernel.expression import TIME, symbol
from engraft.kernel.plan import plan
from engraft.kernel.problem import Clone, Hazard, Problem

X, P = symbol("x"), symbol("p")
DAYS = np.arange(0.0, 11.0)


def problem(rate, **more):
    return Problem(("x",), ("p",), (rate,), (1e-6,), outputs=(("x", X),), **more)


def test_a_comparison_and_its_opposite_are_one_switch():
    made = plan(problem(ex.select(X < P, 1, 2) + ex.select(X >= P, 3, 4) + ex.select(P > X, 5, 6)))
    assert [s.gap for s in made.switches] == [P - X]
    assert made.timed == ()


def test_a_comparison_of_parameters_is_no_switch():
    assert plan(problem(ex.select(P < 3, X, 2 * X))).switches == ()


@pytest.mark.parametrize(
    ("condition", "instant"),
    [
        (TIME > 5, 5.0), (TIME <= 5, 5.0), (TIME - 3 < 2, 5.0), (5 - TIME > 0, 5.0), (2 * TIME >= 10, 5.0),
        (P < TIME, P), (TIME - P >= 0, P),
    ],
)  # fmt: skip
def test_a_comparison_with_time_has_an_instant(condition, instant):
    (switch,) = plan(problem(ex.select(condition, 1, 0))).timed
    assert switch.instant is ex.expression(instant)


@pytest.mark.parametrize("condition", [TIME * X < 5, X < TIME, TIME * TIME < 5, TIME * P < 5])
def test_other_comparisons_are_searched_for(condition):
    assert len(plan(problem(ex.select(condition, 1, 0))).located) == 1


def test_a_switch_inside_a_switch_is_searched_for():
    made = plan(problem(ex.select(ex.select(TIME > 2, P, 3) < TIME, 1, 0)))
    assert (len(made.timed), len(made.located)) == (1, 1)


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        (TIME > 5, np.maximum(DAYS - 5, 0)), (TIME >= 5, np.maximum(DAYS - 5, 0)), (TIME < 5, np.minimum(DAYS, 5)),
        (TIME <= 5, np.minimum(DAYS, 5)), (TIME - 3 <= 2, np.minimum(DAYS, 5)),
        ((TIME > 5) & (TIME < 5.001), 0.001 * (DAYS > 5)), (TIME >= 0, DAYS), (TIME < 10, DAYS),
        (P < TIME, np.maximum(DAYS - 2.5, 0)), (TIME * P < 10, np.minimum(DAYS, 4)), (X < TIME, DAYS),
    ],
)  # fmt: skip
def test_a_switch_on_time_acts_from_its_instant(run, condition, expected):
    s = run(problem(ex.select(condition, 1, 0)), [0], [2.5], times=DAYS, end=10)
    if condition is (X < TIME):
        assert s.status[0] in (0, 1)  # x runs along the switch itself: it may end as an event storm, not as a hang
    else:
        np.testing.assert_allclose(s.outputs[0, :, 0], expected, atol=1e-9)


@pytest.mark.parametrize(("condition", "on"), [(X <= 2, 1), (X < 2, 0), (X >= 2, 1), (X > 2, 0)])
def test_a_state_that_stands_on_its_threshold(run, condition, on):
    flow = Problem(("x", "y"), (), (0 * X, ex.select(condition, 1.0, 0.0)), (1e-6, 1e-6), outputs=(("y", symbol("y")),))
    assert run(flow, [2, 0], end=10).outputs[0, 0, 0] == pytest.approx(10.0 * on, abs=1e-12)


def test_rows_are_distinct_and_hazards_are_states():
    made = plan(problem(X, hazards=(Hazard("h", X),), clones=(Clone("x", X, X),)))
    assert made.states == ("x", "hazard.h")
    assert len(set(made.rows.values())) == len(made.rows)
    assert made.sterile == (True,)
    assert plan(problem(X, clones=(Clone("x", X + P, X),))).sterile == (False,)
