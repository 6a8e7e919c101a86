"""Cells given again: whether B cells go once more, and how high the second expansion is beside the first."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from engraft import units
from engraft.errors import SpecificationError
from engraft.language.system import System
from engraft.outcomes.endpoint import Endpoint, Floats, deaths, flags, level_in, rows, solved
from engraft.outcomes.figure import Figure, median_and_range, proportion
from engraft.simulate.needs import Needs
from engraft.simulate.trajectories import Trajectories

if TYPE_CHECKING:
    import pandas as pd

EVERY = 3.0  # days between looks


@dataclass(frozen=True, kw_only=True)
class Reinfusion(Endpoint):
    """B-cell aplasia some days after a rule ordered cells again, and the second peak of the cells over the first.

    Looked at every three days; who has died by then has not responded. Persons in whom the rule never fired, or whose
    follow-up is too short, are not judged.

    Columns
    -------
    ``name`` (B cells below the threshold ``after`` days after the rule fired), ``_given`` (it fired), ``_on_day``,
    ``_ratio`` (second peak over the first).

    References
    ----------
    Blood Adv 2024;8:2182-2192 (reinfusion of CD19 CAR T cells; response: remission with B-cell aplasia at day 28).
    """

    name: str = "reinfusion"
    label: str = "B-cell aplasia after reinfusion"
    guideline: str = "B-cell aplasia 28 days after reinfusion (Blood Adv 2024;8:2182)"
    rule: str = "reinfusion"
    after: float = 28.0
    until: float = 240.0
    b_cells: str = "blood.b_cells"
    threshold: str = "50 cell/uL"
    cells: str = "car.circulating"

    def __post_init__(self) -> None:
        if not 0.0 < self.after < self.until:
            raise SpecificationError(f"endpoint '{self.name}' ends before it looks", expected="0 < after < until")

    def needs(self, system: System) -> Needs:
        """Keep both courses."""
        level_in(system, self.b_cells, self.threshold)
        return Needs.of([self.b_cells, self.cells], np.arange(0.0, self.until + 1e-9, EVERY).tolist())

    @property
    def rules(self) -> tuple[str, ...]:
        """Look at when the rule fired."""
        return (self.rule,)

    def verdict(self, run: Trajectories) -> pd.DataFrame:
        """Judge everybody to whom cells were given again."""
        first = run.rules[self.rule][0] if self.rule in run.rules else np.full(run.persons.size, np.nan)
        given = np.isfinite(first)
        look = first + self.after
        died = np.nan_to_num(deaths(run), nan=np.inf) <= np.where(given, look, -np.inf)
        judged = solved(run) & given & (died | (look <= min(self.until, float(run.times[-1]))))
        gone = self._at(run, self.b_cells, look) < self._level(run)
        ratio = np.where(judged & ~died, self._second_peak(run, first), np.nan)
        columns: dict[str, object] = {self.name: flags(gone & ~died, judged)}
        columns |= {f"{self.name}_given": flags(given, solved(run)), f"{self.name}_on_day": first}
        return rows(run, columns | {f"{self.name}_ratio": ratio})

    def figures(self, verdict: pd.DataFrame) -> dict[str, Figure]:
        """Count those given cells again, and of them those without B cells once more."""
        again = verdict[f"{self.name}_given"].dropna().to_numpy(bool)
        regained = verdict[self.name].dropna().to_numpy(bool)
        ratio = verdict[f"{self.name}_ratio"].to_numpy(np.float64)
        return {
            self.name: proportion(regained, f"B-cell aplasia {self.after:g} days after the order to reinfuse"),
            f"{self.name}.given": proportion(again, "cells given again"),
            f"{self.name}.ratio": median_and_range(ratio, "1", "second peak of CAR T cells over the first"),
        }

    @property
    def keys(self) -> tuple[str, ...]:
        """Name the figures."""
        return (self.name, f"{self.name}.given", f"{self.name}.ratio")

    def _level(self, run: Trajectories) -> float:
        """Give the threshold in the unit of the course."""
        unit = run.unit(self.b_cells)
        return units.display(units.canonical(self.threshold, unit), unit)

    def _at(self, run: Trajectories, name: str, day: Floats) -> Floats:
        """Read a course of everybody on the first look at or after a day of their own; NaN where there is none."""
        course, times = run.course(name), run.times
        place = np.searchsorted(times, np.nan_to_num(day, nan=np.inf) - 1e-9)
        found = course[np.minimum(place, times.size - 1), np.arange(run.persons.size)]
        return np.where(place < times.size, found, np.nan)

    def _second_peak(self, run: Trajectories, day: Floats) -> Floats:
        """Divide the highest look after a day of everybody's own by the highest before."""
        course, times = run.course(self.cells), run.times[:, None]
        before, after = (np.where(side, course, np.nan) for side in (times <= day, times > day))
        with np.errstate(divide="ignore", invalid="ignore"):
            highest = [np.max(np.nan_to_num(part, nan=0.0), axis=0) for part in (after, before)]
            return np.asarray(highest[0] / highest[1])
