"""Remission by marrow blasts, and relapse after it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

import numpy as np

from engraft.language.system import System
from engraft.outcomes.endpoint import (
    Flags,
    deaths,
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
from engraft.outcomes.marrow import MarrowEndpoint
from engraft.simulate.needs import Needs
from engraft.simulate.trajectories import Trajectories

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, kw_only=True)
class Remission(MarrowEndpoint):
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
    neutrophils: str = "neutrophils.anc"
    mrd: float = 1e-4
    recovered: str = "1.0e9 cell/L"

    def needs(self, system: System) -> Needs:
        """Keep blasts and neutrophils on the visits and when they are confirmed."""
        blasts = self.blast_needs(system)
        if not self.neutrophils:
            return blasts
        level_in(system, self.neutrophils, self.recovered)
        return blasts | Needs.of([self.neutrophils], blasts.times)

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
class Relapse(MarrowEndpoint):
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
    months: tuple[float, ...] = (6.0, 12.0)

    def needs(self, system: System) -> Needs:
        """Keep the visits of remission, and every rise of blasts through the threshold."""
        return self.relapse_needs(system)

    def verdict(self, run: Trajectories) -> pd.DataFrame:
        """Time everybody who was in remission."""
        begun = self.first_day(run)
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
