"""The picture of editing: drawn where all outcomes were asked for, small, and with its finding."""

import dataclasses
import json
import re

import pandas as pd
import pytest
import vl_convert
from tests.report.test_frames_editing import outcomes, published

from engraft.report.charts.theme import LAYOUTS, ROW_LIMIT, row_count, still
from engraft.report.html import VEGALITE
from engraft.report.pictures_editing import editing_pictures


@pytest.fixture
def study(result):
    arms = ("a nuclease and a donor", "a nuclease and a donor, harvested early, with a name that is rather long")
    table = pd.concat([outcomes(arms), outcomes(arms, locus="B2M").drop(columns="arm")], axis=1)
    made = dataclasses.replace(result, arms=arms, outcomes=table, published=published())
    return dataclasses.replace(made, summaries=())


def test_a_study_without_edits_has_none(result):
    assert list(editing_pictures(result)) == []


def test_the_title_says_what_is_changed_and_the_note_what_is_known(study):
    (picture,) = editing_pictures(study)
    assert picture.title == "Each of 2 genes is cut or changed in 85 % of the cells"
    assert "9 simulated patients" in picture.note
    assert "knock-in 54 % (somebody; an input)" in picture.note


def test_the_table_has_every_locus_and_product(study):
    (picture,) = editing_pictures(study)
    assert [group.heading for group in picture.table.groups] == ["TRAC", "B2M"]
    assert picture.table.rows[0][:2] == ("a nuclease and a donor", "50 %")


@pytest.mark.parametrize("layout", LAYOUTS, ids=lambda one: one.name)
def test_it_is_small_fits_and_compiles(study, layout, capfd):
    (picture,) = editing_pictures(study)
    spec = picture.draw(layout)
    assert row_count(spec) < ROW_LIMIT
    svg = vl_convert.vegalite_to_svg(json.dumps(still(spec)), vl_version=VEGALITE)
    assert "WARN" not in capfd.readouterr().err
    assert float(re.search(r'<svg[^>]*? width="([\d.]+)"', svg).group(1)) <= layout.width + 16
