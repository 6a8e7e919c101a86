"""Whether chains agree, and how many independent draws they are worth.

References
----------
Vehtari, Gelman, Simpson, Carpenter & Bürkner 2021, "Rank-normalization, folding, and localization: an improved R-hat",
doi:10.1214/20-BA1221.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from engraft.kernel.normal import normal_quantile

Floats = NDArray[np.float64]


def rank_r_hat(chains: Floats) -> float:
    """Give the larger of the rank-normalised split R-hat of the draws and of their distances from the median.

    Shapes
    ------
    chains (chains, draws) of one quantity.
    """
    folded = np.abs(chains - np.median(chains))
    return max(_r_hat(_normal_ranks(_halves(one))) for one in (chains, folded))


def bulk_ess(chains: Floats) -> float:
    """Give the effective number of draws for the middle of the law: Geyer's initial monotone sequence on ranks.

    Shapes
    ------
    chains (chains, draws) of one quantity.
    """
    z = _normal_ranks(_halves(chains))
    m, n = z.shape
    within = z.var(axis=1, ddof=1).mean()
    total = within * (n - 1) / n + z.mean(axis=1).var(ddof=1)
    if total == 0.0:
        return float(m * n)
    covariance = np.mean([_autocovariance(row) for row in z], axis=0)
    rho = 1.0 - (within - covariance) / total
    rho[0] = 1.0
    pairs = rho[: n - n % 2].reshape(-1, 2).sum(axis=1)
    negative = np.flatnonzero(pairs <= 0.0)
    pairs = np.minimum.accumulate(pairs[: negative[0] if negative.size else pairs.size])
    time = max(-1.0 + 2.0 * float(pairs.sum()), 1.0 / np.log10(m * n))
    return float(m * n / time)


def _halves(chains: Floats) -> Floats:
    """Split every chain into two."""
    half = chains.shape[1] // 2
    return np.concatenate([chains[:, :half], chains[:, -half:]])


def _normal_ranks(chains: Floats) -> Floats:
    """Replace draws by the normal quantiles of their ranks; ties get their mean rank."""
    flat = chains.ravel()
    _, place, count = np.unique(flat, return_inverse=True, return_counts=True)
    ranks = (np.cumsum(count) - (count - 1) / 2.0)[place]
    return normal_quantile((ranks - 0.375) / (flat.size + 0.25)).reshape(chains.shape)


def _r_hat(chains: Floats) -> float:
    """Compare the variance between chains with that within."""
    n = chains.shape[1]
    within = chains.var(axis=1, ddof=1).mean()
    if within == 0.0:
        return 1.0 if float(np.ptp(chains)) == 0.0 else float("inf")
    return float(np.sqrt((within * (n - 1) / n + chains.mean(axis=1).var(ddof=1)) / within))


def _autocovariance(row: Floats) -> Floats:
    """Give the autocovariance of one chain at every lag, by Fourier transform."""
    n = row.size
    size = 1 << (2 * n - 1).bit_length()
    power = np.abs(np.fft.rfft(row - row.mean(), size)) ** 2
    return np.asarray(np.fft.irfft(power, size)[:n] / n)
