"""A model: its equations flow by flow, its numbers with their sources, and what it cannot say."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from engraft.cli.exhibits.chains import catalog_chains, draw_chain
from engraft.cli.page import MARK, columns, heading, indented, number, table
from engraft.language.describe import describe

if TYPE_CHECKING:
    from rich.console import Console

    from engraft.cli.exhibits.kind import Facts

_CANNOT = re.compile(r"What this (?:model|system) cannot say:\s*(.*?)(?:\n\s*\n|\Z)", re.DOTALL)
_REFERENCES = re.compile(r"References\n-+\n(.*)\Z", re.DOTALL)


def facts(name: str) -> Facts:
    """Describe a model by its name in the catalog, as plain data."""
    from engraft.models import build, catalog

    system = build(name)
    said = describe(system)
    for block in said["blocks"]:
        block |= _parts(block["about"])
    return {"kind": "model", "about": catalog()[name], **said, "name": name, "chains": catalog_chains(system)}


def draw(said: Facts, console: Console) -> None:
    """Print a model."""
    console.print(f"{said['name']}: {said['about']}", style="bold")
    assumed = said["assumed"]
    console.print(
        f"States: {len(said['states'])}, blocks: {len(said['blocks'])}. Parameters: {assumed['total']}, of which "
        f"{assumed['count']} are assumed ({assumed['share']:.0%}), marked {MARK}. "
        "Spread is the SD of the logarithm between patients."
    )
    for block in said["blocks"]:
        _draw_block(said, block, console)
    _draw_rest(said, console)
    for one in said["chains"]:
        draw_chain(one, console)
    if not said["chains"]:
        heading(console, "No product of the catalog enters a state of this model.")


def _parts(about: str) -> Facts:
    """Take the docstring of a recipe apart: its first sentence, what it cannot say, its references."""
    cannot, references = _CANNOT.search(about), _REFERENCES.search(about)
    return {
        "summary": " ".join(about.split("\n\n")[0].split()),
        "cannot_say": " ".join(cannot[1].split()) if cannot else "",
        "references": " ".join(references[1].split()) if references else "",
    }


def _draw_block(said: Facts, block: Facts, console: Console) -> None:
    """Print one block: equations, parameters, limits, references."""
    heading(console, f"[{block['name']}] {block['summary']}")
    for equation in said["equations"]:
        if _inside(equation["state"], block):
            _draw_equation(said, equation, block, console)
    rows = [_parameter(one, block) for one in said["parameters"] if _inside(one["name"], block)]
    if rows:
        console.print()
        console.print(table(("parameter", "value", "unit", "spread", "source"), rows, fixed=(1,)))
    for word, key in (("cannot say", "cannot_say"), ("references", "references")):
        if block[key]:
            console.print()
            indented(console, f"{word}: {block[key]}")


def _draw_equation(said: Facts, equation: Facts, block: Facts, console: Console) -> None:
    """Print dx/dt, flow by flow."""
    state = next(one for one in said["states"] if one["name"] == equation["state"])
    starts = f"starts at {_short(number(state['initial']), block)} {state['unit']}"
    clone = ("whole cells that divide and die by chance when few",) if state["clone"] else ()
    indented(console, f"d {_short(state['name'], block)}/dt   {'; '.join((state['description'], starts, *clone))}")
    for term in equation["terms"]:
        indented(console, f"{term['sign']} {_short(term['flow'], block)}", by=4)
        indented(console, _spaced(_short(term["rate"], block)), by=8)


def _parameter(one: Facts, block: Facts) -> tuple[str, ...]:
    """Write one parameter as a row; an assumed one is marked."""
    mark = f" {MARK}" if one["source_kind"] == "assumed" else ""
    spread = number(one["spread"]) if one["spread"] else ""
    return _short(one["name"], block) + mark, number(one["value"]), one["unit"], spread, one["source"]


def _draw_rest(said: Facts, console: Console) -> None:
    """Print hazards, observables, wires and open ports."""
    if said["hazards"]:
        heading(console, "Hazards")
        hazards = [(one["name"], _spaced(one["rate"]), _hazard(one)) for one in said["hazards"]]
        console.print(table(("hazard", "rate (1/day)", "what it does"), hazards))
    if said["observables"]:
        heading(console, "Observables")
        for one in said["observables"]:
            indented(console, f"{one['name']} [{one['unit']}]   {one['description']}")
            indented(console, f"= {_spaced(one['formula'])}", by=6)
    if said["wires"]:
        heading(console, "Wiring: who reads or moves what of whom")
        console.print(columns([(one["port"], f"= {one['target']}") for one in said["wires"]]))
    if said["ports"]:
        heading(console, "Open ports")
        console.print(columns([(one["name"], one["unit"], one["description"]) for one in said["ports"]]))


def _hazard(one: Facts) -> str:
    """Say what a hazard does and where it comes from."""
    does = "ends follow-up" if one["ends"] else "is recorded"
    kind = "; empirical, not mechanistic" if one["empirical"] else ""
    return f"{does}{kind}; {one['description'] or one['source']}"


def _spaced(formula: str) -> str:
    """Give a long formula places to break."""
    return formula.replace("·", " · ").replace("/", " / ")


def _inside(name: str, block: Facts) -> bool:
    """Tell whether a name belongs to a block."""
    return str(name).startswith(f"{block['name']}.")


def _short(text: str, block: Facts) -> str:
    """Leave out the block's own name."""
    return re.sub(rf"(?<![\w.]){re.escape(block['name'])}\.", "", text)
