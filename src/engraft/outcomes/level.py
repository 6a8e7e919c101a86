"""Any level of a model on some days: what a study shows when no guideline has a name for it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from engraft import units
from engraft.errors import SpecificationError
from engraft.language.system import System
from engraft.outcomes.endpoint import Endpoint, course_on, day_words, level_in, rows, solved
from engraft.outcomes.figure import Figure, median_and_range
from engraft.simulate.needs import Needs
from engraft.simulate.trajectories import Trajectories

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, kw_only=True)
class Level(Endpoint):
    """A state or observable on some days, in a unit of choice, free of noise; nothing after a person's end.

    Columns
    -------
    ``_day_<d>`` for each day, in ``unit``.
    """

    name: str = "level"
    label: str = "Level on some days"
    guideline: str = "none: a description"
    of: str = "aml.blast_fraction"
    unit: str = "1"
    days: tuple[float, ...] = (28.0, 84.0)

    def __post_init__(self) -> None:
        if not self.days:
            raise SpecificationError(f"endpoint '{self.name}' looks on no day", expected="days of 1 or more")

    def needs(self, system: System) -> Needs:
        """Keep it on these days."""
        level_in(system, self.of, f"1 {self.unit}")
        return Needs.of([self.of], self.days)

    def verdict(self, run: Trajectories) -> pd.DataFrame:
        """Read everybody."""
        factor = units.factor(run.unit(self.of)) / units.factor(self.unit)
        read = course_on(run, self.of, np.array(sorted(set(self.days)))) * factor
        columns = {key: np.where(solved(run), one, np.nan) for key, one in zip(self._columns(), read, strict=True)}
        return rows(run, columns)

    def figures(self, verdict: pd.DataFrame) -> dict[str, Figure]:
        """Say what the typical person has on each day."""
        label = self.label[:1].lower() + self.label[1:]
        return {
            key: median_and_range(verdict[column].to_numpy(np.float64), self.unit, f"{label}, {day_words(day)}")
            for key, column, day in zip(self.keys, self._columns(), sorted(set(self.days)), strict=True)
        }

    @property
    def keys(self) -> tuple[str, ...]:
        """Name the figures."""
        return tuple(f"{self.name}.day_{day:g}" for day in sorted(set(self.days)))

    def _columns(self) -> tuple[str, ...]:
        """Name the columns."""
        return tuple(f"{self.name}_day_{day:g}" for day in sorted(set(self.days)))
