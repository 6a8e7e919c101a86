"""Severe cytokine release syndrome as a centre counts it that asks what was needed, and for how long."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from engraft.errors import SpecificationError
from engraft.language.system import System
from engraft.outcomes.course import first_on
from engraft.outcomes.endpoint import Endpoint, Flags, Floats, course_on, flags, level_in, rows, solved
from engraft.outcomes.figure import Figure, proportion
from engraft.simulate.needs import Needs
from engraft.simulate.trajectories import Trajectories

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, kw_only=True)
class SevereCare(Endpoint):
    """Vasopressors for a day or more, much oxygen, or a ventilator: grade 3 or 4 as at Memorial Sloan Kettering.

    Any dose of any vasopressor counts where it runs ``hours`` without a break; what is seen in a round is taken to run
    until the next. Oxygen counts from ``much_oxygen`` of inspired gas on. A scale that reads one moment cannot say
    this, which is why it is an endpoint.

    Columns
    -------
    ``name`` (severe or not), ``_day`` (the first round in which it was).

    Units
    -----
    Days from the infusion; rounds ``every`` so many ``until`` that day.

    References
    ----------
    Park 2018, doi:10.1056/NEJMoa1709919, graded so; the criteria read in PMC7006459, Table 2 (MSKCC).
    """

    name: str = "severe_care"
    label: str = "Severe cytokine release syndrome, by care"
    guideline: str = "MSKCC criteria (Park 2018): vasopressors for 24 h, oxygen of 40 %, or ventilation"
    vasopressors: str = "support.vasopressors"
    hours: float = 24.0
    oxygen: str = "support.inspired_oxygen"
    much_oxygen: float = 0.4
    intubation: str = "support.positive_pressure"
    every: float = 0.5
    until: float = 30.0

    def __post_init__(self) -> None:
        if not 0.0 < self.every <= self.until or self.until / self.every > 1e4:
            what = f"endpoint '{self.name}' has no usable rounds"
            raise SpecificationError(what, expected="0 < every <= until, not more than ten thousand rounds")

    @property
    def days(self) -> Floats:
        """The rounds."""
        return np.arange(0.0, self.until + 1e-9, self.every)

    def needs(self, system: System) -> Needs:
        """Keep what is given at every round."""
        names = [self.vasopressors, self.oxygen, self.intubation]
        for name in names:
            level_in(system, name, 1.0)
        return Needs.of(names, self.days)

    def verdict(self, run: Trajectories) -> pd.DataFrame:
        """Tell who ever needed so much."""
        known = solved(run)
        pressors = course_on(run, self.vasopressors, self.days) >= 0.5
        severe = held_for(pressors, round(self.hours / 24.0 / self.every))
        severe |= course_on(run, self.oxygen, self.days) >= self.much_oxygen - 1e-6
        severe |= course_on(run, self.intubation, self.days) >= 0.5
        columns = {
            self.name: flags(np.asarray(severe.any(axis=0)), known),
            f"{self.name}_day": np.where(known, first_on(self.days, severe), np.nan),
        }
        return rows(run, columns)

    def figures(self, verdict: pd.DataFrame) -> dict[str, Figure]:
        """Count them."""
        return {self.name: proportion(verdict[self.name].dropna().to_numpy(bool), "severe CRS, by what was needed")}

    @property
    def keys(self) -> tuple[str, ...]:
        """Name the figure."""
        return (self.name,)


def held_for(on: Flags, rounds: int) -> Flags:
    """Tell in which rounds something held that has held for so many rounds in a row.

    Shapes
    ------
    on (rounds, persons); the result is the same.

    Examples
    --------
    >>> held_for(np.array([1, 1, 0, 1], bool)[:, None], 2)[:, 0].tolist()
    [False, True, False, False]
    """
    found, run = np.zeros_like(on), np.zeros(on.shape[1])
    for k, now in enumerate(on):
        run = np.where(now, run + 1.0, 0.0)
        found[k] = run >= max(rounds, 1)
    return found
