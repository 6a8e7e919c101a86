"""What is kept of an arm outside of what was studied tells neither who died nor who was given care."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
import xarray as xr

from engraft.kernel.status import Status
from engraft.simulate import Trajectories
from engraft.trial.withholding import first_death, without_courses, without_ends

DAYS = np.array([0.0, 10.0, 20.0, 30.0])
SCALE = SimpleNamespace(observables=(SimpleNamespace(name="penn.grade", table=(0, 1)),))
PLAN = SimpleNamespace(system=SCALE)


@pytest.fixture
def run():
    """Three persons: one dies on day 20, one cannot be integrated beyond day 5, one is followed to the end."""
    end = np.array([20.0, 5.0, 30.0])
    values = np.where(DAYS[:, None] <= end, 1.0, np.nan)
    names = ("blood.car", "penn.grade", "support.vasopressors")
    outputs = xr.Dataset(
        {name: (("time", "person"), values, {"unit": "1"}) for name in names},
        coords={"time": DAYS, "person": np.arange(3)},
    )
    status = np.array([Status.SOLVED, Status.NONFINITE, Status.SOLVED], dtype=np.int8)
    none: dict[str, np.ndarray] = {}
    whole = np.zeros(3, dtype=np.int64)
    return Trajectories(
        outputs, np.arange(3), status, end, none, none, none, none, none, none, none, whole, ("", "x", "")
    )


def test_courses_end_for_all_before_the_first_death(run):
    kept = without_courses(PLAN, run).course("blood.car")
    assert first_death(run) == 20.0
    assert np.isnan(kept[DAYS >= 20.0]).all()
    assert np.isfinite(kept[DAYS < 20.0, 0]).all()
    assert np.array_equal(np.isfinite(kept[:, 0]), np.isfinite(kept[:, 2]))  # the dead beside the living


def test_where_nobody_dies_courses_stay(run):
    alive = replace(run, end_time=np.array([30.0, 5.0, 30.0]))
    assert first_death(alive) == np.inf
    assert np.isfinite(without_courses(PLAN, alive).course("blood.car")[:, 2]).all()


def test_grades_and_support_are_gone_and_units_stay(run):
    kept = without_courses(PLAN, run)
    assert np.isnan(kept.course("penn.grade")).all()
    assert np.isnan(kept.course("support.vasopressors")).all()
    assert kept.unit("support.vasopressors") == "1"
    assert np.isfinite(run.course("support.vasopressors")).any()


def test_counts_of_rules_and_last_days_are_gone_of_that_arm_alone():
    said = {"end_day": [9.0, 8.0], "b_all_extinct_day": [1.0, 2.0], "flow_last_day": [3.0, 4.0]}
    table = pd.DataFrame({"arm": ["far", "near"], "rule_intensive_care_count": [2, 3], "age": [7.0, 8.0], **said})
    far, near = (rows for _, rows in without_ends(table, ["far"]).groupby("arm"))
    assert far.drop(columns=["arm", "age"]).isna().all().all()
    assert far["age"].item() == 7.0
    assert near["rule_intensive_care_count"].item() == 3
    assert near["end_day"].item() == 8.0
