"""The normal law against the standard library and SciPy."""

from __future__ import annotations

from statistics import NormalDist

import numpy as np
from scipy import special

from engraft.kernel.normal import log_normal_probability, normal_probability, normal_quantile

U = np.concatenate([np.linspace(0.0005, 0.9995, 1999), 10.0 ** np.arange(-300, -3), 1 - 2.0 ** -np.arange(4.0, 53)])
Z = np.concatenate([np.linspace(-60.0, 12.0, 2881), [-1e8, -1e3, 0.0, 40.0]])


def test_quantile_agrees_with_the_standard_library():
    exact = [NormalDist().inv_cdf(x) for x in U]
    np.testing.assert_allclose(normal_quantile(U), exact, rtol=1e-14, atol=1e-15)
    np.testing.assert_allclose(normal_quantile(U), special.ndtri(U), rtol=1e-13, atol=1e-15)


def test_quantile_is_odd():
    u = np.arange(1, 2**12) / 2**13
    np.testing.assert_array_equal(normal_quantile(1.0 - u), -normal_quantile(u))


def test_probability_inverts_the_quantile():
    np.testing.assert_allclose(normal_probability(normal_quantile(U)), U, rtol=1e-12)
    assert normal_probability(np.array([-np.inf, -60.0])).min() > 0.0
    assert normal_probability(np.array([60.0, np.inf])).max() < 1.0


def test_log_probability_agrees_with_scipy_everywhere():
    np.testing.assert_allclose(log_normal_probability(Z), special.log_ndtr(Z), rtol=1e-13)


def test_log_probability_at_the_ends():
    ends = log_normal_probability(np.array([-np.inf, np.inf, np.nan]))
    assert ends[0] == -np.inf
    assert ends[1] == 0.0
    assert np.isnan(ends[2])
    assert log_normal_probability(Z.reshape(5, -1)).shape == Z.reshape(5, -1).shape
