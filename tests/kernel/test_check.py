"""What no patient could be solved with is refused before anything is solved."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from engraft.errors import SpecificationError
from engraft.kernel.bins import Bins
from engraft.kernel.ensemble import solve
from engraft.kernel.expression import symbol
from engraft.kernel.problem import (
    Action,
    Clone,
    Ensemble,
    First,
    Hazard,
    Kind,
    Options,
    Peak,
    Problem,
    Rule,
    Schedule,
    Total,
)

X = symbol("x")
PROBLEM = Problem(("x",), ("k",), (-symbol("k") * X,), (1e-6,), outputs=(("x", X),))
TIMES = np.array([0.0, 1.0])


def who(patients=3, **changes):
    people = Ensemble(np.ones((1, patients)), np.ones((1, patients)), np.arange(patients), Schedule.empty(patients))
    return replace(people, **changes)


def doses(*times, kind=Kind.ADD, target=0):
    column = np.array(times)[:, None] * np.ones(3)
    flat = np.ones_like(column)
    return Schedule(column, (flat * kind).astype(np.int8), (flat * target).astype(np.int64), flat, flat)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"parameters": np.ones((2, 3))}, "parameters"), ({"initial": np.ones((1, 2))}, "initial"),
        ({"initial": np.ones(3)}, "initial"), ({"persons": np.arange(3.0)}, "whole numbers"),
        ({"schedule": Schedule.empty(4)}, "schedule.time"),
        ({"schedule": replace(doses(0.5), amount=np.ones((2, 3)))}, "schedule.amount"),
        ({"schedule": doses(-1.0)}, "before the start"), ({"schedule": doses(1.5)}, "after the end"),
        ({"schedule": doses(0.5, 0.2)}, "ascend"),
        ({"schedule": doses(np.nan)}, "ascend"), ({"schedule": doses(0.5, target=1)}, "no such target"),
        ({"schedule": doses(0.5, target=-1)}, "no such target"), ({"schedule": doses(0.5, kind=7)}, "no such kind"),
        ({"schedule": doses(0.5, kind=Kind.SET, target=2)}, "no such target"),
    ],
)  # fmt: skip
def test_people_who_do_not_fit(changes, words):
    with pytest.raises(SpecificationError, match=words):
        solve(PROBLEM, who(**changes), TIMES, span=(0, 1))


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"states": (), "rates": (), "negligible": ()}, "no states"), ({"rates": (X, X)}, "rates"),
        ({"negligible": ()}, "negligible"), ({"negligible": (0.0,)}, "negligible amount of 'x'"),
        ({"signed": (True, False)}, "signed"), ({"clones": (Clone("y", X, X),)}, "no state 'y'"),
        ({"clones": (Clone("x", X, X, interval=0.0),)}, "interval"),
        ({"clones": (Clone("x", X, X, threshold=1e6),)}, "threshold of at most 100000"),
        ({"peaks": (Peak("p", X, 2.0, 2.0),)}, "window of the peak 'p'"),
        ({"firsts": (First("f", X, np.nan, above=True),)}, "level of 'f'"),
        ({"totals": (Total("t", X, 0.0),)}, "negligible amount of the total 't'"),
        ({"totals": (Total("t", X, 1.0), Total("t", X, 1.0))}, "'total.t' is there twice"),
    ],
)  # fmt: skip
def test_problems_that_are_none(changes, words):
    with pytest.raises(SpecificationError, match=words):
        solve(replace(PROBLEM, **changes), who(), TIMES, span=(0, 1))


def refused(problem=PROBLEM, people=None, times=TIMES, span=(0, 1), rounds=(), **options):
    """What is said when this is refused."""
    with pytest.raises(SpecificationError) as caught:
        solve(problem, people or who(), times, span=span, rounds=rounds, options=Options(**options))
    return str(caught.value)


@pytest.mark.parametrize("backend", ["llvm", "numpy"])
@pytest.mark.parametrize("rtol", [0.0, -1e-6, np.nan, 1e-17, 2.2e-14])
def test_a_tolerance_below_the_rounding_of_doubles(rtol, backend):
    said = refused(rtol=rtol, backend=backend)
    assert "4.5e+15" in said
    assert "at least 2.2e-14" in said
    assert "rtol=1e-12" in said


@pytest.mark.parametrize("rtol", [0.11, 1.0, np.inf])
def test_a_tolerance_that_asks_for_no_digit(rtol):
    assert "at most 0.1" in refused(rtol=rtol)


def test_below_the_tightest_tolerance_nothing_is_won():
    """The bound is where rounding takes over: ten times tighter than 1e-12 no longer brings ten times the accuracy."""
    y = symbol("y")
    turn = Problem(("x", "y"), ("k",), (y, -X), (1e-6, 1e-6), signed=(True, True), outputs=(("x", X), ("y", y)))
    exact, errors = np.array([np.cos(20.0), -np.sin(20.0)]), {}
    for rtol in (1e-10, 1e-12, 3e-14):
        people = who(1, initial=np.array([[1.0], [0.0]]))
        s = solve(turn, people, np.array([20.0]), span=(0, 20), options=Options(rtol=rtol))
        errors[rtol] = np.abs(s.outputs[:, 0, 0] - exact).max()
    assert errors[1e-12] < 0.1 * errors[1e-10]
    assert errors[3e-14] > 0.1 * errors[1e-12]


@pytest.mark.parametrize("rtol", [3e-14, 0.1])
def test_the_outermost_tolerances_are_solved(rtol):
    assert solve(PROBLEM, who(), TIMES, span=(0, 1), options=Options(rtol=rtol)).solved().all()


def test_a_span_in_which_time_stands_still():
    said = refused(times=np.array([1e16]), span=(1e16, 1e16 + 64))
    assert "doubles lie 2 apart" in said
    assert "a span of 64" in said
    assert "finite" in refused(times=np.array([0.0]), span=(-1.7e308, 1.7e308))
    assert solve(PROBLEM, who(), np.array([1e300]), span=(0, 1e300)).solved().all()  # long is not absurd


def test_a_clone_on_a_grid_finer_than_time():
    drawn = replace(PROBLEM, rates=(-X,), clones=(Clone("x", 0 * X, X, interval=0.25),))
    said = refused(drawn, times=np.array([1e15]), span=(0, 1e15))
    assert "clone 'x' on a grid of 0.25" in said
    assert "no step is shorter than 10" in said


def test_more_rounds_than_steps():
    rule = Rule("give", symbol("x") - 1e9, (Action("x", Kind.ADD, symbol("k")),))
    ruled, rounds = replace(PROBLEM, rules=(rule,)), np.linspace(0, 1, 12)
    said = refused(ruled, rounds=rounds, max_steps=10)
    assert "11 rounds" in said  # the one at the start costs no step
    assert "max_steps = 10" in said
    ending = replace(ruled, hazards=(Hazard("death", symbol("k"), ends=True),))
    for problem in (PROBLEM, ending):  # rounds without rules stop nobody; who dies early needs fewer
        solve(problem, who(), TIMES, span=(0, 1), rounds=rounds, options=Options(max_steps=10))


def test_outputs_larger_than_the_machine():
    patients, times = 1_000_000, np.linspace(0, 1, 1_000_000)
    nothing = np.broadcast_to(1.0, (1, patients))
    schedule = Schedule(*(np.zeros((0, patients), kind) for kind in (float, np.int8, np.int64, float, float)))
    said = refused(people=Ensemble(nothing, nothing, np.arange(patients), schedule), times=times)
    assert "1,000,000 patients x 1,000,000 times x 1 outputs x 8 bytes" in said
    assert "7,450 GiB" in said or "7.45e+03 GiB" in said


@pytest.mark.parametrize(
    "options",
    [{"rtol": 0.0}, {"rtol": np.nan}, {"block": -1}, {"target": "abacus"}, {"max_steps": 0}, {"backend": "numpi"}],
)
def test_options_that_make_no_sense(options):
    with pytest.raises(SpecificationError):
        solve(PROBLEM, who(), TIMES, span=(0, 1), options=Options(**options))


def test_a_table_of_counts_out_of_all_proportion():
    many = np.linspace(0.0, 1.0, 100_001)
    with pytest.raises(SpecificationError, match="at 100001 times in"):
        solve(PROBLEM, who(), many, span=(0, 1), options=Options(bins=Bins()))


@pytest.mark.parametrize("span", [(0, 0), (1, 0), (0, np.inf), (np.nan, 1)])
def test_spans_that_do_not_run_forward(span):
    with pytest.raises(SpecificationError, match="span"):
        solve(PROBLEM, who(), TIMES, span=span)


@pytest.mark.parametrize("times", [[1.0, 0.0], [0.0, 0.0], [0.0, np.nan], [[0.0, 1.0]]])
def test_times_that_do_not_ascend(times):
    with pytest.raises(SpecificationError, match="ascend"):
        solve(PROBLEM, who(), np.array(times), span=(0, 1))
    with pytest.raises(SpecificationError, match="ascend"):
        solve(PROBLEM, who(), TIMES, span=(0, 1), rounds=np.array(times))


def test_an_output_before_the_start_is_refused():
    with pytest.raises(SpecificationError, match="before the start"):
        solve(PROBLEM, who(), np.array([-0.5, 1.0]), span=(0, 1))


@pytest.mark.parametrize(
    ("directions", "moves", "words"),
    [
        (("q",), None, "no state or parameter 'q'"),
        (("k", "x", "k"), None, "asked for twice"),
        (("k", "x"), np.zeros((1, 1, 3)), "initial_tangents"),
        ((), np.zeros((1, 1, 3)), "initial_tangents"),
    ],
)
def test_directions_that_lead_nowhere(directions, moves, words):
    with pytest.raises(SpecificationError, match=words):
        solve(replace(PROBLEM, directions=directions), who(initial_tangents=moves), TIMES, span=(0, 1))
