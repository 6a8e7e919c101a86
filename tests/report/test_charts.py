"""Charts are small, aligned, told apart without colour, and draw nothing below a limit."""

from __future__ import annotations

import json

import numpy as np
import pandas as pd
import pytest
import vl_convert

from engraft.report.charts import flow_chart, kinetics_chart, survival_chart
from engraft.report.charts.flow import LETTER
from engraft.report.charts.kinetics import decade, limits
from engraft.report.charts.theme import (
    COLOURS,
    DASHES,
    LAYOUTS,
    NARROW,
    ROW_LIMIT,
    WIDE,
    legend_columns,
    row_count,
    still,
)
from engraft.report.frames import clock, flow_frame, kinetics_frame, risk_frame, survival_frame
from engraft.report.html import VEGALITE
from engraft.report.pictures import pictures


def luminance(colour):
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels(colour)]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def channels(colour):
    return [int(colour[k : k + 2], 16) / 255 for k in (1, 3, 5)]


@pytest.mark.parametrize("colour", COLOURS)
def test_every_colour_can_be_read_on_white(colour):
    assert 1.05 / (luminance(colour) + 0.05) >= 4.5


def test_every_arm_has_its_own_dash():
    assert len({tuple(dash) for dash in DASHES}) == len(DASHES) == len(COLOURS)


@pytest.mark.parametrize("layout", LAYOUTS, ids=lambda layout: layout.name)
def test_every_chart_of_a_report_is_small_and_says_its_finding(result, layout):
    for picture in pictures(result):
        spec = picture.draw(layout)
        assert row_count(spec) < ROW_LIMIT
        assert spec["description"] == picture.title


def test_many_patients_and_arms_stay_below_the_limit():
    arms = tuple("ABCDEFGH")
    days = np.linspace(0.5, 700.0, 4_000)
    pieces = [pd.DataFrame({"arm": arm, "e_day": days, "e_event": np.arange(4_000) % 2 == 0}) for arm in arms]
    outcomes, time = pd.concat(pieces), clock(730.5, 8)
    curves = survival_frame(outcomes, "e", arms)
    risk = risk_frame(outcomes, "e", arms, [t * time.days for t in time.ticks])
    spec = survival_chart(curves, risk, arms, clock=time, layout=WIDE, title="t", y="y")
    assert row_count(spec) < ROW_LIMIT
    drawn = [row for rows in spec["datasets"].values() for row in rows if "lower" in row and row["arm"] == "A"]
    exact = curves[curves["arm"] == "A"]
    read = exact["survival"].to_numpy()[np.searchsorted(exact["day"], [row["day"] for row in drawn])]
    assert [row["survival"] for row in drawn] == pytest.approx(read.tolist())


def survival_spec(result, layout):
    time = clock(365.0, layout.ticks)
    arms = result.arms
    curves = survival_frame(result.outcomes, "relapse", arms)
    risk = risk_frame(result.outcomes, "relapse", arms, [t * time.days for t in time.ticks])
    return survival_chart(curves, risk, arms, clock=time, layout=layout, title="t", y="y"), risk


def domains(part):
    return {tuple(layer["encoding"]["x"]["scale"]["domain"]) for layer in part["layer"]}


@pytest.mark.parametrize("layout", LAYOUTS, ids=lambda layout: layout.name)
def test_the_numbers_at_risk_stand_under_their_times(result, layout):
    spec, risk = survival_spec(result, layout)
    upper, lower = spec["vconcat"]
    assert domains(upper) == domains(lower) == {(0, 12.0)}
    assert upper["width"] == lower["width"]
    assert spec["resolve"]["scale"]["x"] == "shared"
    printed = [row for rows in spec["datasets"].values() for row in rows if "at_risk" in row and "survival" not in row]
    assert [row["at_risk"] for row in printed] == risk["at_risk"].tolist()
    assert {row["time"] for row in printed} == set(clock(365.0, layout.ticks).ticks)


def test_the_numbers_at_risk_are_those_counted_in_the_outcomes(result):
    _, risk = survival_spec(result, WIDE)
    for arm, day, count in risk.itertuples(index=False):
        days = result.outcomes.loc[result.outcomes["arm"] == arm, "relapse_day"]
        assert count == int((days >= day).sum())


def test_colour_and_dash_both_tell_the_arm(result):
    spec, _ = survival_spec(result, WIDE)
    line = next(layer for layer in spec["vconcat"][0]["layer"] if layer["mark"]["type"] == "line")
    assert line["encoding"]["color"]["field"] == line["encoding"]["strokeDash"]["field"] == "arm"


def test_what_only_a_pointer_sees_is_left_out_of_still_pictures(result):
    spec, _ = survival_spec(result, WIDE)
    assert "params" in spec
    assert "tooltip" in json.dumps(spec)
    assert "tooltip" not in json.dumps(still(spec))
    assert "near" not in json.dumps(still(spec))


def test_every_chart_compiles_without_a_warning(result, capfd):
    for picture in pictures(result):
        for layout in LAYOUTS:
            vl_convert.vegalite_to_vega(json.dumps(picture.draw(layout)), vl_version=VEGALITE)
    assert "WARN" not in capfd.readouterr().err


def test_kinetics_have_a_log_axis_a_limit_and_nothing_below_it(result):
    frame = kinetics_frame(result.trajectories, "b_all.car", result.arms)
    arguments = {"clock": clock(70.0, 8), "title": "t", "y": "cells", "lloq": 2.5e7}
    spec = kinetics_chart(frame, result.arms, layout=NARROW, **arguments)
    marks = [layer["mark"]["type"] for layer in spec["layer"]]
    assert marks[:3] == ["rect", "rule", "text"]
    assert all(
        layer["encoding"]["y"]["scale"]["type"] == "log" for layer in spec["layer"] if layer["mark"]["type"] == "area"
    )
    values = [row[key] for rows in spec["datasets"].values() for row in rows for key in row if key in ("p5", "p50")]
    known = [value for value in values if value is not None]
    assert len(known) < len(values)
    assert min(known) >= 2.5e7 * (1 - 1e-9)


def test_an_axis_ends_half_a_decade_or_more_below_the_limit():
    frame = pd.DataFrame({f"p{p}": [1.0, 2e9] for p in (5, 25, 50, 75, 95)})
    assert limits(frame, 2.5e7) == (6, 10)
    assert limits(frame, None) == (2, 10)
    assert limits(frame * 0, None) == (0, 1)


def test_decades_are_written_as_powers_or_percent():
    assert [decade(k, share=False) for k in (0, 11, -3)] == ["10⁰", "10¹¹", "10⁻³"]
    assert [decade(k, share=True) for k in (0, -1, -3)] == ["100 %", "10 %", "0.1 %"]


@pytest.mark.parametrize("layout", LAYOUTS, ids=lambda layout: layout.name)
def test_the_flow_shows_every_stage_once_inside_its_width(result, layout):
    spec = flow_chart(flow_frame(result.flow), result.arms, layout=layout, title="t")
    boxes = {(row["arm"], row["stage"]): row for rows in spec["datasets"].values() for row in rows if "stage" in row}
    assert len(boxes) == len(result.flow)
    assert {row["n"] for row in boxes.values() if "fail" in row["stage"].lower()} == {2}
    assert all(row["x"] >= 0 and row["x2"] <= layout.width + 1e-6 for row in boxes.values())


@pytest.mark.parametrize(("names", "columns"), [(("a", "b"), 0), (("x" * 45,) * 4, 2), (("x" * 80,) * 3, 1)])
def test_long_names_of_arms_stand_in_columns(names, columns):
    assert legend_columns(names, WIDE) == columns


@pytest.mark.parametrize("layout", LAYOUTS, ids=lambda layout: layout.name)
def test_a_long_name_of_a_lot_is_cut_before_the_number_of_its_box(layout):
    stages = {"Enrolled": 40, "Lot released (a)": 31, f"Lot released ({'b' * 60})": 12_345, "Infused": 12}
    flow = pd.DataFrame({"arm": "x", "stage": list(stages), "n": list(stages.values()), "kind": "path"})
    spec = flow_chart(flow, ("x",), layout=layout, title="t")
    rows = {row["n"]: row for data in spec["datasets"].values() for row in data if "stage" in row and "left" in row}
    assert [rows[n]["stage"] for n in (40, 31, 12)] == ["Enrolled", "Lot released (a)", "Infused"]
    cut = rows[12_345]["stage"]
    assert cut.startswith("Lot released (b")
    assert cut.endswith("…)")
    assert len(cut) * LETTER + len("12,345") * LETTER < rows[12_345]["width"]
