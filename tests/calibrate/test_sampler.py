"""A chain under a normal likelihood finds the normal posterior, with a good guess, a bad one, and inside walls."""

from __future__ import annotations

import math

import numpy as np
import pytest

from engraft.calibrate.sampler import Guess, around_draws, guess, walk
from engraft.kernel import streams

SE = 0.2
SEEN = 0.9
VARIANCE = 1.0 / (1.0 + 1.0 / SE**2)
MEAN = SEEN / SE**2 * VARIANCE
START = np.zeros(2)
PLAIN = Guess(np.zeros(2), np.eye(2))


def residuals(u: np.ndarray) -> np.ndarray:
    """Measure the first coordinate; nothing is known of the second."""
    return np.array([(u[0] - SEEN) / SE])


def likelihood(u: np.ndarray) -> float:
    return -0.5 * float((residuals(u) ** 2).sum())


def test_the_guess_is_the_posterior_of_a_linear_problem():
    found = guess(residuals, START)
    assert found.middle == pytest.approx([MEAN, 0.0], abs=1e-6)
    assert np.diag(found.root) == pytest.approx([1.3 * math.sqrt(VARIANCE), 1.3], rel=1e-6)


@pytest.mark.parametrize("around", [PLAIN, guess(residuals, START), Guess(np.array([0.5, 1.0]), 0.7 * np.eye(2))])
def test_the_posterior_does_not_depend_on_the_guess(around):
    chain = walk(likelihood, START, around, steps=6000, seed=1, name="test").states[200:]
    assert chain.mean(axis=0) == pytest.approx([MEAN, 0.0], abs=0.1)
    assert chain.std(axis=0) == pytest.approx([math.sqrt(VARIANCE), 1.0], rel=0.1)


def test_nobody_leaves_the_support():
    walled = walk(lambda u: likelihood(u) if u[1] > 0.0 else -math.inf, np.array([0.0, 0.5]), PLAIN,
                  steps=4000, seed=1, name="test").states  # fmt: skip
    assert walled[:, 1].min() > 0.0
    assert walled[:, 1].mean() == pytest.approx(math.sqrt(2.0 / math.pi), abs=0.06)


def test_a_longer_chain_begins_with_the_shorter():
    short, long = (walk(likelihood, START, PLAIN, steps=n, seed=1, name="test").states for n in (50, 80))
    assert np.array_equal(short, long[:50])


def test_a_guess_of_draws_has_their_mean_and_is_wider():
    draws = np.stack([streams.normal(1, "a", np.arange(4000)), 0.3 * streams.normal(1, "b", np.arange(4000)) + 2.0], 1)
    found = around_draws(draws)
    assert found.middle == pytest.approx(draws.mean(axis=0))
    assert found.root @ found.root.T == pytest.approx(1.69 * np.cov(draws.T), abs=1e-3)


def test_draws_that_do_not_differ_are_no_failure():
    assert np.isfinite(around_draws(np.ones((10, 3))).root).all()
