"""The picture of phenotypes: drawn where they were asked for, small, and with its finding."""

import dataclasses
import json
import re

import pytest
import vl_convert
from tests.report.test_frames_phenotypes import OLD, YOUNG, outcomes

from engraft.report.charts.theme import LAYOUTS, ROW_LIMIT, row_count, still
from engraft.report.html import VEGALITE
from engraft.report.pictures_phenotypes import phenotypes_pictures

ARMS = {"Next day, 1.5e5 per kg": YOUNG, "Day 9, 3.1e6 per kg": OLD}


@pytest.fixture
def study(result):
    return dataclasses.replace(result, arms=tuple(ARMS), outcomes=outcomes(ARMS), summaries=())


def test_a_study_without_lots_has_none(result):
    assert list(phenotypes_pictures(result)) == []


def test_the_title_says_the_youngest_and_the_oldest(study):
    (picture,) = phenotypes_pictures(study)
    assert picture.title.startswith("45 % of the cells of the lot 'Next day, 1.5e5 per kg' are stem memory cells")
    assert picture.title.endswith("and 5 % of 'Day 9, 3.1e6 per kg'")
    assert "9 simulated patients" in picture.note
    assert "assumed" in picture.note


def test_cells_and_engraftment_are_written_over_each_bar(study):
    (picture,) = phenotypes_pictures(study)
    drawn = json.dumps(picture.draw(LAYOUTS[0]))
    assert "5 billion cells, 2-fold engraftment" in drawn


def test_one_lot_alone_is_not_compared(study):
    alone = dataclasses.replace(study, arms=tuple(ARMS)[:1])
    assert "and" not in next(phenotypes_pictures(alone)).title


def test_the_table_has_every_lot(study):
    (picture,) = phenotypes_pictures(study)
    assert [row[0] for row in picture.table.rows] == list(ARMS)
    assert picture.table.rows[0][1:] == ("45 %", "23 %", "20 %", "12 %", "5 × 10⁹", "2")


@pytest.mark.parametrize("layout", LAYOUTS, ids=lambda one: one.name)
def test_it_is_small_fits_and_compiles(study, layout, capfd):
    (picture,) = phenotypes_pictures(study)
    spec = picture.draw(layout)
    assert row_count(spec) < ROW_LIMIT
    svg = vl_convert.vegalite_to_svg(json.dumps(still(spec)), vl_version=VEGALITE)
    assert float(re.search(r'<svg[^>]*? width="([\d.]+)"', svg).group(1)) <= layout.width + 16
    assert "WARN" not in capfd.readouterr().err
