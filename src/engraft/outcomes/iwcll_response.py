"""Response of CLL by the international workshop's criteria of 2018, and undetectable residual disease."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from engraft import units
from engraft.errors import SpecificationError
from engraft.outcomes.endpoint import Flags, Floats, flags, fraction_at, solved
from engraft.outcomes.figure import Figure, proportion
from engraft.outcomes.nodal_response import NodalResponse
from engraft.simulate.trajectories import Trajectories

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, kw_only=True)
class IwcllResponse(NodalResponse):
    """Complete, partial or no remission of CLL from nodes, blood and marrow; and who has no residual disease.

    ======  ==========================================================================================
    CR      no node above 1.5 cm, lymphocytes below 4e9/L, marrow below 30 % infiltrate; neutrophils,
            platelets and hemoglobin above their limits
    CRi     the same without the counts
    PR      the sum of products and lymphocytes have fallen by half where they were abnormal (nodes above
            1.5 cm, lymphocytes of 4e9/L or more), and one count is above its limit or half higher
    PR-L    as PR, but lymphocytes have not fallen: told apart, and no response
    PD      the sum of products half above its lowest with a node above 1.5 cm, or lymphocytes half above
            their lowest and at least 5e9/L
    ======  ==========================================================================================

    Lymphocytes are malignant ones and normal T, NK and B cells. Residual disease is undetectable where malignant cells
    are fewer than ``mrd`` of white cells of blood, or of nucleated cells of an aspirate of marrow, at any visit; of the
    aspirate's cells the share ``blood_in_marrow`` is blood that came along. Spleen, liver and symptoms are not in a
    model and left out, transfusions too. With ``complete_visits`` of 2 a complete remission must be seen again at the
    next visit, and is a partial one where it is not; partial ones need not last (a trial counted them so). A nodular
    marrow is a CR or CRi here, and nobody is missed at a visit.

    Columns
    -------
    ``name`` (true or false), ``_kind`` (CR, CRi, PR, PR-L, SD, PD), ``_day``, ``_progressed_on``, ``_umrd_blood``,
    ``_umrd_marrow``.

    References
    ----------
    Hallek M, et al. Blood 2018;131:2745-2760. doi:10.1182/blood-2017-09-806398 (criteria read in the tables of the
    edition of 2008 and of a registry's manual, whose limits these are).
    Delgado JA, et al. J Immunol Methods 2017 (abstract: an aspirate contains blood, a good one little).
    """

    name: str = "iwcll_response"
    label: str = "Best response of CLL"
    guideline: str = "iwCLL 2018"
    malignant: str = "disease.blood_count"
    lymphocytes: tuple[str, ...] = ("blood.lymphocytes", "blood.b_cells")
    white_cells: str = "blood.white_cells"
    marrow: str = "disease.infiltration"
    cleared_marrow: float = 0.3
    neutrophils: str = "neutrophils.anc"
    platelets: str = "platelets.count"
    hemoglobin: str = "hemoglobin.level"
    mrd: float = 1e-4
    blood_in_marrow: float = 0.0
    complete_visits: float = 1.0

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.complete_visits not in (1.0, 2.0):
            what = f"endpoint '{self.name}' cannot ask for that many visits"
            raise SpecificationError(what, expected="complete_visits of 1 or 2", got=f"{self.complete_visits:g}")
        if not 0.0 <= self.blood_in_marrow < 1.0:
            what = f"endpoint '{self.name}' cannot draw marrow that is blood"
            expected = "a blood_in_marrow of at least 0 and below 1"
            raise SpecificationError(what, expected=expected, got=f"{self.blood_in_marrow:g}")

    @property
    def kinds(self) -> tuple[str, ...]:
        """Name the responses, best first; the last is none."""
        return ("CR", "CRi", "PR", "PR-L")

    @property
    def responses(self) -> int:
        """Count all but PR-L as response."""
        return 3

    def read_besides(self) -> tuple[tuple[str, str], ...]:
        """List counts and marrow."""
        counts = tuple((name, "4e9 cell/L") for name in (self.malignant, *self.lymphocytes, self.white_cells))
        return (*counts, (self.marrow, ""), *self._limits())

    def reached(self, run: Trajectories, day: float) -> dict[str, Flags]:
        """Tell who fulfils which kind of remission on a day."""
        base, low = -self.before, units.canonical("4e9 cell/L", "cell/L")
        limit = self.level(run, self.longest)
        small, few = fraction_at(run, self.longest, day) <= limit, self._lymphocytes(run, day) < low
        complete = self._complete(run, day)
        if self.complete_visits > 1.0:
            later = [visit for visit in self.days if visit > day]
            complete = complete & self._complete(run, later[0]) if later else np.zeros_like(complete)
        halved = fraction_at(run, self.products, day) <= (1.0 - self.fall) * fraction_at(run, self.products, base)
        nodes = halved | ((fraction_at(run, self.longest, base) <= limit) & small)
        fewer = self._lymphocytes(run, day) <= (1.0 - self.fall) * self._lymphocytes(run, base)
        blood = fewer | ((self._lymphocytes(run, base) < low) & few)
        counts = self._any_count(run, day)
        return {
            "CR": complete & self._all_counts(run, day),
            "CRi": complete,
            "PR": nodes & blood & counts,
            "PR-L": nodes & counts,
        }

    def _complete(self, run: Trajectories, day: float) -> Flags:
        """Tell in whom nodes, blood and marrow are all normal on a day."""
        small = fraction_at(run, self.longest, day) <= self.level(run, self.longest)
        few = self._lymphocytes(run, day) < units.canonical("4e9 cell/L", "cell/L")
        return np.asarray(small & few & (fraction_at(run, self.marrow, day) < self.cleared_marrow))

    def worse(self, run: Trajectories, day: float, earlier: Sequence[float]) -> Flags:
        """Tell whose nodes or lymphocytes have risen over their lowest."""
        lowest = np.stack([self._lymphocytes(run, one) for one in earlier]).min(axis=0)
        now = self._lymphocytes(run, day)
        many = now >= units.canonical("5e9 cell/L", "cell/L")
        return np.asarray(super().worse(run, day, earlier) | (many & (now >= (1.0 + self.rise) * lowest)))

    def verdict(self, run: Trajectories) -> pd.DataFrame:
        """Judge response and residual disease."""
        found, known = super().verdict(run), solved(run)
        drawn = [(self._malignant_share(run, day), fraction_at(run, self.marrow, day)) for day in self.days[1:]]
        part = self.blood_in_marrow
        blood = [share < self.mrd for share, _ in drawn]
        aspirate = [part * share + (1.0 - part) * infiltrate < self.mrd for share, infiltrate in drawn]
        for place, seen in (("blood", blood), ("marrow", aspirate)):
            found[f"{self.name}_umrd_{place}"] = flags(np.asarray(np.stack(seen).any(axis=0)), known)
        return found

    def figures(self, verdict: pd.DataFrame) -> dict[str, Figure]:
        """Count responses and undetectable disease among everybody."""
        known = verdict[verdict[self.name].notna()]
        text = "no malignant cell among 10,000 in {}, at any visit"
        return self.shares(verdict) | {
            f"{self.name}.umrd_{place}": proportion(
                known[f"{self.name}_umrd_{place}"].to_numpy(bool), text.format(place)
            )
            for place in ("blood", "marrow")
        }

    @property
    def keys(self) -> tuple[str, ...]:
        """Name the figures."""
        return (self.name, *(f"{self.name}.{part}" for part in ("cr", "pd", "umrd_blood", "umrd_marrow")))

    def _lymphocytes(self, run: Trajectories, day: float) -> Floats:
        """Add malignant and normal lymphocytes per volume of blood."""
        return np.asarray(sum(fraction_at(run, name, day) for name in (self.malignant, *self.lymphocytes)))

    def _malignant_share(self, run: Trajectories, day: float) -> Floats:
        """Give malignant cells per white cell of blood."""
        white = np.maximum(fraction_at(run, self.white_cells, day), np.finfo(float).tiny)
        return fraction_at(run, self.malignant, day) / white

    def _limits(self) -> tuple[tuple[str, str], ...]:
        """List the counts of blood formation with their limits."""
        return ((self.neutrophils, "1.5e9 cell/L"), (self.platelets, "100e9 cell/L"), (self.hemoglobin, "110 g/L"))

    def _all_counts(self, run: Trajectories, day: float) -> Flags:
        """Tell whose counts are all above their limits."""
        above = [fraction_at(run, name, day) > units.canonical(one, run.unit(name)) for name, one in self._limits()]
        return np.asarray(np.stack(above).all(axis=0))

    def _any_count(self, run: Trajectories, day: float) -> Flags:
        """Tell in whom one count is above its limit or half above what it was."""
        found = []
        for name, limit in self._limits():
            now, base = fraction_at(run, name, day), fraction_at(run, name, -self.before)
            found.append((now > units.canonical(limit, run.unit(name))) | (now >= 1.5 * base))
        return np.asarray(np.stack(found).any(axis=0))
