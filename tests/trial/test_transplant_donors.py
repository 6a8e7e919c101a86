"""The study of four donors for the same adults, as it ships."""

from __future__ import annotations

import pytest

from engraft.trial import apply_overrides, check_study, design, load_study
from engraft.trial.blocks import simulate_block
from engraft.trial.design import drawn

pytestmark = pytest.mark.slow  # a run of a large model


@pytest.fixture(scope="module")
def judged():
    """Judge all arms of a smaller study: arm to a table per endpoint."""
    study = check_study(apply_overrides(load_study("transplant-donors").document, ["population.n=60"]))
    plan = design(study)
    people = drawn(plan)
    runs = {arm.name: simulate_block(arm.run, people) for arm in plan.arms}
    assert all(run.failed == 0 for run in runs.values())
    return {name: {one.name: one.verdict(run) for one in plan.endpoints} for name, run in runs.items()}


def share(tables, endpoint, cause):
    return float((tables[endpoint][f"{endpoint}_cause"] == cause).mean())


def test_a_twin_has_no_gvhd_and_most_relapse(judged):
    assert judged["twin"]["acute_gvhd"]["acute_gvhd_grade"].max() == 0.0
    assert share(judged["twin"], "chronic_gvhd", "GvHD") == 0.0
    relapse = {name: share(tables, "non_relapse_mortality", "leukemia") for name, tables in judged.items()}
    assert max(relapse, key=relapse.__getitem__) == "twin"


def test_the_more_cells_recognise_the_host_the_more_gvhd_under_the_same_prophylaxis(judged):
    worst = [judged[name]["acute_gvhd"]["acute_gvhd_grade"].mean() for name in ("twin", "sibling", "unrelated")]
    assert worst == sorted(worst)
    chronic = [share(judged[name], "chronic_gvhd", "GvHD") for name in ("twin", "sibling", "unrelated")]
    assert chronic == sorted(chronic)


def test_donor_types_are_traits_and_no_other_parameter_differs():
    arms = {arm.name: arm.run.regimen for arm in design(load_study("transplant-donors")).arms}
    traits = {
        name: {trait.parameter for event in regimen.events for trait in event.product.traits}
        for name, regimen in arms.items()
    }
    assert traits["unrelated"] == set()
    assert all(traits[name] == {"donor_t.disparity"} for name in ("twin", "sibling", "haplo"))
