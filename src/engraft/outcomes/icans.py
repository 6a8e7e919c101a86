"""Neurotoxicity: the course of ICANS on a grading scale of the model."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from engraft.language.system import System
from engraft.outcomes.course import GradedCourse
from engraft.outcomes.endpoint import flags, rows, solved
from engraft.outcomes.figure import Figure
from engraft.simulate.needs import Needs
from engraft.simulate.trajectories import Trajectories

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, kw_only=True)
class Icans(GradedCourse):
    """Immune effector cell-associated neurotoxicity syndrome (ICANS) on a scale of the model.

    The scale reads ICE from 12 years on and CAPD in younger children. Counts of neurologic events by CTCAE are
    another thing, and must not be held against it.

    Columns
    -------
    ``name`` (any grade), ``_max_grade``, ``_onset_day``, ``_last_day``, ``_duration`` (days).

    References
    ----------
    Lee 2019, doi:10.1016/j.bbmt.2018.12.758 (ASTCT consensus).
    """

    name: str = "icans"
    label: str = "Neurotoxicity (ICANS)"
    guideline: str = "ASTCT consensus (Lee 2019)"
    scale: str = "icans.grade"

    def needs(self, system: System) -> Needs:
        """Keep the grade at every round."""
        return self.scale_needs(system)

    def verdict(self, run: Trajectories) -> pd.DataFrame:
        """Follow everybody's course."""
        known = solved(run)
        columns = self.course_columns(self.graded(run), known)
        ever = known & np.isfinite(columns[f"{self.name}_onset_day"])
        return rows(run, {self.name: flags(ever, known), **columns})

    def figures(self, verdict: pd.DataFrame) -> dict[str, Figure]:
        """Count it, and say when it began and how long it lasted."""
        return self.course_figures(verdict[verdict[self.name].notna()], "ICANS")

    @property
    def keys(self) -> tuple[str, ...]:
        """Name the figures."""
        return self.course_keys
