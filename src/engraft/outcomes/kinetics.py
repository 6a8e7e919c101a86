"""Cellular kinetics: how high cells rise, when, and how much of them there is in the first four weeks."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from engraft.errors import SpecificationError
from engraft.language.system import System
from engraft.outcomes.endpoint import Endpoint, Floats, rows, solved
from engraft.outcomes.figure import Figure, median_and_range
from engraft.simulate.needs import Needs, Peak
from engraft.simulate.trajectories import Trajectories

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class Kinetics:
    """What one series of readings says about each person; NaN where nothing was quantifiable.

    Shapes
    ------
    Every array is (persons,).

    Units
    -----
    ``c_max`` in the unit read, ``t_max`` and ``last_day`` in days, ``auc`` in unit times day.
    """

    c_max: Floats
    t_max: Floats
    auc: Floats
    last_day: Floats


def kinetics(days: Floats, values: Floats, below: NDArray[np.bool_] | None = None, *, until: float = 28.0) -> Kinetics:
    """Summarise readings: highest value, its day, area by linear trapezoids to a day, last quantifiable day.

    A reading below the limit of quantification is no value: it cannot be the highest, and the area
    bridges it with the readings on both sides.

    Shapes
    ------
    days (readings,) ascending; values, below (readings, persons).

    Examples
    --------
    >>> kinetics(np.array([0.0, 10.0, 28.0]), np.array([[0.0], [4.0], [4.0]])).auc
    array([92.])
    """
    if days.size != values.shape[0]:
        raise SpecificationError("kinetics need one day per reading", got=f"{days.size} and {values.shape[0]}")
    usable = np.isfinite(values) & (~below if below is not None else True)
    known = np.where(usable, values, -np.inf)
    peak, any_known = known.argmax(axis=0), usable.any(axis=0)
    persons = np.arange(values.shape[1])
    last = days.size - 1 - usable[::-1].argmax(axis=0)
    return Kinetics(
        c_max=np.where(any_known, known[peak, persons], np.nan),
        t_max=np.where(any_known, days[peak], np.nan),
        auc=np.array([_area(days, values[:, k], usable[:, k] & (days <= until)) for k in persons], dtype=np.float64),
        last_day=np.where(any_known, days[last], np.nan),
    )


def _area(days: Floats, values: Floats, usable: NDArray[np.bool_]) -> float:
    """Integrate the usable readings of one person."""
    if usable.sum() < 2:
        return float("nan")
    return float(np.trapezoid(values[usable], days[usable]))


_CELLS = "CAR T-cell level"


@dataclass(frozen=True, kw_only=True)
class CellularKinetics(Endpoint):
    """The true course of CAR T cells, free of noise; what an assay reads of it is a column of that assay.

    ``cells`` may name another course, such as the concentration of an antibody; figures are then called after it.

    The highest value is that of the course itself, wherever between two days it lies; the area is that under straight
    lines between values ``every`` so many days.

    Columns
    -------
    ``_c_max``, ``_t_max``, ``_auc_0_28`` (to the day ``until``).
    """

    name: str = "cellular_kinetics"
    label: str = "Expansion of CAR T cells"
    guideline: str = "cellular kinetics as in the label: highest value, its day, area under the curve to day 28"
    cells: str = "blood.car"
    until: float = 28.0
    every: float = 0.5

    def __post_init__(self) -> None:
        if not 0.0 < self.every <= self.until:
            raise SpecificationError(f"endpoint '{self.name}' looks never", expected="0 < every <= until")
        if self.label == CellularKinetics.label and self._what != _CELLS:
            object.__setattr__(self, "label", f"Course of {self._what}")

    @property
    def _what(self) -> str:
        """Say what the course is of: CAR T cells or their transgene, else what it is called."""
        words = re.split(r"[._]", self.cells)
        return _CELLS if {"car", "transgene", "copies"} & set(words) else " ".join(words)

    @property
    def days(self) -> Floats:
        """The days on which the course is kept."""
        return np.linspace(0.0, self.until, round(self.until / self.every) + 1)

    def needs(self, system: System) -> Needs:
        """Keep the course on a dense grid, and its highest value."""
        system.unit_of(self.cells)
        return Needs.of([self.cells], self.days, peaks=[Peak(self.name, self.cells, 0.0, self.until)])

    def verdict(self, run: Trajectories) -> pd.DataFrame:
        """Summarise everybody's course."""
        chosen = np.searchsorted(run.times, self.days - 1e-9)
        course = np.where(solved(run), run.course(self.cells)[chosen], np.nan)
        area = kinetics(self.days, course, until=self.until).auc
        c_max, t_max = np.where(solved(run), run.peaks[self.name], np.nan)
        columns = {"c_max": c_max, "t_max": t_max, self._auc: area}
        table = rows(run, {f"{self.name}_{key}": column for key, column in columns.items()})
        table.attrs["unit"] = run.unit(self.cells)
        return table

    def figures(self, verdict: pd.DataFrame) -> dict[str, Figure]:
        """Give medians over the persons."""
        texts = {
            "c_max": f"highest {self._what}, without assay noise",
            "t_max": f"day of the highest {self._what}",
            self._auc: f"area under the curve to day {self.until:g}, without assay noise",
        }
        unit = str(verdict.attrs.get("unit", "as read"))
        in_units = {"c_max": unit, "t_max": "day", self._auc: f"{unit}*day"}
        return {
            f"{self.name}.{key}": median_and_range(
                verdict[f"{self.name}_{key}"].to_numpy(np.float64), in_units[key], text
            )
            for key, text in texts.items()
        }

    @property
    def keys(self) -> tuple[str, ...]:
        """Name the figures."""
        return tuple(f"{self.name}.{key}" for key in ("c_max", "t_max", self._auc))

    @property
    def _auc(self) -> str:
        """Name the area with its end."""
        return f"auc_0_{self.until:g}"
