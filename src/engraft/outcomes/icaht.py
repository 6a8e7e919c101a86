"""Hematotoxicity of effector cells: how long neutrophils are how low, early and late."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from engraft import units
from engraft.errors import SpecificationError
from engraft.language.system import System
from engraft.outcomes.endpoint import Endpoint, Flags, Floats, course_on, level_in, rows, solved
from engraft.outcomes.figure import Figure, median_and_range, proportion
from engraft.simulate.needs import Needs
from engraft.simulate.trajectories import Trajectories

if TYPE_CHECKING:
    import pandas as pd

# Neutrophils per litre at or below which a late grade of 1, 2, 3 and 4 is given; the third and last count early.
LATE_EDGES = (1.5e9, 1.0e9, 0.5e9, 0.1e9)
PAUSE = 2  # days above the threshold that are no recovery: recovery is three in a row


@dataclass(frozen=True, kw_only=True)
class Icaht(Endpoint):
    """Immune effector cell-associated hematotoxicity (ICAHT) by depth and duration of neutropenia.

    Early (daily counts of days 0 to 30), by the longest stretch at or below 0.5e9 cell/L: below 7 days grade 1, 7 to 13
    grade 2, 14 and more grade 3, never above it grade 4; by the longest at or below 0.1e9 cell/L: 7 days and more
    grade 3, 14 and more grade 4. One or two days above do not end a stretch. A stretch that begins by day 3 and lasts
    to the last count, such as to death, is never above. Late (weekly counts from day 35 to ``late_until``), by the
    lowest count if another is at or below 1.5e9 cell/L too: 1.5, 1.0, 0.5 and 0.1e9 cell/L.

    Columns
    -------
    ``_early_grade``, ``_late_grade`` (missing in who was not there), ``_days`` (days at or below 0.5e9 cell/L until
    day 30).

    References
    ----------
    Rejeski 2023, doi:10.1182/blood.2023020578; stretches and never-recovered as in the automated grading that
    Liang and colleagues publish (github.com/emilyliangmd/automatedicahtgrading), where both scales were read.
    """

    name: str = "icaht"
    label: str = "Hematotoxicity (ICAHT)"
    guideline: str = "EHA/EBMT consensus (Rejeski 2023)"
    neutrophils: str = "neutrophils.anc"
    late_until: float = 100.0

    def __post_init__(self) -> None:
        if not 42.0 <= self.late_until <= 3650.0:
            raise SpecificationError(f"endpoint '{self.name}' has no late counts", expected="late_until of 42 to 3650")

    @property
    def late_days(self) -> Floats:
        """The days of late counts."""
        return np.arange(35.0, self.late_until + 1e-9, 7.0)

    def needs(self, system: System) -> Needs:
        """Keep daily counts for a month, then weekly ones."""
        level_in(system, self.neutrophils, "0.5e9 cell/L")
        return Needs.of([self.neutrophils], [*np.arange(31.0), *self.late_days])

    def verdict(self, run: Trajectories) -> pd.DataFrame:
        """Grade everybody."""
        factor, known = units.factor(run.unit(self.neutrophils)), solved(run)
        early = course_on(run, self.neutrophils, np.arange(31.0)) * factor
        late = course_on(run, self.neutrophils, self.late_days) * factor
        grades = {"early_grade": _early(early), "late_grade": _late(late)}
        days = (early <= LATE_EDGES[2]).sum(axis=0).astype(np.float64)
        columns = {key: np.where(known, values, np.nan) for key, values in (grades | {"days": days}).items()}
        return rows(run, {f"{self.name}_{key}": column for key, column in columns.items()})

    def figures(self, verdict: pd.DataFrame) -> dict[str, Figure]:
        """Count any and severe hematotoxicity, early and late."""
        found = {}
        for when in ("early", "late"):
            grade = verdict[f"{self.name}_{when}_grade"].dropna().to_numpy(np.float64)
            found[f"{self.name}.{when}"] = proportion(grade >= 1.0, f"{when} hematotoxicity (ICAHT) of any grade")
            found[f"{self.name}.{when}_severe"] = proportion(
                grade >= 3.0, f"{when} hematotoxicity (ICAHT) of grade 3 or 4"
            )
        days = verdict[f"{self.name}_days"].to_numpy(np.float64)
        found[f"{self.name}.days"] = median_and_range(days, "day", "days with severe neutropenia in the first month")
        return found

    @property
    def keys(self) -> tuple[str, ...]:
        """Name the figures."""
        return tuple(f"{self.name}.{key}" for key in ("early", "early_severe", "late", "late_severe", "days"))


def longest(low: Flags, there: Flags) -> tuple[Floats, Flags]:
    """Give each person's longest stretch of days, and tell who was in one from day 3 at the latest to the last count.

    Shapes
    ------
    low, there (days, persons).
    """
    persons = low.shape[1]
    length, pause, best = np.zeros(persons), np.full(persons, np.inf), np.zeros(persons)
    began, open_ = np.full(persons, np.inf), np.zeros(persons, dtype=bool)
    for day, (now, seen) in enumerate(zip(low, there, strict=True)):
        goes_on = pause <= PAUSE
        began = np.where(now & ~goes_on, day, began)
        length = np.where(now, np.where(goes_on, length + pause + 1.0, 1.0), length)
        pause = np.where(now, 0.0, pause + seen)
        best, open_ = np.maximum(best, length), np.where(seen, now, open_)
    return best, open_ & (began <= 3.0)


def _early(counts: Floats) -> Floats:
    """Grade the first month; missing in who was not there on day 0."""
    there = np.isfinite(counts)
    low, never = longest(counts <= LATE_EDGES[2], there)
    deep, _ = longest(counts <= LATE_EDGES[3], there)
    grade = np.select([low >= 14.0, low >= 7.0, low >= 1.0], [3.0, 2.0, 1.0], 0.0)
    grade = np.maximum(grade, np.select([deep >= 14.0, deep >= 7.0], [4.0, 3.0], 0.0))
    grade = np.where(never | (low >= counts.shape[0]), 4.0, grade)
    return np.where(there[0], grade, np.nan)


def _late(counts: Floats) -> Floats:
    """Grade the months after; a single low count beside one above every threshold is transient."""
    there = np.isfinite(counts)
    ordered = np.sort(np.where(there, counts, np.inf), axis=0)
    lasting = (ordered[1] <= LATE_EDGES[0]) | ~np.isfinite(ordered[1])
    grade = np.sum([ordered[0] <= edge for edge in LATE_EDGES], axis=0).astype(np.float64)
    return np.where(there.any(axis=0), np.where(lasting, grade, 0.0), np.nan)
