"""Survival without severe acute or chronic graft-versus-host disease and without relapse (GRFS)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

import numpy as np

from engraft.language.system import System
from engraft.outcomes.acute_gvhd import first_grade
from engraft.outcomes.endpoint import (
    Floats,
    check_hazards,
    deaths,
    level_in,
    rows,
    solved,
    timed,
    timed_figures,
    timed_keys,
)
from engraft.outcomes.figure import Figure
from engraft.outcomes.marrow import MarrowEndpoint
from engraft.simulate.needs import Needs
from engraft.simulate.trajectories import Trajectories

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, kw_only=True)
class GvhdRelapseFreeSurvival(MarrowEndpoint):
    """Time from the graft to grade III or IV acute GvHD, chronic GvHD that needs treatment, relapse, or death.

    Who is in remission at no visit has failed on the last of them. Grades are read once a day until ``until``.

    Columns
    -------
    ``_day``, ``_event``, ``_cause`` (death, relapse, acute GvHD, chronic GvHD, no remission, censored).

    References
    ----------
    BMT CTN 1703 (NCT03959241), definition of the primary endpoint.
    """

    since: ClassVar[str] = "infusion"

    name: str = "gvhd_relapse_free_survival"
    label: str = "GvHD-free, relapse-free survival"
    guideline: str = "BMT CTN 1703 (NCT03959241)"
    visits: tuple[float, ...] = (28.0, 100.0)
    confirm: float = 0.0
    scale: str = "magic.grade"
    chronic: str = "gvhd.chronic"
    until: float = 100.0
    months: tuple[float, ...] = (12.0, 24.0, 36.0)

    @property
    def days(self) -> Floats:
        """The days on which the scale is read."""
        return np.arange(0.0, np.floor(self.until) + 1.0)

    def needs(self, system: System) -> Needs:
        """Keep what relapse needs, and daily grades."""
        check_hazards(system, [self.chronic], f"chronic of '{self.name}'")
        level_in(system, self.scale, 3.0)
        return self.relapse_needs(system) | Needs.of([self.scale], self.days)

    def verdict(self, run: Trajectories) -> pd.DataFrame:
        """Time everybody from the graft."""
        chronic = run.hazards[self.chronic]
        causes = {
            "death": deaths(run),
            "relapse": self.relapse_day(run),
            "acute GvHD": first_grade(run, self.scale, self.days, 3.0),
            "chronic GvHD": np.where(chronic >= 0.0, chronic, np.nan),
            "no remission": np.where(np.isnan(self.first_day(run)), max(self.visits), np.nan),
        }
        return rows(run, timed(self.name, causes, run.end_time, solved(run)))

    def figures(self, verdict: pd.DataFrame) -> dict[str, Figure]:
        """Read the curve at some months, and its median."""
        return timed_figures(verdict, self.name, self.months, "GvHD-free, relapse-free survival")

    @property
    def keys(self) -> tuple[str, ...]:
        """Name the figures."""
        return timed_keys(self.name, self.months)
