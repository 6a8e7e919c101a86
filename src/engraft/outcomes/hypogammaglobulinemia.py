"""Too little immunoglobulin G, as B cells and then plasma cells are gone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from engraft import units
from engraft.errors import SpecificationError
from engraft.language.system import System
from engraft.outcomes.endpoint import Endpoint, Floats, course_on, flags, level_in, rows, solved
from engraft.outcomes.figure import Figure, proportion
from engraft.simulate.needs import Needs
from engraft.simulate.trajectories import Trajectories

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, kw_only=True)
class Hypogammaglobulinemia(Endpoint):
    """IgG below a level at some visit after the infusion; what is substituted counts as the person's own.

    The level below which IgG is usually given is assumed; that normal values rise with age is left to the study.

    Columns
    -------
    ``name`` (ever), ``_day`` (first visit at which it was seen), ``_lowest``.
    """

    name: str = "hypogammaglobulinemia"
    label: str = "Hypogammaglobulinemia"
    guideline: str = "IgG below a level chosen by the study"
    igg: str = "humoral.igg_level"
    level: str = "4 g/L"
    every: float = 28.0
    until: float = 364.0

    def __post_init__(self) -> None:
        if not 1.0 <= self.every <= self.until:
            raise SpecificationError(f"endpoint '{self.name}' looks never", expected="1 <= every <= until")

    @property
    def days(self) -> Floats:
        """The days on which IgG is measured."""
        return np.arange(0.0, self.until + 1e-9, self.every)

    def needs(self, system: System) -> Needs:
        """Keep IgG on these days."""
        level_in(system, self.igg, self.level)
        return Needs.of([self.igg], self.days)

    def verdict(self, run: Trajectories) -> pd.DataFrame:
        """Judge everybody's visits."""
        unit, known = run.unit(self.igg), solved(run)
        course = course_on(run, self.igg, self.days)
        low = course < units.display(units.canonical(self.level, unit), unit)
        ever = known & np.asarray(low.any(axis=0))
        lowest = np.where(np.isnan(course), np.inf, course).min(axis=0)
        return rows(
            run,
            {
                self.name: flags(ever, known),
                f"{self.name}_day": np.where(ever, self.days[low.argmax(axis=0)], np.nan),
                f"{self.name}_lowest": np.where(known & np.isfinite(lowest), lowest, np.nan),
            },
        )

    def figures(self, verdict: pd.DataFrame) -> dict[str, Figure]:
        """Count it."""
        known = verdict[verdict[self.name].notna()][self.name].to_numpy(bool)
        return {self.name: proportion(known, f"IgG below {self.level} at a visit")}

    @property
    def keys(self) -> tuple[str, ...]:
        """Name the figure."""
        return (self.name,)
