import numpy as np
import pytest

from engraft.errors import SpecificationError
from engraft.kernel.streams import normal
from engraft.models.library.paired_spread import PairedSpread


@pytest.mark.parametrize("values", [(0.106, 0.0323, 0.0277), (0.123, 0.123, 0.0432), (0.2, 0.1, -0.05)])
def test_independent_draws_have_the_joint_law(values):
    """Identities, and 40,000 draws: a variance is met within four standard errors, 4 √(2/n)."""
    pair = PairedSpread(*values)
    assert pair.spread**2 == pytest.approx(pair.first)
    assert (pair.power * pair.spread) ** 2 + pair.rest**2 == pytest.approx(pair.second)
    assert pair.power * pair.spread**2 == pytest.approx(pair.both)
    person = np.arange(40_000)
    first = pair.spread * normal(1, "first", person)
    second = pair.power * first + pair.rest * normal(1, "second", person)
    found = np.cov(first, second)
    expected = np.array([[pair.first, pair.both], [pair.both, pair.second]])
    size = np.sqrt(np.outer(np.diag(expected), np.diag(expected)))
    assert (np.abs(found - expected) < 4.0 * np.sqrt(2.0 / person.size) * size).all()


def test_without_covariance_the_second_is_its_own():
    alone = PairedSpread(0.16, 0.09, 0.0)
    assert (alone.power, alone.rest) == (0.0, pytest.approx(0.3))


@pytest.mark.parametrize("values", [(0.1, 0.1, 0.2), (0.0, 0.1, 0.0), (-0.1, 0.1, 0.0), (0.1, 0.1, float("nan"))])
def test_an_impossible_covariance_is_refused(values):
    with pytest.raises(SpecificationError, match="is impossible"):
        PairedSpread(*values)
