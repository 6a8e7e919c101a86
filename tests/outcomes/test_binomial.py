"""The exact binomial test, held against scipy."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from engraft.errors import SpecificationError
from engraft.outcomes.binomial import (
    MOST_PERSONS,
    binomial_design,
    binomial_error,
    binomial_power,
    binomial_trial,
    critical_count,
    upper_tail,
)


@pytest.mark.parametrize(("n", "p"), [(1, 0.3), (25, 0.2), (80, 0.81), (500, 0.01), (40, 0.0), (40, 1.0)])
def test_the_tail_is_that_of_scipy(n, p):
    assert upper_tail(n, p) == pytest.approx(stats.binom.sf(np.arange(-1, n + 1), n, p), abs=1e-12)


@pytest.mark.parametrize("null", [0.05, 0.2, 0.5, 0.9])
@pytest.mark.parametrize("alpha", [0.025, 0.1])
def test_the_test_agrees_with_the_p_values_of_scipy(null, alpha):
    for n in (1, 7, 33, 76):
        least = [k for k in range(n + 1) if stats.binomtest(k, n, null, alternative="greater").pvalue <= alpha]
        assert critical_count(n, null, alpha) == (least[0] if least else n + 1)
        assert binomial_error(n, null, alpha) <= alpha


def test_the_power_is_that_of_all_counts_the_test_rejects():
    rejected = [k for k in range(77) if stats.binomtest(k, 76, 0.2, alternative="greater").pvalue <= 0.025]
    expected = sum(stats.binom.pmf(rejected, 76, 0.45))
    assert binomial_power(76, 0.2, 0.45, 0.025) == pytest.approx(expected, rel=1e-12)


@pytest.mark.parametrize(
    ("null", "truth", "power"), [(0.2, 0.45, 0.95), (0.2, 0.4, 0.9), (0.5, 0.75, 0.8), (0.0, 0.1, 0.9)]
)
def test_the_number_of_persons_is_the_least_that_brute_force_finds(null, truth, power):
    def brute(n):
        counts = np.arange(n + 1)
        rejected = stats.binom.sf(counts - 1, n, null) <= 0.025
        return stats.binom.pmf(counts, n, truth)[rejected].sum()

    found = binomial_design(null, truth, alpha=0.025, power=power)
    powers = np.array([brute(n) for n in range(1, 201)])
    assert found.n == int(np.argmax(powers >= power)) + 1
    assert found.always == int(np.flatnonzero(powers < power)[-1]) + 2
    assert found.power == pytest.approx(powers[found.n - 1])
    assert found.always >= found.n


def test_a_truth_no_better_than_the_null_has_no_trial():
    assert binomial_design(0.5, 0.5, alpha=0.025, power=0.9) is None
    assert binomial_design(0.5, 0.4, alpha=0.025, power=0.9) is None
    assert binomial_design(0.5, 0.505, alpha=0.025, power=0.9) is None


def test_a_null_of_one_cannot_be_beaten():
    assert binomial_power(30, 1.0, 1.0, 0.025) == 0.0


def test_the_largest_number_of_persons_is_within_reach_of_a_double():
    trial = binomial_trial(MOST_PERSONS, 0.2, 0.25, 0.025)
    assert trial.power == pytest.approx(stats.binom.sf(trial.critical - 1, MOST_PERSONS, 0.25), rel=1e-9)


@pytest.mark.parametrize(
    ("null", "truth", "alpha"), [(-0.1, 0.5, 0.05), (0.5, 1.1, 0.05), (0.5, 0.6, 0.0), (np.nan, 0.6, 0.1)]
)
def test_what_is_no_probability_is_refused(null, truth, alpha):
    with pytest.raises(SpecificationError, match=r"no probability|no error rate"):
        binomial_trial(20, null, truth, alpha)
