"""One group against another: the odds ratio of a share, the hazard ratio of a time to event."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engraft.outcomes.figure import Z95

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]

_STEPS = 50
_CLOSE = 1e-10


@dataclass(frozen=True)
class Ratio:
    """A ratio of odds or hazards with its 95 % interval on the log scale; NaN where it does not exist."""

    value: float
    lower: float
    upper: float
    n: int


def odds_ratio(flags: Flags, group: Flags) -> Ratio:
    """Give the odds of a true flag inside of a group beside those outside, with Woolf's interval.

    Where one of the four cells is empty, a half is added to each.

    References
    ----------
    Woolf 1955, doi:10.1111/j.1469-1809.1955.tb01348.x. Haldane 1956, doi:10.1111/j.1469-1809.1956.tb01285.x.

    Examples
    --------
    >>> flags, group = np.array([1, 1, 1, 0, 1, 0, 0, 0], bool), np.arange(8) < 4
    >>> round(odds_ratio(flags, group).value, 9)
    9.0
    """
    cells = np.array([(group & flags).sum(), (group & ~flags).sum(), (~group & flags).sum(), (~group & ~flags).sum()])
    if cells[:2].sum() == 0 or cells[2:].sum() == 0:
        return Ratio(np.nan, np.nan, np.nan, int(flags.size))
    counts = cells + (0.5 if (cells == 0).any() else 0.0)
    return _ratio(float(np.log(counts) @ (1.0, -1.0, -1.0, 1.0)), float(np.sqrt((1.0 / counts).sum())), flags.size)


def hazard_ratio(day: Floats, event: Flags, group: Flags) -> Ratio:
    """Give the hazard inside of a group beside that outside: Cox's partial likelihood, Breslow's form for ties.

    It does not exist where no event happens in one of the two while both are at risk.

    References
    ----------
    Cox 1972, doi:10.1111/j.2517-6161.1972.tb00899.x. Breslow 1974, doi:10.2307/2529620.

    Examples
    --------
    >>> round(hazard_ratio(np.array([1.0, 2.0, 3.0, 4.0]), np.ones(4, bool), np.array([1, 0, 1, 0], bool)).value, 2)
    2.56
    """
    found = _partial_likelihood(day, event, group, np.ones(day.size))
    if found is None:
        return Ratio(np.nan, np.nan, np.nan, int(day.size))
    return _ratio(*found, day.size)


@dataclass(frozen=True, eq=False)
class HazardRatio:
    """The hazard of a time to event in one arm beside that in another, of weighted persons.

    Shapes
    ------
    day (2 persons,), first those of the arm, then those of the other; event and arm likewise.
    """

    day: Floats
    event: Flags
    arm: Flags

    @staticmethod
    def of(inside: tuple[Floats, Flags], outside: tuple[Floats, Flags]) -> HazardRatio:
        """Put the days and events of both arms one after the other; a person without a day weighs nothing."""
        day, event = (np.concatenate(pair) for pair in zip(inside, outside, strict=True))
        return HazardRatio(day, event, np.arange(day.size) < inside[0].size)

    def value(self, weights: Floats) -> float:
        """Weigh the persons alike in both arms."""
        return self.between(weights, weights)

    def between(self, inside: Floats, outside: Floats) -> float:
        """Weigh the persons in each arm apart, as in a trial that gives every patient to one of them."""
        weights = np.concatenate([inside, outside])
        there = (weights > 0.0) & np.isfinite(self.day)
        found = _partial_likelihood(self.day[there], self.event[there], self.arm[there], weights[there])
        return float("nan") if found is None else float(np.exp(found[0]))


def _partial_likelihood(day: Floats, event: Flags, group: Flags, weights: Floats) -> tuple[float, float] | None:
    """Maximise Cox's partial likelihood: the log of the ratio and its standard error; None where there is none."""
    days, index = np.unique(day[event], return_inverse=True)
    died = np.bincount(index, weights=weights[event], minlength=days.size)
    inside = float(weights[group & event].sum())
    within, outside = (_at_risk(day[part], weights[part], days) for part in (group, ~group))
    first, last = (within > 0) & (outside > 0), float(died @ (outside <= 0))
    if days.size == 0 or not last < inside < float(died @ (within > 0)) or not first.any():
        return None
    beta = 0.0
    for _ in range(_STEPS):
        share = within * np.exp(beta) / (within * np.exp(beta) + outside)
        step = (inside - float(died @ share)) / float(died @ (share * (1.0 - share)))
        beta += float(np.clip(step, -1.0, 1.0))
        if abs(step) < _CLOSE:
            break
    share = within * np.exp(beta) / (within * np.exp(beta) + outside)
    return beta, float(1.0 / np.sqrt(died @ (share * (1.0 - share))))


def _at_risk(day: Floats, weights: Floats, days: Floats) -> Floats:
    """Weigh who is still observed just before each day; nobody is exactly zero."""
    order = np.argsort(day, kind="stable")
    left = np.append(np.cumsum(weights[order][::-1])[::-1], 0.0)
    return np.asarray(left[np.searchsorted(day[order], days, side="left")])


def _ratio(log: float, error: float, n: int) -> Ratio:
    """Leave the log scale."""
    value, lower, upper = np.exp(log + error * np.array([0.0, -Z95, Z95])).tolist()
    return Ratio(value, lower, upper, int(n))
