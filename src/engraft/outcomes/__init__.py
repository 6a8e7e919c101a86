"""The verdict: endpoints, and the statistics of time to event."""

from __future__ import annotations

from engraft.outcomes.acute_gvhd import AcuteGvhd
from engraft.outcomes.among import Among
from engraft.outcomes.b_cell_aplasia import BCellAplasia
from engraft.outcomes.chronic_gvhd import ChronicGvhd
from engraft.outcomes.counts_in_range import CountsInRange
from engraft.outcomes.crs import CytokineReleaseSyndrome
from engraft.outcomes.endpoint import Endpoint
from engraft.outcomes.engraftment import Engraftment
from engraft.outcomes.figure import Figure
from engraft.outcomes.fold_change import FoldChange
from engraft.outcomes.gvhd_relapse_free_survival import GvhdRelapseFreeSurvival
from engraft.outcomes.hypogammaglobulinemia import Hypogammaglobulinemia
from engraft.outcomes.icaht import Icaht
from engraft.outcomes.icans import Icans
from engraft.outcomes.infection import Infection
from engraft.outcomes.intention_to_treat import IntentionToTreat
from engraft.outcomes.iwcll_response import IwcllResponse
from engraft.outcomes.kinetic_fit import KineticFit
from engraft.outcomes.kinetic_ordering import KineticOrdering
from engraft.outcomes.kinetics import CellularKinetics, Kinetics, kinetics
from engraft.outcomes.knock_down import KnockDown
from engraft.outcomes.late_families import families
from engraft.outcomes.leukopenia import Leukopenia
from engraft.outcomes.level import Level
from engraft.outcomes.lot import LotEndpoint
from engraft.outcomes.lugano_response import LuganoResponse
from engraft.outcomes.molecular_relapse import MolecularRelapse
from engraft.outcomes.neutrophils import NeutrophilRecovery
from engraft.outcomes.non_relapse_mortality import NonRelapseMortality
from engraft.outcomes.registry import endpoint, names, options
from engraft.outcomes.relapse_by_clone import RelapseByClone
from engraft.outcomes.relapse_incidence import RelapseIncidence
from engraft.outcomes.remission import Relapse, Remission
from engraft.outcomes.sampled_kinetics import SampledKinetics
from engraft.outcomes.severe_care import SevereCare
from engraft.outcomes.stein_curve import SteinCurve, fit_stein_curve
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
from engraft.outcomes.therapeutic_index import TherapeuticIndex
from engraft.outcomes.time_to_event import EventFreeSurvival, OverallSurvival
from engraft.outcomes.tumor import Extinction, ProgressionFreeSurvival

__all__ = [
    "AcuteGvhd",
    "Among",
    "BCellAplasia",
    "CellularKinetics",
    "ChronicGvhd",
    "CountsInRange",
    "CytokineReleaseSyndrome",
    "Endpoint",
    "Engraftment",
    "EventFreeSurvival",
    "Extinction",
    "Figure",
    "FoldChange",
    "GvhdRelapseFreeSurvival",
    "Hypogammaglobulinemia",
    "Icaht",
    "Icans",
    "Incidence",
    "Infection",
    "IntentionToTreat",
    "IwcllResponse",
    "KineticFit",
    "KineticOrdering",
    "Kinetics",
    "KnockDown",
    "Leukopenia",
    "Level",
    "LogRank",
    "LotEndpoint",
    "LuganoResponse",
    "MolecularRelapse",
    "NeutrophilRecovery",
    "NonRelapseMortality",
    "OverallSurvival",
    "ProgressionFreeSurvival",
    "Relapse",
    "RelapseByClone",
    "RelapseIncidence",
    "Remission",
    "SampledKinetics",
    "SevereCare",
    "SteinCurve",
    "SurvivalCurve",
    "TherapeuticIndex",
    "cumulative_incidence",
    "endpoint",
    "families",
    "fit_stein_curve",
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
