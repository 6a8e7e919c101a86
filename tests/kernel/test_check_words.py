"""Names that are not there, names that mean two things, and actions that cannot be, in plain words."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from engraft.errors import SpecificationError
from engraft.kernel.dose_records import Doing, Record, Records
from engraft.kernel.dosing import dosed
from engraft.kernel.ensemble import solve
from engraft.kernel.expression import TIME, constant, symbol
from engraft.kernel.problem import (
    Action,
    Clone,
    Ensemble,
    Hazard,
    Kind,
    Mark,
    Options,
    Peak,
    Problem,
    Rule,
    Schedule,
    Total,
)
from engraft.kernel.status import Status

X, K, Q = symbol("x"), symbol("k"), symbol("q")
GOOD = Problem(("x",), ("k",), (-K * X,), (1e-6,), outputs=(("x", X),))


def run(problem, *, states=1, parameters=1, backend="llvm", rounds=(1.0,), initial=10.0):
    people = Ensemble(np.full((parameters, 3), 0.5), np.full((states, 3), initial), np.arange(3), Schedule.empty(3))
    return solve(problem, people, np.array([2.0]), span=(0.0, 4.0), rounds=rounds, options=Options(backend=backend))


def ruled(*actions, condition=TIME > 0.5):
    return replace(GOOD, rules=(Rule("r", condition, actions),))


@pytest.mark.parametrize(
    ("problem", "words"),
    [
        (replace(GOOD, rates=(-Q * X,)), "rate of 'x' reads 'q'"),
        (replace(GOOD, outputs=(("x", Q),)), "output 'x' reads 'q'"),
        (replace(GOOD, peaks=(Peak("p", Q),)), "peak 'p' reads 'q'"),
        (replace(GOOD, totals=(Total("t", Q, 1.0),)), "total 't' reads 'q'"),
        (replace(GOOD, marks=(Mark("m", Q, 1.0, rising=True),)), "mark 'm' reads 'q'"),
        (replace(GOOD, hazards=(Hazard("h", K, changes=(("q", X),)),)), "hazard 'h' acts on 'q'"),
        (ruled(condition=Q > 1), "condition of rule 'r' reads 'q'"),
        (ruled(Action("q", Kind.SET, constant(1.0))), "rule 'r' acts on 'q'"),
        (ruled(Action("k", Kind.ADD, constant(7.0))), "rule 'r' acts on 'k'"),
        (ruled(Action("k", Kind.INFUSE, constant(7.0), duration=1.0)), "rule 'r' acts on 'k'"),
        (ruled(Action("x", Kind.RESET, constant(0.0))), "cannot reset"),
        (ruled(Action("x", Kind.ADD, constant(1.0), delay=-1.0)), "impossible delay"),
        (replace(GOOD, outputs=(("x", X), ("x", K))), "output 'x' is there twice"),
        (replace(GOOD, hazards=(Hazard("h", K), Hazard("h", K))), "hazard 'h' is there twice"),
        (replace(GOOD, outputs=(("x", 3.0),)), "is no expression"),
    ],
)
def test_what_does_not_fit_is_refused(problem, words):
    with pytest.raises(SpecificationError, match=words):
        run(problem)


def test_names_mean_one_thing():
    with pytest.raises(SpecificationError, match="'x' is there twice"):
        run(replace(GOOD, parameters=("x",)))
    with pytest.raises(SpecificationError, match="'time' is taken"):
        run(replace(GOOD, parameters=("k", "time")), parameters=2)
    with pytest.raises(SpecificationError, match=r"'step\.size' is taken"):
        run(replace(GOOD, parameters=("k", "step.size")), parameters=2)


def test_a_setting_that_fits_still_works():
    found = run(ruled(Action("k", Kind.SET, constant(0.0)), Action("x", Kind.ADD, X)))
    np.testing.assert_allclose(found.outputs[0, 0], 20.0 * np.exp(-0.5), rtol=1e-5)


@pytest.mark.parametrize("backend", ["llvm", "numpy"])
@pytest.mark.parametrize("clone", [Clone("x", 0.2 * X - 0.7 * X, 0.0 * X), Clone("x", 0.0 * X, -K * X)])
def test_a_clone_whose_cells_are_born_less_than_never_is_told_so(clone, backend):
    found = run(replace(GOOD, clones=(clone,)), backend=backend, rounds=())
    assert (found.status == Status.NONFINITE).all()


def test_an_infusion_lasts_some_time():
    one = np.ones((1, 1))
    for duration in (np.nan, np.inf):
        given = Schedule(one, np.full((1, 1), Kind.INFUSE, np.int8), np.zeros((1, 1), int), one, duration * one)
        with pytest.raises(SpecificationError, match="no such duration"):
            solve(GOOD, Ensemble(one, one, np.arange(1), given), np.array([2.0]), span=(0.0, 4.0))


def test_new_starts_do_not_go_with_everything():
    alone = Ensemble(np.ones((1, 1)), np.ones((1, 1)), np.arange(1), Schedule.empty(1))
    moved = replace(GOOD, directions=("k",))
    for record in (Record(0, 1.0, amount=3.0, interval=2.0, steady=1), Record(0, 1.0, Doing.RESET)):
        with pytest.raises(SpecificationError, match="do not go with sensitivities"):
            dosed(moved, alone, Records.of([record]), span=(0.0, 4.0))
    with pytest.raises(SpecificationError, match="sets a value, but has a lag"):
        dosed(GOOD, alone, Records.of([Record(0, 1.0, Doing.SET, amount=3.0, lag=1.0)]), span=(0.0, 4.0))
