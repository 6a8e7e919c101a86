"""The exact binomial test of one proportion against a stated one: critical count, error, power, number of persons."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from engraft.errors import SpecificationError
from engraft.kernel.normal import normal_quantile

Floats = NDArray[np.float64]

MOST_PERSONS = 5_000  # beyond it nobody runs a single-arm trial


@dataclass(frozen=True)
class BinomialDesign:
    """A single-arm trial that counts successes.

    It succeeds from ``critical`` successes of ``n`` on; ``alpha`` is the error it really has under the null, and
    ``power`` its chance to succeed under the truth. ``always`` is the least n from which on no larger trial has less
    power than was asked for: the power of an exact test falls a little with some added persons.
    """

    n: int
    critical: int
    alpha: float
    power: float
    always: int


def upper_tail(n: int, p: float) -> Floats:
    """Give the probability of k successes or more, for k from 0 to n + 1.

    Shapes
    ------
    (n + 2,).

    Examples
    --------
    >>> upper_tail(2, 0.5).round(12).tolist()
    [1.0, 0.75, 0.25, 0.0]
    """
    k = np.arange(n + 1)
    if p in (0.0, 1.0):
        mass = (k == n * p).astype(np.float64)
    else:
        ways = np.array([math.lgamma(n + 1) - math.lgamma(i + 1) - math.lgamma(n - i + 1) for i in range(n + 1)])
        mass = np.exp(ways + k * math.log(p) + (n - k) * math.log1p(-p))
    return np.asarray(np.minimum(np.append(np.cumsum(mass[::-1])[::-1], 0.0), 1.0))


def critical_count(n: int, null: float, alpha: float) -> int:
    """Give the least number of successes that is too many under the null; n + 1 if none is.

    Examples
    --------
    >>> critical_count(25, 0.2, 0.025)
    10
    """
    return int(np.argmax(upper_tail(n, null) <= alpha * (1 + 1e-12)))


def binomial_power(n: int, null: float, truth: float, alpha: float) -> float:
    """Give the chance of n persons to show more successes than the null allows, if ``truth`` is their probability.

    The test is one-sided and exact: under the null it errs with at most ``alpha``.
    """
    _check(null, truth, alpha)
    return float(upper_tail(n, truth)[critical_count(n, null, alpha)])


def binomial_design(null: float, truth: float, *, alpha: float, power: float) -> BinomialDesign | None:
    """Find the least number of persons with enough power; None if not even MOST_PERSONS have it."""
    _check(null, truth, alpha)
    rough = _roughly(null, truth, alpha, power) if truth > null else math.inf
    if rough > MOST_PERSONS:
        return None
    bound = min(2 * int(rough) + 50, MOST_PERSONS)
    enough = np.array([binomial_power(n, null, truth, alpha) >= power for n in range(1, bound + 1)])
    if not enough[-1]:
        return None
    n, always = int(np.argmax(enough)) + 1, bound - int(np.argmin(enough[::-1])) + 1
    return binomial_trial(n, null, truth, alpha, always=1 if enough.all() else always)


def binomial_trial(n: int, null: float, truth: float, alpha: float, *, always: int = 0) -> BinomialDesign:
    """Describe the trial of a given number of persons; ``always`` is 0 where none was looked for."""
    _check(null, truth, alpha)
    error, power = binomial_error(n, null, alpha), binomial_power(n, null, truth, alpha)
    return BinomialDesign(n, critical_count(n, null, alpha), error, power, always)


def binomial_error(n: int, null: float, alpha: float) -> float:
    """Give the error that the exact test of n persons really has under the null."""
    return float(upper_tail(n, null)[critical_count(n, null, alpha)])


def _roughly(null: float, truth: float, alpha: float, power: float) -> float:
    """Guess the number of persons by the normal approximation."""
    high, low = normal_quantile(np.array([1.0 - alpha, power])).tolist()
    spread = high * math.sqrt(null * (1 - null)) + low * math.sqrt(truth * (1 - truth))
    return float(math.ceil((spread / (truth - null)) ** 2) + 1)


def _check(null: float, truth: float, alpha: float) -> None:
    """Refuse what is no probability."""
    for what, value in (("null", null), ("truth", truth)):
        if not 0.0 <= value <= 1.0:
            raise SpecificationError(f"the {what} is no probability", expected="0 to 1", got=f"{value:g}")
    if not 0.0 < alpha < 1.0:
        raise SpecificationError("alpha is no error rate", expected="above 0 and below 1", got=f"{alpha:g}")


@cache
def exact_interval(events: int, persons: int, confidence: float) -> tuple[float, float]:
    """Give the exact interval of a share, which holds it at least as often as it says.

    References
    ----------
    Clopper & Pearson 1934, doi:10.1093/biomet/26.4.404.

    Examples
    --------
    >>> tuple(round(bound, 3) for bound in exact_interval(4, 9, 0.95))
    (0.137, 0.788)
    """
    out = 0.5 * (1.0 - confidence)
    low = 0.0 if events == 0 else _crossing(lambda p: float(upper_tail(persons, p)[events]) - out)
    high = 1.0 if events == persons else _crossing(lambda p: float(upper_tail(persons, p)[events + 1]) - 1.0 + out)
    return low, high


def _crossing(rising: Callable[[float], float]) -> float:
    """Find where a function that rises from below to above zero between 0 and 1 crosses it."""
    low, high = 0.0, 1.0
    while high - low > 1e-13:
        middle = 0.5 * (low + high)
        low, high = (middle, high) if rising(middle) < 0.0 else (low, middle)
    return 0.5 * (low + high)
