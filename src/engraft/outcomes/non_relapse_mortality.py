"""Death of something else than leukemia, with leukemia as the competing event; and early deaths."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from engraft.language.system import System
from engraft.outcomes.competing import incidence_figures, month_marks
from engraft.outcomes.endpoint import check_hazards, deaths, flags, rows, solved, timed
from engraft.outcomes.figure import Figure, proportion
from engraft.outcomes.marrow import MarrowEndpoint
from engraft.simulate.needs import Needs
from engraft.simulate.trajectories import Trajectories

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, kw_only=True)
class NonRelapseMortality(MarrowEndpoint):
    """Death without relapse or treatment failure before it, of any cause but leukemia.

    Relapse, no remission by the last visit, and the hazards in ``of_leukemia`` compete. Who is transplanted in
    remission stays under observation, so that the mortality of the transplant counts. Early deaths are counted until
    the day ``early``, whatever their cause; among them those of another cause than leukemia.

    Columns
    -------
    ``_day``, ``_event``, ``_cause`` (death, leukemia, censored), ``_early`` and ``_early_other`` (true or false).

    References
    ----------
    Levine 2021, doi:10.1136/jitc-2020-002287, Table 1 (deaths within 30 days, by cause).
    """

    name: str = "non_relapse_mortality"
    label: str = "Death without relapse"
    guideline: str = "cumulative incidence, leukemia competing"
    of_leukemia: tuple[str, ...] = ("death.active_disease",)
    early: float = 30.0
    months: tuple[float, ...] = (6.0, 12.0)

    def needs(self, system: System) -> Needs:
        """Keep what relapse needs."""
        check_hazards(system, self.of_leukemia, f"of_leukemia of '{self.name}'")
        return self.relapse_needs(system)

    def verdict(self, run: Trajectories) -> pd.DataFrame:
        """Judge everybody's death."""
        known, died = solved(run), deaths(run)
        by_leukemia = np.zeros(run.persons.size, dtype=bool)
        for name in self.of_leukemia:
            by_leukemia |= run.hazards[name] == died
        failed = np.where(np.isnan(self.first_day(run)), max(self.visits), np.nan)
        leukemia = np.fmin(np.fmin(self.relapse_day(run), failed), np.where(by_leukemia, died, np.nan))
        other = np.where(by_leukemia, np.nan, died)
        early = np.asarray(died <= self.early)
        return rows(
            run,
            {
                **timed(self.name, {"death": other, "leukemia": leukemia}, run.end_time, known),
                f"{self.name}_early": flags(early, known),
                f"{self.name}_early_other": flags(early & ~by_leukemia, known),
            },
        )

    def figures(self, verdict: pd.DataFrame) -> dict[str, Figure]:
        """Give the cumulative incidences, and count early deaths."""
        keys = {"death": self.name, "leukemia": f"{self.name}.leukemia"}
        said = {"death": "death without relapse", "leukemia": "relapse, no remission, or death of leukemia"}
        found = incidence_figures(verdict, self.name, keys, month_marks(self.months), said)
        known = verdict[verdict[f"{self.name}_early"].notna()]
        for key, text in (("early", "death"), ("early_other", "death from another cause than leukemia")):
            column = known[f"{self.name}_{key}"].to_numpy(bool)
            found[f"{self.name}.{key}"] = proportion(column, f"{text} within {self.early:g} days")
        return found

    @property
    def keys(self) -> tuple[str, ...]:
        """Name the figures."""
        ends = (self.name, f"{self.name}.leukemia")
        curves = tuple(f"{end}.{mark}" for mark in month_marks(self.months) for end in ends)
        return (*curves, f"{self.name}.early", f"{self.name}.early_other")
