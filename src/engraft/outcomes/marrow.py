"""What remission, relapse and event-free survival share: who is free of leukemia, when that holds, and until when."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from engraft import units
from engraft.language.system import System
from engraft.outcomes.endpoint import (
    Endpoint,
    Flags,
    Floats,
    check_hazards,
    earliest,
    first_after,
    fraction_at,
    level_in,
    timed,
)
from engraft.simulate.needs import Crossing, Needs
from engraft.simulate.trajectories import Trajectories

THERAPY = "further therapy"


@dataclass(frozen=True, kw_only=True)
class MarrowEndpoint(Endpoint):
    """An endpoint that looks for leukemia on visits, and confirms some weeks later that it is gone.

    Whoever cannot be looked at when remission is to be confirmed, because of death or because another therapy has
    begun (``further_therapy``: hazards of the model, such as a transplant), was not in remission.

    Units
    -----
    Days; blasts and ``threshold`` are a fraction of nucleated marrow cells.

    Parameters
    ----------
    extramedullary, extramedullary_limit
        Leukemic cells outside of the marrow, and from how many on they are seen; "" does not look. A billion cells
        are about a cubic centimetre, which is assumed to be what an examination or a scan finds.
    """

    blasts: str = "marrow.blast_fraction"
    visits: tuple[float, ...] = (28.0, 90.0)
    confirm: float = 28.0
    threshold: float = 0.05
    extramedullary: str = ""
    extramedullary_limit: str = "1e9 cell"
    further_therapy: tuple[str, ...] = ()

    def blast_needs(self, system: System) -> Needs:
        """Keep blasts on the visits and when they are confirmed."""
        level_in(system, self.blasts, self.threshold)
        check_hazards(system, self.further_therapy, f"further_therapy of '{self.name}'")
        looked = [self.blasts]
        if self.extramedullary:
            level_in(system, self.extramedullary, self.extramedullary_limit)
            looked.append(self.extramedullary)
        return Needs.of(looked, [day + later for day in self.visits for later in (0.0, self.confirm)])

    def relapse_needs(self, system: System) -> Needs:
        """Keep besides every rise of blasts, or of cells outside of the marrow, through the threshold."""
        marks = [Crossing(self.crossing, self.blasts, level_in(system, self.blasts, self.threshold), rising=True)]
        if self.extramedullary:
            limit = level_in(system, self.extramedullary, self.extramedullary_limit)
            marks.append(Crossing(self.outside_crossing, self.extramedullary, limit, rising=True))
        return self.blast_needs(system) | Needs.of(marks=marks)

    @property
    def crossing(self) -> str:
        """Name the recorded rise through the threshold."""
        return f"{self.blasts} rises through {self.threshold:g}"

    @property
    def outside_crossing(self) -> str:
        """Name the recorded rise of cells outside of the marrow."""
        return f"{self.extramedullary} rises through {self.extramedullary_limit}"

    def clear(self, run: Trajectories, day: float) -> Flags:
        """Tell in whom no leukemia is seen on a day; in nobody who is dead."""
        found = fraction_at(run, self.blasts, day) < self.threshold
        if self.extramedullary:
            limit = units.canonical(self.extramedullary_limit, run.unit(self.extramedullary))
            found &= fraction_at(run, self.extramedullary, day) < limit
        return np.asarray(found)

    def seen(self, run: Trajectories) -> Flags:
        """Tell at which visits who is in confirmed remission.

        Shapes
        ------
        (visits, persons).
        """
        now, later = (np.stack([self.clear(run, day + add) for day in self.visits]) for add in (0.0, self.confirm))
        confirmed = np.asarray(self.visits)[:, None] + self.confirm
        return np.asarray(now & later & ~(self.therapy_day(run) <= confirmed))

    def first_day(self, run: Trajectories) -> Floats:
        """Give the visit at which remission was first seen; NaN if it never was."""
        seen = self.seen(run)
        visits = np.asarray(self.visits)
        return np.where(seen.any(axis=0), visits[seen.argmax(axis=0)], np.nan)

    def therapy_day(self, run: Trajectories) -> Floats:
        """Give the day further therapy began, from the infusion; NaN for everybody else."""
        return earliest(run, self.further_therapy)

    def relapse_day(self, run: Trajectories) -> Floats:
        """Give the day of relapse, from the infusion; NaN for everybody else."""
        start = self.first_day(run)
        day = first_after(run.marks[self.crossing], start)
        return np.fmin(day, self.outside_day(run, start))

    def outside_day(self, run: Trajectories, start: Floats) -> Floats:
        """Give the first day after each person's start on which leukemia is seen outside of the marrow."""
        if not self.extramedullary:
            return np.full(run.persons.size, np.nan)
        return first_after(run.marks[self.outside_crossing], start)

    @property
    def names(self) -> tuple[str, ...]:
        """Name the estimands: the published one, and the one that follows persons through further therapy."""
        return (self.name, f"{self.name}_uncensored") if self.further_therapy else (self.name,)

    @property
    def timed(self) -> tuple[str, ...]:
        """Name the times to event: both estimands."""
        return self.names if self.since else ()

    def estimands(
        self, run: Trajectories, causes: Mapping[str, Floats], start: Floats, included: Flags
    ) -> dict[str, object]:
        """Make the columns of a time to event, further therapy in remission censored; and once more uncensored.

        ``causes`` are days from the infusion, ``start`` is the day the clock starts.
        """
        counted = {cause: day - start for cause, day in causes.items()}
        last = run.end_time - start
        if not self.further_therapy:
            return timed(self.name, counted, last, included)
        therapy = self.therapy_day(run)
        remitted = np.where(therapy > self.first_day(run), therapy, np.nan) - start
        published, followed = self.names
        return timed(published, counted, last, included, {THERAPY: remitted}) | timed(followed, counted, last, included)
