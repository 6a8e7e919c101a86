"""Immune-related adverse events by organ and grade, as observed until follow-up ends."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from engraft.errors import SpecificationError
from engraft.language.system import System
from engraft.outcomes.course import first_on
from engraft.outcomes.endpoint import Endpoint, Floats, course_on, flags, level_in, rows, solved
from engraft.outcomes.figure import Figure, median_and_range, proportion
from engraft.simulate.needs import Needs
from engraft.simulate.trajectories import Trajectories

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, kw_only=True)
class ImmuneRelatedEvents(Endpoint):
    """The highest grade of each organ at weekly looks from day 0 until ``until``, or until a person's end.

    ``grades`` are scales of the model, one for each organ; the organ is the name without its block and ``_grade``.

    Columns
    -------
    ``name`` (any grade in any organ), ``_max_grade``, ``_onset_day`` (of the first event), and for each organ
    ``_<organ>`` (its highest grade).

    References
    ----------
    CTCAE version 5.0 (2017).
    """

    name: str = "immune_related_events"
    label: str = "Immune-related adverse events"
    guideline: str = "CTCAE 5.0 (2017), highest grade of each organ"
    grades: tuple[str, ...] = tuple(f"irae.{one}_grade" for one in ("skin", "colon", "lung", "liver", "endocrine"))
    every: float = 7.0
    until: float = 364.0

    def __post_init__(self) -> None:
        if not 0.0 < self.every <= self.until or self.until / self.every > 1e4:
            what = f"endpoint '{self.name}' has no usable looks"
            raise SpecificationError(what, expected="0 < every <= until, not more than ten thousand looks")
        if not self.grades or len(set(self.organs)) < len(self.grades):
            what = f"endpoint '{self.name}' needs scales of different organs"
            raise SpecificationError(what, expected="such as irae.skin_grade", got=", ".join(self.grades))

    @property
    def organs(self) -> tuple[str, ...]:
        """Name the organs."""
        return tuple(one.rpartition(".")[2].removesuffix("_grade") for one in self.grades)

    @property
    def days(self) -> Floats:
        """The looks."""
        return np.arange(0.0, self.until + 1e-9, self.every)

    def needs(self, system: System) -> Needs:
        """Keep the grade of each organ at every look."""
        for grade in self.grades:
            level_in(system, grade, 1.0)
        return Needs.of(list(self.grades), self.days)

    def verdict(self, run: Trajectories) -> pd.DataFrame:
        """Take everybody's highest grades."""
        known = solved(run)
        courses = [np.nan_to_num(course_on(run, one, self.days), nan=0.0) for one in self.grades]
        columns: dict[str, object] = {}
        worst = np.max(courses, axis=0)
        ever = np.asarray((worst >= 1.0 - 1e-6).any(axis=0))
        columns[self.name] = flags(ever, known)
        columns[f"{self.name}_max_grade"] = np.where(known, worst.max(axis=0), np.nan)
        columns[f"{self.name}_onset_day"] = np.where(known, first_on(self.days, worst >= 1.0 - 1e-6), np.nan)
        for organ, course in zip(self.organs, courses, strict=True):
            columns[f"{self.name}_{organ}"] = np.where(known, course.max(axis=0), np.nan)
        return rows(run, columns)

    def figures(self, verdict: pd.DataFrame) -> dict[str, Figure]:
        """Count persons by grade, over all organs and for each, and say when it began."""
        said = {"any": "immune-related event of any grade", "severe": "immune-related event of grade 3 or higher"}
        found: dict[str, Figure] = {}
        for part, column in self._parts.items():
            highest = verdict[column].to_numpy(np.float64)
            highest = highest[np.isfinite(highest)]
            where = f", {part}" if part else ""
            for key, grade in (("any", 1.0), ("severe", 3.0)):
                name = f"{self.name}.{part}_{key}" if part else f"{self.name}.{key}"
                found[name] = proportion(highest >= grade - 1e-6, f"{said[key]}{where}")
        onset = verdict[f"{self.name}_onset_day"].to_numpy(np.float64)
        text = "onset of the first immune-related event"
        return found | {f"{self.name}.onset": median_and_range(onset, "day", text)}

    @property
    def keys(self) -> tuple[str, ...]:
        """Name the figures."""
        parts = [f"{part}_{key}" if part else key for part in self._parts for key in ("any", "severe")]
        return (*(f"{self.name}.{part}" for part in parts), f"{self.name}.onset")

    @property
    def _parts(self) -> dict[str, str]:
        """Name the columns to count: of all organs together (no name), and of each."""
        return {"": f"{self.name}_max_grade"} | {organ: f"{self.name}_{organ}" for organ in self.organs}
