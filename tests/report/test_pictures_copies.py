"""The picture of copies: drawn where all classes were asked for, small, and with its finding."""

import dataclasses
import json
import re

import pytest
import vl_convert
from tests.report.test_frames_copies import outcomes, published

from engraft.report.charts.theme import LAYOUTS, ROW_LIMIT, row_count, still
from engraft.report.html import VEGALITE
from engraft.report.pictures_copies import copies_pictures


@pytest.fixture
def study(result):
    arms = ("copies at random", "cells that differ in how well they take vector")
    made = dataclasses.replace(result, arms=arms, outcomes=outcomes(arms), published=published(arm=arms[0]))
    return dataclasses.replace(made, summaries=())


def test_a_study_without_lots_has_none(result):
    assert list(copies_pictures(result)) == []


def test_the_title_says_the_tail(study):
    (picture,) = copies_pictures(study)
    assert picture.title.startswith("Four copies or more are in 3 % of the transduced cells of 2 simulated products")
    assert picture.title.endswith(", and in 3 % of counted cells")
    assert "somebody counted" in picture.note
    assert "median of 9 simulated patients" in picture.note


def test_the_table_has_every_series(study):
    (picture,) = copies_pictures(study)
    assert [row[0] for row in picture.table.rows] == ["counted in single cells", *study.arms]
    assert picture.table.rows[0][1] == "64 %"


@pytest.mark.parametrize("layout", LAYOUTS, ids=lambda one: one.name)
def test_it_is_small_fits_and_compiles(study, layout, capfd):
    (picture,) = copies_pictures(study)
    spec = picture.draw(layout)
    assert row_count(spec) < ROW_LIMIT
    svg = vl_convert.vegalite_to_svg(json.dumps(still(spec)), vl_version=VEGALITE)
    assert float(re.search(r'<svg[^>]*? width="([\d.]+)"', svg).group(1)) <= layout.width + 16
    assert "WARN" not in capfd.readouterr().err


def test_the_bars_are_there_without_a_pointer(study):
    """What has a tooltip is left out of a still drawing."""
    (picture,) = copies_pictures(study)
    marks = [layer["mark"]["type"] for layer in still(picture.draw(LAYOUTS[0]))["layer"]]
    assert marks == ["bar", "rule", "rule"]
