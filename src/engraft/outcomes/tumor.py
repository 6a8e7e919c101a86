"""A tumor measured by its size: progression, and the day its last cell is gone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

import numpy as np

from engraft.errors import SpecificationError, nearest
from engraft.language.system import System
from engraft.outcomes.endpoint import (
    MONTH,
    Endpoint,
    deaths,
    first_after,
    level_in,
    rows,
    solved,
    timed,
    timed_figures,
    timed_keys,
)
from engraft.outcomes.figure import Figure
from engraft.outcomes.survival import cumulative_incidence
from engraft.simulate.needs import Crossing, Needs
from engraft.simulate.trajectories import Trajectories

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, kw_only=True)
class ProgressionFreeSurvival(Endpoint):
    """Time from infusion to the instant a tumor grows through a size, or to death.

    Columns
    -------
    ``_day``, ``_event``, ``_cause`` (progression, death, censored).
    """

    since: ClassVar[str] = "infusion"

    name: str = "progression_free_survival"
    label: str = "Progression-free survival"
    guideline: str = "growth through a fixed size; the size is chosen by the study"
    burden: str = "b_lymphoma.tumor_volume"
    size: str = "113.8 mL"
    months: tuple[float, ...] = (6.0, 12.0)

    @property
    def crossing(self) -> str:
        """Name the recorded rise through the size."""
        return f"{self.burden} rises through {self.size}"

    def needs(self, system: System) -> Needs:
        """Keep every rise through the size."""
        level = level_in(system, self.burden, self.size)
        return Needs.of([self.burden], marks=[Crossing(self.crossing, self.burden, level, rising=True)])

    def verdict(self, run: Trajectories) -> pd.DataFrame:
        """Time everybody from the infusion."""
        grown = first_after(run.marks[self.crossing], np.zeros(run.persons.size))
        causes = {"progression": grown, "death": deaths(run)}
        return rows(run, timed(self.name, causes, run.end_time, solved(run)))

    def figures(self, verdict: pd.DataFrame) -> dict[str, Figure]:
        """Read the curve at some months, and its median."""
        return timed_figures(verdict, self.name, self.months, "progression-free survival")

    @property
    def keys(self) -> tuple[str, ...]:
        """Name the figures."""
        return timed_keys(self.name, self.months)


@dataclass(frozen=True, kw_only=True)
class Extinction(Endpoint):
    """The day the last cell of a clone is gone, which in a model is what cure can mean; death competes.

    Columns
    -------
    ``_day``, ``_event`` (extinct or dead), ``_cause`` (extinct, death, censored).
    """

    since: ClassVar[str] = "infusion"

    name: str = "extinction"
    label: str = "Clone extinct in the model"
    guideline: str = "no cell of the clone is left in the model"
    clone: str = "b_all.leukemia"
    months: tuple[float, ...] = (6.0, 12.0)

    def needs(self, system: System) -> Needs:
        """Refuse a state that cannot die out."""
        clones = [state.name for state in system.states if state.clone]
        if self.clone not in clones:
            what = f"'{self.clone}' is no clone of '{system.name}' that could die out"
            raise SpecificationError(what, do=nearest(self.clone, clones))
        return Needs()

    def verdict(self, run: Trajectories) -> pd.DataFrame:
        """Time everybody from the infusion."""
        causes = {"extinct": run.extinct[self.clone], "death": deaths(run)}
        return rows(run, timed(self.name, causes, run.end_time, solved(run)))

    def figures(self, verdict: pd.DataFrame) -> dict[str, Figure]:
        """Give the share in whom the clone is extinct by some months."""
        part = verdict[verdict[f"{self.name}_day"].notna()]
        day, cause = part[f"{self.name}_day"].to_numpy(np.float64), part[f"{self.name}_cause"].tolist()
        found = {}
        for key, month in zip(self.keys, self.months, strict=True):
            value = np.nan
            if day.size:
                curve = cumulative_incidence(day, cause, ("extinct", "death"))
                k = int(np.searchsorted(curve.day, month * MONTH + 1e-6, side="right")) - 1
                value = float(curve.incidence[0, k]) if k >= 0 else 0.0
            text = f"clone extinct in the model by {month:g} month{'' if month == 1 else 's'}"
            found[key] = Figure(value, np.nan, np.nan, int(day.size), "fraction", text)
        return found

    @property
    def keys(self) -> tuple[str, ...]:
        """Name the figures."""
        return tuple(f"{self.name}.month_{month:g}" for month in self.months)
