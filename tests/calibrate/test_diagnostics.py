"""Chains that agree, chains that do not, and chains that crawl."""

from __future__ import annotations

import numpy as np
import pytest

from engraft.calibrate.diagnostics import bulk_ess, rank_r_hat
from engraft.kernel import streams

STEPS = 2000
INDEPENDENT = streams.normal(1, "chains", np.arange(4)[:, None], np.arange(STEPS)[None, :])


def crawling(rho: float) -> np.ndarray:
    """Make chains of first order: the effective number is (1 - rho) / (1 + rho) of the draws."""
    chains = INDEPENDENT.copy()
    for k in range(1, STEPS):
        chains[:, k] = rho * chains[:, k - 1] + np.sqrt(1.0 - rho**2) * INDEPENDENT[:, k]
    return chains


def test_independent_draws_agree_and_count_fully():
    assert rank_r_hat(INDEPENDENT) < 1.005
    assert bulk_ess(INDEPENDENT) == pytest.approx(4 * STEPS, rel=0.12)


def test_a_chain_elsewhere_is_noticed():
    assert rank_r_hat(INDEPENDENT + np.array([0.0, 0.0, 0.0, 1.0])[:, None]) > 1.05


def test_a_chain_of_another_width_is_noticed():
    assert rank_r_hat(INDEPENDENT * np.array([1.0, 1.0, 1.0, 3.0])[:, None]) > 1.05


@pytest.mark.parametrize("rho", [0.5, 0.9])
def test_crawling_chains_count_less(rho):
    assert bulk_ess(crawling(rho)) == pytest.approx(4 * STEPS * (1.0 - rho) / (1.0 + rho), rel=0.25)


def test_ranks_do_not_care_for_heavy_tails():
    assert bulk_ess(np.sinh(3.0 * INDEPENDENT)) == pytest.approx(bulk_ess(INDEPENDENT), rel=1e-12)
