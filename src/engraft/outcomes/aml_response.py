"""Response of acute myeloid leukemia by the European LeukemiaNet: CR, CRh, CRi, MLFS, PR."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from engraft import units
from engraft.errors import SpecificationError
from engraft.language.system import System
from engraft.outcomes.endpoint import Endpoint, Flags, Floats, flags, fraction_at, level_in, rows, solved, words
from engraft.outcomes.figure import Figure, proportion
from engraft.simulate.needs import Needs
from engraft.simulate.trajectories import Trajectories

if TYPE_CHECKING:
    import pandas as pd

Ranks = NDArray[np.int64]

KINDS = ("CR", "CRh", "CRi", "MLFS", "PR", "HI", "none")  # from best to worst
CLEAR, PARTLY = 0.05, 0.25  # marrow blasts of remission, and of partial remission
FULL, HALF = ("1.0e9 cell/L", "100e9 cell/L"), ("0.5e9 cell/L", "50e9 cell/L")  # neutrophils, platelets


@dataclass(frozen=True, kw_only=True)
class AmlResponse(Endpoint):
    """The best response of each person at the visits: marrow blasts, and the blood counts that the model has.

    CR: blasts below 5 %, neutrophils of 1.0e9/L and platelets of 100e9/L. CRh: 0.5 and 50. CRi: below 5 % with one of
    the two counts of CR. MLFS: below 5 % and neither. PR: counts of CR, blasts of 5 to 25 % and halved at least. Where
    platelets are not looked at (""), they are taken as recovered, so nobody has MLFS.

    HI (hematologic improvement, of neutrophils alone) is not of the LeukemiaNet: neutrophils doubled and above
    0.5e9/L, at every visit of ``improved_for`` days, in somebody who started below 1.0e9/L; 0 does not look. Trials
    that count it need 8 weeks and look at platelets and hemoglobin as well.

    Columns
    -------
    ``name`` (CR, CRh or CRi), ``_kind``, ``_overall`` (any of these, MLFS, PR or HI), ``_day`` (visit of the best
    response; missing without).

    References
    ----------
    Döhner H, et al. Blood 2022;140:1345-1377. doi:10.1182/blood.2022016867 (table of response criteria; read: blasts,
    neutrophils and platelets). Cheson 2006, doi:10.1182/blood-2005-10-4149 (HI of neutrophils, recalled).
    """

    name: str = "aml_response"
    label: str = "Best response of AML"
    guideline: str = "ELN 2022 (Döhner)"
    blasts: str = "leukemia.blast_fraction"
    neutrophils: str = "leukemia.anc"
    platelets: str = ""
    visits: tuple[float, ...] = (28.0, 56.0, 84.0, 112.0, 168.0)
    improved_for: float = 0.0

    def __post_init__(self) -> None:
        if not self.neutrophils or not self.blasts:
            raise SpecificationError(f"endpoint '{self.name}' needs blasts and neutrophils")
        if min(self.visits) <= 0.0 or list(self.visits) != sorted(set(self.visits)):
            raise SpecificationError(f"visits of endpoint '{self.name}' must ascend from above 0")

    def needs(self, system: System) -> Needs:
        """Keep blasts and counts at the start and at the visits."""
        level_in(system, self.blasts, CLEAR)
        for count, level in zip(self._counts, FULL, strict=False):
            level_in(system, count, level)
        return Needs.of([self.blasts, *self._counts], (0.0, *self.visits))

    @property
    def _counts(self) -> tuple[str, ...]:
        """Name the blood counts."""
        return (self.neutrophils, self.platelets) if self.platelets else (self.neutrophils,)

    def verdict(self, run: Trajectories) -> pd.DataFrame:
        """Take the best of the visits."""
        known = solved(run)
        ranks = np.stack([self._rank(run, day) for day in self.visits])
        best = ranks.min(axis=0)
        improved = self._improved(run) & (best == len(KINDS) - 1)
        kind = np.where(improved, "HI", np.array(KINDS)[best])
        day = np.where(best < KINDS.index("HI"), np.asarray(self.visits)[ranks.argmin(axis=0)], np.nan)
        columns: dict[str, object] = {
            self.name: flags(np.isin(kind, KINDS[:3]), known),
            f"{self.name}_kind": words(kind.tolist(), known),
            f"{self.name}_overall": flags(kind != "none", known),
            f"{self.name}_day": np.where(known, day, np.nan),
        }
        return rows(run, columns)

    def _rank(self, run: Trajectories, day: float) -> Ranks:
        """Place everybody's response of one day in the list of kinds; who is not there has none."""
        blasts, before = (fraction_at(run, self.blasts, one) for one in (day, 0.0))
        full, half = self._above(run, day, FULL), self._above(run, day, HALF)
        clear = blasts < CLEAR
        some = np.full(clear.shape, True) if not self.platelets else np.asarray(full.any(axis=0))
        partly = (blasts <= PARTLY) & (blasts <= 0.5 * before) & ~clear & full.all(axis=0)
        met = (clear & full.all(axis=0), clear & half.all(axis=0), clear & some, clear, partly)
        return np.asarray(np.select(met, list(range(len(met))), default=len(KINDS) - 1))

    def _above(self, run: Trajectories, day: float, limits: tuple[str, str]) -> Flags:
        """Tell which counts have reached their limits.

        Shapes
        ------
        (counts, persons).
        """
        found = [
            fraction_at(run, count, day) >= units.canonical(level, run.unit(count))
            for count, level in zip(self._counts, limits, strict=False)
        ]
        return np.stack(found)

    def _improved(self, run: Trajectories) -> Flags:
        """Tell whose neutrophils doubled and stayed so."""
        if not self.improved_for:
            return np.zeros(run.persons.size, dtype=bool)
        days = np.asarray(self.visits)
        start = fraction_at(run, self.neutrophils, 0.0)
        counts = np.stack([fraction_at(run, self.neutrophils, day) for day in self.visits])
        low, full = (units.canonical(one[0], run.unit(self.neutrophils)) for one in (HALF, FULL))
        good = (counts >= 2.0 * start) & (counts > low) & (start < full)
        return np.asarray(self._lasts(days, good) >= self.improved_for - 1e-9)

    @staticmethod
    def _lasts(days: Floats, good: Flags) -> Floats:
        """Give the longest stretch of visits at which something held, in days."""
        longest, since = np.zeros(good.shape[1]), np.full(good.shape[1], np.nan)
        for day, now in zip(days, good, strict=True):
            since = np.where(now, np.where(np.isnan(since), day, since), np.nan)
            longest = np.fmax(longest, day - since)
        return longest

    def figures(self, verdict: pd.DataFrame) -> dict[str, Figure]:
        """Count responses, and each kind of them."""
        known = verdict[verdict[self.name].notna()]
        overall, remitted = (known[one].to_numpy(bool) for one in (f"{self.name}_overall", self.name))
        found = {
            f"{self.name}.overall": proportion(overall, "any response"),
            f"{self.name}.remission": proportion(remitted, "CR, CRh or CRi"),
        }
        for kind in KINDS[:-1]:
            this = (known[f"{self.name}_kind"] == kind).to_numpy(bool)
            found[f"{self.name}.{kind.lower()}"] = proportion(this, f"best response {kind}")
        return found

    @property
    def keys(self) -> tuple[str, ...]:
        """Name the figures."""
        return tuple(f"{self.name}.{one}" for one in ("overall", "remission", *map(str.lower, KINDS[:-1])))
