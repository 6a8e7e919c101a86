"""The verdict: endpoints, and the statistics of time to event."""

from __future__ import annotations

from engraft.outcomes.b_cell_aplasia import BCellAplasia
from engraft.outcomes.endpoint import Endpoint
from engraft.outcomes.figure import Figure
from engraft.outcomes.kinetics import CellularKinetics, Kinetics, kinetics
from engraft.outcomes.neutrophils import NeutrophilRecovery
from engraft.outcomes.registry import endpoint, names, options
from engraft.outcomes.remission import Relapse, Remission
from engraft.outcomes.survival import (
    Incidence,
    LogRank,
    SurvivalCurve,
    cumulative_incidence,
    kaplan_meier,
    log_rank,
    median,
    number_at_risk,
    restricted_mean,
    survival_at,
)
from engraft.outcomes.time_to_event import EventFreeSurvival, OverallSurvival
from engraft.outcomes.tumor import Extinction, ProgressionFreeSurvival

__all__ = [
    "BCellAplasia",
    "CellularKinetics",
    "Endpoint",
    "EventFreeSurvival",
    "Extinction",
    "Figure",
    "Incidence",
    "Kinetics",
    "LogRank",
    "NeutrophilRecovery",
    "OverallSurvival",
    "ProgressionFreeSurvival",
    "Relapse",
    "Remission",
    "SurvivalCurve",
    "cumulative_incidence",
    "endpoint",
    "kaplan_meier",
    "kinetics",
    "log_rank",
    "median",
    "names",
    "number_at_risk",
    "options",
    "restricted_mean",
    "survival_at",
]
