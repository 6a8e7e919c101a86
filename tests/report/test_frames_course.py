"""Grades by day and kinetics by group are counts and percentiles of the courses."""

from __future__ import annotations

import numpy as np
import pytest
import xarray as xr
from tests.report.clinic import ARM, clinic_trajectories

from engraft.report.frames_course import graded, grades_frame, kinetics_by_response


def course(values, days):
    data = {"penn.grade": (("arm", "person", "time"), np.array(values, dtype=float)[None])}
    return xr.Dataset(data, coords={"arm": ["A"], "person": range(len(values)), "time": days})


def test_the_highest_grade_of_a_day_counts_and_the_dead_do_not():
    days = [-1.0, 0.0, 0.5, 1.0, 1.5]
    nan = np.nan
    made = course([[4, 0, 3, 0, 0], [0, 1, 1, nan, nan], [0, 0, 0, 2, 4], [0, 0, 0, 0, 0]], days)
    frame = grades_frame(made, "penn.grade", ["A"]).set_index(["day", "grade"])
    assert frame.loc[(0, 3), "share"] == pytest.approx(1 / 4)
    assert frame.loc[(0, 1), "share"] == pytest.approx(1 / 4)
    assert frame.loc[(0, 4), "share"] == 0.0  # the day before the infusion is not looked at
    assert frame.loc[(1, 4), "share"] == pytest.approx(1 / 3)
    assert frame.loc[(1, 4), "n"] == 3


def test_the_stack_begins_with_the_gravest_and_leaves_no_gap():
    frame = grades_frame(clinic_trajectories(), "penn.grade", [ARM])
    for _, rows in frame.groupby("day"):
        assert rows["grade"].tolist() == [4, 3, 2, 1]
        assert rows["low"].iloc[0] == 0.0
        assert rows["low"].to_numpy()[1:] == pytest.approx(rows["high"].to_numpy()[:-1])
        assert rows["high"].iloc[-1] == pytest.approx(rows["share"].sum())


def test_the_frame_ends_soon_after_the_last_grade():
    days = np.arange(0.0, 50.0)
    made = course(np.where(days < 20.0, 2.0, 0.0)[None].repeat(5, axis=0), days)
    assert grades_frame(made, "penn.grade", ["A"])["day"].max() == 20
    assert grades_frame(made * 0.0, "penn.grade", ["A"])["day"].max() == 13


def test_only_grades_are_grades():
    assert graded(clinic_trajectories()) == ("icans.grade", "penn.grade", "astct.grade", "lee.grade")


def test_each_group_has_the_percentiles_of_its_own_patients():
    made = clinic_trajectories()
    flags = np.arange(made.sizes["person"]) % 3 == 0
    frame = kinetics_by_response(made, "blood.copies", ARM, {"yes": flags, "no": ~flags}, until=60.0)
    assert frame["day"].between(0.0, 60.0).all()
    at = frame[(frame["arm"] == "yes") & (frame["day"] == 7.0)].iloc[0]
    values = made["blood.copies"].sel(arm=ARM, time=7.0).to_numpy()[flags]
    assert at["p50"] == pytest.approx(np.nanmedian(values))
    assert at["n"] == np.isfinite(values).sum()
