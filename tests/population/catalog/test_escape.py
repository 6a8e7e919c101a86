"""Who has leukemia that can escape: shares between their bounds, drawn apart, and handed on to the model."""

from __future__ import annotations

import math

import numpy as np
import pytest

from engraft.language.source import Assumed
from engraft.population import draw
from engraft.population.catalog import get
from engraft.population.catalog.escape import escapes
from engraft.population.law import Bernoulli
from engraft.trial import design, load_study

BOUNDS = {"can_lose_cd19": (68 / 420, 0.70), "can_switch": (12 / 420, 0.10)}  # relapsed so, and could at most
POPULATIONS = ("eliana_baseline", "eliana_enrolled", "cibmtr_tisa_cel")
STUDIES = ("eliana", "eliana-nulls", "tisa-cel-real-world")
N = 20_000


@pytest.fixture(scope="module", params=POPULATIONS)
def cohort(request):
    return draw(get(request.param), N, seed=2)


def test_each_probability_is_the_geometric_mean_of_its_bounds():
    found = {}
    for covariate in escapes():
        assert isinstance(covariate.source, Assumed)
        assert isinstance(covariate.law, Bernoulli)
        low, high = covariate.source.low, covariate.source.high
        assert covariate.law.probability == pytest.approx(math.sqrt(low * high), rel=1e-12)
        assert covariate.unit == "1"
        found[covariate.name] = (low, high)
    assert found == BOUNDS


@pytest.mark.parametrize("name", BOUNDS)
def test_as_many_have_it_as_the_probability_says(cohort, name):
    low, high = BOUNDS[name]
    has, share = cohort.covariate(name), math.sqrt(low * high)
    assert set(has) == {0.0, 1.0}
    assert has.mean() == pytest.approx(share, abs=4.0 * math.sqrt(share * (1.0 - share) / N))


def test_ways_to_escape_are_drawn_apart_from_each_other_and_from_the_burden(cohort):
    rows = [cohort.covariate(name) for name in (*BOUNDS, "marrow_blasts", "age")]
    assert np.abs(np.corrcoef(rows)[:2, 2:]).max() < 4.0 / math.sqrt(N)
    assert abs(np.corrcoef(rows)[0, 1]) < 4.0 / math.sqrt(N)


@pytest.mark.parametrize("name", STUDIES)
def test_shipped_studies_hand_them_to_the_leukemia(name):
    cohort = draw(design(load_study(name, laws="none")).population, 200, seed=1)
    for escape in BOUNDS:
        np.testing.assert_array_equal(cohort.parameters[f"leukemia.{escape}"], cohort.covariate(escape))
        assert 0.0 < cohort.covariate(escape).mean() < 1.0
