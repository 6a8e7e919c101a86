"""Tables that charts draw, against hand counts and closed forms."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
import xarray as xr

from engraft.outcomes.survival import cumulative_incidence
from engraft.report.frames import (
    clock,
    flow_frame,
    kinetics_frame,
    quantifiable,
    risk_frame,
    survival_frame,
    times_of,
)

# Six patients: events on days 10, 20, 20 and 50, one left on day 20, one on day 60; the seventh never started.
SIX = pd.DataFrame(
    {
        "arm": "A",
        "e_day": [10.0, 20.0, 20.0, 20.0, 50.0, 60.0, np.nan],
        "e_event": pd.array([True, True, True, False, True, False, None], dtype="boolean"),
        "e_cause": ["x", "x", "death", "censored", "x", "censored", None],
    }
)


def test_numbers_at_risk_are_those_counted_by_hand():
    risk = risk_frame(SIX, "e", ("A",), [0, 10, 11, 20, 21, 50, 60, 61])
    assert risk["at_risk"].tolist() == [6, 6, 5, 5, 2, 2, 1, 0]


def test_the_curve_is_the_product_written_out():
    curve = survival_frame(SIX, "e", ("A",)).set_index("day")
    after_20 = (1 - 1 / 6) * (1 - 2 / 5)
    assert curve.loc[20.0, "survival"] == pytest.approx(after_20)
    assert curve.loc[50.0, "survival"] == pytest.approx(after_20 * (1 - 1 / 2))
    assert curve["censored"].to_dict() == {0.0: 0, 10.0: 0, 20.0: 1, 50.0: 0, 60.0: 1}


def test_a_rising_curve_is_the_cumulative_incidence_with_death_competing():
    days = [5.0, 7.0, 9.0, 12.0, 90.0, 90.0]
    cause = ["recovery", "death", "recovery", "recovery", "censored", "censored"]
    table = pd.DataFrame({"arm": "A", "e_day": days, "e_cause": cause, "e_event": [c != "censored" for c in cause]})
    rising = survival_frame(table, "e", ("A",), rising=True)
    exact = cumulative_incidence(days, cause, ("recovery", "death"))
    drawn = np.interp(exact.day, rising["day"], rising["survival"])
    assert drawn[[0, 2, 3, 4]] == pytest.approx(exact.incidence[0][[0, 2, 3, 4]])
    assert (rising["lower"] <= rising["survival"]).all()


def test_nobody_without_a_time_is_counted():
    assert times_of(SIX, "e", "A")[0].size == 6
    assert survival_frame(SIX, "e", ("B",)).empty
    assert risk_frame(SIX, "e", ("B",), [0.0])["at_risk"].tolist() == [0]


@pytest.mark.parametrize(
    ("follow_up", "most", "word", "ticks"),
    [
        (28.0, 8, "day", [0, 7, 14, 21, 28]),
        (90.0, 8, "day", [0, 14, 28, 42, 56, 70, 84]),
        (365.0, 8, "month", [0, 2, 4, 6, 8, 10, 12]),
        (360.0, 4, "month", [0, 3, 6, 9]),
        (1826.25, 4, "month", [0, 24, 48]),
    ],
)
def test_a_clock_labels_round_times(follow_up, most, word, ticks):
    chosen = clock(follow_up, most)
    assert (chosen.word, chosen.ticks) == (word, ticks)
    assert chosen.end * chosen.days == pytest.approx(follow_up)


def course(values: np.ndarray) -> xr.Dataset:
    days = np.arange(values.shape[-1], dtype=float)
    return xr.Dataset({"x": (("arm", "person", "time"), values[None])}, coords={"arm": ["A"], "time": days})


def test_percentiles_are_over_the_patients_still_followed():
    values = np.tile(np.arange(1.0, 102.0)[:, None], (1, 3))
    values[50:, 2] = np.nan
    frame = kinetics_frame(course(values), "x", ("A",))
    assert frame["n"].tolist() == [101, 101, 50]
    assert frame.loc[0, ["p5", "p25", "p50", "p75", "p95"]].tolist() == [6.0, 26.0, 51.0, 76.0, 96.0]
    assert frame.loc[2, "p50"] == 25.5


def test_a_long_course_is_thinned_to_its_ends():
    frame = kinetics_frame(course(np.ones((2, 9_000))), "x", ("A",), most=300)
    assert len(frame) == 300
    assert frame["day"].iloc[[0, -1]].tolist() == [0.0, 8_999.0]


def test_an_arm_of_which_nobody_was_followed_has_no_percentiles():
    both = xr.concat([course(np.full((2, 4), np.nan)), course(np.ones((2, 4))).assign_coords(arm=["B"])], dim="arm")
    frame = kinetics_frame(both, "x", ("A", "B"))
    assert set(frame["arm"]) == {"B"}
    assert len(frame) == 4


def falling(days: np.ndarray) -> pd.DataFrame:
    """All percentiles fall a decade a day, one decade apart from each other."""
    columns = {f"p{p}": 10.0 ** (k + 2 - days) for k, p in enumerate((5, 25, 50, 75, 95))}
    return pd.DataFrame({"arm": "A", "day": days, **columns, "n": 10})


def test_nothing_is_drawn_below_the_limit_and_the_crossing_is_where_the_logarithm_crosses():
    cut = quantifiable(falling(np.arange(0.0, 9.0)), 10**0.5)
    drawn = cut[["p5", "p25", "p50", "p75", "p95"]].to_numpy()
    assert np.nanmin(drawn) >= 10**0.5 * (1 - 1e-9)
    assert not (drawn == 0).any()
    last = cut.loc[cut["p50"].notna(), "day"].max()
    assert last == pytest.approx(3.5)
    assert cut.loc[cut["p95"].notna(), "day"].max() == pytest.approx(5.5)


def test_zeros_before_an_infusion_are_missing_and_not_small():
    frame = falling(np.arange(0.0, 3.0))
    frame.loc[0, ["p5", "p25", "p50", "p75", "p95"]] = 0.0
    cut = quantifiable(frame, 1e-6)
    assert cut.loc[cut["day"] == 0, ["p5", "p50", "p95"]].isna().all(axis=None)


def test_who_leaves_is_placed_before_the_stage_they_do_not_reach():
    stages = ["drawn", "integration failed", "followed", "in remission", "not in remission", "relapsed"]
    flow = flow_frame(pd.DataFrame({"arm": "A", "stage": stages, "n": [9, 1, 8, 5, 3, 2]}))
    assert flow["kind"].tolist() == ["path", "exit", "path", "exit", "path", "fate"]
    assert flow["n"].tolist() == [9, 1, 8, 3, 5, 2]
