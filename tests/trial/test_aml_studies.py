"""The studies of AML, as they ship: laws that fit the model, arms that differ by what they give, honest limits."""

from __future__ import annotations

import numpy as np
import pytest

from engraft.language.describe import mathematics
from engraft.trial import apply_overrides, check_study, design, load_study
from engraft.trial.archive import content_key
from engraft.trial.blocks import simulate_block
from engraft.trial.design import drawn
from engraft.trial.laws import find_laws
from engraft.trial.readings import ready_to_judge


@pytest.mark.parametrize("name", ["aml-azacitidine", "aml-salvage"])
def test_the_laws_are_of_the_model_as_it_is(name):
    assert find_laws(name).model_hash == content_key(mathematics(design(load_study(name)).prior))


@pytest.mark.parametrize(("name", "figure"), [("aml-azacitidine", "S01"), ("aml-salvage", "F01")])
def test_one_figure_is_fitted_and_the_others_are_not(name, figure):
    published = load_study(name).file.published
    assert [one.id for one in published if one.role == "calibrate"] == [figure]
    assert "One figure is fitted" in " ".join(load_study(name).file.limits.split())


@pytest.fixture(scope="module")
def both():
    """Judge both arms of a smaller study."""
    study = check_study(apply_overrides(load_study("aml-aza-nivo").document, ["population.n=16"]))
    plan = design(study)
    people = drawn(plan)
    runs = {arm.name: ready_to_judge(plan, people, simulate_block(arm.run, people)) for arm in plan.arms}
    assert all(run.failed == 0 for run in runs.values())
    return {name: {one.name: one.verdict(run) for one in plan.endpoints} for name, run in runs.items()}


def test_nothing_was_fitted_to_the_trial_of_nivolumab():
    assert {one.role for one in load_study("aml-aza-nivo").file.published} == {"predict", "input"}
    assert "Nothing was fitted to this trial" in " ".join(load_study("aml-aza-nivo").file.limits.split())


def test_nivolumab_holds_nearly_all_pd_1_and_azacitidine_none(both):
    held, none = (both[arm]["occupancy"] for arm in ("both", "azacitidine"))
    assert np.nanmin(held["occupancy_day_1"]) > 0.95
    assert np.nanmax(none["occupancy_day_1"]) == 0.0


def test_the_same_persons_have_at_least_as_many_working_t_cells_with_nivolumab(both):
    day = "t_cells_day_28"
    held, none = (both[arm]["t_cells"][day].to_numpy() for arm in ("both", "azacitidine"))
    there = np.isfinite(held) & np.isfinite(none)
    assert there.sum() >= 8
    assert (held[there] > none[there]).all()


def test_nobody_has_an_immune_related_event_without_the_antibody(both):
    assert (both["azacitidine"]["immune_related_events"]["immune_related_events_max_grade"] == 0.0).all()


def test_groups_part_the_persons_by_what_they_had_before(both):
    parts = [both["both"][name][name].notna() for name in ("naive", "pretreated")]
    everybody = both["both"]["aml_response"]["aml_response"].notna()
    assert (parts[0] ^ parts[1])[everybody].all()
