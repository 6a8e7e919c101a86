"""Weights of the pool: identities, and closed forms of normal laws."""

from __future__ import annotations

import numpy as np
import pytest

from engraft.calibrate.weights import Importance, is_supported, kish
from engraft.kernel import streams

SIGMA = 0.8


@pytest.fixture(scope="module")
def pool():
    z = SIGMA * streams.normal(3, "pool", np.arange(20_000))
    return Importance(z[None, :], np.zeros(1), np.array([SIGMA]))


def test_the_law_of_the_pool_weighs_everybody_alike(pool):
    weights = pool.weights(np.array([0.0]), np.array([SIGMA]))
    assert np.allclose(weights, 1.0 / 20_000, rtol=1e-12)
    assert kish(weights) == pytest.approx(20_000)


@pytest.mark.parametrize(("m", "s"), [(0.3, 0.5), (-0.4, 0.6), (0.0, 0.4)])
def test_the_effective_size_is_that_of_two_normal_laws(pool, m, s):
    """1 / E[w^2] = s sqrt(2 v - s^2) / v exp(-m^2 / (2 v - s^2)) with v the variance of the pool."""
    v = SIGMA**2
    share = s * np.sqrt(2 * v - s**2) / v * np.exp(-(m**2) / (2 * v - s**2))
    assert kish(pool.weights(np.array([m]), np.array([s]))) / 20_000 == pytest.approx(share, rel=0.03)


@pytest.mark.parametrize(("m", "s"), [(0.3, 0.5), (-0.4, 0.6)])
def test_weighted_moments_are_those_of_the_law(pool, m, s):
    weights, z = pool.weights(np.array([m]), np.array([s])), pool.z[0]
    mean = (weights * z).sum()
    assert mean == pytest.approx(m, abs=0.02)
    assert np.sqrt((weights * (z - mean) ** 2).sum()) == pytest.approx(s, abs=0.02)


def test_a_far_law_and_a_narrow_law_are_not_supported(pool):
    assert is_supported(pool.weights(np.array([0.1]), np.array([0.6])))
    assert not is_supported(pool.weights(np.array([3.0]), np.array([0.5])))
    assert not is_supported(pool.weights(np.array([0.0]), np.array([0.05])))


def test_one_heavy_person_is_no_support():
    heavy = np.full(1000, 0.985 / 999)
    heavy[0] = 0.015
    assert kish(heavy) > 200
    assert not is_supported(heavy)


def test_a_pool_drawn_elsewhere_is_weighed_back(pool):
    """The same persons, said to be drawn around another law: weights undo where they were drawn."""
    center, sd = 0.4, 1.1
    moved = Importance(center + pool.z * sd / SIGMA, np.array([center]), np.array([sd]))
    weights = moved.weights(np.array([0.0]), np.array([SIGMA]))
    row = moved.z[0]
    assert float(weights @ row) == pytest.approx(0.0, abs=0.02)
    assert float(weights @ row**2) == pytest.approx(SIGMA**2, rel=0.03)
