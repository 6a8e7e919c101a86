"""Effects of the catalog: each acts on a parameter that a model has, by the rule or formula that its source gives."""

from __future__ import annotations

import numpy as np
import pytest

from engraft import units
from engraft.errors import SpecificationError
from engraft.language.source import Assumed
from engraft.models import build, catalog
from engraft.population import Population, draw
from engraft.population.catalog import covariates, effects


@pytest.fixture(scope="module")
def parameters() -> set[str]:
    return {entry.name for model in catalog() for entry in build(model).parameters}


@pytest.mark.parametrize("name", effects.names())
def test_every_effect_acts_on_a_parameter_and_lies_in_its_own_bounds(name, parameters):
    one = effects.get(name)
    assert one.name == name
    assert one.parameter in parameters
    assert one.covariate == "age" or one.covariate in covariates.names()
    if isinstance(one.source, Assumed):
        assert one.source.low <= one.size <= one.source.high


@pytest.mark.parametrize(
    ("name", "odds_ratio"),
    [
        ("tp53_car", (0.688 / 0.312) / (0.938 / 0.062)),
        ("tp53_venetoclax", (0.59 / 0.41) / (0.86 / 0.14)),
        ("npm1_venetoclax", (0.92 / 0.08) / (0.67 / 0.33)),
        ("prior_blinatumomab", (21 / 8) / (14 / 11)),  # the other way round: cells that resist
    ],
)
def test_a_response_makes_the_geometric_mean_of_none_and_its_odds_ratio(name, odds_ratio):
    assert effects.get(name).size == pytest.approx(odds_ratio**0.5, rel=1e-12)


def test_the_clearance_of_fludarabine_is_that_of_langenhorst_2019():
    filtration = np.array([30.0, 60.0, 90.0, 120.0, 170.0])  # mL/min
    published = 3.24 + 0.782 * filtration * 60.0 / 1000.0  # L/h at 70 kg
    block = build("b_all").parameter("flu_cy.fludarabine_clearance").value
    found = block * effects.get("renal_fludarabine").factor(filtration * units.factor("mL/min"))
    np.testing.assert_allclose(found / units.factor("L/hour"), published, rtol=2e-3)


def test_frequencies_are_those_of_their_sources():
    added = tuple(map(covariates.get, covariates.names()))
    cohort = draw(Population("all", added), 20_000, seed=1)
    for name, share in (("prior_blinatumomab", 77 / 420), ("extramedullary", 55 / 184), ("tp53_b_all", 17 / 49)):
        assert cohort.covariate(name).mean() == pytest.approx(share, abs=4 * (share * (1 - share) / 20_000) ** 0.5)


def test_an_unknown_effect_or_covariate_gets_the_nearest_name():
    with pytest.raises(SpecificationError, match="tp53_car"):
        effects.get("tp53_cars")
    with pytest.raises(SpecificationError, match="del17p"):
        covariates.get("del17")
