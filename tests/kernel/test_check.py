"""What no patient could be solved with is refused before anything is solved."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from engraft.errors import SpecificationError
from engraft.kernel.bins import Bins
from engraft.kernel.ensemble import solve
from engraft.kernel.expression import symbol
from engraft.kernel.problem import Clone, Ensemble, First, Kind, Options, Peak, Problem, Schedule, Total

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
        ({"schedule": doses(-1.0)}, "before the start"), ({"schedule": doses(0.5, 0.2)}, "ascend"),
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
        ({"peaks": (Peak("p", X, 2.0, 2.0),)}, "window of the peak 'p'"),
        ({"firsts": (First("f", X, np.nan, above=True),)}, "level of 'f'"),
        ({"totals": (Total("t", X, 0.0),)}, "negligible amount of the total 't'"),
        ({"totals": (Total("t", X, 1.0), Total("t", X, 1.0))}, "'total.t' is there twice"),
    ],
)  # fmt: skip
def test_problems_that_are_none(changes, words):
    with pytest.raises(SpecificationError, match=words):
        solve(replace(PROBLEM, **changes), who(), TIMES, span=(0, 1))


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
