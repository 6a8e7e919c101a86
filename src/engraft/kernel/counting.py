"""Quantiles of the counting laws: binomial, negative binomial and Poisson, element by element.

All three satisfy p(k) = (a + c/k)·p(k - 1) (Panjer's class), so one loop inverts them all.
Where p(0) is too small to start from, or the answer too large to count to, the law is either
close to normal, and a third-order Cornish-Fisher expansion is good to a small part of a count,
or a skewed negative binomial, which is found by bisecting its distribution.

References
----------
Panjer 1981, doi:10.1017/S0515036100006796. Cornish and Fisher 1938, doi:10.2307/1400905.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from engraft.kernel.incomplete_beta import incomplete_beta
from engraft.kernel.normal import normal_quantile

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]

MOST = 2**53  # above this a count is no longer exact as a float
_SMALLEST_START = -600.0  # log p(0) from which the recursion may start
_FARTHEST = 20_000.0  # counted to one by one
_ROUND = 400.0  # size from which a negative binomial is close enough to normal


def binomial_quantile(u: Floats, n: Integers, success: Floats, failure: Floats) -> Integers:
    """Return the number of successes among ``n`` at probability ``u``; ``success + failure = 1``.

    Both probabilities are taken so that neither is lost to cancellation.
    """
    rare, common = np.minimum(success, failure), np.maximum(success, failure)
    flip = success > failure
    odds = rare / common
    trials = n.astype(np.float64)
    mean = trials * rare
    count, _ = _quantile(
        np.where(flip, 1.0 - u, u),
        slope=-odds,
        shift=(trials + 1.0) * odds,
        log_start=trials * np.log1p(-rare),
        moments=(mean, np.sqrt(mean * common), common - rare, 1.0 - 6.0 * rare * common),
    )
    count = np.minimum(count, n)
    return np.where(flip, n - count, count)


def negative_binomial_quantile(u: Floats, weight: Floats, more: Floats, stop: Floats) -> Integers:
    """Return the count at probability ``u`` of a negative binomial of size ``weight / more``.

    ``more + stop = 1``; the mean is ``weight / stop``. With ``more = 0`` it is Poisson.
    """
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        slope = np.where(more > 0.5, np.log(stop), np.log1p(-more)) / more
        log_start = np.where(weight > 0.0, weight * np.where(more > 0.0, slope, -1.0), 0.0)
        third, fourth = (1.0 + more) / stop, (1.0 + 4.0 * more + more * more) / stop**2
        moments = (weight / stop, np.sqrt(weight) / stop, third, fourth)
    count, beyond = _quantile(u, slope=more, shift=weight - more, log_start=log_start, moments=moments)
    skewed = beyond & (weight < _ROUND * more)
    if skewed.any():
        count[skewed] = _bisect(u[skewed], weight[skewed] / more[skewed], more[skewed], stop[skewed])
    return count


def _quantile(
    u: Floats, *, slope: Floats, shift: Floats, log_start: Floats, moments: tuple[Floats, Floats, Floats, Floats]
) -> tuple[Integers, NDArray[np.bool_]]:
    """Invert one law per element, by counting where that is possible; tell where it was not."""
    mean, deviation = moments[0], moments[1]
    count = np.zeros(u.shape, dtype=np.int64)
    awake = log_start < 0.0
    countable = awake & (log_start > _SMALLEST_START) & (mean + 10.0 * deviation < _FARTHEST)
    beyond = awake & ~countable
    count[countable] = _count(u[countable], slope[countable], shift[countable], np.exp(log_start[countable]))
    if beyond.any():
        count[beyond] = _expand(u[beyond], *(x[beyond] for x in moments))
    return count, beyond


def _count(u: Floats, slope: Floats, shift: Floats, start: Floats) -> Integers:
    """Add up probabilities from zero until they reach ``u``."""
    count = np.zeros(u.shape, dtype=np.int64)
    place, state = np.arange(u.size), np.stack([start, start, u, slope, shift])
    reached = start >= u
    k = 0
    while True:
        if reached.any():
            count[place[reached]] = k
            place, state = place[~reached], state[:, ~reached]
        if not place.size:
            return count
        k += 1
        chance, total, target, slope, shift = state
        ratio = slope + shift / k
        chance *= ratio
        before = total.copy()
        total += chance
        reached = (total >= target) | ((total <= before) & (ratio < 1.0))  # the rest is below rounding


def _expand(u: Floats, mean: Floats, deviation: Floats, third: Floats, fourth: Floats) -> Integers:
    """Expand a large count around the normal law; cumulant ratios are third/sd and fourth/sd²."""
    z = normal_quantile(u)
    with np.errstate(invalid="ignore", divide="ignore", over="ignore"):
        skew, excess = third / deviation, fourth / deviation**2
        bent = z + skew * (z * z - 1) / 6 + excess * (z**3 - 3 * z) / 24 - skew**2 * (2 * z**3 - 5 * z) / 36
        value = np.ceil(mean + deviation * bent - 0.5)
    whole: Integers = np.clip(np.nan_to_num(value, nan=float(MOST)), 0.0, float(MOST)).astype(np.int64)
    return whole


def _bisect(u: Floats, size: Floats, more: Floats, stop: Floats) -> Integers:
    """Find the smallest count of a negative binomial whose distribution reaches ``u``."""
    chance, size = np.maximum(stop, 1e-300), np.maximum(size, 1e-300)
    farthest = (size + 40.0 * (1.0 + np.sqrt(size))) / chance  # 1 - 2**-53 lies below
    low, high = np.full(u.shape, -1, dtype=np.int64), np.minimum(farthest, float(MOST)).astype(np.int64)
    while np.any(high - low > 1):
        middle = (low + high + 1) // 2
        reached = incomplete_beta(size, (middle + 1).astype(np.float64), chance, more) >= u
        low, high = np.where(reached, low, middle), np.where(reached, middle, high)
    return high
