"""How many of those in remission relapse by some month, death in remission competing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

import numpy as np

from engraft.outcomes.competing import incidence_figures, month_marks
from engraft.outcomes.endpoint import deaths, rows, solved
from engraft.outcomes.figure import Figure
from engraft.outcomes.marrow import MarrowEndpoint
from engraft.simulate.needs import Needs

if TYPE_CHECKING:
    import pandas as pd

    from engraft.language.system import System
    from engraft.simulate.trajectories import Trajectories

_SAID = {"relapse": "relapse after remission", "death": "death in remission"}


@dataclass(frozen=True, kw_only=True)
class RelapseIncidence(MarrowEndpoint):
    """Cumulative incidence of relapse since remission, death in remission competing.

    ``further_therapy`` in remission censors; the columns and figures ``_uncensored`` follow persons through it.

    Columns
    -------
    ``_day`` (days since remission), ``_event``, ``_cause`` (relapse, death, further therapy, censored).

    References
    ----------
    Aalen & Johansen 1978 (the estimate, as in R's ``survival``).
    """

    since: ClassVar[str] = "remission"

    name: str = "relapse_incidence"
    label: str = "Cumulative incidence of relapse of those in remission"
    guideline: str = "cumulative incidence, death in remission competing"
    months: tuple[float, ...] = (12.0, 24.0)

    def needs(self, system: System) -> Needs:
        """Keep what relapse needs."""
        return self.relapse_needs(system)

    def verdict(self, run: Trajectories) -> pd.DataFrame:
        """Time everybody who was in remission."""
        begun = self.first_day(run)
        causes = {"relapse": self.relapse_day(run), "death": deaths(run)}
        return rows(run, self.estimands(run, causes, begun, solved(run) & np.isfinite(begun)))

    def figures(self, verdict: pd.DataFrame) -> dict[str, Figure]:
        """Give the incidence of relapse and of death in remission."""
        found: dict[str, Figure] = {}
        for name in self.names:
            keys = {"relapse": name, "death": f"{name}.death"}
            found |= incidence_figures(verdict, name, keys, month_marks(self.months), _SAID)
        return found

    @property
    def keys(self) -> tuple[str, ...]:
        """Name the figures."""
        ends = [end for name in self.names for end in (name, f"{name}.death")]
        return tuple(f"{end}.{mark}" for mark in month_marks(self.months) for end in ends)
