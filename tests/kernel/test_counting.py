"""Quantiles of counting laws against SciPy's."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import special, stats

from engraft.kernel.counting import MOST, binomial_quantile, negative_binomial_quantile
from engraft.kernel.incomplete_beta import incomplete_beta
from engraft.kernel.streams import uniform

PERSONS = np.arange(3000)
U = uniform(1, "counting", PERSONS)
ONE = np.ones(PERSONS.size)


@pytest.mark.parametrize(("n", "p"), [(1, 0.3), (7, 0.9), (100, 0.5), (900, 0.02), (0, 0.4), (5, 0.0), (5, 1.0)])
def test_binomial_counts_are_exact(n, p):
    found = binomial_quantile(U, np.full(PERSONS.size, n), p * ONE, (1 - p) * ONE)
    np.testing.assert_array_equal(found, stats.binom.ppf(U, n, p))


@pytest.mark.parametrize(("size", "stop"), [(1, 0.3), (7, 0.9), (0.2, 0.5), (100, 0.05), (3.7, 0.01)])
def test_negative_binomial_counts_are_exact(size, stop):
    found = negative_binomial_quantile(U, size * (1 - stop) * ONE, (1 - stop) * ONE, stop * ONE)
    np.testing.assert_array_equal(found, stats.nbinom.ppf(U, size, stop))


@pytest.mark.parametrize("mean", [0.1, 3.0, 300.0])
def test_poisson_counts_are_exact(mean):
    found = negative_binomial_quantile(U, mean * ONE, 0 * ONE, ONE)
    np.testing.assert_array_equal(found, stats.poisson.ppf(U, mean))


def test_large_counts_are_right_to_one():
    pairs = [
        (binomial_quantile(U, np.full(PERSONS.size, 100_000), 0.7 * ONE, 0.3 * ONE), stats.binom(100_000, 0.7)),
        (negative_binomial_quantile(U, 3000.0 * ONE, 0.6 * ONE, 0.4 * ONE), stats.nbinom(5000, 0.4)),
        (negative_binomial_quantile(U, 5000.0 * ONE, 0 * ONE, ONE), stats.poisson(5000.0)),
    ]
    for found, law in pairs:
        off = np.abs(found - law.ppf(U))
        assert off.max() <= 1
        assert (off > 0).mean() < 0.005


@pytest.mark.parametrize(("size", "stop"), [(0.3, 1e-4), (50.0, 1e-3), (2.0, 1e-7)])
def test_skewed_counts_beyond_reach_are_exact(size, stop):
    few = U[:60]
    full = np.ones(few.size)
    found = negative_binomial_quantile(few, size * (1 - stop) * full, (1 - stop) * full, stop * full)
    assert np.abs(found - stats.nbinom.ppf(few, size, stop)).max() <= 1


def test_one_lineage_far_beyond_reach_is_geometric():
    few, stop = U[:60], 1e-9
    full = np.ones(few.size)
    found = negative_binomial_quantile(few, (1 - stop) * full, (1 - stop) * full, stop * full)
    np.testing.assert_allclose(found, np.log1p(-few) / np.log1p(-stop) - 1.0, rtol=1e-5)


def test_a_skewed_count_stands_alone():
    few, stop = U[:30], 10.0 ** np.linspace(-3.0, -8.0, 30)
    whole = negative_binomial_quantile(few, 2 * (1 - stop), 1 - stop, stop)
    for i in (0, 13, 29):
        one = slice(i, i + 1)
        assert negative_binomial_quantile(few[one], 2 * (1 - stop[one]), 1 - stop[one], stop[one]) == whole[i]


def test_a_count_without_bound_is_capped():
    found = negative_binomial_quantile(U, ONE, ONE, 0 * ONE)
    assert np.all(found == MOST)


@pytest.mark.parametrize("a", [0.01, 0.3, 1.0, 7.0, 100.0])
def test_incomplete_beta_agrees_with_scipy(a):
    b, q = (g.ravel() for g in np.meshgrid([1.0, 5.0, 1e3, 1e5, 1e8], [1e-6, 0.1, 0.5, 0.9, 0.999]))
    x = special.betaincinv(a, b, q)
    inside = (x > 1e-200) & (x < 1.0)
    x, b = x[inside], b[inside]
    found = incomplete_beta(np.full(x.size, a), b, x, 1.0 - x)
    np.testing.assert_allclose(found, special.betainc(a, b, x), rtol=1e-8)
