"""Loss of major molecular response when treatment is stopped or lowered on day 0."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

import numpy as np

from engraft.language.system import System
from engraft.outcomes.endpoint import (
    Endpoint,
    deaths,
    first_after,
    fraction_at,
    level_in,
    rows,
    solved,
    timed,
    timed_figures,
    timed_keys,
)
from engraft.outcomes.figure import Figure
from engraft.simulate.needs import Crossing, Needs
from engraft.simulate.trajectories import Trajectories

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, kw_only=True)
class MolecularRelapse(Endpoint):
    """Time from day 0, on which treatment changes, to BCR-ABL above a level at the instant it happens, or to death.

    Whoever is above the level on day 0 has relapsed on day 0. Trials measure every few weeks and so find the same
    relapse later.

    Columns
    -------
    ``_day``, ``_event``, ``_cause`` (relapse, death, censored).

    References
    ----------
    Saussele S, et al. Lancet Oncol 2018;19:747-757. doi:10.1016/S1470-2045(18)30192-X (abstract).
    """

    since: ClassVar[str] = "day 0"

    name: str = "molecular_relapse"
    label: str = "Molecular relapse-free survival"
    guideline: str = "loss of major molecular response, BCR-ABL above 0.1 % (EURO-SKI 2018)"
    transcript: str = "cml.bcr_abl"
    threshold: float = 0.001
    months: tuple[float, ...] = (6.0, 12.0, 24.0)

    @property
    def crossing(self) -> str:
        """Name the recorded rise through the level."""
        return f"{self.transcript} rises through {self.threshold:g}"

    def needs(self, system: System) -> Needs:
        """Keep the value on day 0 and every rise through the level."""
        level = level_in(system, self.transcript, self.threshold)
        mark = Crossing(self.crossing, self.transcript, level, rising=True)
        return Needs.of([self.transcript], (0.0,), marks=[mark])

    def verdict(self, run: Trajectories) -> pd.DataFrame:
        """Time everybody from day 0."""
        above = fraction_at(run, self.transcript, 0.0) > self.threshold
        risen = first_after(run.marks[self.crossing], np.zeros(run.persons.size))
        causes = {"relapse": np.where(above, 0.0, risen), "death": deaths(run)}
        return rows(run, timed(self.name, causes, run.end_time, solved(run)))

    def figures(self, verdict: pd.DataFrame) -> dict[str, Figure]:
        """Read the curve at some months, and its median."""
        return timed_figures(verdict, self.name, self.months, "molecular relapse-free survival")

    @property
    def keys(self) -> tuple[str, ...]:
        """Name the figures."""
        return timed_keys(self.name, self.months)
