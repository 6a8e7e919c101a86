"""What real persons showed is drawn beside what was simulated, and is never taken for it."""

from __future__ import annotations

import json
import re
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from engraft.outcomes.survival import kaplan_meier, survival_at
from engraft.report import report_html, result_object, result_text
from engraft.report.charts.theme import BELOW, INK, LAYOUTS, OBSERVED, ROW_LIMIT, SEEN, WIDE, row_count
from engraft.report.observed import MOST_POINTS, coverage, observed_lines, points, with_observed
from engraft.report.pictures import kinetics_picture, pictures, survival_picture
from engraft.trial import Overlay

CAR, EFS = "b_all.car", "event_free_survival"


def readings(days, values, below=None):
    below = np.zeros(len(days), dtype=bool) if below is None else np.asarray(below)
    person = [f"p{k % 3}" for k in range(len(days))]
    return pd.DataFrame({"observable": CAR, "person": person, "day": days, "value": values, "below": below})


def times(days, events):
    person = [f"p{k}" for k in range(len(days))]
    return pd.DataFrame({"endpoint": EFS, "person": person, "day": days, "event": events})


@pytest.fixture(scope="module")
def measured(result):
    table = readings([0.0, 10.0, 28.0, 60.0, 90.0], [1e6, 3e10, 3e9, 5e8, 2.5e7], [0, 0, 0, 0, 1])
    return replace(
        result, observed=Overlay("kinetics", table.astype({"below": bool}), "seen.csv", "0f" * 32, ("site",))
    )


@pytest.fixture(scope="module")
def followed(result):
    table = times([30.0, 90.0, 180.0, 300.0, 365.0, 365.0], [True, True, False, True, False, False])
    return replace(result, observed=Overlay("survival", table, "times.csv", "0f" * 32))


def rows_with(spec, column):
    return [row for rows in spec["datasets"].values() for row in rows if column in row]


@pytest.mark.parametrize("layout", LAYOUTS, ids=lambda layout: layout.name)
def test_readings_are_points_without_names_and_censored_ones_stand_at_their_limit(measured, layout):
    spec = kinetics_picture(measured, CAR, key="k").draw(layout)
    drawn = rows_with(spec, "what")
    assert [row["value"] for row in drawn] == [1e6, 3e10, 3e9, 5e8, 2.5e7]
    assert [row["what"] for row in drawn] == [SEEN] * 4 + [BELOW]
    assert all(set(row) == {"day", "value", "what", "time"} for row in drawn)
    assert "p0" not in json.dumps(spec)


def test_the_axes_reach_to_every_point(measured):
    far = replace(measured, observed=replace(measured.observed, table=readings([1.0, 300.0], [3.0, 4e15])))
    picture = kinetics_picture(far, CAR, key="k")
    spec = picture.draw(WIDE)
    axis = next(layer["encoding"]["y"] for layer in spec["layer"] if layer["encoding"].get("y", {}).get("scale"))
    low, high = axis["scale"]["domain"]
    assert low <= 3.0 < 4e15 <= high
    assert {row["day"] for row in rows_with(spec, "what")} == {1.0, 300.0}


def test_a_reading_below_a_limit_that_nobody_knows_is_said_and_not_drawn(measured):
    table = readings([1.0, 2.0], [np.nan, 1e9], [True, False])
    picture = kinetics_picture(replace(measured, observed=replace(measured.observed, table=table)), CAR, key="k")
    assert len(rows_with(picture.draw(WIDE), "what")) == 1
    assert "1 below a limit the file does not name are not drawn" in picture.note


def test_many_readings_are_thinned_and_none_is_zero():
    table = readings(np.linspace(0, 100, 20_000), np.r_[0.0, np.ones(19_999)])
    thin = points(table, start=0.0, end=90.0)
    assert len(thin) == MOST_POINTS
    assert thin["value"].min() > 0
    assert thin["day"].max() <= 90.0


def test_what_was_observed_comes_first_and_every_chart_stays_small(measured, followed):
    blasts = replace(measured, lloq={}, observed=replace(measured.observed, table=readings([1.0], [0.5]).assign(
        observable="b_all.burden_marrow")))  # fmt: skip
    titles = [next(p.title for p in pictures(one) if p.key == "kinetics-1") for one in (measured, blasts)]
    assert titles[0].startswith("CAR T cells in the body")
    assert titles[1].startswith("Leukemic share of the marrow")
    for result in (measured, followed):
        for picture in pictures(result):
            assert row_count(picture.draw(WIDE)) < ROW_LIMIT


def test_the_observed_curve_is_kaplan_meier_in_black_beside_the_simulated_ones(followed):
    picture = survival_picture(followed, EFS, key="s")
    spec = picture.draw(WIDE)
    seen = [row for row in rows_with(spec, "survival") if row["arm"] == OBSERVED and "lower" in row]
    table = followed.observed.table
    curve = kaplan_meier(table["day"], table["event"])
    assert [row["survival"] for row in seen] == pytest.approx(curve.survival.tolist())
    scale = spec["vconcat"][0]["layer"][0]["encoding"]["color"]["scale"]
    assert scale["domain"] == [*followed.arms, OBSERVED]
    assert scale["range"][-1] == INK
    risk = [row for row in rows_with(spec, "row") if row.get("arm") == OBSERVED and "at_risk" in row]
    assert risk[0]["at_risk"] == 6
    assert "6 real persons (times.csv)" in picture.note
    assert "observed in real persons" in picture.title


def test_the_simulated_curves_are_the_same_with_and_without(followed, result):
    def simulated(one):
        spec = survival_picture(one, EFS, key="s").draw(WIDE)
        return [row for row in rows_with(spec, "lower") if row["arm"] != OBSERVED]

    assert simulated(followed) == simulated(result)


def test_a_curve_that_ends_early_is_drawn_and_left_out_of_the_title(followed):
    short = replace(followed, observed=replace(followed.observed, table=times([3.0, 5.0], [True, False])))
    picture = survival_picture(short, EFS, key="s")
    assert "observed" not in picture.title
    assert picture.title == survival_picture(replace(short, observed=None), EFS, key="s").title
    assert any(row["arm"] == OBSERVED for row in rows_with(picture.draw(WIDE), "lower"))


def test_the_readings_inside_of_the_band_are_counted(measured, result):
    course = result.trajectories[CAR].sel(arm=result.arms[0])
    low, high = (np.nanpercentile(course.sel(time=10.0), p) for p in (5, 95))
    table = readings(
        [10.0, 10.0, 10.0, 10.0, 999.0], [low * 1.01, high * 0.99, high * 1.01, low * 0.5, 1.0], [0, 0, 0, 1, 0]
    )
    laid = replace(measured, observed=replace(measured.observed, table=table.astype({"below": bool})))
    assert coverage(laid, CAR) == (2, 3)  # the censored one and the one after the follow-up are not compared
    (said, left) = observed_lines(laid)
    assert "5 readings of 3 persons, 1 below their limit; 2 of 3 quantified ones lie between" in said
    assert left == "Columns not read: site."


def test_the_shares_at_a_month_stand_beside_each_other(followed):
    (said,) = observed_lines(followed)
    table = followed.observed.table
    share = survival_at(kaplan_meier(table["day"], table["event"]), 6 * 30.4375)[0]
    assert share == pytest.approx(4 / 6)
    months = re.search(r"at (\d+) months, simulated (\d+) %", said)
    assert months is not None
    assert months.group(1) == "6"  # of the usual months the last that both curves reach
    assert said.startswith("Observed (times.csv): Event-free survival: 3 events in 6 persons; 67 %")


def test_the_terminal_and_the_object_say_it(measured, followed, result):
    assert "Observed (seen.csv): CAR T cells in the body" in result_text(measured, width=500)
    said = result_object(measured)["observed"]
    assert said["inside_5_to_95"][CAR] == {"inside": coverage(measured, CAR)[0], "of": 4}
    assert said["sha256"] == "0f" * 32
    assert result_object(followed)["observed"]["kind"] == "survival"
    assert "observed" not in result_object(result)


def test_the_outcomes_are_left_as_they_are(followed, result):
    stacked, arms = with_observed(followed, EFS)
    assert arms == (*result.arms, OBSERVED)
    assert len(stacked) == len(result.outcomes) + 6
    assert with_observed(result, EFS)[0] is result.outcomes


def test_the_page_names_the_data_and_nobody_in_it(measured):
    page = report_html(replace(measured, provenance=measured.provenance | {"observed": measured.observed.provenance()}))
    assert "seen.csv, SHA-256 0f0f" in page
    assert "3 real persons (seen.csv)" in re.sub(r"<[^>]*>|&nbsp;|\xa0", " ", page)
    assert '"person"' not in page


def test_whoever_was_observed_for_longer_than_simulated_is_cut_there(followed):
    late = replace(followed.observed, table=times([100.0, 400.0, 900.0], [True, True, False]))
    picture = survival_picture(replace(followed, observed=late), EFS, key="s")
    seen = [row for row in rows_with(picture.draw(WIDE), "lower") if row["arm"] == OBSERVED]
    assert max(row["day"] for row in seen) == followed.study.follow_up
    assert [row["survival"] for row in seen] == pytest.approx([1.0, 2 / 3, 2 / 3])
    assert "2 of them were followed for longer than simulated and are cut there" in picture.note
    assert "observed median 400 days" in observed_lines(replace(followed, observed=late))[0]


def test_an_arm_of_which_nobody_was_simulated_is_compared_with_nothing(measured):
    course = measured.trajectories[CAR]
    nobody = measured.trajectories.assign({CAR: course.where(course["arm"] != measured.arms[0])})
    laid = replace(measured, trajectories=nobody)
    assert coverage(laid, CAR) == (0, 0)
    assert "none can be compared" in observed_lines(laid)[0]
