"""Malignancy long after cells were changed: an interval that carries how little was counted, never one number."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from engraft.errors import SpecificationError
from engraft.language.system import System
from engraft.outcomes.endpoint import MONTH, Endpoint, Floats, rows, solved
from engraft.outcomes.figure import Figure
from engraft.outcomes.late_families import Family, family
from engraft.outcomes.lot import infused, quantity
from engraft.simulate.needs import Needs
from engraft.simulate.trajectories import Trajectories

if TYPE_CHECKING:
    import pandas as pd

YEAR = 12.0 * MONTH
COUNTED_AT = (0.01, 100.0)  # copies per cell: below and above, what was counted were no products with copies


def risk(what: Family, day: Floats) -> tuple[Floats, Floats]:
    """Bound the share of persons who have had the malignancy by some days, were nobody to die of anything else.

    Before the last look: the exact interval of all events, of which those had come by then that were seen; the first
    and at most all but the last where only these two months were published; any of them where not even these were.
    After it: nothing more ever happens, or it goes on at the mean rate of the upper bound.

    Shapes
    ------
    Any; both bounds have the shape of ``day``.

    Examples
    --------
    >>> from engraft.outcomes.late_families import family
    >>> low, high = risk(family("gammaretrovirus_scid_x1_paris"), np.array([0.0, 68 * 30.4375]))
    >>> low.round(3).tolist(), high.round(3).tolist()
    ([0.0, 0.137], [0.0, 0.788])
    """
    months = np.asarray(day, dtype=np.float64) / MONTH
    low, high = what.bounds
    least, most = _by_then(what, months)
    beyond = np.maximum(months / what.until, 1.0)
    with np.errstate(divide="ignore"):
        later = -np.expm1(np.log1p(-high * most) * beyond)
    return low * least, np.minimum(later, 1.0)


def _by_then(what: Family, months: Floats) -> tuple[Floats, Floats]:
    """Bound the share of all events that had come by some months."""
    known, n = np.array(what.months), what.counted.events
    if what.known == "each":
        seen = np.searchsorted(known, months, side="right") / n
        return seen, seen
    first, last = known
    least, most = (1.0 / n, (n - 1) / n) if what.known == "ends" else (0.0, 1.0)
    within = (months >= first) & (months > 0.0)
    return np.where(months >= last, 1.0, within * least), np.where(months >= last, 1.0, within * most)


@dataclass(frozen=True, kw_only=True)
class LateMalignancy(Endpoint):
    """The share of persons who have a late malignancy of one family by some years, as an interval without a middle.

    Who got no cells, because no lot was released, is not at risk and has no value: figures are of those given cells.
    Persons are at risk while they live in the model, or, with ``at_risk: all``, as if nobody died of anything else.
    With ``copies``, a quantity that the making of a lot noted, and ``counted_at``, what it was where malignancies were
    counted (0.01 to 100), the rate of a person with other copies lies between the same and one in proportion to
    copies: what a rate per integration is cannot be known from totals. The counts are statistics of other persons,
    mostly with other diseases, and no mechanism.

    Columns
    -------
    ``_year_<y>_lower`` and ``_upper`` for each year: bounds of the probability of each person.
    """

    name: str = "late_malignancy"
    label: str = "Late malignancy"
    guideline: str = "none: exact intervals of published counts"
    family: str = "car_t_cell_malignancy"
    years: tuple[float, ...] = (5.0, 10.0, 15.0)
    copies: str = ""
    counted_at: float = 0.0
    at_risk: str = "alive"

    def __post_init__(self) -> None:
        family(self.family)
        if not self.years or min(self.years) <= 0.0:
            raise SpecificationError(f"endpoint '{self.name}' needs years above zero")
        self._check_copies()
        if self.at_risk not in ("alive", "all"):
            raise SpecificationError(
                f"endpoint '{self.name}': who is at risk?", expected="alive or all", got=self.at_risk
            )

    def _check_copies(self) -> None:
        """Refuse copies without what they were where malignancies were counted, this alone, and what no product has."""
        if bool(self.copies) != bool(self.counted_at):
            given, missing = ("copies", "counted_at") if self.copies else ("counted_at", "copies")
            what = f"endpoint '{self.name}' has {given} and no {missing}"
            raise SpecificationError(
                what, do=f"say {missing} too: the copies of the lot, and those that were counted at"
            )
        low, high = COUNTED_AT
        if self.copies and not low <= self.counted_at <= high:
            raise SpecificationError(
                f"endpoint '{self.name}': counted_at is no number of copies per cell",
                expected=f"{low:g} to {high:g}",
                got=f"{self.counted_at:g}",
            )

    def check_copies(self, unit: str) -> None:
        """Refuse a quantity of a lot that is no number of copies, by the unit it is noted in.

        Raises
        ------
        SpecificationError
            Naming the quantity.
        """
        own = self.copies.rpartition(".")[2]
        if unit not in ("1", "copy/cell") or not (own.startswith("copies") or "copies_per" in own):
            raise SpecificationError(
                f"endpoint '{self.name}': '{self.copies}' is no number of copies per cell",
                expected="such as vector.copies_per_cell, in 1",
                got=f"a quantity in {unit}",
            )

    def needs(self, system: System) -> Needs:
        """Need nothing but how long everybody lives."""
        return Needs.of(times=[max(self.years) * YEAR])

    @property
    def of_lots(self) -> tuple[str, ...]:
        """Look at the copies."""
        return (self.copies,) if self.copies else ()

    def verdict(self, run: Trajectories) -> pd.DataFrame:
        """Bound everybody's probability."""
        known, columns = solved(run) & infused(run), {}
        end = run.end_time if self.at_risk == "alive" else np.full(run.persons.size, np.inf)
        least, most = self._times(run)
        for year in self.years:
            low, high = risk(family(self.family), np.minimum(end, year * YEAR).clip(min=0.0))
            bounds = (-np.expm1(np.log1p(-low) * least), -np.expm1(np.log1p(-high) * most))
            for word, bound in zip(("lower", "upper"), bounds, strict=True):
                columns[self._column(year, word)] = np.where(known, bound, np.nan)
        return rows(run, columns)

    def figures(self, verdict: pd.DataFrame) -> dict[str, Figure]:
        """Give the mean of the bounds; there is no value between them that would be more likely than another."""
        about, found = family(self.family), {}
        text = f"{about.about} ({about.said})" + (", were nobody to die" if self.at_risk == "all" else "")
        for key, year in zip(self.keys, self.years, strict=True):
            low, high = (verdict[self._column(year, word)].dropna().to_numpy(np.float64) for word in ("lower", "upper"))
            bounds = (float(low.mean()), float(high.mean())) if low.size else (np.nan, np.nan)
            found[key] = Figure(np.nan, *bounds, int(low.size), "fraction", f"{text}, by {year:g} years")
        return found

    @property
    def keys(self) -> tuple[str, ...]:
        """Name the figures."""
        return tuple(f"{self.name}.year_{year:g}" for year in self.years)

    def _column(self, year: float, word: str) -> str:
        """Name the column of one bound."""
        return f"{self.name}_year_{year:g}_{word}"

    def _times(self, run: Trajectories) -> tuple[Floats, Floats]:
        """Bound what copies multiply the rate of each person by: not at all, or in proportion."""
        one = np.ones(run.persons.size)
        noted = quantity(run, self.copies) if self.copies else None
        if noted is None:
            return one, one
        share = noted[0] / self.counted_at
        return np.minimum(one, share), np.maximum(one, share)
