"""Endpoints by name, as a study file names them."""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import Field, fields
from typing import Any, TypeGuard, TypeVar

from engraft.errors import SpecificationError, nearest
from engraft.outcomes.acute_gvhd import AcuteGvhd
from engraft.outcomes.aml_response import AmlResponse
from engraft.outcomes.among import Among
from engraft.outcomes.b_cell_aplasia import BCellAplasia
from engraft.outcomes.chronic_gvhd import ChronicGvhd
from engraft.outcomes.clonal_drift import ClonalDrift
from engraft.outcomes.counts_in_range import CountsInRange
from engraft.outcomes.crs import CytokineReleaseSyndrome
from engraft.outcomes.endpoint import Endpoint
from engraft.outcomes.engraftment import Engraftment
from engraft.outcomes.fold_change import FoldChange
from engraft.outcomes.gvhd_relapse_free_survival import GvhdRelapseFreeSurvival
from engraft.outcomes.hypogammaglobulinemia import Hypogammaglobulinemia
from engraft.outcomes.icaht import Icaht
from engraft.outcomes.icans import Icans
from engraft.outcomes.immune_related_events import ImmuneRelatedEvents
from engraft.outcomes.infection import Infection
from engraft.outcomes.intention_to_treat import IntentionToTreat
from engraft.outcomes.iwcll_response import IwcllResponse
from engraft.outcomes.kinetic_fit import KineticFit
from engraft.outcomes.kinetic_ordering import KineticOrdering
from engraft.outcomes.kinetics import CellularKinetics
from engraft.outcomes.knock_down import KnockDown
from engraft.outcomes.late_malignancy import LateMalignancy
from engraft.outcomes.leukopenia import Leukopenia
from engraft.outcomes.level import Level
from engraft.outcomes.lot import LotEndpoint
from engraft.outcomes.lugano_response import LuganoResponse
from engraft.outcomes.molecular_relapse import MolecularRelapse
from engraft.outcomes.neutrophils import NeutrophilRecovery
from engraft.outcomes.non_relapse_mortality import NonRelapseMortality
from engraft.outcomes.reinfusion import Reinfusion
from engraft.outcomes.relapse_by_clone import RelapseByClone
from engraft.outcomes.relapse_incidence import RelapseIncidence
from engraft.outcomes.remission import Relapse, Remission
from engraft.outcomes.sampled_kinetics import SampledKinetics
from engraft.outcomes.severe_care import SevereCare
from engraft.outcomes.therapeutic_index import TherapeuticIndex
from engraft.outcomes.time_to_event import EventFreeSurvival, OverallSurvival
from engraft.outcomes.tumor import Extinction, ProgressionFreeSurvival

Item = TypeVar("Item", str, float)

_ENDPOINTS: dict[str, type[Endpoint]] = {
    "acute_gvhd": AcuteGvhd,
    "aml_response": AmlResponse,
    "b_cell_aplasia": BCellAplasia,
    "cellular_kinetics": CellularKinetics,
    "chronic_gvhd": ChronicGvhd,
    "clonal_drift": ClonalDrift,
    "counts_in_range": CountsInRange,
    "crs": CytokineReleaseSyndrome,
    "engraftment": Engraftment,
    "event_free_survival": EventFreeSurvival,
    "extinction": Extinction,
    "fold_change": FoldChange,
    "gvhd_relapse_free_survival": GvhdRelapseFreeSurvival,
    "hypogammaglobulinemia": Hypogammaglobulinemia,
    "icaht": Icaht,
    "icans": Icans,
    "immune_related_events": ImmuneRelatedEvents,
    "infection": Infection,
    "intention_to_treat": IntentionToTreat,
    "iwcll_response": IwcllResponse,
    "kinetic_fit": KineticFit,
    "kinetic_ordering": KineticOrdering,
    "knock_down": KnockDown,
    "molecular_relapse": MolecularRelapse,
    "late_malignancy": LateMalignancy,
    "leukopenia": Leukopenia,
    "level": Level,
    "lot": LotEndpoint,
    "lugano_response": LuganoResponse,
    "neutrophil_recovery": NeutrophilRecovery,
    "non_relapse_mortality": NonRelapseMortality,
    "overall_survival": OverallSurvival,
    "progression_free_survival": ProgressionFreeSurvival,
    "reinfusion": Reinfusion,
    "relapse": Relapse,
    "relapse_by_clone": RelapseByClone,
    "relapse_incidence": RelapseIncidence,
    "remission": Remission,
    "sampled_kinetics": SampledKinetics,
    "severe_care": SevereCare,
    "therapeutic_index": TherapeuticIndex,
}


def names() -> tuple[str, ...]:
    """List the endpoints."""
    return tuple(_ENDPOINTS)


def options(name: str) -> dict[str, object]:
    """List the options of an endpoint with what they are when nothing is said."""
    return {option.name: option.default for option in _options(_found(name))}


def endpoint(name: str, **chosen: object) -> Endpoint:
    """Make an endpoint by name; an option replaces one of its fields.

    ``as_`` gives it another name, so that one study may ask the same question twice; ``among`` asks only those persons
    whose covariates meet a condition.

    Raises
    ------
    SpecificationError
        No endpoint or option has this name (the nearest is suggested), or a value is of the wrong kind.

    Examples
    --------
    >>> endpoint("remission", visits=[28]).visits
    (28.0,)
    """
    kind = _found(name)
    known = {option.name: option for option in _options(kind)}
    own_name, among = chosen.pop("as_", name), chosen.pop("among", None)
    for option in chosen:
        if option not in known:
            raise SpecificationError(f"endpoint '{name}' has no option '{option}'", do=nearest(option, known))
    values: dict[str, Any] = {option: _checked(name, known[option], value) for option, value in chosen.items()}
    if not isinstance(own_name, str) or not own_name.isidentifier():
        raise SpecificationError(f"endpoint '{name}' cannot be called {own_name!r}", expected="letters, digits and _")
    made = kind(**values | {"name": own_name})
    return made if among is None else _among(made, among)


def _among(inner: Endpoint, condition: object) -> Endpoint:
    """Ask an endpoint of some persons."""
    if not isinstance(condition, str) or not condition.strip():
        what = f"among of endpoint '{inner.name}' is no condition"
        raise SpecificationError(what, expected="a comparison such as 'marrow_blasts < 5 [percent]'")
    label = f"{inner.label}, among those with {condition}"
    return Among(name=inner.name, label=label, guideline=inner.guideline, inner=inner, condition=condition)


def _found(name: str) -> type[Endpoint]:
    """Find an endpoint or suggest the nearest."""
    if name not in _ENDPOINTS:
        raise SpecificationError(f"no endpoint is called '{name}'", do=nearest(name, _ENDPOINTS))
    return _ENDPOINTS[name]


def _options(kind: type[Endpoint]) -> list[Field[object]]:
    """List the fields that may be chosen."""
    return [option for option in fields(kind) if option.name != "name"]


def _checked(name: str, option: Field[object], value: object) -> object:
    """Bring a value to the kind its default has."""
    default = option.default
    if isinstance(default, str) and isinstance(value, str):
        return value
    if isinstance(default, float) and _is_number(value):
        return float(value)
    names = str(option.type).startswith("tuple[str")
    if isinstance(default, tuple) and isinstance(value, (list, tuple)):
        if names and all(isinstance(item, str) and item for item in value):
            return _apart(name, option, tuple(value))
        if not names and value and all(map(_is_number, value)):
            return _apart(name, option, tuple(float(item) for item in value))
    kinds = {str: "text", float: "a finite number of at least 0", tuple: "a list of finite numbers of at least 0"}
    expected = "a list of names" if names else kinds[type(default)]
    raise SpecificationError(
        f"option '{option.name}' of endpoint '{name}' is of the wrong kind", expected=expected, got=repr(value)[:60]
    )


def _apart(name: str, option: Field[object], items: tuple[Item, ...]) -> tuple[Item, ...]:
    """Refuse a list with an item that stands twice."""
    twice = [item for item, times in Counter(items).items() if times > 1]
    if twice:
        shown = twice[0] if isinstance(twice[0], str) else f"{twice[0]:g}"
        what = f"option '{option.name}' of endpoint '{name}' has {shown} twice"
        raise SpecificationError(what, do="leave one of them out")
    return items


def _is_number(value: object) -> TypeGuard[float]:
    """Tell a finite number that is not negative."""
    return isinstance(value, (int, float)) and not isinstance(value, bool) and math.isfinite(value) and value >= 0
