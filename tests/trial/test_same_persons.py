"""Persons who are all the same are told, and those of whom one differs in anything are not."""

from __future__ import annotations

import numpy as np
import pytest
from tests.outcomes.trajectories import made

from engraft.trial import load_study, run_study
from engraft.trial.same_persons import alike

DAYS = [0.0, 7.0]


def courses(*rows, **also):
    return made(DAYS, {"a.b": ("cell", [list(row) for row in rows])}, **also)


def test_persons_who_do_not_differ_are_one():
    (said,) = alike({"A": courses((1.0, 2.0), (1.0, 2.0)), "B": courses((np.nan, 3.0), (np.nan, 3.0))})
    assert said.startswith("the 2 persons do not differ in anything: they are one, counted 2 times")


@pytest.mark.parametrize(
    "run",
    [
        courses((1.0, 2.0), (1.0, 2.1)),
        courses((1.0, 2.0), (1.0, np.nan)),
        courses((1.0, 2.0), (1.0, 2.0), hazards={"death": [np.nan, 3.0]}),
        courses((1.0, 2.0)),
    ],
)
def test_whoever_differs_or_is_alone_is_not_told(run):
    assert alike({"A": run}) == []


def test_one_arm_in_which_they_differ_is_enough():
    assert alike({"A": courses((1.0, 2.0), (1.0, 2.0)), "B": courses((1.0, 2.0), (1.5, 2.0))}) == []


def test_mice_that_are_one_mouse_are_told():
    result = run_study(load_study("radioligand-then-car-t", overrides=["follow_up=260 d"]))
    assert any("do not differ in anything" in line for line in result.warnings)
    assert "mice" in result.study.population
