"""The study of liso-cel in CLL, as it ships."""

from __future__ import annotations

import math

import pytest

from engraft.models import build
from engraft.trial import apply_overrides, check_study, design, load_study
from engraft.trial.blocks import simulate_block
from engraft.trial.design import drawn

pytestmark = pytest.mark.slow  # a run of a large model


@pytest.fixture(scope="module")
def plan():
    return design(check_study(apply_overrides(load_study("transcend-cll").document, ["population.n=40", "laws=none"])))


@pytest.fixture(scope="module")
def people(plan):
    return drawn(plan)


def test_nodes_blood_and_marrow_start_as_the_population_has_them(plan, people):
    table = people.parameters
    for name, covariate in (
        ("disease.products", "sum_of_products"),
        ("disease.count", "malignant_lymphocytes"),
        ("disease.infiltrate", "marrow_infiltrate"),
    ):
        assert table[name].to_numpy() == pytest.approx(people.covariate(covariate))


def test_the_published_shares_of_nodes_are_drawn():
    """44 % have a node above 5 cm, which is 26.9 cm2 in all by the law of sizes; 9 % none above 1.5 cm."""
    many = drawn(design(check_study(apply_overrides(load_study("transcend-cll").document, ["population.n=4000"]))))
    products = many.covariate("sum_of_products") * 100.0  # dm2 to cm2
    longest = (0.65 / 0.7 * products) ** 0.5
    assert (longest > 5.0).mean() == pytest.approx(0.44, abs=0.03)
    assert (longest < 1.5).mean() == pytest.approx(0.09, abs=0.02)


def test_blood_is_clear_without_response_in_some_and_response_is_incomplete_in_some(plan, people):
    run = simulate_block(plan.arms[0].run, people)
    assert run.failed == 0
    verdict = next(one for one in plan.endpoints if one.name == "iwcll_response").verdict(run)
    kinds = verdict["iwcll_response_kind"]
    assert {"PR", "SD"} <= set(kinds)
    assert (verdict["iwcll_response"] == kinds.isin(["CR", "CRi", "PR"])).all()
    assert verdict["iwcll_response_umrd_marrow"].any()


def test_the_laws_that_ship_are_of_this_model():
    assert design(load_study("transcend-cll")).laws is not None


def test_what_was_fitted_is_told_from_what_was_not():
    roles = {one.id: one.role for one in load_study("transcend-cll").file.published}
    assert {name for name, role in roles.items() if role == "calibrate"} == {f"D11{k}" for k in "abcde"}
    for name in ("axi-cel-lymphoma", "richter-pembrolizumab", "cll-pembrolizumab"):
        assert {one.role for one in load_study(name).file.published} == {"predict"}


def test_masses_that_stay_fade_at_everybodys_own_pace(plan):
    """The bounds of the block, 60 and 1000 days, are those of nine in ten."""
    fading = next(one for one in plan.prior.parameters if one.name == "disease.fading")
    block = next(one for one in build("cll").parameters if one.name == "disease.fading")
    low, high = block.source.low, block.source.high
    assert fading.value == pytest.approx(math.sqrt(low * high), rel=0.01)
    assert fading.spread == pytest.approx(math.log(high / low) / (2.0 * 1.645), rel=0.01)


def test_what_is_calibrated_is_what_the_laws_hold():
    laws = design(load_study("transcend-cll")).laws
    asked = load_study("transcend-cll").file.calibrate
    assert laws is not None
    assert asked is not None
    assert {one.name for one in laws.parameters} == set(asked.parameters)
