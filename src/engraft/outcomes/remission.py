"""Remission by marrow blasts and blood counts, and relapse after it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

import numpy as np

from engraft import units
from engraft.language.system import System
from engraft.outcomes.endpoint import (
    Flags,
    deaths,
    estimand_figures,
    fired,
    flags,
    fraction_at,
    level_in,
    readings,
    rows,
    solved,
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

    Complete remission (CR) also needs recovered blood: neutrophils, and where they are named platelets, above their
    thresholds, and no firing of the rules in ``transfusions`` within ``transfusion_free`` days before the visit.
    Without that, or where the model has no neutrophils (``neutrophils=""``), it is CRi. A part that is "" or an empty
    list is not looked at. After its 16th firing a rule of transfusion counts as going on.
    MRD is negative where blasts are below ``mrd``: in truth, or as the assay ``mrd_assay`` reads them.

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
    Thresholds of blood counts: Biol Blood Marrow Transplant 2010;16:1187, doi:10.1016/j.bbmt.2010.06.008, Table 4a,
    and the CIBMTR forms manual, ALL response criteria, which asks for independence of transfusions. That ELIANA
    looked back a week for transfusions is assumed.
    """

    name: str = "remission"
    label: str = "Remission within 3 months (marrow blasts < 5 %, confirmed after 28 days)"
    guideline: str = "ELIANA protocol (Maude 2018)"
    neutrophils: str = "neutrophils.anc"
    recovered: str = "1.0e9 cell/L"
    platelets: str = ""
    platelets_recovered: str = "100e9 cell/L"
    transfusions: tuple[str, ...] = ()
    transfusion_free: float = 7.0
    mrd: float = 1e-4
    mrd_assay: str = ""

    def needs(self, system: System) -> Needs:
        """Keep blasts and blood counts on the visits and when they are confirmed."""
        blasts = self.blast_needs(system)
        for count, level in self._counts():
            level_in(system, count, level)
        return blasts | Needs.of([count for count, _ in self._counts()], blasts.times)

    @property
    def rules(self) -> tuple[str, ...]:
        """Look at the rules of transfusion."""
        return self.transfusions

    @property
    def assays(self) -> tuple[str, ...]:
        """Read MRD with an assay, if one is named."""
        return (self.mrd_assay,) if self.mrd_assay else ()

    @property
    def sampled(self) -> tuple[float, ...]:
        """Read it at the visits."""
        return self.visits if self.mrd_assay else ()

    def verdict(self, run: Trajectories) -> pd.DataFrame:
        """Judge at the visits."""
        known, seen = solved(run), self.seen(run)
        recovered, clean = self._recovered(run), self._clean(run)
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
            f"{self.name}.cr": proportion(
                (known[f"{self.name}_kind"] == "CR").to_numpy(bool), "complete remission (CR)"
            ),
            f"{self.name}.cri": proportion(
                (known[f"{self.name}_kind"] == "CRi").to_numpy(bool),
                "remission with incomplete recovery of blood counts (CRi)",
            ),
            f"{self.name}.mrd_negative": proportion(clean, "MRD-negative (< 1e-4) among those in remission"),
        }

    @property
    def keys(self) -> tuple[str, ...]:
        """Name the figures."""
        return (self.name, f"{self.name}.cr", f"{self.name}.cri", f"{self.name}.mrd_negative")

    def _counts(self) -> list[tuple[str, str]]:
        """List the blood counts that must recover, each with its threshold."""
        both = ((self.neutrophils, self.recovered), (self.platelets, self.platelets_recovered))
        return [(count, level) for count, level in both if count]

    def _recovered(self, run: Trajectories) -> Flags:
        """Tell at which visits whose blood has recovered."""
        if not self.neutrophils:
            return np.zeros((len(self.visits), run.persons.size), dtype=bool)
        free = ~np.stack([self._transfused(run, day) for day in self.visits])
        for count, level in self._counts():
            enough = units.canonical(level, run.unit(count))
            free &= np.stack([fraction_at(run, count, day) > enough for day in self.visits])
        return np.asarray(free)

    def _transfused(self, run: Trajectories, day: float) -> Flags:
        """Tell who was given a transfusion shortly before a day."""
        times = fired(run, self.transfusions)
        lately = ((times <= day) & (times > day - self.transfusion_free)).any(axis=0)
        for rule in set(self.transfusions) & set(run.rules):
            unknown = run.rule_counts[rule] > run.rules[rule].shape[0]
            lately |= unknown & (run.rules[rule][-1] <= day)
        return np.asarray(lately)

    def _clean(self, run: Trajectories) -> Flags:
        """Tell at which visits whose blasts are below the limit of MRD."""
        if not self.mrd_assay:
            return np.stack([fraction_at(run, self.blasts, day) < self.mrd for day in self.visits])
        read = [readings(run, self.mrd_assay, [day]) for day in self.visits]
        factor = units.factor(run.unit(self.mrd_assay))
        return np.stack([one.below[0] | (one.values[0] * factor < self.mrd) for one in read])


@dataclass(frozen=True, kw_only=True)
class Relapse(MarrowEndpoint):
    """Time in remission: from the visit it was first seen to the instant leukemia is seen again.

    Death in remission competes (cause ``"death"``). Who never was in remission has no time. ``further_therapy`` in
    remission censors, as published; the columns and figures ``_uncensored`` follow persons through it.

    Columns
    -------
    ``_day`` (days since remission), ``_event`` (relapsed or died), ``_cause`` (relapse, death, further therapy,
    censored), ``_on_day`` (relapse, counted from the infusion).

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
        causes = {"relapse": relapsed, "death": deaths(run)}
        columns = self.estimands(run, causes, begun, solved(run) & np.isfinite(begun))
        return rows(run, columns | {f"{self.name}_on_day": np.where(solved(run), relapsed, np.nan)})

    def figures(self, verdict: pd.DataFrame) -> dict[str, Figure]:
        """Read relapse-free survival at some months since remission, and its median."""
        return estimand_figures(verdict, self.names, self.months, "relapse-free survival since remission")

    @property
    def keys(self) -> tuple[str, ...]:
        """Name the figures."""
        return tuple(key for name in self.names for key in timed_keys(name, self.months))
