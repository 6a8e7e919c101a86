"""What cytokine release syndrome and neurotoxicity share: a grade read in rounds, and how long it held."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from engraft.errors import SpecificationError
from engraft.language.system import System
from engraft.outcomes.endpoint import Endpoint, Flags, Floats, course_on, level_in, solved
from engraft.outcomes.figure import Figure, median_and_range, proportion
from engraft.simulate.needs import Needs
from engraft.simulate.trajectories import Trajectories

if TYPE_CHECKING:
    import pandas as pd

SEVERE = 3.0
GRADES = ("any", "severe", "grade_4")  # figures that count persons by grade


def days_on(days: Floats, on: Flags, gap: float) -> Floats:
    """Count the days on which something held, short breaks included.

    What is seen in one round is taken to hold until the next. A break of at most ``gap`` days belongs to the course;
    a longer one does not, so two episodes weeks apart do not become one of weeks.

    Shapes
    ------
    days (rounds,) ascending; on (rounds, persons); returns (persons,), 0 where it never held.

    Examples
    --------
    >>> days_on(np.arange(8.0), np.array([0, 1, 1, 0, 1, 0, 0, 0], bool)[:, None], 1.0)
    array([4.])
    """
    lasts = np.append(np.diff(days), days[-1] - days[-2])
    held, until, ever = np.zeros(on.shape[1]), np.full(on.shape[1], -np.inf), np.zeros(on.shape[1], dtype=bool)
    for day, width, now in zip(days, lasts, on, strict=True):
        pause = np.where(ever, day - until, 0.0)
        held += np.where(now, width + np.where(pause <= gap + 1e-9, pause, 0.0), 0.0)
        until = np.where(now, day + width, until)
        ever |= now
    return held


def first_on(days: Floats, on: Flags) -> Floats:
    """Give the first round in which something held; NaN if it never did."""
    return np.where(on.any(axis=0), days[on.argmax(axis=0)], np.nan)


def last_on(days: Floats, on: Flags) -> Floats:
    """Give the last round in which something held; NaN if it never did."""
    return np.where(on.any(axis=0), days[::-1][on[::-1].argmax(axis=0)], np.nan)


@dataclass(frozen=True, kw_only=True)
class GradedCourse(Endpoint):
    """An endpoint that reads a grading scale of the model at rounds after the infusion.

    Units
    -----
    Days from the infusion: a round ``every`` so many until ``dense_until``, then ``then_every`` until ``until``.
    ``gap`` is the longest break without a grade that still belongs to the course.
    """

    scale: str
    every: float = 0.5
    dense_until: float = 30.0
    then_every: float = 1.0
    until: float = 60.0
    gap: float = 3.0

    def __post_init__(self) -> None:
        fits = 0.0 < self.every <= self.dense_until <= self.until and self.then_every > 0.0
        if not fits or (self.until - self.dense_until + self.dense_until / self.every) / 1e4 > 1.0:
            raise SpecificationError(
                f"endpoint '{self.name}' has no usable rounds",
                expected="0 < every <= dense_until <= until, then_every > 0, not more than ten thousand rounds",
            )

    @property
    def days(self) -> Floats:
        """The rounds."""
        dense = np.arange(0.0, self.dense_until + 1e-9, self.every)
        return np.append(dense, np.arange(self.dense_until + self.then_every, self.until + 1e-9, self.then_every))

    def scale_needs(self, system: System) -> Needs:
        """Keep the grade at every round."""
        level_in(system, self.scale, 1.0)
        return Needs.of([self.scale], self.days)

    def graded(self, run: Trajectories) -> Floats:
        """Read the grades; NaN after a person's end.

        Shapes
        ------
        (rounds, persons).
        """
        return np.where(solved(run), course_on(run, self.scale, self.days), np.nan)

    def course_columns(self, grades: Floats, known: Flags) -> dict[str, Floats]:
        """Give the highest grade, the first and last day with a grade, and how many days it held."""
        on = grades >= 1.0 - 1e-6
        highest = np.where(np.isnan(grades), 0.0, grades).max(axis=0)
        ever = on.any(axis=0)
        columns = {
            "max_grade": np.where(known, highest, np.nan),
            "onset_day": first_on(self.days, on),
            "last_day": last_on(self.days, on),
            "duration": np.where(ever, days_on(self.days, on, self.gap), np.nan),
        }
        return {f"{self.name}_{key}": column for key, column in columns.items()}

    def course_figures(self, known: pd.DataFrame, what: str) -> dict[str, Figure]:
        """Count the graded and the severely graded, and say when it began and how long it lasted."""
        names = ("max_grade", "onset_day", "duration")
        highest, onset, duration = (known[f"{self.name}_{one}"].to_numpy(np.float64) for one in names)
        return {
            f"{self.name}.any": proportion(highest >= 1.0 - 1e-6, f"{what} of any grade"),
            f"{self.name}.severe": proportion(highest >= SEVERE - 1e-6, f"{what} of grade 3 or 4"),
            f"{self.name}.grade_4": proportion(highest >= 4.0 - 1e-6, f"{what} of grade 4"),
            f"{self.name}.onset": median_and_range(onset, "day", f"onset of {what}"),
            f"{self.name}.duration": median_and_range(duration, "day", f"duration of {what}"),
        }

    @property
    def course_keys(self) -> tuple[str, ...]:
        """Name the figures every graded course has."""
        return tuple(f"{self.name}.{key}" for key in (*GRADES, "onset", "duration"))
