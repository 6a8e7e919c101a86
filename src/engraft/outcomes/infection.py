"""The first infection, death competing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from engraft.language.system import System
from engraft.outcomes.competing import incidence_figures, month_marks
from engraft.outcomes.endpoint import Endpoint, check_hazards, deaths, rows, solved, timed
from engraft.outcomes.figure import Figure
from engraft.simulate.needs import Needs
from engraft.simulate.trajectories import Trajectories

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, kw_only=True)
class Infection(Endpoint):
    """Time from the infusion to the first infection; who had one before the infusion is not counted.

    Columns
    -------
    ``_day``, ``_event``, ``_cause`` (infection, death, censored).
    """

    name: str = "infection"
    label: str = "First infection"
    guideline: str = "as the model's hazard defines it; cumulative incidence, death competing"
    hazard: str = "infection.onset"
    early: float = 28.0
    months: tuple[float, ...] = (6.0, 12.0)

    def needs(self, system: System) -> Needs:
        """Refuse a model without this hazard."""
        check_hazards(system, [self.hazard], f"hazard of '{self.name}'")
        return Needs()

    def verdict(self, run: Trajectories) -> pd.DataFrame:
        """Time everybody from the infusion."""
        onset = run.hazards[self.hazard]
        included = solved(run) & ~(onset < 0.0)
        causes = {"infection": np.where(onset >= 0.0, onset, np.nan), "death": deaths(run)}
        return rows(run, timed(self.name, causes, run.end_time, included))

    def figures(self, verdict: pd.DataFrame) -> dict[str, Figure]:
        """Give the cumulative incidence early and at some months."""
        keys = {"infection": self.name, "death": f"{self.name}.death"}
        said = {"infection": "first infection", "death": "death before any infection"}
        found = incidence_figures(verdict, self.name, keys, self._marks, said)
        return {key: found[key] for key in self.keys}

    @property
    def keys(self) -> tuple[str, ...]:
        """Name the figures."""
        return tuple(f"{self.name}.{mark}" for mark in self._marks)

    @property
    def _marks(self) -> dict[str, float]:
        """Name the days of the figures."""
        return {f"day_{self.early:g}": self.early} | month_marks(self.months)
