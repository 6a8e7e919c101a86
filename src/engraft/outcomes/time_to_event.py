"""Event-free and overall survival."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Literal

import numpy as np

from engraft.errors import SpecificationError
from engraft.language.system import System
from engraft.outcomes.endpoint import (
    Endpoint,
    deaths,
    estimand_figures,
    rows,
    solved,
    timed,
    timed_figures,
    timed_keys,
)
from engraft.outcomes.figure import Figure
from engraft.outcomes.marrow import MarrowEndpoint
from engraft.simulate.needs import Needs
from engraft.simulate.trajectories import Trajectories

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, kw_only=True)
class EventFreeSurvival(MarrowEndpoint):
    """Time from infusion to treatment failure, relapse or death, whichever comes first.

    Failure is no remission at any visit. ``failure="window"`` dates it on the last visit (day 90), when it is
    known, as ELIANA does; ``failure="start"`` dates it on day 0, as regulators ask in acute leukemia.
    ``further_therapy`` (hazards of the model: transplant, another drug) in remission censors: this is the published
    estimand. The columns and figures ``_uncensored`` follow persons through it. Where some are censored before others
    fail, the share in remission times relapse-free survival is not this figure.

    Columns
    -------
    ``_day``, ``_event``, ``_cause`` (no remission, relapse, death, further therapy, censored); once more as
    ``_uncensored_day`` and so on if there is further therapy.

    References
    ----------
    Maude 2018, doi:10.1056/NEJMoa1709866.
    """

    since: ClassVar[str] = "infusion"

    name: str = "event_free_survival"
    label: str = "Event-free survival (failure, relapse or death)"
    guideline: str = "ELIANA protocol (Maude 2018)"
    failure: Literal["window", "start"] = "window"
    months: tuple[float, ...] = (6.0, 12.0)

    def __post_init__(self) -> None:
        if self.failure not in ("window", "start"):
            raise SpecificationError(
                f"failure of endpoint '{self.name}' has no such date", expected="'window' or 'start'", got=self.failure
            )

    def needs(self, system: System) -> Needs:
        """Keep what relapse needs."""
        return self.relapse_needs(system)

    def verdict(self, run: Trajectories) -> pd.DataFrame:
        """Time everybody from the infusion."""
        never = np.isnan(self.first_day(run))
        failed = np.where(never, max(self.visits) if self.failure == "window" else 0.0, np.nan)
        causes = {"death": deaths(run), "relapse": self.relapse_day(run), "no remission": failed}
        return rows(run, self.estimands(run, causes, np.zeros(run.persons.size), solved(run)))

    def figures(self, verdict: pd.DataFrame) -> dict[str, Figure]:
        """Read the curves at some months, and their medians."""
        return estimand_figures(verdict, self.names, self.months, "event-free survival")

    @property
    def keys(self) -> tuple[str, ...]:
        """Name the figures."""
        return tuple(key for name in self.names for key in timed_keys(name, self.months))


@dataclass(frozen=True, kw_only=True)
class OverallSurvival(Endpoint):
    """Time from infusion to death: to any hazard of the model that ends follow-up.

    Columns
    -------
    ``_day``, ``_event``, ``_cause`` (the name of the hazard, or censored).
    """

    since: ClassVar[str] = "infusion"

    name: str = "overall_survival"
    label: str = "Overall survival"
    guideline: str = "death from any cause, from infusion"
    months: tuple[float, ...] = (6.0, 12.0)

    def needs(self, system: System) -> Needs:
        """Refuse a model in which nobody can die."""
        if not any(hazard.ends for hazard in system.hazards):
            raise SpecificationError(
                f"'{system.name}' has no hazard that ends follow-up, so overall survival would always be 100 %",
                do=f"leave out the endpoint '{self.name}' or take a model with a hazard of death",
            )
        return Needs()

    def verdict(self, run: Trajectories) -> pd.DataFrame:
        """Time everybody from the infusion."""
        causes = {cause: np.where(days == run.end_time, days, np.nan) for cause, days in run.hazards.items()}
        return rows(run, timed(self.name, causes, run.end_time, solved(run)))

    def figures(self, verdict: pd.DataFrame) -> dict[str, Figure]:
        """Read the curve at some months, and its median."""
        return timed_figures(verdict, self.name, self.months, "overall survival")

    @property
    def keys(self) -> tuple[str, ...]:
        """Name the figures."""
        return timed_keys(self.name, self.months)
