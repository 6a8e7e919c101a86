"""The chain of a therapy: dose → exposure → flow → endpoint, as plain data and as lines."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from engraft.cli.page import columns, heading
from engraft.errors import EngraftError
from engraft.language.graph import Chain, chain
from engraft.language.system import System
from engraft.outcomes.endpoint import Endpoint
from engraft.outcomes.intention_to_treat import IntentionToTreat
from engraft.outcomes.late_malignancy import LateMalignancy
from engraft.outcomes.lot import LotEndpoint
from engraft.therapy import Product

if TYPE_CHECKING:
    from rich.console import Console

    from engraft.cli.exhibits.kind import Facts


SUPPORT = "platelets"  # cells too, but none that a study is about


def product_chain(system: System, product: Product, endpoints: Iterable[Endpoint], into: str = "") -> Facts:
    """Follow a product from the state it enters to every endpoint it can move."""
    found = chain(system, into or product.target)
    return {
        "product": product.name,
        "dose_into": found.dose,
        "unit": system.unit_of(found.dose),
        "flows": [
            {"flow": s.flow, "reads": list(s.reads), "moves": list(s.moves), "order": s.order} for s in found.steps
        ],
        "exposure": [name for name in found.observables if _block(name) == _block(found.dose)],
        "hazards": list(found.hazards),
        "observables": list(found.observables),
        "endpoints": [one.label or one.name for one in endpoints if _moved(one, system, found, product)],
        "levels": [name for name in found.observables if _block(name) != _block(found.dose)],
    }


def catalog_chains(system: System) -> list[Facts]:
    """Follow every product of the catalog that enters a state of this system."""
    from engraft.therapy.catalog import get, names

    states = {state.name for state in system.states}
    endpoints = fitting_endpoints(system)
    return [product_chain(system, p, endpoints) for p in map(get, names()) if p.target in states]


def fitting_endpoints(system: System) -> list[Endpoint]:
    """Make every endpoint that this system can be asked without further options.

    Those of cells that are given are left out where the system takes no such cells.
    """
    from engraft.outcomes.registry import endpoint, names

    fitting, cells = [], takes_cells(system)
    for one in map(endpoint, names()):
        if _of_cells(one) and not cells:
            continue
        try:
            one.needs(system)
        except EngraftError:
            continue
        fitting.append(one)
    return fitting


def draw_chain(facts: Facts, console: Console) -> None:
    """Print one chain: the dose, each flow the first time it reaches something new, and the endpoints."""
    heading(console, f"{facts['product']}: dose → exposure → flow → endpoint")
    lines = [("dose", f"into {facts['dose_into']} [{facts['unit']}]")]
    lines += [("exposure", name) for name in facts["exposure"]]
    shown = _first_arrivals(facts)
    lines += [("flow", f"{', '.join(one['reads'])} → {one['flow']} → {', '.join(one['moves'])}") for one in shown]
    rest = len(facts["flows"]) - len(shown)
    if rest:
        lines.append(("", f"and {rest} more among what is reached by then"))
    lines += [("hazard", name) for name in facts["hazards"]]
    lines += [("seen in", ", ".join(facts["observables"]))] * bool(facts["observables"])
    lines += [("endpoint", name) for name in facts["endpoints"]]
    if not facts["endpoints"] and facts["levels"]:
        lines.append(("endpoint", f"none here; {{name: level, of: …}} reads {', '.join(facts['levels'])}"))
    console.print(columns(lines))


def _first_arrivals(facts: Facts) -> list[Facts]:
    """Keep the flows that read the dose itself, and those that reach a state for the first time."""
    reached, kept = {facts["dose_into"]}, []
    for one in facts["flows"]:
        if one["order"] == 1 or set(one["moves"]) - reached:
            kept.append(one)
        reached |= set(one["moves"])
    return kept


def takes_cells(system: System) -> bool:
    """Tell whether cells of the catalog that are more than support enter a state of this system."""
    from engraft.therapy.catalog import get, names

    states = {state.name for state in system.states}
    return any(one.kind == "cells" and one.name != SUPPORT and one.target in states for one in map(get, names()))


def _of_cells(endpoint: Endpoint) -> bool:
    """Tell whether an endpoint is about cells that are made, given or sampled."""
    return isinstance(endpoint, (LotEndpoint, IntentionToTreat, LateMalignancy)) or bool(endpoint.assays)


def _moved(endpoint: Endpoint, system: System, found: Chain, product: Product) -> bool:
    """Tell whether an endpoint reads something that the dose reaches; one that reads nothing is about death.

    What becomes of a lot no drug can move.
    """
    if isinstance(endpoint, LotEndpoint) and product.kind != "cells":
        return False
    read = set(endpoint.needs(system).observables)
    if not read:
        return any(hazard.ends for hazard in system.hazards if hazard.name in found.hazards)
    return bool(read & {*found.reached, *found.observables})


def _block(name: str) -> str:
    """Name the block of a qualified name."""
    return name.partition(".")[0]
