"""Published figures are told apart by role, and a miss is red and explained."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest

from engraft.report.against import (
    published_line,
    published_object,
    published_pictures,
    published_tables,
    role_table,
    verdict_words,
    with_defaults,
)
from engraft.report.charts.theme import COLOURS, WIDE
from engraft.report.html import report_html


@pytest.fixture(scope="module")
def roles(result):
    """Give the first figure to the calibration, the second to the prediction, which misses; a third is an input."""
    table = result.published.assign(
        id=["D01", "P01"], role=["calibrate", "predict"], note=["", "two cuts"], simulated=[0.82, 0.40],
        simulated_lower=[0.76, 0.35], simulated_upper=[0.87, 0.45], held_lower=[0.78, 0.60], held_upper=[0.84, 0.82],
    )  # fmt: skip
    rows = table.to_dict("records")
    rows.append(rows[0] | {"id": "D07", "role": "input", "simulated": 0.1})
    return dataclasses.replace(result, published=type(table)(rows))


def test_each_role_has_its_own_picture(roles):
    drawn = {picture.key: picture for picture in published_pictures(roles)}
    assert list(drawn) == ["published-calibrate", "published-predict", "published-input"]
    assert drawn["published-calibrate"].title.startswith("1 of 1 calibrated figure simulated")
    assert drawn["published-predict"].title.startswith("0 of 1 predicted figure simulated")
    assert "not judged" in drawn["published-input"].note
    assert [len(picture.table.rows) for picture in drawn.values()] == [1, 1, 1]


def test_a_miss_is_drawn_in_red_and_named_in_the_legend(roles):
    drawn = {picture.key: picture for picture in published_pictures(roles)}
    for key, red in (("published-calibrate", False), ("published-predict", True), ("published-input", False)):
        spec = drawn[key].draw(WIDE)
        dots = next(layer for layer in spec["layer"] if layer["mark"]["type"] == "point")
        scale = dots["encoding"]["color"]["scale"]
        assert (("simulated, outside", COLOURS[1]) in zip(scale["domain"], scale["range"], strict=True)) is red
        assert ("Red" in drawn[key].note) is red


def test_the_row_of_a_miss_is_marked_on_the_page(roles):
    table = role_table(roles, with_defaults(roles))
    assert table.groups[0].marked == {1}
    assert [row[3] for row in table.rows] == [
        "inside",
        "outside: 20 points too low, beyond chance; two cuts",
        "an input, not judged",
    ]
    assert report_html(roles).count('<tr class="miss">') == 1


def test_a_figure_without_bounds_is_not_judged(result):
    bare = dataclasses.replace(result, published=result.published.assign(lower=np.nan, upper=np.nan))
    assert with_defaults(bare)["inside"].tolist() == [None, None]
    assert verdict_words(with_defaults(bare).to_dict("records")[0]) == "no interval was published"


def test_a_number_of_days_below_one_is_no_share(result):
    row = result.published.iloc[:1].assign(endpoint="car.peak", value=0.78, simulated=0.9)
    told = with_defaults(dataclasses.replace(result, published=row))
    assert told["unit"].tolist() == ["cell"]
    assert list(published_pictures(dataclasses.replace(result, published=row))) == []


def test_what_chance_could_do_is_said():
    row = {"inside": False, "unit": "day", "role": "predict", "note": "", "held_lower": 6.0, "held_upper": 10.0}
    near = row | {"simulated": 10.5, "simulated_lower": 9.0, "simulated_upper": 12.0}
    assert verdict_words(near) == "outside: 0.5 days too high, chance may do that"
    missing = row | {"simulated": np.nan, "simulated_lower": np.nan, "simulated_upper": np.nan}
    assert verdict_words(missing) == "outside: nobody to compute it of"
    ratio = missing | {"endpoint": "overall_survival.hazard_ratio"}
    assert verdict_words(ratio) == "no event in one of the two arms"


def test_a_ratio_of_arms_and_an_ordering_are_said_as_such(result):
    row = result.published.to_dict("records")[0]
    ratio = row | {"arm": result.arms[1], "over": result.arms[0], "value": 1.0, "lower": 0.8, "upper": 1.25}
    ratio |= {"simulated": 0.9, "simulated_lower": np.nan, "simulated_upper": np.nan}
    ratio |= {"id": "", "role": "predict", "note": "", "held_lower": 0.8, "held_upper": 1.25}
    order = ratio | {
        "over": "",
        "value": np.nan,
        "lower": 1.0,
        "upper": np.nan,
        "held_lower": 1.0,
        "held_upper": np.nan,
    }
    table = type(result.published)([ratio, order])
    both = dataclasses.replace(result, published=table)
    first, second = role_table(both, with_defaults(both)).rows
    assert f"{result.arms[1]} over {result.arms[0]}" in first[0]
    assert first[1:4] == ("0.9", "1 (0.8\N{NO-BREAK SPACE}to\N{NO-BREAK SPACE}1.25)", "inside")
    assert second[2].startswith("at least")
    assert with_defaults(both)["unit"].tolist()[0] == "1"


def test_figures_that_are_no_shares_have_a_table_in_the_report_without_a_picture(result):
    row = result.published.iloc[:1].assign(endpoint="car.peak", value=3e9, lower=2e9, upper=4e9, simulated=9e9)
    bare = dataclasses.replace(result, published=row)
    assert list(published_pictures(bare)) == []
    (section,) = published_tables(bare)
    assert section.topic == "Against publications"
    assert "Red: outside" in section.note
    assert "Dots" not in section.note
    page = report_html(bare)
    assert page.count('<p class="topic">Against publications</p>') == 1
    assert page.count('<tr class="miss">') == 1
    assert published_tables(result) == []  # shares have their picture, which holds their table


def test_a_terminal_counts_the_verdicts_and_json_holds_every_figure(roles):
    assert published_line(roles) == (
        "Against publications (3 figures): 1 inside, 1 outside, 1 not judged; the report shows each."
    )
    told = published_object(roles)
    assert [one["inside"] for one in told] == [True, False, None]
    assert told[1]["verdict"] == "outside: 20 points too low, beyond chance"
    assert {"role": "predict", "id": "P01", "simulated": 0.40, "note": "two cuts"}.items() <= told[1].items()
    nothing = dataclasses.replace(roles, published=roles.published.iloc[:0])
    assert (published_line(nothing), published_object(nothing), published_tables(nothing)) == ("", [], [])


def test_inputs_alone_are_called_inputs_and_not_without_an_interval(result):
    row = result.published.iloc[:1].assign(
        endpoint="car.peak", value=3e9, lower=2e9, upper=4e9, simulated=9e9, id="", role="input", note="",
        held_lower=2e9, held_upper=4e9,
    )  # fmt: skip
    (section,) = published_tables(dataclasses.replace(result, published=row))
    assert section.title.startswith("1 figure was put into the study")
    assert section.table.rows[0][3] == "an input, not judged"
