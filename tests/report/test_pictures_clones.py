"""The page of clones, of the study that asks for it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from engraft.outcomes.clonal_drift import ClonalDrift
from engraft.report.charts.theme import LAYOUTS, ROW_LIMIT, row_count
from engraft.report.pictures import pictures
from engraft.trial import load_study, run_study

pytestmark = pytest.mark.slow  # a run of a large model


@pytest.fixture(scope="module")
def result():
    return run_study(load_study("ada-scid-gene-addition", overrides=["population.n=2"]))


def test_the_clones_of_one_patient_are_drawn_as_they_were_judged(result):
    found = next(picture for picture in pictures(result) if picture.key == "clones-1")
    asked = next(one for one in result.basis.plan.endpoints if isinstance(one, ClonalDrift))
    row = result.outcomes[(result.outcomes["arm"] == result.arms[0]) & (result.outcomes["person"] == 0)].iloc[0]
    assert f"{int(row['clonal_drift_started']):,} engrafted clones" in found.title
    assert f"about {row[f'clonal_drift_active_day_{asked.days[-1]:g}']:,.0f} are active" in found.title
    assert "n = 1" in found.note
    for layout in LAYOUTS:
        assert 0 < row_count(found.draw(layout)) < ROW_LIMIT


def test_an_arm_without_clones_has_no_picture(result):
    bare = result.outcomes.assign(clonal_drift_started=0.0)
    assert not [one for one in pictures(replace(result, outcomes=bare)) if one.key.startswith("clones")]
