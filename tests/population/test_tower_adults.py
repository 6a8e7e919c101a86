import numpy as np
import pytest

from engraft.population import draw
from engraft.population.catalog import get


@pytest.fixture(scope="module")
def adults():
    return draw(get("tower_adults"), 20_000, seed=3).displayed()


def test_age_and_blasts_are_those_of_table_1(adults):
    age, blasts = adults["age"].to_numpy(), adults["marrow_blasts"].to_numpy()
    assert (age.min() >= 18.0) & (age.max() <= 80.0)
    assert (age < 37.0).mean() == pytest.approx(0.5, abs=0.012)
    assert age.mean() == pytest.approx(41.0, abs=3.0)  # 40.8 and 41.1 in the trial
    np.testing.assert_allclose([(blasts < 10.0).mean(), (blasts < 50.0).mean()], [16 / 404, 99 / 404], atol=0.01)
    assert (blasts < 80.0).mean() == pytest.approx(0.5, abs=0.012)


def test_what_was_given_before_is_that_of_both_arms(adults):
    assert adults["prior_transplant"].mean() == pytest.approx(140 / 403, abs=0.01)
    assert adults["prior_salvage"].mean() == pytest.approx(226 / 405, abs=0.01)


def test_body_surface_follows_weight(adults):
    np.testing.assert_allclose(adults["body_surface"], 0.1173 * adults["weight"] ** 0.6466, rtol=1e-9)
