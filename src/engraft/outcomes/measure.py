"""Figures of weighted persons: shares, medians, Kaplan-Meier landmarks and medians.

With equal weights each is the figure an endpoint gives; with whole weights that of persons counted so often.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
Places = NDArray[np.intp]

_HALF, _EPS = 0.5, 1e-12


class Measure(Protocol):
    """Anything that works a figure out from weights, one per person; NaN where the figure does not exist."""

    def value(self, weights: Floats) -> float:
        """Give the figure of the persons so weighted."""
        ...


def divided(figure: float, other: float) -> float:
    """Give the ratio of two figures; it does not exist where the second is zero or either is missing.

    Examples
    --------
    >>> divided(3.0, 2.0), divided(3.0, 0.0)
    (1.5, nan)
    """
    return figure / other if math.isfinite(other) and other != 0.0 else math.nan


@dataclass(frozen=True, eq=False)
class Quotient:
    """A figure of one arm divided by that of another arm that treats the same persons."""

    above: Measure
    below: Measure

    def value(self, weights: Floats) -> float:
        """Weigh the persons alike in both arms."""
        return divided(self.above.value(weights), self.below.value(weights))


@dataclass(frozen=True, eq=False)
class Share:
    """The share of the flagged among the included.

    Shapes
    ------
    included, flagged (persons,); only the included may be flagged.
    """

    included: Floats
    flagged: Floats

    @staticmethod
    def of(included: Flags, flagged: Flags) -> Share:
        """Take who counts, and who of them has it."""
        return Share(included.astype(np.float64), (included & flagged).astype(np.float64))

    def value(self, weights: Floats) -> float:
        """Give the weighted share."""
        whole = float((self.included * weights).sum())
        return float((self.flagged * weights).sum()) / whole if whole > 0.0 else float("nan")


@dataclass(frozen=True, eq=False)
class Median:
    """The median of those who have a value."""

    order: Places
    sorted_values: Floats

    @staticmethod
    def of(values: Floats) -> Median:
        """Sort once."""
        known = np.flatnonzero(np.isfinite(values))
        order = known[np.argsort(values[known], kind="stable")]
        return Median(order, values[order])

    def value(self, weights: Floats) -> float:
        """Give the weighted median; between two values where exactly half of the weight lies on either side."""
        heavy = weights[self.order]
        passed = np.cumsum(heavy)
        if not passed.size or passed[-1] <= 0.0:
            return float("nan")
        there = heavy > 0.0
        passed, values = passed[there] / passed[-1], self.sorted_values[there]
        first = int(np.argmax(passed >= _HALF - _EPS))
        second = int(np.argmax(passed > _HALF + _EPS))
        return float((values[first] + values[second]) / 2.0)


@dataclass(frozen=True, eq=False)
class Weighed:
    """What weights make of a Kaplan-Meier curve, on the days on which somebody with a weight was observed.

    Shapes
    ------
    heavy (observed,), the weights by day; there (days,), which of all days these are; the others (those days,).
    """

    heavy: Floats
    there: Flags
    day: Floats
    at_risk: Floats
    died: Floats
    curve: Floats


@dataclass(frozen=True, eq=False)
class Survival:
    """A Kaplan-Meier curve with weights.

    The weights asked last are remembered: several figures are read of one curve. They must not be changed in place.

    Shapes
    ------
    order (observed,), the persons by day; starts (days,), where each distinct day begins in that order;
    event (observed,), 1 for an event and 0 for censoring.
    """

    order: Places
    day: Floats
    starts: Places
    event: Floats
    _last: list[tuple[Floats, Weighed]] = field(default_factory=list, init=False, repr=False)

    @staticmethod
    def of(day: Floats, event: Flags) -> Survival:
        """Sort those who were observed once."""
        known = np.flatnonzero(np.isfinite(day))
        order = known[np.argsort(day[known], kind="stable")]
        days, starts = np.unique(day[order], return_index=True)
        return Survival(order, days, starts.astype(np.intp), event[order].astype(np.float64))

    def curve(self, weights: Floats) -> tuple[Floats, Floats, Floats]:
        """Give the days at which somebody was observed, survival from each on, and the weight of its events."""
        found = self.weighed(weights)
        return found.day, found.curve, found.died

    def weighed(self, weights: Floats) -> Weighed:
        """Weigh the curve, or find it weighed."""
        if not self._last or self._last[0][0] is not weights:
            self._last[:] = [(weights, self._weighed(weights))]
        return self._last[0][1]

    def _weighed(self, weights: Floats) -> Weighed:
        """Weigh the curve."""
        heavy = weights[self.order]
        if not self.order.size:
            return Weighed(heavy, np.zeros(0, dtype=bool), *(np.zeros(0) for _ in range(4)))
        left = np.add.reduceat(heavy, self.starts)
        died = np.add.reduceat(heavy * self.event, self.starts)
        at_risk = np.cumsum(left[::-1])[::-1]
        there = left > 0.0
        died, at_risk = died[there], at_risk[there]
        factor = 1.0 - np.minimum(died / at_risk, 1.0)
        return Weighed(heavy, there, self.day[there], at_risk, died, np.cumprod(factor))


@dataclass(frozen=True, eq=False)
class Landmark:
    """Survival at a day; it does not exist after the last observation unless nobody is left."""

    survival: Survival
    at: float

    def value(self, weights: Floats) -> float:
        """Read the weighted curve."""
        day, curve, _ = self.survival.curve(weights)
        if not day.size or (self.at > day[-1] and curve[-1] > 0.0):
            return float("nan")
        k = int(np.searchsorted(day, self.at, side="right")) - 1
        return float(curve[k]) if k >= 0 else 1.0


@dataclass(frozen=True, eq=False)
class MedianTime:
    """The first day at which survival is one half or less; the midpoint where it is flat at one half."""

    survival: Survival

    def value(self, weights: Floats) -> float:
        """Read the weighted curve."""
        day, curve, died = self.survival.curve(weights)
        below = np.flatnonzero(curve <= _HALF + _EPS)
        if not below.size:
            return float("nan")
        later = np.flatnonzero((curve < _HALF - _EPS) & (died > 0.0))
        if abs(curve[below[0]] - _HALF) <= _EPS and later.size:
            return float((day[below[0]] + day[later[0]]) / 2.0)
        return float(day[below[0]])


@dataclass(frozen=True, eq=False)
class Incidence:
    """The cumulative incidence of one cause by a day, while others compete (Aalen-Johansen).

    It does not exist after the last observation while somebody is without an event. ``cause`` is 1 for that cause.
    """

    survival: Survival  # to any of the competing causes
    cause: Floats
    at: float

    @staticmethod
    def of(day: Floats, event: Flags, cause: Flags, at: float) -> Incidence:
        """Sort those who were observed once; ``event`` is any competing cause, ``cause`` the one that is counted."""
        return Incidence.on(Survival.of(day, event), cause & event, at)

    @staticmethod
    def on(survival: Survival, cause: Flags, at: float) -> Incidence:
        """Count those of the events of a curve that have the cause."""
        return Incidence(survival, cause[survival.order].astype(np.float64), at)

    def value(self, weights: Floats) -> float:
        """Sum the steps of the cause, each times the chance to be still without an event."""
        found = self.survival.weighed(weights)
        day, curve = found.day, found.curve
        if not day.size or (self.at > day[-1] + _LATER and curve[-1] > 1e-9):
            return float("nan")
        hit = np.add.reduceat(found.heavy * self.cause, self.survival.starts)[found.there]
        before = np.concatenate(([1.0], curve[:-1]))
        counted = day <= self.at + _LATER
        return float((before * hit / found.at_risk)[counted].sum())


_LATER = 1e-6  # days: what happens on the day itself counts


@dataclass(frozen=True, eq=False)
class LogMean:
    """The geometric mean of the positive values of one group, over that of another if there is one.

    Shapes
    ------
    logs (persons,), 0 where there is none; above, below (persons,), 1 for the members of each group.
    """

    logs: Floats
    above: Floats
    below: Floats | None = None

    @staticmethod
    def of(values: Floats, above: Flags, below: Flags | None = None) -> LogMean:
        """Take the logarithms of everybody who has a positive value."""
        known = np.isfinite(values) & (values > 0.0)
        logs = np.log(np.where(known, values, 1.0))
        other = None if below is None else (below & known).astype(np.float64)
        return LogMean(logs, (above & known).astype(np.float64), other)

    def value(self, weights: Floats) -> float:
        """Give the weighted geometric mean, or the ratio of two."""
        first = self._mean(self.above, weights)
        return float(np.exp(first if self.below is None else first - self._mean(self.below, weights)))

    def _mean(self, group: Floats, weights: Floats) -> float:
        """Give the weighted mean of the logarithms of a group."""
        heavy = group * weights
        total = float(heavy.sum())
        return float((heavy * self.logs).sum()) / total if total > 0.0 else float("nan")


@dataclass(frozen=True, eq=False)
class LogSpread:
    """The standard deviation of the logarithm between those who have a positive value."""

    mean: LogMean

    def value(self, weights: Floats) -> float:
        """Give the weighted deviation; the effective number of persons stands for their number."""
        heavy = self.mean.above * weights
        total = float(heavy.sum())
        if total <= 0.0:
            return float("nan")
        share = heavy / total
        middle = float((share * self.mean.logs).sum())
        squares = float((share * share).sum())
        if squares >= 1.0:
            return float("nan")
        return float(np.sqrt((share * (self.mean.logs - middle) ** 2).sum() / (1.0 - squares)))
