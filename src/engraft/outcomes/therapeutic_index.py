"""What the site of the tumor gets of a payload, beside what another place gets."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from engraft import units
from engraft.errors import SpecificationError
from engraft.language.system import System
from engraft.outcomes.endpoint import Endpoint, Floats, course_on, level_in, rows, solved
from engraft.outcomes.figure import Figure, geometric_mean, median_and_range
from engraft.simulate.needs import Needs
from engraft.simulate.trajectories import Trajectories

if TYPE_CHECKING:
    import pandas as pd

MEASURES = ("area", "last")
MOST_DAYS = 20_000


@dataclass(frozen=True, kw_only=True)
class TherapeuticIndex(Endpoint):
    """Exposure of the tumor over exposure of another place, of the same person and payload.

    ``measure`` is "area" for a level that comes and goes (its area over the days), or "last" for what only adds up,
    such as an absorbed dose. Both may be effects in the place of levels: rates of killing have areas without a unit.
    A person without exposure elsewhere has no index; exposure ends with the person.

    Columns
    -------
    ``_site``, ``_elsewhere``, ``_index``.

    Units
    -----
    Those of ``site_unit`` and ``elsewhere_unit``, times days for an area. The index is a plain number where both are
    of one dimension, else the one per the other.

    Shapes
    ------
    Read every ``every`` days from day ``first`` to ``until``; the area is that of straight lines between.
    """

    name: str = "therapeutic_index"
    label: str = "Exposure of the tumor over exposure elsewhere"
    guideline: str = "none: a ratio of exposures"
    site: str = "radioligand.marrow_dose"
    elsewhere: str = "radioligand.liver_dose"
    site_unit: str = "Gy"
    elsewhere_unit: str = "Gy"
    measure: str = "last"
    first: float = 0.0
    until: float = 28.0
    every: float = 0.05

    def __post_init__(self) -> None:
        if self.measure not in MEASURES:
            what = f"endpoint '{self.name}' has no measure '{self.measure}'"
            raise SpecificationError(what, expected=" or ".join(f"'{one}'" for one in MEASURES))
        if not 0.0 < self.every <= self.until - self.first or self.until / self.every > MOST_DAYS:
            what = f"endpoint '{self.name}' reads on no usable days"
            raise SpecificationError(what, expected=f"0 < every <= until - first, at most {MOST_DAYS:,} readings")
        for unit in (self.site_unit, self.elsewhere_unit):
            units.check_unit(unit)
        if self.site == self.elsewhere:
            raise SpecificationError(f"endpoint '{self.name}' compares '{self.site}' with itself", do="name two places")

    @property
    def days(self) -> Floats:
        """The days on which both are read."""
        return np.round(np.arange(self.first, self.until + 1e-9, self.every), 9)

    @property
    def unit(self) -> str:
        """The unit of the index."""
        if units.dimension(self.site_unit) == units.dimension(self.elsewhere_unit):
            return "1"
        below = f"({self.elsewhere_unit})" if "/" in self.elsewhere_unit else self.elsewhere_unit
        above = f"({self.site_unit})" if "/" in self.site_unit else self.site_unit
        return f"{above}/{below}"

    def needs(self, system: System) -> Needs:
        """Keep both on these days; a unit that does not fit is an error here."""
        level_in(system, self.site, f"1 {self.site_unit}")
        level_in(system, self.elsewhere, f"1 {self.elsewhere_unit}")
        return Needs.of([self.site, self.elsewhere], self.days)

    def verdict(self, run: Trajectories) -> pd.DataFrame:
        """Sum both exposures up for everybody."""
        known = solved(run)
        read = self._read(self.site_unit), self._read(self.elsewhere_unit)
        site = np.where(known, self._exposure(run, self.site, read[0]), np.nan)
        elsewhere = np.where(known, self._exposure(run, self.elsewhere, read[1]), np.nan)
        alike = units.factor(read[0]) / units.factor(read[1]) if self.unit == "1" else 1.0
        index = np.divide(site * alike, elsewhere, out=np.full(site.shape, np.nan), where=elsewhere > 0.0)
        names = (f"{self.name}_site", f"{self.name}_elsewhere", f"{self.name}_index")
        return rows(run, dict(zip(names, (site, elsewhere, index), strict=True)))

    def _exposure(self, run: Trajectories, name: str, unit: str) -> Floats:
        """Sum up one exposure, as far as a person was followed."""
        course = course_on(run, name, self.days) * (units.factor(run.unit(name)) / units.factor(unit))
        if self.measure == "last":
            return np.asarray(np.nanmax(course, axis=0, initial=0.0))
        there = np.isfinite(course[1:]) & np.isfinite(course[:-1])
        pieces = np.where(there, 0.5 * (course[1:] + course[:-1]), 0.0) * np.diff(self.days)[:, None]
        return np.asarray(pieces.sum(axis=0))

    def figures(self, verdict: pd.DataFrame) -> dict[str, Figure]:
        """Give the index, and either exposure of those who had any."""
        text = self.label[:1].lower() + self.label[1:]
        index = geometric_mean(verdict[f"{self.name}_index"].to_numpy(np.float64), self.unit, text)
        parts = {"site": self.site_unit, "elsewhere": self.elsewhere_unit}
        said = {"site": "exposure of the tumor", "elsewhere": "exposure elsewhere"}
        found = {self.name: index}
        for part, unit in parts.items():
            values = verdict[f"{self.name}_{part}"].to_numpy(np.float64)
            had = np.where(values > 0.0, values, np.nan)
            found[f"{self.name}.{part}"] = median_and_range(had, self._summed(unit), f"{said[part]} ({text})")
        return found

    def _summed(self, unit: str) -> str:
        """Say in which unit an exposure is."""
        if self.measure == "last":
            return unit
        if unit == "1":
            return "day"
        return "1" if self._read(unit) == "1/day" else f"{unit}*day"

    def _read(self, unit: str) -> str:
        """Read a rate of any unit per day, so that its area is a plain number."""
        rate = self.measure == "area" and units.dimension(f"{unit}*day") == units.DIMENSIONLESS
        return "1/day" if rate else unit

    @property
    def keys(self) -> tuple[str, ...]:
        """Name the figures."""
        return (self.name, f"{self.name}.site", f"{self.name}.elsewhere")
