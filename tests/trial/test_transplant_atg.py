"""The study of antibodies against T cells before an unrelated donor's graft, as it ships."""

from __future__ import annotations

import numpy as np
import pytest

from engraft.trial import apply_overrides, check_study, design, load_study
from engraft.trial.blocks import simulate_block
from engraft.trial.design import drawn

pytestmark = pytest.mark.slow  # a run of a large model


@pytest.fixture(scope="module")
def judged():
    """Judge all arms of a smaller and shorter study: arm to a table per endpoint."""
    study = check_study(apply_overrides(load_study("transplant-atg").document, ["population.n=60"]))
    plan = design(study)
    people = drawn(plan)
    runs = {arm.name: simulate_block(arm.run, people) for arm in plan.arms}
    assert all(run.failed == 0 for run in runs.values())
    return {name: {one.name: one.verdict(run) for one in plan.endpoints} for name, run in runs.items()}


def test_everybody_starts_in_remission_with_his_own_burden_and_donor():
    plan = design(load_study("transplant-atg"))
    people = drawn(plan)
    own = people.parameters
    assert (own["donor_t.disparity"].to_numpy() == people.covariate("disparity")).all()
    assert people.covariate("residual").max() < 0.05


def test_most_engraft_and_donor_cells_fill_the_marrow(judged):
    engrafted = judged["control"]["engraftment"]
    alive = engrafted["engraftment_failed"].notna()
    assert not engrafted.loc[alive, "engraftment_failed"].astype(bool).any()
    assert engrafted["engraftment_chimerism"].dropna().min() > 0.95


def test_antibodies_and_depletion_lower_gvhd(judged):
    worst = {arm: tables["acute_gvhd"]["acute_gvhd_grade"].mean() for arm, tables in judged.items()}
    assert worst["atlg"] < worst["control"]
    assert worst["ptcy"] < worst["control"]
    assert worst["depleted"] < worst["control"]
    chronic = {arm: (t["chronic_gvhd"]["chronic_gvhd_cause"] == "GvHD").mean() for arm, t in judged.items()}
    assert chronic["atlg"] < chronic["control"]
    assert chronic["depleted"] < chronic["control"]


def test_without_graft_versus_leukemia_more_relapse(judged):
    relapsed = {
        arm: (t["non_relapse_mortality"]["non_relapse_mortality_cause"] == "leukemia").mean()
        for arm, t in judged.items()
    }
    assert relapsed["depleted"] > relapsed["control"]
    assert relapsed["atlg"] >= relapsed["control"]


def test_grfs_is_never_longer_than_what_ends_it(judged):
    for tables in judged.values():
        grfs = tables["gvhd_relapse_free_survival"]["gvhd_relapse_free_survival_day"]
        for name, column in (("overall_survival", "overall_survival_day"), ("chronic_gvhd", "chronic_gvhd_day")):
            known = grfs.notna() & tables[name][column].notna()
            assert (grfs[known] <= tables[name][column][known] + 1e-9).all()


def test_the_figures_of_the_other_arms_are_predictions():
    roles = {(one.id, one.arm): one.role for one in load_study("transplant-atg").file.published}
    assert {arm for (_, arm), role in roles.items() if role == "calibrate"} == {"control"}
    assert np.sum([role == "calibrate" for role in roles.values()]) == 4
