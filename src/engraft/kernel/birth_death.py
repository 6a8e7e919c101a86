"""Small clones: how many lineages live, divide and die by chance over one interval.

Each cell divides at rate ``birth`` and dies at rate ``death``; newcomers arrive at rate ``immigration``. With rates
frozen over the interval every cell leaves, independently of all others, nothing with the chance ``vanish``, else
itself and a geometric number of others. Newcomers come in families: those of which something is left arrive as a
Poisson process, and their sizes follow the logarithmic law (one that arrived early is larger; the uniform time of its
arrival is the second uniform of Kemp's method). So everybody is drawn one by one, exactly, by a few multiplications
and logarithms, and a compiled loop can do the same.

References
----------
Kendall 1948, "On the generalized birth-and-death process", doi:10.1214/aoms/1177730285.
Bailey 1964, "The Elements of Stochastic Processes", chapter 8.
Kemp 1981, "Efficient generation of logarithmically distributed pseudo-random variables", doi:10.2307/2346348.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]
Draw = Callable[[Integers, Integers], Floats]  # (columns, numbers of a draw) -> uniforms

UNDEFINED = -1  # the answer for a patient whose rates are negative or not finite
MOST = 2.0**53  # above this a count is no longer exact as a float
LARGEST_FAMILY = 2.0**40  # of one cell in one interval; sums of them stay exact
MOST_FAMILIES = 8192.0  # expected families of newcomers from which their number is taken for certain
FASTEST_RATE = 1e30
AT_ONCE = 64  # cells of each patient drawn together: bounds memory


def transition(
    n: Integers, rates: tuple[Floats, Floats, Floats], interval: float, cells: Draw, newcomers: Draw
) -> Integers:
    """Draw the number of cells at the end of an interval from the number at its start.

    ``cells`` gives uniform k of patient p for the k-th cell, ``newcomers`` three for the k-th family. The result
    depends on nothing but its own column. Where more than ``MOST_FAMILIES`` are expected, newcomers come in their
    expected number, which chance would move by about one per cent.

    A patient whose rates are negative or not finite gets ``UNDEFINED``, the others are unaffected.
    Numbers beyond ``MOST`` are given as ``MOST``, and a family beyond ``LARGEST_FAMILY`` as that.

    Shapes
    ------
    n and the rates of birth, death and immigration (patients,).

    Units
    -----
    Rates per time; birth and death per cell, immigration in cells; interval in the same time.
    """
    given = np.stack(rates)
    sound = (np.isfinite(given) & (given >= 0.0) & (given < FASTEST_RATE)).all(axis=0) & (n >= 0)
    b, d, arriving = np.where(sound, given, 0.0)
    one = lineage(b, d, np.full(len(n), interval))
    total = _descend(np.where(sound, n, 0), one, cells).astype(np.float64)
    total += _arrive(arriving, one, newcomers)
    return np.where(sound, np.minimum(total, MOST), UNDEFINED).astype(np.int64)


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
    return np.asarray(lineage(b, d, t).vanish ** count)


@dataclass(frozen=True)
class Lineage:
    """What one cell becomes: nothing, or itself and a geometric number of others."""

    vanish: Floats  # probability that nothing is left
    survive: Floats  # 1 - vanish, without cancellation
    more: Floats  # ratio of successive probabilities of 1, 2, 3, … left
    stop: Floats  # 1 - more, without cancellation
    span: Floats  # time integral that turns a rate of arrival into more·(rate / birth)


def lineage(b: Floats, d: Floats, t: Floats) -> Lineage:
    """Solve one lineage; the same formulas hold for growth, decline and the critical case."""
    low, gap = np.minimum(b, d), np.abs(b - d)
    with np.errstate(invalid="ignore", divide="ignore", over="ignore"):
        decay = gap * t
        effective = np.where(decay > 0.0, -np.expm1(-decay) / gap, t)
        below = 1.0 + low * effective
        span = np.where(np.isinf(effective), 1.0 / low, effective / below)
        shrink = np.where(decay > 0.0, np.exp(-decay), 1.0) / below
        return Lineage(
            vanish=np.where(d > 0.0, d * span, 0.0),
            survive=np.where(d > b, shrink, 1.0 / below),
            more=np.where(b > 0.0, b * span, 0.0),
            stop=np.where(b > d, shrink, 1.0 / below),
            span=span,
        )


def _log_of_stop(one: Lineage) -> Floats:
    """Logarithm of 1 - more."""
    with np.errstate(divide="ignore"):
        return np.where(one.more > 0.5, np.log(one.stop), np.log1p(-np.minimum(one.more, 0.5)))


def _log_of_more(one: Lineage) -> Floats:
    """Logarithm of the ratio, without cancellation near one."""
    with np.errstate(divide="ignore"):
        return np.where(one.more > 0.5, np.log1p(-np.minimum(one.stop, 0.5)), np.log(one.more))


def _size(u: Floats, log_ratio: Floats) -> Integers:
    """Draw 1, 2, 3, … whose successive probabilities have a ratio."""
    with np.errstate(invalid="ignore", divide="ignore", over="ignore"):
        others = np.log(u) / log_ratio
    return 1 + np.where(others < LARGEST_FAMILY, others, LARGEST_FAMILY).astype(np.int64)


def _descend(n: Integers, one: Lineage, draw: Draw) -> Integers:
    """Let every cell become what it becomes: one uniform says whether something is left and how much."""
    total, log_more = np.zeros(len(n), np.int64), _log_of_more(one)
    for first in range(0, int(n.max(initial=0)), AT_ONCE):
        here = np.clip(n - first, 0, AT_ONCE)
        who = np.repeat(np.arange(len(n)), here)
        place = first + np.arange(len(who)) - np.repeat(np.cumsum(here) - here, here)
        w = 1.0 - draw(who, place)
        left = w < one.survive[who]
        who, w = who[left], w[left]
        np.add.at(total, who, _size(w / one.survive[who], log_more[who]))
    return total


def _arrive(arriving: Floats, one: Lineage, draw: Draw) -> Floats:
    """Let families of newcomers arrive until more have come than the time allows."""
    log_stop = _log_of_stop(one)
    weight = arriving * one.span
    with np.errstate(invalid="ignore", divide="ignore", over="ignore"):
        expected = np.where(one.more > 0.0, weight * (-log_stop / one.more), weight)
        certain = np.minimum(np.rint(weight / one.stop), MOST)
    total, clock = np.zeros(len(arriving)), np.zeros(len(arriving))
    who, k = np.flatnonzero((expected > 0.0) & (expected <= MOST_FAMILIES)), 0
    while who.size:
        clock[who] -= np.log(draw(who, np.full(len(who), 3 * k)))
        who = who[clock[who] <= expected[who]]
        early, u = (draw(who, np.full(len(who), 3 * k + j)) for j in (1, 2))
        total[who] += np.where(u < one.more[who], _size(u, _log_of_growth(log_stop[who] * early)), 1)
        k += 1
    return np.where(expected > MOST_FAMILIES, certain, total)


def _log_of_growth(x: Floats) -> Floats:
    """Give log(1 - exp(x)) for x < 0, without cancellation."""
    with np.errstate(divide="ignore"):
        return np.where(x < -0.7, np.log1p(-np.exp(np.minimum(x, -0.7))), np.log(-np.expm1(np.maximum(x, -0.7))))
