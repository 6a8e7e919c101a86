import numpy as np
import pytest

from engraft.language import join
from engraft.models.drugs.venetoclax import Venetoclax


@pytest.fixture(scope="module")
def drug():
    return join(Venetoclax().system("venetoclax"), name="venetoclax")


def test_one_tablet_follows_three_exponentials(drug, as_published):
    """Two compartments behind first-order absorption, in closed form."""
    days = np.array([0.05, 0.3, 1.0, 2.5])
    k10, k12, k21, ka = 449.0 / 99.0, 130.0 / 99.0, 130.0 / 147.0, 3.83
    total = k10 + k12 + k21
    root = np.sqrt(total**2 - 4.0 * k10 * k21)
    fast, slow = (total + root) / 2.0, (total - root) / 2.0
    parts = [
        (k21 - rate) / ((one - rate) * (two - rate)) * np.exp(-rate * days)
        for rate, one, two in ((ka, fast, slow), (fast, ka, slow), (slow, ka, fast))
    ]
    run = as_published(drug, ["venetoclax.concentration"], days, given={"venetoclax.gut": (0.0, 400.0, 0.0)})
    np.testing.assert_allclose(run.course("venetoclax.concentration")[:, 0], 400.0 * ka / 99.0 * sum(parts), rtol=1e-6)


def test_spread_is_the_coefficient_of_variation_of_the_review(drug):
    for name, cv in (("clearance", 0.395), ("volume", 0.467)):
        assert drug.parameter(f"venetoclax.{name}").spread == pytest.approx(np.sqrt(np.log1p(cv**2)), abs=5e-4)
