"""What remission, relapse and event-free survival share: when the marrow is clear of blasts, and until when."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from engraft.language.system import System
from engraft.outcomes.endpoint import Endpoint, Flags, Floats, first_after, fraction_at, level_in
from engraft.simulate.needs import Crossing, Needs
from engraft.simulate.trajectories import Trajectories


@dataclass(frozen=True, kw_only=True)
class MarrowEndpoint(Endpoint):
    """An endpoint that looks at marrow blasts on visits, and confirms below the threshold some weeks later.

    Units
    -----
    Days; blasts and ``threshold`` are a fraction of nucleated marrow cells.
    """

    blasts: str = "marrow.blast_fraction"
    visits: tuple[float, ...] = (28.0, 90.0)
    confirm: float = 28.0
    threshold: float = 0.05

    def blast_needs(self, system: System) -> Needs:
        """Keep blasts on the visits and when they are confirmed."""
        level_in(system, self.blasts, self.threshold)
        return Needs.of([self.blasts], [day + later for day in self.visits for later in (0.0, self.confirm)])

    def relapse_needs(self, system: System) -> Needs:
        """Keep besides every rise of blasts through the threshold."""
        level = level_in(system, self.blasts, self.threshold)
        rise = Crossing(self.crossing, self.blasts, level, rising=True)
        return self.blast_needs(system) | Needs.of(marks=[rise])

    @property
    def crossing(self) -> str:
        """Name the recorded rise through the threshold."""
        return f"{self.blasts} rises through {self.threshold:g}"

    def seen(self, run: Trajectories) -> Flags:
        """Tell at which visits who is in confirmed remission.

        Shapes
        ------
        (visits, persons).
        """
        now, later = (
            np.stack([fraction_at(run, self.blasts, d + add) for d in self.visits]) for add in (0, self.confirm)
        )
        return np.asarray((now < self.threshold) & (later < self.threshold))

    def first_day(self, run: Trajectories) -> Floats:
        """Give the visit at which remission was first seen; NaN if it never was."""
        seen = self.seen(run)
        visits = np.asarray(self.visits)
        return np.where(seen.any(axis=0), visits[seen.argmax(axis=0)], np.nan)

    def relapse_day(self, run: Trajectories) -> Floats:
        """Give the day of relapse, from the infusion; NaN for everybody else."""
        return first_after(run.marks[self.crossing], self.first_day(run))
