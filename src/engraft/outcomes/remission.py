"""Remission by marrow blasts, and relapse after it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

import numpy as np

from engraft.language.system import System
from engraft.outcomes.endpoint import (
    Endpoint,
    Flags,
    Floats,
    deaths,
    first_after,
    flags,
    fraction_at,
    level_in,
    rows,
    solved,
    timed,
    timed_figures,
    timed_keys,
    words,
)
from engraft.outcomes.figure import Figure, proportion
from engraft.simulate.needs import Crossing, Needs
from engraft.simulate.trajectories import Trajectories

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, kw_only=True)
class Remission(Endpoint):
    """Remission at a visit of the first three months that still holds some weeks later.

    Complete remission (CR) also needs recovered neutrophils; without them, or where the model has none
    (``neutrophils=""``), it is CRi. Platelets and extramedullary disease are not part of the verdict.

    Columns
    -------
    ``name`` (true or false), ``_day`` (visit at which it was first seen), ``_kind`` (CR, CRi, none),
    ``_mrd_negative`` (at the same visit or a later one; missing without remission).

    Units
    -----
    Days; blasts are a fraction of nucleated marrow cells.

    References
    ----------
    Maude 2018, doi:10.1056/NEJMoa1709866 (ELIANA: best response within 3 months, confirmed after 28 days).
    """

    name: str = "remission"
    label: str = "Remission within 3 months (marrow blasts < 5 %, confirmed after 28 days; platelets not modelled)"
    guideline: str = "ELIANA protocol (Maude 2018)"
    blasts: str = "marrow.blast_fraction"
    neutrophils: str = "neutrophils.anc"
    visits: tuple[float, ...] = (28.0, 90.0)
    confirm: float = 28.0
    threshold: float = 0.05
    mrd: float = 1e-4
    recovered: str = "1.0e9 cell/L"

    def needs(self, system: System) -> Needs:
        """Keep blasts and neutrophils on the visits and when they are confirmed."""
        level_in(system, self.blasts, self.threshold)
        if self.neutrophils:
            level_in(system, self.neutrophils, self.recovered)
        names = [self.blasts, *([self.neutrophils] if self.neutrophils else [])]
        return Needs.of(names, [day + later for day in self.visits for later in (0.0, self.confirm)])

    def verdict(self, run: Trajectories) -> pd.DataFrame:
        """Judge at the visits."""
        known, seen = solved(run), self.seen(run)
        recovered, clean = self._with(run, self.neutrophils), self._clean(run)
        ever = np.asarray(seen.any(axis=0))
        kind = np.where((seen & recovered).any(axis=0), "CR", np.where(ever, "CRi", "none"))
        return rows(
            run,
            {
                self.name: flags(ever, known),
                f"{self.name}_day": np.where(known, self.first_day(run), np.nan),
                f"{self.name}_kind": words(kind.tolist(), known),
                f"{self.name}_mrd_negative": flags(np.asarray((seen & clean).any(axis=0)), known & ever),
            },
        )

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

    def figures(self, verdict: pd.DataFrame) -> dict[str, Figure]:
        """Count remissions, complete remissions, and MRD-negative ones among the remissions."""
        known = verdict[verdict[self.name].notna()]
        remitted = known[known[self.name].to_numpy(bool)]
        clean = remitted[f"{self.name}_mrd_negative"].to_numpy(bool)
        return {
            self.name: proportion(known[self.name].to_numpy(bool), "remission (CR or CRi) within 3 months"),
            f"{self.name}.cr": proportion((known[f"{self.name}_kind"] == "CR").to_numpy(bool), "complete remission"),
            f"{self.name}.mrd_negative": proportion(clean, "MRD-negative (< 1e-4) among those in remission"),
        }

    @property
    def keys(self) -> tuple[str, ...]:
        """Name the figures."""
        return (self.name, f"{self.name}.cr", f"{self.name}.mrd_negative")

    def _with(self, run: Trajectories, name: str) -> Flags:
        """Tell at which visits whose neutrophils have recovered."""
        if not name:
            return np.zeros((len(self.visits), run.persons.size), dtype=bool)
        from engraft import units

        level = units.canonical(self.recovered, run.unit(name))
        return np.stack([fraction_at(run, name, day) > level for day in self.visits])

    def _clean(self, run: Trajectories) -> Flags:
        """Tell at which visits whose blasts are below the limit of MRD."""
        return np.stack([fraction_at(run, self.blasts, day) < self.mrd for day in self.visits])


@dataclass(frozen=True, kw_only=True)
class Relapse(Endpoint):
    """Time in remission: from the visit it was first seen to the instant blasts rise through the threshold again.

    Death in remission competes (cause ``"death"``). Who never was in remission has no time.

    Columns
    -------
    ``_day`` (days since remission), ``_event`` (relapsed or died), ``_cause``, ``_on_day`` (relapse, counted from
    the infusion).

    References
    ----------
    Maude 2018, doi:10.1056/NEJMoa1709866 (duration of remission).
    """

    since: ClassVar[str] = "remission"

    name: str = "relapse"
    label: str = "Relapse-free survival of those in remission"
    guideline: str = "ELIANA protocol (Maude 2018)"
    blasts: str = "marrow.blast_fraction"
    visits: tuple[float, ...] = (28.0, 90.0)
    confirm: float = 28.0
    threshold: float = 0.05
    months: tuple[float, ...] = (6.0, 12.0)

    @property
    def remission(self) -> Remission:
        """The remission that relapse ends."""
        return Remission(blasts=self.blasts, neutrophils="", visits=self.visits, confirm=self.confirm,
                         threshold=self.threshold)  # fmt: skip

    @property
    def crossing(self) -> str:
        """Name the recorded rise through the threshold."""
        return f"{self.blasts} rises through {self.threshold:g}"

    def needs(self, system: System) -> Needs:
        """Keep the visits of remission, and every rise of blasts through the threshold."""
        level = level_in(system, self.blasts, self.threshold)
        return self.remission.needs(system) | Needs.of(marks=[Crossing(self.crossing, self.blasts, level, rising=True)])

    def relapse_day(self, run: Trajectories) -> Floats:
        """Give the day of relapse, from the infusion; NaN for everybody else."""
        return first_after(run.marks[self.crossing], self.remission.first_day(run))

    def verdict(self, run: Trajectories) -> pd.DataFrame:
        """Time everybody who was in remission."""
        begun = self.remission.first_day(run)
        relapsed = self.relapse_day(run)
        causes = {"relapse": relapsed - begun, "death": deaths(run) - begun}
        columns = timed(self.name, causes, run.end_time - begun, solved(run) & np.isfinite(begun))
        return rows(run, columns | {f"{self.name}_on_day": np.where(solved(run), relapsed, np.nan)})

    def figures(self, verdict: pd.DataFrame) -> dict[str, Figure]:
        """Read relapse-free survival at some months since remission, and its median."""
        return timed_figures(verdict, self.name, self.months, "relapse-free survival since remission")

    @property
    def keys(self) -> tuple[str, ...]:
        """Name the figures."""
        return timed_keys(self.name, self.months)
