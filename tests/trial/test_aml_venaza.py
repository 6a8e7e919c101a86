"""The study of venetoclax and azacitidine, as it ships."""

from __future__ import annotations

import pytest

from engraft.trial import apply_overrides, check_study, design, load_study
from engraft.trial.blocks import simulate_block
from engraft.trial.design import drawn


@pytest.fixture(scope="module")
def verdicts():
    """Judge both arms of a smaller study: arm to a table per endpoint."""
    study = check_study(apply_overrides(load_study("aml-venaza").document, ["population.n=24"]))
    plan = design(study)
    people = drawn(plan)
    runs = {arm.name: simulate_block(arm.run, people) for arm in plan.arms}
    assert all(run.failed == 0 for run in runs.values())
    return {name: {one.name: one.verdict(run) for one in plan.endpoints} for name, run in runs.items()}


def test_everybody_starts_with_the_blasts_of_the_population(verdicts):
    plan = design(load_study("aml-venaza"))
    people = drawn(plan)
    blasts = people.covariate("marrow_blasts")
    assert (people.parameters["aml.blasts_at_start"].to_numpy() == blasts).all()
    assert blasts.min() >= 0.2


def test_venetoclax_lowers_blasts_and_white_cells_in_everybody(verdicts):
    both, alone = verdicts["both"], verdicts["azacitidine"]
    assert (both["blasts"]["blasts_day_28"] < alone["blasts"]["blasts_day_28"]).all()
    assert (both["leukopenia"]["leukopenia_lowest"] < alone["leukopenia"]["leukopenia_lowest"]).all()


def test_nobody_is_in_complete_remission_because_the_model_has_no_neutrophils(verdicts):
    kinds = set(verdicts["both"]["remission"]["remission_kind"])
    assert kinds <= {"CRi", "none"}
    assert "CR cannot be told from CRi" in " ".join(load_study("aml-venaza").file.limits.split())


def test_the_limits_say_that_effects_are_assumed_and_patients_private():
    limits = " ".join(load_study("aml-venaza").file.limits.split())
    assert "The effects of both drugs are assumed" in limits
    assert "private patients" in limits
