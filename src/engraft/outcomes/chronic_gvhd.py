"""Chronic graft-versus-host disease that needs systemic treatment, death competing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

import numpy as np

from engraft.language.system import System
from engraft.outcomes.competing import incidence_figures, month_marks
from engraft.outcomes.endpoint import Endpoint, check_hazards, deaths, rows, solved, timed
from engraft.outcomes.figure import Figure
from engraft.simulate.needs import Needs
from engraft.simulate.trajectories import Trajectories

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, kw_only=True)
class ChronicGvhd(Endpoint):
    """Time from the infusion of the graft to the onset of chronic GvHD.

    Columns
    -------
    ``_day``, ``_event``, ``_cause`` (GvHD, death, censored).

    References
    ----------
    Socié G, et al. Blood 2011;117:6375-6382 (extensive chronic GvHD, cumulative incidence).
    """

    since: ClassVar[str] = "infusion"

    name: str = "chronic_gvhd"
    label: str = "Chronic GvHD (extensive)"
    guideline: str = "as the model's hazard defines it; cumulative incidence, death competing"
    hazard: str = "gvhd.chronic"
    months: tuple[float, ...] = (12.0, 24.0, 36.0)

    def needs(self, system: System) -> Needs:
        """Refuse a model without this hazard."""
        check_hazards(system, [self.hazard], f"hazard of '{self.name}'")
        return Needs()

    def verdict(self, run: Trajectories) -> pd.DataFrame:
        """Time everybody from the infusion."""
        onset = run.hazards[self.hazard]
        causes = {"GvHD": np.where(onset >= 0.0, onset, np.nan), "death": deaths(run)}
        return rows(run, timed(self.name, causes, run.end_time, solved(run)))

    def figures(self, verdict: pd.DataFrame) -> dict[str, Figure]:
        """Give the cumulative incidence at some months."""
        keys = {"GvHD": self.name, "death": f"{self.name}.death"}
        said = {"GvHD": "chronic GvHD that needs treatment", "death": "death before"}
        found = incidence_figures(verdict, self.name, keys, month_marks(self.months), said)
        return {key: found[key] for key in self.keys}

    @property
    def keys(self) -> tuple[str, ...]:
        """Name the figures."""
        return tuple(f"{self.name}.{mark}" for mark in month_marks(self.months))
