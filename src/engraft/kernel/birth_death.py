"""Small clones: how many lineages live, divide and die by chance over one interval.

Each lineage divides at rate ``birth`` and dies at rate ``death``; newcomers arrive at rate
``immigration``. With rates frozen over the interval the number at its end has a known law,
so it is drawn in one step, exactly, however long the interval. Extinction is then an event
that happens to a patient, not a cut-off.

References
----------
Kendall 1948, "On the generalized birth-and-death process", doi:10.1214/aoms/1177730285.
Bailey 1964, "The Elements of Stochastic Processes", chapter 8.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from engraft.kernel.counting import MOST, binomial_quantile, negative_binomial_quantile

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]

UNDEFINED = -1  # the answer for a patient whose rates are negative or not finite


def transition(
    n: Integers, birth: Floats, death: Floats, immigration: Floats, interval: ArrayLike, uniforms: Floats
) -> Integers:
    """Draw the number of cells at the end of an interval from the number at its start.

    Of the ``n`` lineages a binomial number survives; each survivor leaves itself and a geometric
    number of others; newcomers and their offspring are negative binomial (Poisson without births).
    Each of the three is the inverse of its distribution at one uniform, so the result rises
    with every uniform and depends on nothing but its own column.

    A patient whose rates are negative or not finite gets ``UNDEFINED``, the others are unaffected.
    Numbers beyond ``MOST`` are given as ``MOST``.

    Shapes
    ------
    n, birth, death, immigration (patients,); interval a number or (patients,); uniforms (3, patients).

    Units
    -----
    Rates per time; birth and death per cell, immigration in cells; interval in the same time.
    """
    rates = np.stack(np.broadcast_arrays(birth, death, immigration, interval)).astype(np.float64)
    sound = (np.isfinite(rates) & (rates >= 0.0) & (rates < 1e30)).all(axis=0) & (n >= 0)
    b, d, arrival, t = np.where(sound, rates, 0.0)
    shape = _lineage(b, d, t)
    survivors = binomial_quantile(uniforms[0], np.where(sound, n, 0), shape.survive, shape.vanish)
    offspring = negative_binomial_quantile(uniforms[1], survivors * shape.more, shape.more, shape.stop)
    newcomers = negative_binomial_quantile(uniforms[2], arrival * shape.span, shape.more, shape.stop)
    total = np.minimum(survivors + offspring + newcomers, MOST)
    return np.where(sound, total, UNDEFINED)


def extinction_probability(n: ArrayLike, birth: ArrayLike, death: ArrayLike, time: ArrayLike) -> Floats:
    """Return the probability that ``n`` lineages without newcomers are all gone after a time.

    Shapes
    ------
    All broadcast against each other. ``time`` may be infinite.

    References
    ----------
    Kendall 1948, doi:10.1214/aoms/1177730285.
    """
    count, b, d, t = (np.asarray(x, dtype=np.float64) for x in (n, birth, death, time))
    return np.asarray(_lineage(b, d, t).vanish ** count)


@dataclass(frozen=True)
class _Lineage:
    """What one lineage becomes: gone, or itself and a geometric number of others."""

    vanish: Floats  # probability that nothing is left
    survive: Floats  # 1 - vanish, without cancellation
    more: Floats  # ratio of successive probabilities of 1, 2, 3, … left
    stop: Floats  # 1 - more, without cancellation
    span: Floats  # time integral that turns a rate of arrival into more·(rate / birth)


def _lineage(b: Floats, d: Floats, t: Floats) -> _Lineage:
    """Solve one lineage; the same formulas hold for growth, decline and the critical case."""
    low, gap = np.minimum(b, d), np.abs(b - d)
    with np.errstate(invalid="ignore", divide="ignore", over="ignore"):
        decay = gap * t
        effective = np.where(decay > 0.0, -np.expm1(-decay) / gap, t)
        below = 1.0 + low * effective
        span = np.where(np.isinf(effective), 1.0 / low, effective / below)
        shrink = np.where(decay > 0.0, np.exp(-decay), 1.0) / below
        return _Lineage(
            vanish=np.where(d > 0.0, d * span, 0.0),
            survive=np.where(d > b, shrink, 1.0 / below),
            more=np.where(b > 0.0, b * span, 0.0),
            stop=np.where(b > d, shrink, 1.0 / below),
            span=span,
        )
