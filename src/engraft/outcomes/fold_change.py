"""A level on one day over the same level on an earlier day: what was left, or how far it grew."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from engraft.errors import SpecificationError
from engraft.language.system import System
from engraft.outcomes.endpoint import Endpoint, course_on, day_words, level_in, rows, solved
from engraft.outcomes.figure import Figure, geometric_mean
from engraft.simulate.needs import Needs
from engraft.simulate.trajectories import Trajectories

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, kw_only=True)
class FoldChange(Endpoint):
    """A state or observable on a day over what it was before, per person; none where there was nothing before.

    Columns
    -------
    The name itself: a plain number.

    Units
    -----
    ``before`` and ``after`` in days.
    """

    name: str = "fold_change"
    label: str = "Level over what it was before"
    guideline: str = "none: a description"
    of: str = "car.total"
    before: float = 0.0
    after: float = 28.0

    def __post_init__(self) -> None:
        if not self.before < self.after:
            what = f"endpoint '{self.name}' looks back from day {self.after:g} to day {self.before:g}"
            raise SpecificationError(what, expected="before earlier than after")

    def needs(self, system: System) -> Needs:
        """Keep it on both days."""
        level_in(system, self.of, 0.0)
        return Needs.of([self.of], [self.before, self.after])

    def verdict(self, run: Trajectories) -> pd.DataFrame:
        """Divide everybody's two levels."""
        first, last = course_on(run, self.of, np.array([self.before, self.after]))
        change = np.divide(last, first, out=np.full(first.shape, np.nan), where=first > 0.0)
        return rows(run, {self.name: np.where(solved(run), change, np.nan)})

    def figures(self, verdict: pd.DataFrame) -> dict[str, Figure]:
        """Give the geometric mean."""
        text = f"{self.label[:1].lower()}{self.label[1:]}, {day_words(self.after)} over {day_words(self.before)}"
        return {self.name: geometric_mean(verdict[self.name].to_numpy(np.float64), "1", text)}

    @property
    def keys(self) -> tuple[str, ...]:
        """Name the figure."""
        return (self.name,)
