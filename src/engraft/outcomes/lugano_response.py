"""Response of lymphoma by the classification of Lugano."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from engraft import units
from engraft.outcomes.endpoint import Flags, fraction_at
from engraft.outcomes.figure import Figure
from engraft.outcomes.nodal_response import NodalResponse
from engraft.simulate.trajectories import Trajectories

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, kw_only=True)
class LuganoResponse(NodalResponse):
    """Complete or partial response of lymphoma: what positron emission tomography sees, and the size of nodes.

    CR: fewer living malignant cells in nodes than ``seen_from`` (a mass of any size may stay, it takes no tracer up),
    and a marrow below ``cleared_marrow``. PR: the sum of products has fallen by half. PD: it is half above its lowest
    with a node above 1.5 cm, and living cells are seen.

    What tomography can see, a cubic centimetre of living tumor, is assumed. New lesions, spleen and the scale of
    five points are not in a model.

    Columns
    -------
    ``name`` (true or false), ``_kind`` (CR, PR, SD, PD), ``_day``, ``_progressed_on``.

    References
    ----------
    Cheson BD, et al. J Clin Oncol 2014;32:3059-3068 (read in tables that reproduce it: PMC5298348, Table 2).
    """

    name: str = "lugano_response"
    label: str = "Best response of lymphoma"
    guideline: str = "Lugano 2014"
    living: str = "disease.nodal"
    seen_from: str = "1e9 cell"
    marrow: str = "disease.infiltration"
    cleared_marrow: float = 0.05
    visits: tuple[float, ...] = (28.0, 90.0, 180.0, 270.0, 365.0)

    @property
    def kinds(self) -> tuple[str, ...]:
        """Name the responses, best first."""
        return ("CR", "PR")

    def read_besides(self) -> tuple[tuple[str, str], ...]:
        """List living cells and marrow."""
        return ((self.living, self.seen_from), (self.marrow, ""))

    def reached(self, run: Trajectories, day: float) -> dict[str, Flags]:
        """Tell who fulfils which response on a day."""
        clear = fraction_at(run, self.marrow, day) < self.cleared_marrow
        halved = fraction_at(run, self.products, day) <= (1.0 - self.fall) * fraction_at(
            run, self.products, -self.before
        )
        return {"CR": ~self._seen(run, day) & np.isfinite(run.at(self.living, day)) & clear, "PR": halved}

    def worse(self, run: Trajectories, day: float, earlier: Sequence[float]) -> Flags:
        """Tell whose living nodes have grown over their smallest."""
        return np.asarray(super().worse(run, day, earlier) & self._seen(run, day))

    def figures(self, verdict: pd.DataFrame) -> dict[str, Figure]:
        """Count responses."""
        return self.shares(verdict)

    @property
    def keys(self) -> tuple[str, ...]:
        """Name the figures."""
        return (self.name, f"{self.name}.cr", f"{self.name}.pd")

    def _seen(self, run: Trajectories, day: float) -> Flags:
        """Tell in whom living nodes are seen."""
        limit = units.canonical(self.seen_from, run.unit(self.living))
        return np.asarray(fraction_at(run, self.living, day) >= limit)
