"""Cellular kinetics as a trial sees them: through an assay, on its sampling days, responders beside the others."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from engraft.errors import SpecificationError
from engraft.language.system import System
from engraft.outcomes.endpoint import Floats, Read, flags, readings, rows, solved
from engraft.outcomes.figure import Figure, geometric_mean, geometric_ratio, median_and_range, proportion
from engraft.outcomes.marrow import MarrowEndpoint
from engraft.simulate.needs import Needs
from engraft.simulate.trajectories import Trajectories

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, kw_only=True)
class SampledKinetics(MarrowEndpoint):
    """Highest reading, its day and the area to a day, from the noisy readings of an assay of the study.

    Responders are those without leukemia at the first of ``visits`` that shows it (``confirm`` is 0 here). For the
    geometric means a reading below the limit of quantification counts as the share ``below`` of that limit, so that
    somebody in whom nothing was quantifiable is not left out; the median day is of those with a quantifiable reading.
    The area is missing in who was not read on the last day up to ``until``. The sampling days are assumed to be those
    usual in such trials.

    Columns
    -------
    ``_c_max``, ``_t_max``, ``_auc_0_28`` (to the day ``until``), ``_quantifiable``, ``_response``.

    References
    ----------
    Mueller 2018, doi:10.1158/1078-0432.CCR-18-0758 (ratios of responders to the others).
    """

    name: str = "sampled_kinetics"
    label: str = "Cellular kinetics as sampled"
    guideline: str = "noncompartmental, linear trapezoids; responders beside the others (Mueller 2018)"
    visits: tuple[float, ...] = (28.0,)
    confirm: float = 0.0
    assay: str = "qpcr"
    days: tuple[float, ...] = (1.0, 4.0, 7.0, 11.0, 14.0, 21.0, 28.0)
    until: float = 28.0
    below: float = 0.5

    def __post_init__(self) -> None:
        if sum(day <= self.until for day in self.days) < 2 or list(self.days) != sorted(set(self.days)):
            raise SpecificationError(
                f"endpoint '{self.name}' samples too little", expected="ascending days, two or more up to 'until'"
            )

    def needs(self, system: System) -> Needs:
        """Keep leukemia on the visits, and the sampling days; the study keeps what its assay measures."""
        return self.blast_needs(system) | Needs.of(times=self.days)

    @property
    def assays(self) -> tuple[str, ...]:
        """Read with the assay."""
        return (self.assay,)

    @property
    def sampled(self) -> tuple[float, ...]:
        """Read on the sampling days."""
        return self.days

    def verdict(self, run: Trajectories) -> pd.DataFrame:
        """Summarise everybody's readings."""
        known, read = solved(run), readings(run, self.assay, self.days)
        values = np.where(read.below, self.below * read.lloq, read.values)
        quantified = np.where(read.below, np.nan, values)
        any_value = np.asarray(np.isfinite(quantified).any(axis=0))
        highest = np.where(np.isfinite(quantified), quantified, -np.inf)
        table = rows(
            run,
            {
                f"{self.name}_c_max": np.where(known, highest_reading(read, self.below), np.nan),
                f"{self.name}_t_max": np.where(known & any_value, np.array(self.days)[highest.argmax(axis=0)], np.nan),
                f"{self.name}_{self._auc}": np.where(known, self._area(values), np.nan),
                f"{self.name}_quantifiable": flags(any_value, known),
                f"{self.name}_response": flags(np.isfinite(self.first_day(run)), known),
            },
        )
        table.attrs["unit"] = run.unit(self.assay)
        return table

    def figures(self, verdict: pd.DataFrame) -> dict[str, Figure]:
        """Give geometric means and the ratio of responders to the others, and the median day of the peak."""
        unit = str(verdict.attrs.get("unit", "as read"))
        known = verdict[verdict[f"{self.name}_response"].notna()]
        responded = known[f"{self.name}_response"].to_numpy(bool)
        found: dict[str, Figure] = {}
        for key, of, said in (
            ("c_max", unit, "highest reading"),
            (self._auc, f"{unit}*day", f"area under the readings to day {self.until:g}"),
        ):
            values = known[f"{self.name}_{key}"].to_numpy(np.float64)
            found[f"{self.name}.{key}"] = geometric_mean(values, of, said)
            ratio = f"{said}, responders to the others"
            found[f"{self.name}.{key}_ratio"] = geometric_ratio(values[responded], values[~responded], ratio)
        days = known[f"{self.name}_t_max"].to_numpy(np.float64)
        found[f"{self.name}.t_max"] = median_and_range(days, "day", "day of the highest reading")
        seen = known[f"{self.name}_quantifiable"].to_numpy(bool)
        found[f"{self.name}.quantifiable"] = proportion(seen, "CAR T cells quantifiable on any sampling day")
        return found

    @property
    def keys(self) -> tuple[str, ...]:
        """Name the figures."""
        keys = ("c_max", "c_max_ratio", self._auc, f"{self._auc}_ratio", "t_max", "quantifiable")
        return tuple(f"{self.name}.{key}" for key in keys)

    @property
    def _auc(self) -> str:
        """Name the area with its end."""
        return f"auc_0_{self.until:g}"

    def _area(self, values: Floats) -> Floats:
        """Integrate up to a day; one missing reading leaves the area unknown."""
        inside = np.array(self.days) <= self.until
        return np.asarray(np.trapezoid(values[inside], np.array(self.days)[inside], axis=0))


def highest_reading(read: Read, below: float) -> Floats:
    """Give each person's highest reading; one below the limit counts as the share ``below`` of it. NaN without any.

    Shapes
    ------
    (persons,).
    """
    values = np.where(read.below, below * read.lloq, read.values)
    there = np.isfinite(values)
    return np.where(there.any(axis=0), np.where(there, values, -np.inf).max(axis=0), np.nan)
