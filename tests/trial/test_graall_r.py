"""The study of rituximab in first-line B-ALL, as it ships."""

from __future__ import annotations

import pytest

from engraft.trial import apply_overrides, check_study, design, load_study
from engraft.trial.blocks import simulate_block
from engraft.trial.design import drawn

pytestmark = pytest.mark.slow  # a run of a large model


@pytest.fixture(scope="module")
def runs():
    """Run both arms of a smaller study under the laws that ship."""
    study = check_study(apply_overrides(load_study("graall-r").document, ["population.n=120"]))
    plan = design(study)
    people = drawn(plan)
    return plan, {arm.name: simulate_block(arm.run, people) for arm in plan.arms}


def test_everybody_is_followed_to_the_end_or_to_death(runs):
    _, both = runs
    assert all(run.failed == 0 for run in both.values())


def test_transplants_are_the_input_they_are_said_to_be(runs):
    """20 and 34 % of the trial's patients; of 120 persons, within three standard errors."""
    _, both = runs
    share = {name: float((run.hazards["course.transplant"] > 0.0).mean()) for name, run in both.items()}
    assert share["control"] == pytest.approx(0.20, abs=0.11)
    assert share["rituximab"] == pytest.approx(0.34, abs=0.13)
    assert share["rituximab"] > share["control"]


def test_fewer_relapse_with_rituximab_in_the_same_persons(runs):
    plan, both = runs
    endpoint = next(one for one in plan.endpoints if one.name == "relapse_incidence")
    verdicts = {name: endpoint.verdict(run) for name, run in both.items()}
    relapses = {name: (v["relapse_incidence_uncensored_cause"] == "relapse").sum() for name, v in verdicts.items()}
    assert relapses["rituximab"] < relapses["control"]


def test_only_the_control_arm_was_fitted():
    published = load_study("graall-r").file.published
    assert {one.arm for one in published if one.role == "calibrate"} == {"control"}
    assert [one.contrast for one in published if one.contrast] == ["hazard_ratio", "hazard_ratio"]
    assert all(one.role == "predict" for one in published if one.contrast)
