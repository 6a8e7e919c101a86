"""Time to event: Kaplan-Meier, restricted mean, log-rank, cumulative incidence of competing events.

The estimates follow R's ``survival``; the variance of the restricted mean is Greenwood's, because
the one lifelines reports is the variance of min(T, horizon) and not of the estimate.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from engraft.errors import SpecificationError
from engraft.outcomes.figure import Z95, Figure, with_exact_end

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]


@dataclass(frozen=True)
class SurvivalCurve:
    """A Kaplan-Meier curve; row k holds from ``day[k]`` up to the next.

    The interval is 95 % on the log(-log) scale with Greenwood's variance; where the curve has
    reached 0 it does not exist and is NaN.

    Shapes
    ------
    One entry per distinct observed day, with a first row at day 0.
    """

    day: Floats
    survival: Floats
    lower: Floats
    upper: Floats
    at_risk: Integers
    events: Integers
    hazard_variance: Floats  # Greenwood's sum of d / (n (n - d))


@dataclass(frozen=True)
class Incidence:
    """Cumulative incidence of each competing cause (Aalen-Johansen).

    Shapes
    ------
    day (k,), incidence (causes, k).
    """

    day: Floats
    causes: tuple[str, ...]
    incidence: Floats


@dataclass(frozen=True)
class LogRank:
    """The log-rank test between groups: chi-square on ``groups - 1`` degrees of freedom."""

    statistic: float
    p_value: float


def kaplan_meier(day: ArrayLike, event: ArrayLike) -> SurvivalCurve:
    """Estimate survival from times and whether each was an event (else censored).

    Raises
    ------
    SpecificationError
        Nobody was observed, the two lengths differ, or a time is negative or not finite.

    References
    ----------
    Kaplan & Meier 1958, doi:10.1080/01621459.1958.10501452.

    Examples
    --------
    >>> kaplan_meier([1, 2, 2, 3], [1, 1, 0, 1]).survival.tolist()
    [1.0, 0.75, 0.5, 0.0]
    """
    times, events = _observed(day, event)
    days, index = np.unique(times, return_inverse=True)
    died = np.bincount(index, weights=events).astype(np.int64)
    left = np.bincount(index).astype(np.int64)
    at_risk = times.size - np.concatenate(([0], np.cumsum(left)[:-1]))
    survival = np.cumprod(1.0 - died / at_risk)
    with np.errstate(divide="ignore"):
        variance = np.cumsum(died / (at_risk * (at_risk - died)))
    lower, upper = _log_log(survival, variance)
    curve = SurvivalCurve(days, survival, lower, upper, at_risk, died, variance)
    return curve if days[0] == 0.0 else _from_day_zero(curve)


def survival_at(curve: SurvivalCurve, day: float) -> tuple[float, float, float]:
    """Read survival and its interval at a day; NaN after the last observation unless the curve is 0 there."""
    k = int(np.searchsorted(curve.day, day, side="right")) - 1
    beyond = day > curve.day[-1] and curve.survival[-1] > 0.0
    if k < 0 or beyond:
        return (np.nan, np.nan, np.nan)
    return float(curve.survival[k]), float(curve.lower[k]), float(curve.upper[k])


def number_at_risk(curve: SurvivalCurve, days: ArrayLike) -> Integers:
    """Count who is still under observation and without event just before each day."""
    wanted = np.atleast_1d(np.asarray(days, dtype=np.float64))
    k = np.searchsorted(curve.day, wanted, side="left")
    return np.append(curve.at_risk, 0)[k]


def median(curve: SurvivalCurve) -> tuple[float, float, float]:
    """Give the median time with its interval (Brookmeyer-Crowley); NaN where it is not reached.

    References
    ----------
    Brookmeyer & Crowley 1982, doi:10.2307/2530286.
    """
    middle, early, late = (_first_at_half(curve, line) for line in (curve.survival, curve.lower, curve.upper))
    return middle, early, late


def restricted_mean(curve: SurvivalCurve, horizon: float) -> tuple[float, float]:
    """Give the mean time up to a horizon and its standard error, both in days.

    Past the last observation the curve is carried on flat, as R does.

    References
    ----------
    Klein & Moeschberger 2003, equation 4.5.2; Greenwood's variance.
    """
    inside = curve.day < horizon
    days, survival = curve.day[inside], curve.survival[inside]
    areas = survival * np.diff(np.append(days, horizon))
    beyond = np.cumsum(areas[::-1])[::-1]  # area from each day on to the horizon
    increments = np.diff(np.insert(curve.hazard_variance[inside], 0, 0.0))
    terms = np.where(beyond > 0.0, beyond**2 * np.where(np.isfinite(increments), increments, 0.0), 0.0)
    return float(areas.sum()), float(np.sqrt(terms.sum()))


def log_rank(day: ArrayLike, event: ArrayLike, group: Sequence[object]) -> LogRank:
    """Test whether the groups share one survival curve.

    In a study whose arms treat the same persons the groups are paired and this test ignores it;
    it is given because published trials report it.
    """
    from lifelines.statistics import multivariate_logrank_test

    times, events = _observed(day, event)
    if len(set(group)) < 2:
        raise SpecificationError("a log-rank test needs two groups", got=f"{len(set(group))}")
    test = multivariate_logrank_test(times, list(group), events)
    return LogRank(float(test.test_statistic), float(test.p_value))


def cumulative_incidence(day: ArrayLike, cause: Sequence[str], causes: Sequence[str]) -> Incidence:
    """Estimate the probability of each cause by each day when the causes compete.

    A person whose ``cause`` is in none of ``causes`` is censored.

    References
    ----------
    Aalen & Johansen 1978.
    """
    labels = np.asarray(cause, dtype=object)
    times, _ = _observed(day, np.isin(labels, np.asarray(causes, dtype=object)))
    days, index = np.unique(times, return_inverse=True)
    left = np.bincount(index)
    at_risk = times.size - np.concatenate(([0], np.cumsum(left)[:-1]))
    counts = np.stack([np.bincount(index, weights=labels == c, minlength=days.size) for c in causes])
    overall = np.cumprod(1.0 - counts.sum(axis=0) / at_risk)
    before = np.insert(overall[:-1], 0, 1.0)
    return Incidence(days, tuple(causes), np.cumsum(before * counts / at_risk, axis=1))


def landmark(curve: SurvivalCurve, day: float, n: int, text: str) -> Figure:
    """Give the survival at a day as a figure; where nobody died, those still at risk say how sure that is."""
    value, lower, upper = survival_at(curve, day)
    behind = float(number_at_risk(curve, day)[0]) if value == 1.0 else n
    return with_exact_end(Figure(value, lower, upper, n, "fraction", text), behind)


def _observed(day: ArrayLike, event: ArrayLike) -> tuple[Floats, NDArray[np.bool_]]:
    """Check times and events."""
    times, events = np.asarray(day, dtype=np.float64), np.asarray(event, dtype=bool)
    if times.size == 0 or times.shape != events.shape:
        raise SpecificationError(
            "survival needs one time and one event flag per person", got=f"{times.size} and {events.size}"
        )
    if not np.all(np.isfinite(times)) or times.min() < 0.0:
        raise SpecificationError("a time to event is negative or not finite", got=f"{times.min():g}")
    return times, events


def _from_day_zero(curve: SurvivalCurve) -> SurvivalCurve:
    """Add the first row: everybody at risk on day 0."""
    survival, lower, upper = (np.insert(line, 0, 1.0) for line in (curve.survival, curve.lower, curve.upper))
    return SurvivalCurve(
        day=np.insert(curve.day, 0, 0.0),
        survival=survival,
        lower=lower,
        upper=upper,
        at_risk=np.insert(curve.at_risk, 0, curve.at_risk[0]),
        events=np.insert(curve.events, 0, 0),
        hazard_variance=np.insert(curve.hazard_variance, 0, 0.0),
    )


def _log_log(survival: Floats, variance: Floats) -> tuple[Floats, Floats]:
    """Give the 95 % interval on the log(-log) scale."""
    inside = (survival > 0.0) & (survival < 1.0)
    safe = np.where(inside, survival, 0.5)
    half = Z95 * np.sqrt(np.where(inside, variance, 0.0)) / np.abs(np.log(safe))
    outside = np.where(survival >= 1.0, 1.0, np.nan)
    return np.where(inside, safe ** np.exp(half), outside), np.where(inside, safe ** np.exp(-half), outside)


def _first_at_half(curve: SurvivalCurve, line: Floats) -> float:
    """Give the first day a line is at or below one half; R's midpoint where it is flat at exactly one half."""
    below = np.flatnonzero(line <= 0.5 + 1e-12)
    if below.size == 0:
        return np.nan
    k = below[0]
    later = np.flatnonzero((line < 0.5 - 1e-12) & (curve.events > 0))
    if abs(line[k] - 0.5) <= 1e-12 and later.size:
        return float((curve.day[k] + curve.day[later[0]]) / 2)
    return float(curve.day[k])
