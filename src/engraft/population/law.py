"""Laws of one covariate: each turns a probability into a value.

Values are in the unit of the covariate that carries the law.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol, runtime_checkable

import numpy as np
from numpy.typing import NDArray

from engraft.errors import SpecificationError
from engraft.kernel.normal import normal_quantile

Floats = NDArray[np.float64]
Points = tuple[tuple[float, float], ...]


@runtime_checkable
class Law(Protocol):
    """Anything with a quantile function."""

    def quantile(self, u: Floats) -> Floats:
        """Return the value below which a share ``u`` of the persons lies."""
        ...


@dataclass(frozen=True)
class Fixed:
    """The same value for everybody."""

    value: float

    def __post_init__(self) -> None:
        _finite(self, self.value)

    def quantile(self, u: Floats) -> Floats:
        """Return the value."""
        return np.full(np.shape(u), self.value)


@dataclass(frozen=True)
class Normal:
    """A normal law; ``sd`` is a standard deviation, never a variance."""

    mean: float
    sd: float

    def __post_init__(self) -> None:
        _finite(self, self.mean, self.sd)
        _positive(self, "sd", self.sd)

    def quantile(self, u: Floats) -> Floats:
        """Return the value at probability ``u``."""
        return np.asarray(self.mean + self.sd * normal_quantile(u))


@dataclass(frozen=True)
class LogNormal:
    """A law whose logarithm is normal; ``sd_log`` is the SD of the natural logarithm."""

    median: float
    sd_log: float

    def __post_init__(self) -> None:
        _finite(self, self.median, self.sd_log)
        _positive(self, "median", self.median)
        _positive(self, "sd_log", self.sd_log)

    def quantile(self, u: Floats) -> Floats:
        """Return the value at probability ``u``."""
        return np.asarray(self.median * np.exp(self.sd_log * normal_quantile(u)))


@dataclass(frozen=True)
class PiecewiseUniform:
    """Uniform between published quantiles, such as minimum, median and maximum.

    Of all laws with these quantiles it has the greatest entropy: it assumes nothing else.
    The published range of a small sample is narrower than that of all such patients.

    Parameters
    ----------
    points
        Pairs (probability, value), from probability 0 to probability 1, values not falling.

    Examples
    --------
    >>> age = PiecewiseUniform(((0, 3), (0.5, 11), (1, 23)))
    >>> age.quantile(np.array([0.25, 0.5, 0.75])).tolist()
    [7.0, 11.0, 17.0]
    """

    points: Points

    def __post_init__(self) -> None:
        _check_points(self, self.points)

    def quantile(self, u: Floats) -> Floats:
        """Return the value at probability ``u``."""
        return np.asarray(np.interp(u, *_columns(self.points)))


@dataclass(frozen=True)
class PiecewiseLogUniform:
    """Uniform on the logarithmic scale between published quantiles; for amounts that span decades.

    Of all laws of the logarithm with these quantiles it has the greatest entropy.

    Parameters
    ----------
    points
        Pairs (probability, value), from probability 0 to probability 1, values positive and not falling.
    """

    points: Points

    def __post_init__(self) -> None:
        _check_points(self, self.points)
        _positive(self, "smallest value", self.points[0][1])

    def quantile(self, u: Floats) -> Floats:
        """Return the value at probability ``u``."""
        share, value = _columns(self.points)
        return np.asarray(np.exp(np.interp(u, share, np.log(value))))


@dataclass(frozen=True)
class Bernoulli:
    """1 with this probability, else 0."""

    probability: float

    def __post_init__(self) -> None:
        _finite(self, self.probability)
        if not 0.0 <= self.probability <= 1.0:
            raise SpecificationError("a probability lies between 0 and 1", got=f"{self.probability:g}")

    def quantile(self, u: Floats) -> Floats:
        """Return 1 for the upper share of the persons."""
        return np.asarray(np.asarray(u) > 1.0 - self.probability, dtype=np.float64)


@dataclass(frozen=True)
class Categorical:
    """One of several classes, given as its place in the list, counted from 0."""

    probabilities: tuple[float, ...]

    def __post_init__(self) -> None:
        _finite(self, *self.probabilities)
        if min(self.probabilities, default=-1.0) < 0.0 or not math.isclose(sum(self.probabilities), 1.0):
            raise SpecificationError(
                "the probabilities of a Categorical law must sum to 1", got=f"{self.probabilities}"
            )

    def quantile(self, u: Floats) -> Floats:
        """Return the class at probability ``u``."""
        steps = np.cumsum(self.probabilities)[:-1]
        return np.searchsorted(steps, u, side="left").astype(np.float64)


@dataclass(frozen=True)
class Listed:
    """The values of persons somebody wrote down, in that order: nothing is drawn.

    Person 0 has the first, and after the last the list begins again. All lists of a population are equally long, so
    that what was found in one person stays together.

    Examples
    --------
    >>> Listed((2.0, 5.0)).of(np.arange(3)).tolist()
    [2.0, 5.0, 2.0]
    """

    values: tuple[float, ...]

    def __post_init__(self) -> None:
        _finite(self, *self.values)
        if not self.values:
            raise SpecificationError("a Listed law has no values", expected="one value or more")

    def quantile(self, u: Floats) -> Floats:
        """Return the value below which a share ``u`` of the list lies."""
        return np.asarray(np.quantile(self.values, u, method="inverted_cdf"), dtype=np.float64)

    def of(self, people: NDArray[np.int64]) -> Floats:
        """Return the value of each person."""
        return np.array(self.values)[people % len(self.values)]


def _columns(points: Points) -> tuple[Floats, Floats]:
    """Split pairs into probabilities and values."""
    table = np.array(points, dtype=np.float64)
    return table[:, 0], table[:, 1]


def _check_points(law: object, points: Iterable[tuple[float, float]]) -> None:
    """Refuse quantiles that are no quantiles."""
    pairs = tuple(points)
    if len(pairs) < 2 or any(len(pair) != 2 for pair in pairs):
        raise SpecificationError(f"{type(law).__name__} needs pairs (probability, value)", got=f"{pairs}")
    _finite(law, *(x for pair in pairs for x in pair))
    share, value = _columns(pairs)
    if share[0] != 0.0 or share[-1] != 1.0 or np.any(np.diff(share) <= 0.0) or np.any(np.diff(value) < 0.0):
        raise SpecificationError(
            f"the points of a {type(law).__name__} law are not quantiles",
            expected="probabilities rising from 0 to 1, values not falling",
            got=f"{pairs}",
        )


def is_number(value: object) -> bool:
    """Tell whether a value is a finite number."""
    return isinstance(value, (int, float)) and not isinstance(value, bool) and math.isfinite(value)


def _finite(law: object, *values: float) -> None:
    """Refuse what is not a finite number."""
    for value in values:
        if not is_number(value):
            raise SpecificationError(f"{type(law).__name__} needs finite numbers", got=repr(value))


def _positive(law: object, what: str, value: float) -> None:
    """Refuse zero and below."""
    if not value > 0.0:
        raise SpecificationError(f"the {what} of a {type(law).__name__} law must be above zero", got=f"{value:g}")
