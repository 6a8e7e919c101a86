"""What a published kinetic curve says about everybody's true course: peak, its day, doubling and decline."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from engraft import units
from engraft.errors import SpecificationError
from engraft.language.system import System
from engraft.outcomes.endpoint import Endpoint, Floats, course_on, level_in, rows, solved
from engraft.outcomes.figure import Figure, median_and_range
from engraft.outcomes.stein_curve import fit_stein_curve
from engraft.simulate.needs import Needs
from engraft.simulate.trajectories import Trajectories

if TYPE_CHECKING:
    import pandas as pd

_SAID = {
    "c_max": "peak of the fitted curve",
    "t_max": "day of the peak of the fitted curve",
    "doubling_time": "doubling time on the way up",
    "decline_half_life": "first half-life on the way down",
}


@dataclass(frozen=True, kw_only=True)
class KineticFit(Endpoint):
    """Stein's curve fitted to each person's course without noise, so that his typical values have a counterpart.

    The course is looked at daily for four weeks, weekly until ``weekly_until`` and every four weeks until ``until``;
    what lies below ``floor`` is left out, as what no assay could quantify (50 copies per microgram are assumed).
    The spread is the SD of the logarithm of the peak between persons.

    Columns
    -------
    ``_c_max``, ``_t_max``, ``_doubling_time``, ``_decline_half_life``, ``_residual`` (root mean square of the
    difference of logarithms: where it is large, the course is not of this form).

    References
    ----------
    Stein 2019, doi:10.1002/psp4.12388.
    """

    name: str = "kinetic_fit"
    label: str = "Cellular kinetics by the curve of Stein 2019"
    guideline: str = "growth to a peak and decline in two phases (Stein 2019)"
    cells: str = "blood.copies"
    floor: str = "50 copy/ug"
    weekly_until: float = 91.0
    until: float = 182.0

    def __post_init__(self) -> None:
        if not 28.0 <= self.weekly_until <= self.until:
            raise SpecificationError(f"endpoint '{self.name}' looks never", expected="28 <= weekly_until <= until")

    @property
    def days(self) -> Floats:
        """The days on which the course is looked at."""
        parts = (
            np.arange(0.0, 29.0),
            np.arange(35.0, self.weekly_until + 1e-9, 7.0),
            np.arange(self.weekly_until + 28.0, self.until + 1e-9, 28.0),
        )
        return np.concatenate(parts)

    def needs(self, system: System) -> Needs:
        """Keep the course on these days."""
        level_in(system, self.cells, self.floor)
        return Needs.of([self.cells], self.days)

    def verdict(self, run: Trajectories) -> pd.DataFrame:
        """Fit everybody's curve."""
        unit = run.unit(self.cells)
        floor = units.display(units.canonical(self.floor, unit), unit)
        course = np.where(solved(run), course_on(run, self.cells, self.days), np.nan)
        fitted = fit_stein_curve(self.days, course, floor=floor)
        columns = {key: getattr(fitted, key) for key in (*_SAID, "residual")}
        table = rows(run, {f"{self.name}_{key}": column for key, column in columns.items()})
        table.attrs["unit"] = unit
        return table

    def figures(self, verdict: pd.DataFrame) -> dict[str, Figure]:
        """Give medians over the persons, and the spread of the peak between them."""
        unit = {"c_max": str(verdict.attrs.get("unit", "as read"))}
        found = {
            f"{self.name}.{key}": median_and_range(
                verdict[f"{self.name}_{key}"].to_numpy(np.float64), unit.get(key, "day"), text
            )
            for key, text in _SAID.items()
        }
        peaks = verdict[f"{self.name}_c_max"].dropna().to_numpy(np.float64)
        spread = float(np.log(peaks).std(ddof=1)) if peaks.size > 1 else np.nan
        text = "SD of the logarithm of the peak between patients"
        return found | {f"{self.name}.c_max_log_sd": Figure(spread, np.nan, np.nan, int(peaks.size), "1", text)}

    @property
    def keys(self) -> tuple[str, ...]:
        """Name the figures."""
        return (*(f"{self.name}.{key}" for key in _SAID), f"{self.name}.c_max_log_sd")
