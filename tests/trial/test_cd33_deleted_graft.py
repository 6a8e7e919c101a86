"""The study of a graft without CD33, as it ships."""

from __future__ import annotations

import numpy as np
import pytest

from engraft.trial import apply_overrides, check_study, design, load_study
from engraft.trial.blocks import simulate_block
from engraft.trial.design import drawn

pytestmark = pytest.mark.slow  # a run of a large model


@pytest.fixture(scope="module")
def judged():
    """Judge all arms of a smaller study: arm to a table per endpoint."""
    study = check_study(apply_overrides(load_study("cd33-deleted-graft").document, ["population.n=24"]))
    plan = design(study)
    people = drawn(plan)
    runs = {arm.name: simulate_block(arm.run, people) for arm in plan.arms}
    assert all(run.failed == 0 for run in runs.values())
    return {name: {one.name: one.verdict(run) for one in plan.endpoints} for name, run in runs.items()}


def middle(tables, endpoint, column):
    return float(np.nanmedian(tables[endpoint][column].to_numpy(float)))


def test_the_drug_lowers_neutrophils_of_an_unedited_graft_alone(judged):
    counts = {name: middle(tables, "neutrophils", "neutrophils_day_67") for name, tables in judged.items()}
    assert counts["unedited-drug"] < 0.5 * counts["unedited"]
    assert counts["edited-drug"] > 0.8 * counts["edited"]


def test_the_edited_share_rises_under_the_drug_and_stays_without(judged):
    share = {name: middle(tables, "cd33_negative", "cd33_negative_day_180") for name, tables in judged.items()}
    assert share["edited"] == pytest.approx(88.0, abs=1.0)
    assert share["edited-drug"] > share["edited"] + 3.0
    assert share["unedited"] == share["unedited-drug"] == 0.0


def test_editing_costs_clones_and_no_day_of_engraftment(judged):
    clones = {name: middle(tables, "clones", "clones_day_28") for name, tables in judged.items()}
    assert clones["edited"] == pytest.approx(0.5 * clones["unedited"], rel=1e-3)
    days = {name: middle(tables, "engraftment", "engraftment_day") for name, tables in judged.items()}
    assert days["edited"] == pytest.approx(days["unedited"], abs=1.0)
