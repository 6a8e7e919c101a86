"""B-cell aplasia: the wanted side effect that tells how long CD19-directed cells are at work."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

import numpy as np

from engraft.language.system import System
from engraft.outcomes.endpoint import (
    Endpoint,
    Floats,
    deaths,
    first_after,
    flags,
    level_in,
    rows,
    solved,
    timed,
    timed_figures,
    timed_keys,
)
from engraft.outcomes.figure import Figure, proportion
from engraft.simulate.needs import Crossing, Needs
from engraft.simulate.trajectories import Trajectories

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, kw_only=True)
class BCellAplasia(Endpoint):
    """Time without B cells: from the first fall below a threshold after the infusion to the first rise above it.

    Columns
    -------
    ``name`` (ever aplastic), ``_onset_day`` (from the infusion), ``_day`` (duration: days since onset),
    ``_event`` (recovered or died), ``_cause`` (recovery, death, censored), ``_recovery_day`` (from the infusion).

    References
    ----------
    Maude 2018, doi:10.1056/NEJMoa1709866 (probability of maintained B-cell aplasia).
    """

    since: ClassVar[str] = "onset of aplasia"

    name: str = "b_cell_aplasia"
    label: str = "B-cell aplasia"
    guideline: str = "duration of B-cell aplasia as in ELIANA (Maude 2018); threshold as configured"
    b_cells: str = "blood.b_cells"
    threshold: str = "50 cell/uL"
    months: tuple[float, ...] = (6.0, 12.0)

    @property
    def crossings(self) -> tuple[str, str]:
        """Name the recorded fall and rise through the threshold."""
        return (f"{self.b_cells} falls through {self.threshold}", f"{self.b_cells} rises through {self.threshold}")

    def needs(self, system: System) -> Needs:
        """Keep the level on day 0 and every crossing."""
        level = level_in(system, self.b_cells, self.threshold)
        marks = [
            Crossing(mark, self.b_cells, level, up) for mark, up in zip(self.crossings, (False, True), strict=True)
        ]
        return Needs.of([self.b_cells], [0.0], marks)

    def onset(self, run: Trajectories) -> Floats:
        """Give the day aplasia began: 0 if conditioning had brought it about, NaN if it never began."""
        from engraft import units

        level = units.display(units.canonical(self.threshold, run.unit(self.b_cells)), run.unit(self.b_cells))
        falls = first_after(run.marks[self.crossings[0]], np.zeros(run.persons.size))
        return np.where(run.at(self.b_cells, 0.0) < level, 0.0, falls)

    def verdict(self, run: Trajectories) -> pd.DataFrame:
        """Time everybody's aplasia."""
        known, onset = solved(run), self.onset(run)
        begun = known & np.isfinite(onset)
        recovered = first_after(run.marks[self.crossings[1]], onset)
        causes = {"recovery": recovered - onset, "death": deaths(run) - onset}
        return rows(
            run,
            {
                self.name: flags(begun, known),
                f"{self.name}_onset_day": np.where(known, onset, np.nan),
                **timed(self.name, causes, run.end_time - onset, begun),
                f"{self.name}_recovery_day": np.where(known, recovered, np.nan),
            },
        )

    def figures(self, verdict: pd.DataFrame) -> dict[str, Figure]:
        """Count aplasia, and read how long it lasts."""
        known = verdict[verdict[self.name].notna()][self.name].to_numpy(bool)
        ever = {self.name: proportion(known, "B-cell aplasia at any time after infusion")}
        return ever | timed_figures(verdict, self.name, self.months, "maintained B-cell aplasia")

    @property
    def keys(self) -> tuple[str, ...]:
        """Name the figures."""
        return (self.name, *timed_keys(self.name, self.months))
