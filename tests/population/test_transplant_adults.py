import numpy as np

from engraft.language.source import Assumed
from engraft.population import draw
from engraft.population.catalog import get


def test_six_in_ten_are_without_residual_disease_and_all_are_in_remission():
    drawn = draw(get("transplant_adults"), 20_000, seed=3).displayed()
    residual = drawn["residual"].to_numpy()
    assert residual.max() < 0.05
    np.testing.assert_allclose((residual < 1e-4).mean(), 0.6, atol=0.012)
    np.testing.assert_allclose(np.median(drawn["disparity"]), 10.0, rtol=0.03)
    np.testing.assert_allclose(drawn["can_escape"].mean(), 0.5, atol=0.012)


def test_everything_about_these_people_is_assumed_and_says_so():
    assert all(isinstance(one.source, Assumed) for one in get("transplant_adults").covariates)
