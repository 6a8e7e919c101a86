import numpy as np

from engraft.population import draw
from engraft.population.catalog import get


def test_medians_ranges_and_frequencies_are_those_reported() -> None:
    people = draw(get("graall_adults"), 20_000, seed=3).displayed()
    age = people["age"].to_numpy()
    assert (age.min() >= 18.0, age.max() <= 59.0) == (True, True)
    assert np.median(age) == np.clip(np.median(age), 39.5, 40.5)
    cd20 = people["cd20"].to_numpy()
    assert cd20.min() >= 0.2  # positive is more than 20 % of blasts
    assert np.median(cd20) == np.clip(np.median(cd20), 0.64, 0.66)
    shares = [(people["valines"].to_numpy() == k).mean() for k in (0.0, 1.0, 2.0)]
    np.testing.assert_allclose(shares, [0.35, 0.45, 0.20], atol=0.012)
    np.testing.assert_allclose(people["asparaginase_antibodies"].mean(), 0.11, atol=0.007)


def test_a_fifth_comes_first_for_a_transplant() -> None:
    rank = draw(get("graall_adults"), 20_000, seed=3).displayed()["transplant_rank"].to_numpy()
    np.testing.assert_allclose((rank < 0.2).mean(), 0.2, atol=0.01)
