"""A sweep says and draws what its table holds."""

from __future__ import annotations

import json

import numpy as np
import pytest
import vl_convert
from tests.report.swept import DAY, DOSE, REGIMEN, WHO, swept

from engraft.report.charts.sweep import DEEP, PALE, WORDY
from engraft.report.charts.theme import LAYOUTS, row_count, still
from engraft.report.html import VEGALITE
from engraft.report.sweep import (
    MOST_MAPS,
    figure_table,
    finding,
    heat_frame,
    sweep_frame,
    sweep_lead,
    sweep_object,
    sweep_pictures,
    sweep_text,
)
from engraft.trial.grid import Axis

LAB = np.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]])
SHAPES = [(DOSE,), (DAY,), (REGIMEN,), (DOSE, DAY), (WHO, REGIMEN), (DOSE, DAY, WHO)]


@pytest.mark.parametrize("axes", SHAPES, ids=lambda axes: " ".join(axis.path for axis in axes))
@pytest.mark.parametrize("layout", LAYOUTS, ids=lambda layout: layout.name)
def test_every_picture_can_be_drawn_and_holds_its_width(axes, layout):
    drawn = sweep_pictures(swept(*axes))
    assert [picture.key for picture in drawn] == ["sweep-1", "sweep-2", "sweep-3"]  # not what nobody has
    for picture in drawn:
        spec = picture.draw(layout)
        assert 0 < row_count(spec) < 500
        svg = vl_convert.vegalite_to_svg(json.dumps(still(spec)), vl_version=VEGALITE)
        assert float(svg.split('width="')[1].split('"')[0]) <= layout.width
        assert "NaN" not in svg


def test_a_line_chart_shows_the_values_and_their_differences():
    frame = sweep_frame(swept(DOSE), "remission")
    once = frame[frame["arm"] == "Cells once"]
    assert once["value"].tolist() == pytest.approx([20.0, 25.0, 30.0])  # percent
    assert once["difference"].tolist()[1:] == pytest.approx([5.0, 10.0])
    assert once["x"].tolist() == [1e5, 1e6, 1e7]
    assert sweep_frame(swept(REGIMEN), "remission")["x"].isna().all()
    spec = json.dumps(sweep_pictures(swept(DOSE))[0].draw(LAYOUTS[0]))
    assert '"type": "log"' in spec
    assert "percentage points" in spec


def test_the_axis_says_what_is_varied_and_its_numbers_as_they_are():
    three = ("25 mg", "50 mg", "75 mg")
    axis = Axis("arms.0.regimen.0.dose", three, three, (), (25.0, 50.0, 75.0), "mg", "Dose of a drug")
    svg = vl_convert.vegalite_to_svg(json.dumps(still(sweep_pictures(swept(axis))[0].draw(LAYOUTS[0]))), VEGALITE)
    assert all(f">{tick}<" in svg for tick in (25, 50, 75))
    assert ">Dose of a drug (mg)<" in svg
    assert "Dose of a drug: 25 mg, 50 mg, 75 mg" in sweep_lead(swept(axis))
    assert figure_table(swept(axis), "remission").columns[0] == "Dose of a drug"


def test_a_line_breaks_where_a_figure_does_not_exist():
    spec = sweep_pictures(swept(DOSE))[2].draw(LAYOUTS[0])
    drawn = [row for rows in spec["datasets"].values() for row in rows if row["arm"] == "Cells once"]
    assert [row["value"] for row in drawn][:3] == [5e4, None, 1.5e5]


def test_a_heat_map_has_one_cell_per_point_in_the_order_asked_for():
    frame = heat_frame(swept(DOSE, DAY), "remission")
    assert frame["panel"].tolist() == ["Cells once"] * 6 + ["Cells again"] * 6
    once = frame[frame["panel"] == "Cells once"]
    assert list(zip(once["across"], once["down"], strict=True))[:3] == [
        ("1e5 cell/kg", "0"), ("1e5 cell/kg", "7"), ("1e6 cell/kg", "0"),
    ]  # fmt: skip
    assert once["words"].tolist() == ["20 %", "25 %", "30 %", "35 %", "40 %", "45 %"]
    third = heat_frame(swept(DOSE, DAY, WHO), "remission")
    assert third["panel"].unique().tolist() == [
        f"{arm}, population.law = {law}" for arm in ("Cells once", "Cells again") for law in ("alike", "other")
    ]
    alone = heat_frame(swept(DOSE, DAY, arms=("Cells",)), "kinetics.c_max")
    assert alone["panel"].unique().tolist() == [""]
    assert alone["words"].tolist()[1] == "–"


def test_more_maps_than_anybody_looks_at_are_not_drawn():
    picture = sweep_pictures(swept(DAY, WHO, DOSE, DOSE))[0]
    panels = {row["panel"] for rows in picture.draw(LAYOUTS[0])["datasets"].values() for row in rows}
    assert len(panels) == MOST_MAPS
    assert "6 further maps are not drawn" in picture.note


def test_words_on_a_map_can_be_read():
    def lightness(colour):
        rgb = np.array([int(colour[k : k + 2], 16) / 255 for k in (1, 3, 5)])
        linear = np.where(rgb <= 0.04045, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4)
        return 116 * np.cbrt(LAB[1] @ linear) - 16

    for share in np.linspace(0.0, 1.0, 101):
        y = (((1 - share) * lightness(PALE) + share * lightness(DEEP) + 16) / 116) ** 3
        assert (1.05 / (y + 0.05) if share > WORDY else (y + 0.05) / 0.05) >= 4.5


def test_a_finding_names_where_the_ends_are():
    result = swept(DOSE)
    said = finding(result, "remission")
    assert said == (
        "Remission (CR or CRi) within 3 months: from 20 % (1e5 cell/kg; Cells once) to 30 % (1e7 cell/kg; Cells once)"
    )  # of one arm: what a path moves, not how arms differ
    assert finding(result, "survival.median") == "Overall survival, median is 100 days at every point"
    assert finding(result, "nobody.median").endswith("exists at no point")
    assert "(1e5 cell/kg)" in finding(swept(DOSE, arms=("Cells",)), "remission")


def test_a_table_has_the_figure_and_its_paired_difference():
    table = figure_table(swept(DOSE), "remission")
    assert table.columns == ("arms.0.regimen.0.dose", "Figure", "Against the first")
    assert table.groups[0].heading == "Cells once"
    assert table.groups[0].rows[0] == ("1e5 cell/kg", "20 % (16 to 24)", "–")
    assert table.groups[0].rows[2] == ("1e7 cell/kg", "30 % (24 to 36)", "+10.0 (+8.0 to +12.0) pp")


@pytest.mark.parametrize("width", [60, 80, 120])
def test_a_terminal_gets_lines_that_fit(width):
    text = sweep_text(swept(DOSE, DAY), width=width)
    assert max(map(len, text.splitlines())) <= width
    assert "+10.0 (+8.0 to +12.0) pp" in text
    assert "Note: limits of the study" in text
    assert "Not a medical device" in " ".join(text.split())


def test_a_program_gets_plain_numbers_and_null_for_what_does_not_exist():
    told = sweep_object(swept(DOSE, DAY))
    json.dumps(told, allow_nan=False)
    point = told["points"][5]
    assert point["values"] == {"arms.0.regimen.0.dose": "1e7 cell/kg", "arms.0.regimen.0.day": "7"}
    figure = point["arms"][0]["figures"]["remission"]
    assert figure["value"] == pytest.approx(0.45)
    assert figure["difference"]["value"] == pytest.approx(0.25)
    assert told["points"][0]["arms"][0]["figures"]["remission"]["difference"] is None
    assert told["points"][1]["arms"][0]["figures"]["kinetics.c_max"]["value"] is None
    assert told["axes"][0]["numbers"] == [1e5, 1e6, 1e7]
