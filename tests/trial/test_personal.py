"""A body's surface reaches every model that has one, and a dose without its covariate says who has it."""

from __future__ import annotations

import numpy as np
import pytest

from engraft import units
from engraft.errors import SpecificationError
from engraft.trial import Study, check_study, design, parse_document, run_study
from engraft.trial.design import drawn
from engraft.trial.personal import same_for_all

RITUXIMAB = """\
engraft: 1
name: surface
title: Rituximab by surface
question: Is a large body diluted more?
model: gibiansky2021
population: {law: eliana_baseline, n: 4}
start: 0 d
follow_up: 28 d
arms:
  - {name: one, label: one, regimen: [{give: rituximab, dose: 375 mg/m^2, day: 0, over: 4 h}]}
endpoints: [{name: level, of: rituximab.concentration, unit: ug/mL, days: [1, 7]}]
"""

GUESS = "assumed: {why: x, low: 1, high: 2}"


def study(*changes: tuple[str, str]) -> Study:
    text = RITUXIMAB
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    return check_study(parse_document(text, "surface.yaml"))


def test_the_surface_of_a_person_is_the_surface_of_the_model():
    plan = design(study())
    cohort = drawn(plan)
    np.testing.assert_array_equal(cohort.parameters["rituximab.body_surface"], cohort.covariates["body_surface"])
    assert np.ptp(cohort.parameters["rituximab.body_surface"]) > 0.0
    assert same_for_all(plan.population, plan.system, plan.study.file.parameters) == []


@pytest.mark.parametrize(
    "change",
    [
        (
            "start:",
            "parameters: {rituximab.body_surface: {value: 1.7 m^2, assumed: {why: x, low: 1, high: 2}}}\nstart:",
        ),
        ("n: 4", f"n: 4, sets: {{rituximab.body_surface: {{formula: '1.7 [m^2]', {GUESS}}}}}"),
    ],
)
def test_what_the_study_says_stays(change):
    plan = design(study(change))
    seen = drawn(plan).parameters.get("rituximab.body_surface", plan.system.parameter("rituximab.body_surface").value)
    np.testing.assert_allclose(seen, units.canonical(1.7, "m^2"))
    assert same_for_all(plan.population, plan.system, plan.study.file.parameters) == []


def test_one_surface_for_everybody_is_told():
    flat = study(("law: eliana_baseline", "law: alike"), ("375 mg/m^2", "500 mg"))
    assert "everybody gets 500 mg of rituximab, whose usual dose is 375 mg/m^2" in run_study(flat).warnings
    assert not any("whose usual dose" in line for line in run_study(study()).warnings)
    told = "'rituximab.body_surface' is 1.9 m^2 for everybody: the population 'alike' has no 'body_surface'"
    assert told in run_study(flat).warnings


@pytest.mark.parametrize(
    ("change", "place"),
    [
        (("375 mg/m^2", "375 mg/m^2"), "arms.0.regimen.0.dose: rituximab 375 mg/m^2 cannot be worked out"),
        (("give: rituximab, dose: 375 mg/m^2, day: 0, over: 4 h", "template: rituximab_cll"), "arms.0.regimen.0: "),
    ],
)
def test_a_dose_without_its_covariate_says_who_has_it(change, place):
    with pytest.raises(SpecificationError) as caught:
        design(study(("law: eliana_baseline", "law: alike"), ("follow_up: 28 d", "follow_up: 200 d"), change))
    assert place in str(caught.value)
    assert "the population 'alike' has no 'body_surface'" in str(caught.value)
    assert "choose a population that has it (" in str(caught.value)
    assert "aml_unfit, " in str(caught.value)
    assert "or give a dose per person such as '500 mg'" in str(caught.value)
