"""Waterfall and swimmer show patients by a stated rule, and what happened to them."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
import xarray as xr
from tests.report.clinic import ARM, clinic_outcomes, clinic_trajectories

from engraft.report.frames_persons import BARS, FLOOR, LANES, infused_flags, swimmer_frames, waterfall_frame


def marrow(before, after):
    values = np.array([before, after], dtype=float).T[None]
    return xr.Dataset(
        {"b": (("arm", "person", "time"), values)},
        coords={"arm": ["A"], "person": range(len(before)), "time": [-1.0, 28.0]},
    )


def test_changes_are_powers_of_ten_in_order_and_end_at_the_floor():
    made = marrow([0.5, 0.5, 0.1, 0.5], [0.005, 0.0, 0.2, np.nan])
    outcomes = pd.DataFrame({"arm": "A", "remission_kind": ["CR", "CRi", None, None]})
    bars = waterfall_frame(outcomes, made, "b", ["A"])
    assert bars["change"].tolist() == pytest.approx([np.log10(2.0), -2.0, np.log10(FLOOR / 0.5)])
    assert bars["kind"].tolist() == ["none", "CR", "CRi"]
    assert bars["n"].tolist() == [3, 3, 3]
    assert bars["fell"].iloc[0] == 2
    assert bars["width"].sum() == pytest.approx(1.0)


def test_many_patients_keep_their_distribution():
    n = 3_000
    fall = (np.arange(n) * 7 % n + 0.5) / n
    made = marrow(np.full(n, 0.9), 0.9 * 10.0 ** (-4.0 * fall))
    bars = waterfall_frame(pd.DataFrame({"arm": ["A"] * n}), made, "b", ["A"])
    assert len(bars) == BARS
    assert np.all(np.diff(bars["change"]) <= 0.0)
    assert bars["change"].to_numpy() == pytest.approx(-4.0 * bars["rank"].to_numpy(), abs=4.0 / BARS)


def test_who_was_not_infused_has_no_lane():
    outcomes = clinic_outcomes()
    infused = infused_flags(outcomes)
    assert 0 < infused.sum() < len(outcomes)
    lanes, _ = swimmer_frames(outcomes, ARM)
    shown = sorted(lanes["person"].unique())
    assert shown == outcomes.loc[infused, "person"].head(LANES).tolist()


def test_the_dead_have_no_bar():
    outcomes = clinic_outcomes()
    bars = waterfall_frame(outcomes, clinic_trajectories(), "marrow.blast_fraction", [ARM])
    assert bars["n"].iloc[0] == int((outcomes["end_day"] >= 28.0).sum())


def test_a_lane_tells_the_story_without_gaps():
    row = {
        "arm": "A", "person": 7, "status": "SOLVED", "end_day": 300.0, "remission_day": 28.0, "relapse_on_day": 150.0,
        "event_free_survival_cause": "relapse", "event_free_survival_day": 150.0, "overall_survival_event": True,
    }  # fmt: skip
    lanes, events = swimmer_frames(pd.DataFrame([row]), "A")
    assert lanes[["start", "end", "state"]].to_numpy().tolist() == [
        [0.0, 28.0, "not in remission"],
        [28.0, 150.0, "in remission"],
        [150.0, 300.0, "after relapse"],
    ]
    assert events[["day", "event"]].to_numpy().tolist() == [[28.0, "remission"], [150.0, "relapse"], [300.0, "death"]]


def test_further_therapy_and_the_end_of_follow_up_are_told():
    row = {
        "arm": "A", "person": 1, "status": "SOLVED", "end_day": 365.0, "remission_day": 28.0, "relapse_on_day": np.nan,
        "event_free_survival_cause": "further therapy", "event_free_survival_day": 100.0,
        "overall_survival_event": False,
    }  # fmt: skip
    lanes, events = swimmer_frames(pd.DataFrame([row]), "A")
    assert lanes["state"].tolist() == ["not in remission", "in remission", "after further therapy"]
    assert events["event"].tolist() == ["remission", "further therapy", "still followed"]


def test_who_could_not_be_simulated_has_no_lane():
    outcomes = clinic_outcomes().assign(infused=1.0, status=["STEP_LIMIT"] + ["SOLVED"] * 399)
    lanes, _ = swimmer_frames(outcomes, ARM)
    assert lanes["person"].min() == 1


def test_who_was_not_infused_for_want_of_a_lot_has_no_lane():
    judged = pd.DataFrame({"itt_infused": pd.array([True, False, None], dtype="boolean")})
    assert infused_flags(judged).tolist() == [True, False, False]
    both = judged.assign(infused=[0.0, 1.0, 1.0])
    assert infused_flags(both).tolist() == [False, False, False]
    assert infused_flags(judged.rename(columns={"itt_infused": "other"})).all()
