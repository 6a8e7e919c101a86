"""The one-sample log-rank test: whether events come later than under a stated law."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from engraft.errors import SpecificationError
from engraft.kernel.normal import normal_quantile

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]


@dataclass(frozen=True)
class Null:
    """A stated law of the time to event: Weibull, exponential if ``shape`` is 1.

    Units
    -----
    ``median`` in days.
    """

    median: float
    shape: float = 1.0

    def __post_init__(self) -> None:
        for what, value in (("median", self.median), ("shape", self.shape)):
            if not (math.isfinite(value) and value > 0.0):
                raise SpecificationError(f"the {what} of a null must be a finite number above zero", got=f"{value:g}")

    @classmethod
    def through(cls, survival: float, day: float, shape: float = 1.0) -> Null:
        """Take the law whose survival on a day is known.

        Examples
        --------
        >>> Null.through(0.25, 60.0).median
        30.0
        """
        if not 0.0 < survival < 1.0:
            raise SpecificationError(
                "survival under the null is no share", expected="above 0 and below 1", got=f"{survival:g}"
            )
        return cls(day * (math.log(2.0) / -math.log(survival)) ** (1.0 / shape), shape)

    def cumulative_hazard(self, day: ArrayLike) -> Floats:
        """Give the cumulative hazard on some days."""
        return np.asarray(math.log(2.0) * (np.asarray(day, dtype=np.float64) / self.median) ** self.shape)

    def times(self, exponential: ArrayLike) -> Floats:
        """Turn draws from the exponential law with mean 1 into times to event."""
        drawn = np.asarray(exponential, dtype=np.float64)
        return np.asarray(self.median * (drawn / math.log(2.0)) ** (1.0 / self.shape))


@dataclass(frozen=True)
class Moments:
    """What one person adds, on average: events, expected events under the null, and the variance of the difference."""

    events: float
    expected: float
    variance: float


def statistic(day: ArrayLike, event: ArrayLike, null: Null) -> Floats:
    """Give z = (events − expected) / √expected; below zero where events come later than under the null.

    Under the null, the expected number is an unbiased estimate of the variance of the difference.

    Shapes
    ------
    (..., persons) to (...).

    References
    ----------
    Breslow 1975, International Statistical Review 43:45; Finkelstein, Muzikansky, Schoenfeld 2003, J Natl Cancer Inst
    95:1434.

    Examples
    --------
    >>> import numpy as np
    >>> float(statistic([10.0, 20.0, 30.0], [1, 0, 1], Null(10.0 * np.log(2.0))).round(6))  # 2 events, 6 expected
    -1.632993
    """
    events, expected = np.asarray(event, dtype=np.float64).sum(axis=-1), null.cumulative_hazard(day).sum(axis=-1)
    return standardised(events, expected)


def standardised(events: Floats, expected: Floats) -> Floats:
    """Give z of a number of events and the number expected; zero where nobody was at risk."""
    safe = np.where(expected > 0.0, expected, 1.0)
    return np.asarray(np.where(expected > 0.0, (events - expected) / np.sqrt(safe), 0.0))


def moments(day: ArrayLike, event: ArrayLike, null: Null) -> Moments:
    """Estimate from many persons what one adds; the persons stand for the truth."""
    happened, expected = np.asarray(event, dtype=np.float64), null.cumulative_hazard(day)
    if happened.size == 0:
        raise SpecificationError("nobody has a time to event")
    return Moments(float(happened.mean()), float(expected.mean()), float((happened - expected).var()))


def persons_needed(truth: Moments, *, alpha: float, power: float) -> int | None:
    """Give the number of persons by the normal approximation; None if events do not come later than under the null.

    The variance under the truth is exact, that of the test is the expected number of events.

    References
    ----------
    Wu 2015, doi:10.1002/pst.1654.
    """
    later = truth.expected - truth.events
    if later <= 0.0:
        return None
    high, low = quantile(1.0 - alpha), quantile(power)
    return math.ceil(((high * math.sqrt(truth.expected) + low * math.sqrt(truth.variance)) / later) ** 2)


def quantile(probability: float) -> float:
    """Give the quantile of the standard normal law."""
    return float(normal_quantile(np.array([probability]))[0])
