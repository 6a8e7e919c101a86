"""Studies of gene addition, as they ship: from the harvest to blood."""

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
    study = check_study(apply_overrides(load_study("gene-addition").document, ["population.n=12"]))
    plan = design(study)
    people = drawn(plan)
    runs = {arm.name: simulate_block(arm.run, people) for arm in plan.arms}
    assert all(run.failed == 0 for run in runs.values())
    return {name: {one.name: one.verdict(run) for one in plan.endpoints} for name, run in runs.items()}


def column(tables, endpoint, name):
    return tables[endpoint][name].to_numpy(float)


def test_the_corrected_share_of_blood_is_that_of_the_graft_after_full_conditioning(judged):
    for tables in judged.values():
        given = column(tables, "lot", "lot_fill_corrected")
        later = column(tables, "corrected", "corrected_day_730") / 100.0
        np.testing.assert_allclose(later, given, atol=0.01)


def test_more_vector_adds_to_the_gene_and_a_second_harvest_to_clones_and_days(judged):
    share = {name: column(one, "added_share", "added_share_day_730") for name, one in judged.items()}
    assert (share["vector"] > share["usual"]).all()
    np.testing.assert_allclose(share["twice"], share["usual"], atol=0.01)
    clones = {name: column(one, "clonal_drift", "clonal_drift_started") for name, one in judged.items()}
    np.testing.assert_allclose(clones["twice"], 2.0 * clones["usual"], rtol=0.01)
    days = {name: column(one, "neutrophil_recovery", "neutrophil_recovery_day") for name, one in judged.items()}
    assert (days["twice"] <= days["usual"]).all()
