"""Acute graft-versus-host disease: grade II to IV and III to IV by day 100, death competing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

import numpy as np

from engraft.errors import SpecificationError
from engraft.language.system import System
from engraft.outcomes.competing import incidence_figures
from engraft.outcomes.endpoint import Endpoint, Floats, course_on, deaths, level_in, rows, solved, timed
from engraft.outcomes.figure import Figure, median_and_range
from engraft.simulate.needs import Needs
from engraft.simulate.trajectories import Trajectories

if TYPE_CHECKING:
    import pandas as pd

_NEARLY = 1e-6  # a grade that is this close is reached


@dataclass(frozen=True, kw_only=True)
class AcuteGvhd(Endpoint):
    """The first day on which a graded scale reaches II, and III; it is read once a day until ``until``.

    Columns
    -------
    ``_day``, ``_event``, ``_cause`` (GvHD, death, censored) of grade II or more; ``_severe_day`` and so on of grade III
    or more; ``_grade`` (the worst).

    References
    ----------
    Harris AC, et al. Biol Blood Marrow Transplant 2016;22:4-10. doi:10.1016/j.bbmt.2015.09.001
    """

    since: ClassVar[str] = "infusion"

    name: str = "acute_gvhd"
    label: str = "Acute GvHD"
    guideline: str = "MAGIC (Harris 2016); cumulative incidence, death competing"
    scale: str = "magic.grade"
    until: float = 100.0

    def __post_init__(self) -> None:
        if not 1.0 <= self.until <= 3650.0:
            raise SpecificationError(f"endpoint '{self.name}' reads no days", expected="until of 1 to 3650")

    @property
    def days(self) -> Floats:
        """The days on which the scale is read."""
        return np.arange(0.0, np.floor(self.until) + 1.0)

    def needs(self, system: System) -> Needs:
        """Keep daily grades."""
        level_in(system, self.scale, 2.0)
        return Needs.of([self.scale], self.days)

    def verdict(self, run: Trajectories) -> pd.DataFrame:
        """Read daily grades."""
        known, dead, last = solved(run), deaths(run), np.minimum(run.end_time, self.days[-1])
        columns: dict[str, object] = {}
        for name, grade in ((self.name, 2.0), (f"{self.name}_severe", 3.0)):
            causes = {"GvHD": first_grade(run, self.scale, self.days, grade), "death": dead}
            columns |= timed(name, causes, last, known)
        grades = course_on(run, self.scale, self.days)
        worst = np.where(np.isfinite(grades), grades, 0.0).max(axis=0)
        return rows(run, columns | {f"{self.name}_grade": np.where(known, worst, np.nan)})

    def figures(self, verdict: pd.DataFrame) -> dict[str, Figure]:
        """Give both cumulative incidences, and the day of onset."""
        found: dict[str, Figure] = {}
        mark = {self._mark: self.until}
        for column, key, text in (
            (self.name, "grade_2_4", "acute GvHD of grade II to IV"),
            (f"{self.name}_severe", "grade_3_4", "acute GvHD of grade III or IV"),
        ):
            keys = {"GvHD": f"{self.name}.{key}", "death": f"{column}.death"}
            found |= incidence_figures(verdict, column, keys, mark, {"GvHD": text, "death": "death before"})
        had = (verdict[f"{self.name}_cause"] == "GvHD").to_numpy(bool)
        day = np.where(had, verdict[f"{self.name}_day"].to_numpy(np.float64), np.nan)
        found[f"{self.name}.onset"] = median_and_range(day, "day", "onset of acute GvHD of grade II to IV")
        return {key: found[key] for key in self.keys}

    @property
    def keys(self) -> tuple[str, ...]:
        """Name the figures."""
        both = tuple(f"{self.name}.{key}.{self._mark}" for key in ("grade_2_4", "grade_3_4"))
        return (*both, f"{self.name}.onset")

    @property
    def _mark(self) -> str:
        """Name the last day."""
        return f"day_{self.until:g}"


def first_grade(run: Trajectories, scale: str, days: Floats, grade: float) -> Floats:
    """Give the first of some days on which a scale reaches a grade; NaN if it never does."""
    reached = course_on(run, scale, days) >= grade - _NEARLY
    return np.where(reached.any(axis=0), days[reached.argmax(axis=0)], np.nan)
