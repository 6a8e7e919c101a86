"""From an endpoint's figure to its weighted form.

An endpoint says its figures in words of its own, over rows that count equally. What such a figure is of the columns
(a share, a median, a Kaplan-Meier landmark) is recognised here by trial: a form is taken only if it gives the
endpoint's own figure for everybody and for several parts of the persons. What no form gives is asked of the endpoint
itself, over persons repeated in proportion to their weights.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from engraft.kernel import streams
from engraft.outcomes.endpoint import MONTH, Endpoint
from engraft.outcomes.figure import Figure
from engraft.outcomes.measure import (
    Incidence,
    Landmark,
    LogMean,
    LogSpread,
    Measure,
    Median,
    MedianTime,
    Share,
    Survival,
)

if TYPE_CHECKING:
    import pandas as pd

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]

PARTS = (12, 25, 60, 250) * 8  # persons over whom a form must agree as well; few tell forms apart that many do not
REPEATS = 2  # rows per person where an endpoint is asked over repeated persons
_CLOSE = 1e-9
_NEARLY = 1e-6  # a grade that is this close is reached
_AT = re.compile(r"\.(month|day)_(\d+(?:\.\d+)?)$")


@dataclass(frozen=True, eq=False)
class Again:
    """An endpoint asked over persons repeated in proportion to their weights.

    Persons are taken at even distances along the cumulative weight, so no chance enters. The weights asked last are
    remembered: an endpoint gives all its figures at once.
    """

    endpoint: Endpoint
    verdict: pd.DataFrame
    _last: list[tuple[Floats, dict[str, Figure]]] = field(default_factory=list, init=False, repr=False)

    def figures(self, weights: Floats) -> dict[str, Figure]:
        """Ask the endpoint."""
        if not self._last or self._last[0][0] is not weights:
            passed = np.cumsum(weights)
            count = REPEATS * weights.size
            chosen = np.searchsorted(passed, (np.arange(count) + 0.5) / count * passed[-1], side="right")
            repeated = self.verdict.iloc[np.minimum(chosen, weights.size - 1)]
            self._last[:] = [(weights, self.endpoint.figures(repeated))]
        return self._last[0][1]


@dataclass(frozen=True, eq=False)
class Repeated:
    """A figure as its endpoint gives it, over persons repeated in proportion to their weights."""

    again: Again
    key: str

    def value(self, weights: Floats) -> float:
        """Ask the endpoint."""
        return float(self.again.figures(weights)[self.key].value)


def measures(endpoint: Endpoint, verdict: pd.DataFrame, keys: Iterable[str]) -> dict[str, Measure]:
    """Give the weighted form of some figures of an endpoint."""
    parts = _parts(len(verdict))
    with np.errstate(all="ignore"):
        wanted = [{key: one.value for key, one in endpoint.figures(verdict[part > 0.0]).items()} for part in parts]
    asked = list(zip(parts, wanted, strict=True))
    again, curves = Again(endpoint, verdict), _Curves(verdict)
    return {key: _found(again, key, asked, curves) for key in keys if key in endpoint.keys}


@lru_cache(maxsize=2)
def _parts(n: int) -> tuple[Floats, ...]:
    """Draw the persons over whom a form must agree: everybody, and several parts."""
    drawn = [streams.uniform(0, f"part {k}", np.arange(n)) * n < size for k, size in enumerate(PARTS)]
    return (np.ones(n), *(part.astype(np.float64) for part in drawn))


class _Curves(dict[str, Survival]):
    """Curves of the times of a verdict, each sorted once."""

    def __init__(self, verdict: pd.DataFrame) -> None:
        self.verdict = verdict

    def __missing__(self, name: str) -> Survival:
        self[name] = Survival.of(*observed(self.verdict, name))
        return self[name]


def observed(verdict: pd.DataFrame, name: str) -> tuple[Floats, Flags]:
    """Give the days of a time to event, and who has the event."""
    day = verdict[f"{name}_day"].to_numpy(np.float64)
    return day, verdict[f"{name}_event"].fillna(False).to_numpy(bool) & np.isfinite(day)


def _found(again: Again, key: str, asked: list[tuple[Floats, dict[str, float]]], curves: _Curves) -> Measure:
    """Take the first form that agrees everywhere."""
    for form in _forms(again.verdict, key, curves):
        if all(_same(form.value(weights), wanted[key]) for weights, wanted in asked):
            return form
    return Repeated(again, key)


def _same(a: float, b: float) -> bool:
    """Tell whether two figures agree; what does not exist agrees with its like."""
    if math.isnan(a) or math.isnan(b):
        return math.isnan(a) and math.isnan(b)
    return abs(a - b) <= _CLOSE * max(1.0, abs(a), abs(b))


def _forms(verdict: pd.DataFrame, key: str, curves: _Curves) -> Iterator[Measure]:
    """List what a figure may be, the likely first."""
    said = _AT.search(key)
    at = None if said is None else float(said[2]) * (MONTH if said[1] == "month" else 1.0)
    times = [str(name).removesuffix("_event") for name in verdict.columns if str(name).endswith("_event")]
    times = [name for name in times if f"{name}_day" in verdict.columns]
    for name in sorted(times, key=lambda name: not key.startswith(f"{name}.")):
        yield from _times(verdict, name, at, curves[name])
    if at is None:
        yield from _shares(verdict)
        yield from _medians(verdict)
        yield from _means(verdict)


def _times(verdict: pd.DataFrame, name: str, at: float | None, curve: Survival) -> Iterator[Measure]:
    """List what is read of a time to event: a landmark or the incidence of a cause at a day, or the median."""
    day, event = observed(verdict, name)
    cause = verdict.get(f"{name}_cause")
    words = [] if cause is None else [(cause == word).to_numpy(bool) for word in dict.fromkeys(cause[event])]
    if at is None:
        yield MedianTime(curve)
        yield from (Median.of(np.where(word & event, day, np.nan)) for word in words)
    else:
        yield Landmark(curve, at)
        yield from (Incidence.on(curve, word & event, at) for word in words)
        yield Incidence.on(curve, np.zeros(day.size, dtype=bool), at)  # what happened to nobody


def _shares(verdict: pd.DataFrame) -> Iterator[Share]:
    """List shares of flags, words and grades: of all who are known, of nobody, and of those with another flag."""
    true = {name: verdict[name].fillna(False).to_numpy(bool) for name in _flags(verdict)}
    for name in true:
        yield Share.of(verdict[name].notna().to_numpy(bool), true[name])
    yield from _words_and_grades(verdict)
    for name in map(str, verdict.columns):
        yield Share.of(verdict[name].notna().to_numpy(bool), np.zeros(len(verdict), dtype=bool))  # what nobody has
    for name in true:
        for other in true:
            if other != name:
                yield Share.of(true[other], true[name])


def _words_and_grades(verdict: pd.DataFrame) -> Iterator[Share]:
    """List the shares of each word of a column of words, and of each grade or more of a column of grades."""
    for name in map(str, verdict.columns):
        column, known = verdict[name], verdict[name].notna().to_numpy(bool)
        if column.dtype == object:
            words = [word for word in dict.fromkeys(column.dropna()) if isinstance(word, str)]
            yield from (Share.of(known, (column == word).to_numpy(bool)) for word in words)
        elif column.dtype == np.float64 and name.endswith("grade"):
            yield from (Share.of(known, (column >= grade - _NEARLY).to_numpy(bool)) for grade in (1.0, 2.0, 3.0, 4.0))


def _flags(verdict: pd.DataFrame) -> list[str]:
    """List the columns of true, false and not known."""
    return [str(name) for name in verdict.columns if str(verdict[name].dtype) in {"boolean", "bool"}]


def _medians(verdict: pd.DataFrame) -> Iterator[Median]:
    """List medians of numbers, and of those above zero."""
    for name in map(str, verdict.columns):
        if verdict[name].dtype == np.float64:
            values = verdict[name].to_numpy(np.float64)
            yield Median.of(values)
            yield Median.of(np.where(values > 0.0, values, np.nan))


def _means(verdict: pd.DataFrame) -> Iterator[Measure]:
    """List geometric means, spreads of the logarithm, and ratios between those with and without a flag."""
    everybody = np.ones(len(verdict), dtype=bool)
    numbers = [verdict[name].to_numpy(np.float64) for name in verdict.columns if verdict[name].dtype == np.float64]
    numbers = [values for values in numbers if (values > 0.0).any()]
    for values in numbers:
        mean = LogMean.of(values, everybody)
        yield mean
        yield LogSpread(mean)
    for name in _flags(verdict):
        known, true = verdict[name].notna().to_numpy(bool), verdict[name].fillna(False).to_numpy(bool)
        for values in numbers:
            yield LogMean.of(values, known & true, known & ~true)
