"""An effect of a covariate: what it multiplies, as measured on what, and how that parameter reaches endpoints."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from engraft.cli.exhibits.chains import fitting_endpoints
from engraft.cli.page import columns, heading

if TYPE_CHECKING:
    from rich.console import Console

    from engraft.cli.exhibits.kind import Facts
    from engraft.language.system import System

MOST = 8  # flows that are shown


def identity(name: str) -> Facts:
    """Say what a covariate does to which parameter, and where that is from."""
    from engraft.population.catalog import effects

    one = effects.get(name)
    return {
        "name": one.name,
        "covariate": one.covariate,
        "parameter": one.parameter,
        "factor": one.formula,
        "studied": one.studied,
        "read_on": one.read_on,
        "source": one.source.text(),
        "source_kind": one.source.kind,
    }


def facts(name: str) -> Facts:
    """Describe an effect of the catalog, and the chain covariate → parameter → flow → endpoint in every model."""
    from engraft.population.catalog import covariates, effects

    about = " ".join((getattr(effects, name).__doc__ or "").split("\n\n")[0].split())
    known = identity(name)
    frequency = None
    if known["covariate"] in covariates.names():
        added = covariates.get(known["covariate"])
        frequency = {"law": repr(added.law), "source": added.source.text()}
    return {"kind": "effect", **known, "about": about.removeprefix("Return "), "covariate_law": frequency,
            "chains": dict(_chains(known["parameter"]))}  # fmt: skip


def _chains(parameter: str) -> Iterator[tuple[str, Facts]]:
    """Follow the parameter through every model that has it."""
    from engraft.models import build, catalog

    for model in catalog():
        system = build(model)
        if parameter in {entry.name for entry in system.parameters}:
            yield model, parameter_facts(system, parameter)


def parameter_facts(system: System, parameter: str) -> Facts:
    """Follow a parameter to the flows that read it and the endpoints it can move."""
    from engraft.language.graph import parameter_chain

    found = parameter_chain(system, parameter)
    first = [step for step in found.steps if step.order == 1] or list(found.steps[:1])
    seen = {*found.reached, *found.observables}
    moved = [one.label or one.name for one in fitting_endpoints(system) if set(one.needs(system).observables) & seen]
    return {
        "flows": [{"flow": step.flow, "moves": list(step.moves)} for step in first],
        "hazards": list(found.hazards),
        "endpoints": moved,
    }


def draw(said: Facts, console: Console) -> None:
    """Print an effect."""
    console.print(f"{said['name']}: {said['about']}", style="bold")
    rows = [
        ("multiplies", f"{said['parameter']} by {said['factor']}"),
        ("studied", f"{said['covariate']} from {said['studied']}; persons outside are counted in a warning"),
        ("read on", said["read_on"]),
        ("source", said["source"]),
    ]
    law = said["covariate_law"]
    rows += [("covariate", f"{law['law']}; {law['source']}; population.adds: [{said['covariate']}]")] if law else []
    console.print(columns(rows, indent=0))
    for model, one in said["chains"].items():
        heading(console, f"In model {model}: covariate → parameter → flow → endpoint")
        lines = [("parameter", f"{said['covariate']} → {said['parameter']}")]
        lines += [("flow", f"{step['flow']} → {', '.join(step['moves'])}") for step in one["flows"][:MOST]]
        rest = len(one["flows"]) - MOST
        lines += [("", f"and {rest} more that read it")] * (rest > 0)
        lines += [("hazard", name) for name in one["hazards"]]
        lines += [("endpoint", name) for name in one["endpoints"]]
        console.print(columns(lines))
    if not said["chains"]:
        heading(console, "No model of the catalog calls a parameter so; a study names its own with parameter:")
