"""The pictures of the clinic: drawn where there is data, small, and left out where there is none."""

from __future__ import annotations

import dataclasses
import json
import re

import pandas as pd
import pytest
import vl_convert
import xarray as xr
from tests.report.clinic import ARM, clinic_study

from engraft.report.charts.theme import LAYOUTS, ROW_LIMIT, row_count, still
from engraft.report.html import VEGALITE, report_html
from engraft.report.pictures import as_if_note
from engraft.report.pictures_clinic import clinic_pictures

KEYS = ["by-response", "grades-1", "grades-2", "waterfall", "swimmer", "relapse", "forest"]


@pytest.fixture(scope="module")
def study(result):
    return clinic_study(result)


@pytest.fixture(scope="module")
def drawn(study):
    return {picture.key: picture for picture in clinic_pictures(study)}


def two_arms(study):
    arms = (ARM, "another arm")
    outcomes = pd.concat([study.outcomes, study.outcomes.assign(arm=arms[1])], ignore_index=True)
    other = study.trajectories.assign_coords(arm=[arms[1]])
    summaries = (study.summaries[0], dataclasses.replace(study.summaries[0], name="other", label=arms[1]))
    both = xr.concat([study.trajectories, other], dim="arm")
    return dataclasses.replace(study, arms=arms, outcomes=outcomes, trajectories=both, summaries=summaries)


def test_every_picture_is_there(drawn):
    assert list(drawn) == KEYS


def test_every_title_counts_patients(drawn):
    for picture in drawn.values():
        assert re.search(r"\d", picture.title)
        assert "patients" in picture.title


@pytest.mark.parametrize("key", KEYS)
def test_it_is_small_fits_and_compiles(drawn, key, capfd):
    for layout in LAYOUTS:
        spec = drawn[key].draw(layout)
        assert row_count(spec) < ROW_LIMIT
        svg = vl_convert.vegalite_to_svg(json.dumps(still(spec)), vl_version=VEGALITE)
        assert float(re.search(r'<svg[^>]*? width="([\d.]+)"', svg).group(1)) <= layout.width + 16
    assert "WARN" not in capfd.readouterr().err


def test_two_arms_are_drawn_one_below_the_other(study, capfd):
    for picture in clinic_pictures(two_arms(study)):
        spec = picture.draw(LAYOUTS[1])
        assert row_count(spec) < ROW_LIMIT
        vega = vl_convert.vegalite_to_vega(json.dumps(spec), vl_version=VEGALITE)
        names = [signal["name"] for signal in vega.get("signals", [])]
        assert len(names) == len(set(names))
    assert "WARN" not in capfd.readouterr().err


def test_the_same_scales_share_a_picture(drawn):
    heads = [panel["title"]["text"] for panel in drawn["grades-1"].draw(LAYOUTS[0])["vconcat"]]
    assert heads == [f"{scale} grade of cytokine release syndrome" for scale in ("Penn", "ASTCT 2019", "Lee")]


def test_the_curve_as_infused_says_whom_it_follows(study):
    infused = int(study.outcomes["infused"].sum())
    said = as_if_note(study, "infusion")
    assert f"though {400 - infused} of 400 enrolled were not" in said
    assert as_if_note(study, "enrolment") == ""
    assert as_if_note(dataclasses.replace(study, outcomes=study.outcomes.assign(infused=1.0)), "infusion") == ""


def test_what_a_study_does_not_ask_is_left_out(study):
    bare = dataclasses.replace(
        study,
        lloq={},
        outcomes=study.outcomes[["arm", "person", "status"]],
        trajectories=study.trajectories[["blood.copies"]],
    )
    assert list(clinic_pictures(bare)) == []


def test_the_page_shows_them_and_stays_small(study):
    page = report_html(study)
    assert len(page.encode()) < 5_000_000
    for key in KEYS:
        assert f'data-chart="{key}"' in page
