"""A study names effects and covariates or writes them out; who is outside of a range is counted."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest

from engraft.errors import SpecificationError
from engraft.simulate.people import parameter_values
from engraft.therapy import Regimen
from engraft.trial import check_study, parse_document, run_study
from engraft.trial.acting import beyond_range
from engraft.trial.design import design, drawn
from engraft.trial.reading import Document

OLD = "  n: 5\n"
FILTRATION = "  adds: [filtration]\n"
LINES = "  covariates: {lines: {quantiles: [[0, 1], [1, 5]], assumed: {why: a guess, low: 1, high: 5}}}\n"
POWER = (
    "  effects: [{name: worn, covariate: lines, parameter: b_all.kill, form: power, size: -0.5, reference: 2, "
    "range: [1, 3], read_on: nothing, assumed: {why: a guess, low: -1, high: 0}}]\n"
)


def test_an_effect_multiplies_what_the_person_has_otherwise(changed):
    plain, acting = (design(changed(OLD, "  n: 40\n" + more)) for more in (LINES, LINES + POWER))
    cohorts = drawn(plain), drawn(acting)
    before, after = (
        parameter_values(plan.system, Regimen(), cohort, plan.seed)
        for plan, cohort in zip((plain, acting), cohorts, strict=True)
    )
    factor = (cohorts[0].covariate("lines") / 2.0) ** -0.5
    np.testing.assert_allclose(after.pop("b_all.kill"), before.pop("b_all.kill") * factor, rtol=1e-12)
    assert all(np.array_equal(after[name], before[name]) for name in before)


def test_a_known_effect_is_put_on_the_parameter_of_the_model(changed):
    named = "  effects: [{effect: renal_fludarabine, parameter: flu_cy.cyclophosphamide_clearance}]\n"
    plan = design(changed(OLD, OLD + FILTRATION + named))
    assert plan.population.multipliers[0].parameter == "flu_cy.cyclophosphamide_clearance"
    bare = design(changed(OLD, OLD + FILTRATION + "  effects: [renal_fludarabine]\n"))
    assert bare.population.multipliers[0].parameter == "flu_cy.fludarabine_clearance"


def test_who_is_outside_of_the_range_is_counted_in_a_warning(changed):
    plan = design(changed(OLD, "  n: 40\n" + LINES + POWER))
    cohort = drawn(plan)
    beyond = int((cohort.covariate("lines") > 3.0).sum())
    assert 0 < beyond < 40
    (line,) = beyond_range(plan.population, cohort)
    assert line.startswith(f"{beyond} of 40 persons have 'lines' outside of 1 to 3, the range behind the effect 'worn'")


def test_nobody_outside_is_no_warning(changed):
    plan = design(changed(OLD, "  n: 40\n" + LINES + POWER.replace("[1, 3]", "[1, 5]")))
    assert beyond_range(plan.population, drawn(plan)) == ()


def test_the_warning_stands_in_the_result_and_the_effect_in_its_provenance(changed):
    result = run_study(changed(OLD, "  n: 12\n" + LINES + POWER))
    assert [line for line in result.warnings if "the range behind the effect 'worn'" in line]
    (told,) = result.provenance["effects"]
    assert (told["parameter"], told["studied"]) == ("b_all.kill", "1 to 3")
    assert told["factor"] == "(lines / 2) ^ -0.5"


@pytest.mark.parametrize(
    ("more", "says"),
    [
        ("  effects: [renal_fludarabin]\n", r"population\.effects\.0.*no effect of a covariate is called"),
        ("  effects: [renal_fludarabine]\n", r"add it: population\.adds: \[filtration\]"),
        ("  effects: [age_fitness]\n", r"'car\.engrafting' is not a parameter of"),
        ("  adds: [filtrate]\n", r"population\.adds\.0.*no covariate to add is called"),
        ("  adds: [filtration, filtration]\n", "two of covariate 'filtration'"),
        (LINES + POWER.replace("range: [1, 3]", "range: [3, 1]"), "low not above high"),
        (LINES + POWER.replace(", assumed: {why: a guess, low: -1, high: 0}", ""), "needs one source"),
        (LINES + POWER.replace("power", "powr"), "powr"),
        (LINES + POWER.replace("b_all.kill", "b_all.kil"), "b_all.kill"),
        (LINES + POWER.replace("covariate: lines", "covariate: line"), "needs 'line'"),
        (LINES + POWER.replace("range", "rang"), "unknown field 'rang'"),
    ],
)  # fmt: skip
def test_what_does_not_fit_is_said_of_its_field(changed, more, says):
    with pytest.raises(SpecificationError, match=says) as caught:
        design(changed(OLD, OLD + more))
    assert str(caught.value).startswith("small.yaml:")
    assert len(str(caught.value).splitlines()) <= 3


def test_what_the_documentation_writes_out_fits_together(changed):
    page = (Path(__file__).parents[2] / "docs" / "study-file.md").read_text(encoding="utf-8")
    (block,) = re.findall(r"```\npopulation:\n(.*?)```", page, re.DOTALL)
    whole = replace_block(changed, block)
    assert [one.name for one in design(whole).population.multipliers] == [
        "renal_fludarabine",
        "age_fitness",
        "worn_out",
    ]


def replace_block(changed, block):
    """Put a population into the small study, on the model that its effects belong to."""
    text = changed("seed: 7", "seed: 7").document
    data = text.data | {
        "model": "b_all",
        "parameters": {},
        "assays": [],
        "published": [],
        "endpoints": ["overall_survival"],
    }
    data["arms"] = [{"name": "none", "label": "nothing", "regimen": []}]
    data["population"] = parse_document(f"population:\n{block}", "page").data["population"]
    return check_study(Document(data, "page"))
