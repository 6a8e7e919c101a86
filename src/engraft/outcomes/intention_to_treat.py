"""Everybody who was enrolled: response and event-free survival from enrolment, with those who were never infused."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

import numpy as np

from engraft.language.system import System
from engraft.outcomes.endpoint import (
    Flags,
    deaths,
    estimand_figures,
    flags,
    rows,
    solved,
    timed_keys,
)
from engraft.outcomes.figure import Figure, proportion
from engraft.outcomes.lot import infused
from engraft.outcomes.marrow import MarrowEndpoint
from engraft.simulate.needs import Needs
from engraft.simulate.trajectories import Trajectories

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, kw_only=True)
class IntentionToTreat(MarrowEndpoint):
    """Remission and event-free survival of everybody enrolled; who was not infused did not respond and has failed.

    ``infused`` is a covariate of the persons, 1 or 0: manufacturing failure, death or withdrawal before the infusion.
    Without such a covariate everybody was; where an arm gives lots, only who got any cells, of a released lot or of
    none, was infused. Every other endpoint leaves the covariate aside. The clock starts ``enrolled_before`` days
    before the infusion; failure for want of cells is dated on the day they would have been given. When somebody dies
    who was not infused is not known, so there is no overall survival here.

    Columns
    -------
    ``name`` (remission, of the enrolled), ``_infused``, ``_day``, ``_event``, ``_cause`` (not infused, no remission,
    relapse, death, further therapy, censored).

    References
    ----------
    Maude 2018, doi:10.1056/NEJMoa1709866 (median 45 days from enrolment to infusion).
    """

    since: ClassVar[str] = "enrolment"

    name: str = "intention_to_treat"
    label: str = "Event-free survival from enrolment"
    guideline: str = "intention to treat, from enrolment"
    infused: str = "infused"
    enrolled_before: float = 45.0
    months: tuple[float, ...] = (6.0, 12.0)

    def needs(self, system: System) -> Needs:
        """Keep what relapse needs."""
        return self.relapse_needs(system)

    @property
    def covariates(self) -> tuple[str, ...]:
        """Look at who was infused."""
        return (self.infused,)

    def verdict(self, run: Trajectories) -> pd.DataFrame:
        """Time everybody from enrolment."""
        known, given = solved(run), self._given(run)
        first = self.first_day(run)
        never = np.where(np.isnan(first), max(self.visits), np.nan)
        causes = {"not infused": np.where(given, np.nan, 0.0)}
        causes |= {"death": deaths(run), "relapse": self.relapse_day(run), "no remission": never}
        columns = self.estimands(run, causes, np.full(run.persons.size, -self.enrolled_before), known)
        remission = flags(given & np.isfinite(first), known)
        return rows(run, {self.name: remission, f"{self.name}_infused": flags(given, known), **columns})

    def figures(self, verdict: pd.DataFrame) -> dict[str, Figure]:
        """Count infusions and remissions among the enrolled, and read the curve."""
        known = verdict[verdict[self.name].notna()]
        counts = {
            f"{self.name}.infused": proportion(
                known[f"{self.name}_infused"].to_numpy(bool), "infused among all enrolled"
            ),
            f"{self.name}.remission": proportion(known[self.name].to_numpy(bool), "remission among all enrolled"),
        }
        return counts | estimand_figures(verdict, self.names, self.months, "event-free survival from enrolment")

    @property
    def keys(self) -> tuple[str, ...]:
        """Name the figures."""
        curves = tuple(key for name in self.names for key in timed_keys(name, self.months))
        return (f"{self.name}.infused", f"{self.name}.remission", *curves)

    def _given(self, run: Trajectories) -> Flags:
        """Tell who was infused: as the persons have it, and only those who got any cells."""
        given = infused(run).copy()
        if self.infused in run.outputs:
            given &= np.asarray(run.outputs[self.infused].values > 0.5, dtype=bool)
        return given
