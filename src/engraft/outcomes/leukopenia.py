"""White cells under treatment: how low, when, and for how long; for models without neutrophils."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from engraft import units
from engraft.errors import SpecificationError
from engraft.language.system import System
from engraft.outcomes.endpoint import Endpoint, Floats, course_on, level_in, rows, solved
from engraft.outcomes.figure import Figure, median_and_range, proportion
from engraft.simulate.needs import Needs
from engraft.simulate.trajectories import Trajectories

if TYPE_CHECKING:
    import pandas as pd

# Lower edges of CTCAE grades 1 to 3, cells per litre; below the last is grade 4.
GRADE_EDGES = (3.0e9, 2.0e9, 1.0e9)


@dataclass(frozen=True, kw_only=True)
class Leukopenia(Endpoint):
    """White cells counted once a day from day 0 until ``until``: the lowest, its day, the worst grade, days of grade 4.

    The lower limit of normal, below which CTCAE grade 1 begins, differs between laboratories and is a field. Counts
    after a person's end are not taken.

    Columns
    -------
    ``_lowest`` (cell/L), ``_lowest_day``, ``_grade`` (worst CTCAE grade, 0 to 4), ``_severe_days`` (days counted
    below 1.0e9 cell/L).

    References
    ----------
    CTCAE version 5.0 (2017), white blood cell decreased.
    """

    name: str = "leukopenia"
    label: str = "White cell count, lowest and grade"
    guideline: str = "CTCAE 5.0 (2017)"
    white_cells: str = "aml.white_cell_count"
    normal: str = "4.0e9 cell/L"
    until: float = 84.0

    def __post_init__(self) -> None:
        if not self.until >= 1.0:
            raise SpecificationError(f"endpoint '{self.name}' counts no days", expected="until of 1 or more")
        if not units.canonical(self.normal, "cell/L") >= units.canonical(GRADE_EDGES[0], "cell/L"):
            what = f"normal of endpoint '{self.name}' is below grade 2"
            raise SpecificationError(what, expected="3.0e9 cell/L or more", got=self.normal)

    @property
    def days(self) -> Floats:
        """The days on which counts are taken."""
        return np.arange(0.0, np.floor(self.until) + 1.0)

    def needs(self, system: System) -> Needs:
        """Keep daily counts."""
        level_in(system, self.white_cells, self.normal)
        return Needs.of([self.white_cells], self.days)

    def verdict(self, run: Trajectories) -> pd.DataFrame:
        """Judge daily counts."""
        counts = course_on(run, self.white_cells, self.days) * units.factor(run.unit(self.white_cells))
        known = solved(run) & np.isfinite(counts).any(axis=0)
        counts = np.where(np.isfinite(counts), counts, np.inf)
        lowest = counts.min(axis=0)
        edges = [units.canonical(one, "cell/L") for one in (self.normal, *GRADE_EDGES)]
        columns = {
            "lowest": lowest / units.factor("cell/L"),
            "lowest_day": self.days[counts.argmin(axis=0)],
            "grade": np.sum([lowest < edge for edge in edges], axis=0).astype(np.float64),
            "severe_days": (counts < edges[-1]).sum(axis=0).astype(np.float64),
        }
        return rows(run, {f"{self.name}_{key}": np.where(known, one, np.nan) for key, one in columns.items()})

    def figures(self, verdict: pd.DataFrame) -> dict[str, Figure]:
        """Say how low the typical person's count falls, and who is at grade 4 for how long."""
        lowest, day, grade, days = (
            verdict[f"{self.name}_{key}"].to_numpy(np.float64)
            for key in ("lowest", "lowest_day", "grade", "severe_days")
        )
        severe = grade[np.isfinite(grade)] >= 4.0
        return {
            f"{self.name}.lowest": median_and_range(lowest, "cell/L", "lowest white cell count"),
            f"{self.name}.lowest_day": median_and_range(day, "day", "day of the lowest white cell count"),
            f"{self.name}.grade_4": proportion(severe, "grade 4 leukopenia"),
            f"{self.name}.severe_days": median_and_range(days[days > 0.0], "day", "duration of grade 4 leukopenia"),
        }

    @property
    def keys(self) -> tuple[str, ...]:
        """Name the figures."""
        return tuple(f"{self.name}.{key}" for key in ("lowest", "lowest_day", "grade_4", "severe_days"))
