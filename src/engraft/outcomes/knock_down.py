"""Knock-down: how far a level falls, when it is back, and how much of the time it stays low."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from engraft import units
from engraft.errors import SpecificationError
from engraft.language.system import System
from engraft.outcomes.endpoint import Endpoint, Floats, course_on, flags, level_in, rows, solved
from engraft.outcomes.figure import Figure, median_and_range, proportion
from engraft.outcomes.survival import kaplan_meier, median
from engraft.simulate.needs import Needs
from engraft.simulate.trajectories import Trajectories

if TYPE_CHECKING:
    import pandas as pd

_MOST = 10_000


@dataclass(frozen=True, kw_only=True)
class KnockDown(Endpoint):
    """Of a level that is one in an untreated cell: the lowest, the day of it, the return, the share of days below.

    The return is the first look after the lowest at which it is at or above ``threshold``; who never fell below it
    has none. Looks after a person's end are not taken. Days count from day 0; the share below and ``held`` from
    ``since_day``. The figure of the return is the Kaplan-Meier median of those who fell below: who is not back at the
    last look is censored there, not left out.

    Columns
    -------
    ``_lowest``, ``_lowest_day``, ``_back_day`` (who is back), ``_watched`` (last look at who fell below), ``_below``
    (share of looks), ``_held`` (below at every look).
    """

    name: str = "knock_down"
    label: str = "Knock-down"
    guideline: str = "none: a description of a course"
    of: str = "silencing.protein_left"
    threshold: float = 0.5
    every: float = 0.25
    since_day: float = 0.0
    until: float = 28.0

    def __post_init__(self) -> None:
        span = self.until - self.since_day
        if not 0.0 < self.every <= span or self.until / self.every > _MOST:
            raise SpecificationError(
                f"endpoint '{self.name}' has no usable looks",
                expected=f"0 < every <= until - since_day, at most {_MOST:,} looks",
                got=f"every {self.every:g}, since_day {self.since_day:g}, until {self.until:g}",
            )
        if not 0.0 < self.threshold < 1.0:
            raise SpecificationError(
                f"threshold of endpoint '{self.name}' is no share of an untreated level",
                expected="a number between 0 and 1",
                got=f"{self.threshold:g}",
                do="write 0.5 for one half",
            )

    @property
    def days(self) -> Floats:
        """The looks."""
        return np.arange(0.0, self.until + 1e-9, self.every)

    def needs(self, system: System) -> Needs:
        """Keep the level at every look."""
        level_in(system, self.of, f"{self.threshold:g} 1")
        return Needs.of([self.of], self.days)

    def verdict(self, run: Trajectories) -> pd.DataFrame:
        """Read everybody's course."""
        level = course_on(run, self.of, self.days) * units.factor(run.unit(self.of))
        taken = np.isfinite(level)
        known = solved(run) & taken.any(axis=0)
        filled = np.where(taken, level, np.inf)
        least = filled.argmin(axis=0)
        low = taken & (level < self.threshold)
        counted = taken & (self.days >= self.since_day - 1e-9)[:, None]
        number = np.maximum(counted.sum(axis=0), 1)
        asked = known & counted.any(axis=0)
        numbers = {
            "lowest": np.where(known, filled.min(axis=0), np.nan),
            "lowest_day": np.where(known, self.days[least], np.nan),
            "back_day": np.where(known, self._back(level, low, least), np.nan),
            "watched": np.where(known & low.any(axis=0), self._last(taken), np.nan),
            "below": np.where(asked, (low & counted).sum(axis=0) / number, np.nan),
        }
        columns = {f"{self.name}_{key}": column for key, column in numbers.items()}
        return rows(run, columns | {f"{self.name}_held": flags(np.asarray((low | ~counted).all(axis=0)), asked)})

    def _back(self, level: Floats, low: np.ndarray, least: np.ndarray) -> Floats:
        """Give the first look after the lowest at or above the threshold; NaN who was never below, or is not back."""
        after = np.arange(len(self.days))[:, None] > least[None, :]
        back = after & (level >= self.threshold)
        day = np.where(back.any(axis=0), self.days[back.argmax(axis=0)], np.nan)
        return np.where(low.any(axis=0), day, np.nan)

    def _last(self, taken: np.ndarray) -> Floats:
        """Give the day of each person's last look."""
        return np.asarray(self.days[taken.shape[0] - 1 - taken[::-1].argmax(axis=0)])

    def figures(self, verdict: pd.DataFrame) -> dict[str, Figure]:
        """Say what the typical person has, and who stays below throughout."""
        what, share = self.label[:1].lower() + self.label[1:], f"{100.0 * self.threshold:g} %"
        since = f"from day {self.since_day:g} to {self.until:g}"
        said = {
            "below": ("fraction", f"share of time below {share} {since}, {what}"),
            "lowest": ("fraction", f"lowest level, {what}"),
            "lowest_day": ("day", f"day of the lowest level, {what}"),
        }
        typical = {
            f"{self.name}.{key}": median_and_range(verdict[f"{self.name}_{key}"].to_numpy(np.float64), unit, text)
            for key, (unit, text) in said.items()
        }
        held = verdict[f"{self.name}_held"].dropna().to_numpy(bool)
        return typical | {
            f"{self.name}.back_day": self._return(verdict, f"back at {share} of untreated, median day, {what}"),
            f"{self.name}.held": proportion(held, f"always below {share} {since}, {what}"),
        }

    def _return(self, verdict: pd.DataFrame, text: str) -> Figure:
        """Give the median day of the return of those who fell below."""
        below = verdict[verdict[f"{self.name}_watched"].notna()]
        if below.empty:
            return Figure(np.nan, np.nan, np.nan, 0, "day", text)
        back = below[f"{self.name}_back_day"].to_numpy(np.float64)
        event = np.isfinite(back)
        day = np.where(event, back, below[f"{self.name}_watched"].to_numpy(np.float64))
        return Figure(*median(kaplan_meier(day, event)), len(below), "day", text)

    @property
    def keys(self) -> tuple[str, ...]:
        """Name the figures."""
        return tuple(f"{self.name}.{key}" for key in ("below", "lowest", "lowest_day", "back_day", "held"))
