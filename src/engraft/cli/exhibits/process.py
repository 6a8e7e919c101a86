"""A process: how a product is made, step by step, with the numbers, decisions and limits of each step."""

from __future__ import annotations

import inspect
from functools import cache
from typing import TYPE_CHECKING

from engraft.cli.page import MARK, columns, heading, indented, number, table

if TYPE_CHECKING:
    from rich.console import Console

    from engraft.cli.exhibits.kind import Facts
    from engraft.manufacturing import Process, Step


def facts(name: str) -> Facts:
    """Describe a process of the catalog as plain data."""
    from engraft.manufacturing.catalog import get

    process = get(name)
    return {
        "kind": "process",
        "name": name,
        "description": process.description,
        "reference": process.reference.text(),
        "choices": list(process.choices),
        "antigen": process.antigen,
        "quantities": [{"name": one, "unit": unit, "label": label} for one, unit, label in _quantities(name)],
        "steps": [_step(process, own, step) for own, step in process.steps.items()],
    }


@cache
def _quantities(name: str) -> tuple[tuple[str, str, str], ...]:
    """List what an endpoint may ask of a lot of a process: name, unit and words; a lot is made to see what is noted."""
    import numpy as np

    from engraft.manufacturing import Making
    from engraft.manufacturing.catalog import get
    from engraft.population import draw
    from engraft.population.catalog import get as get_population
    from engraft.simulate.supply import given_of, untold

    few = draw(get_population("eliana_baseline"), 1, seed=1)
    told = Making(name, get(name)).make(few, 1).told
    return tuple(untold(key) for key in (*told, *given_of(np.zeros(1), few)))


def _step(process: Process, name: str, step: Step) -> Facts:
    """Describe one step: what it does, its numbers, what may be decided, and why it refuses a lot."""
    from engraft.manufacturing.release import Release

    about, _, rest = inspect.cleandoc(type(step).__doc__ or "").partition("\n\n")
    _, _, limits = rest.partition("cannot say:")
    listed = step.listed if isinstance(step, Release) else None
    return {
        "name": name,
        "recipe": type(step).__name__,
        "about": " ".join(about.split()),
        "cannot_say": " ".join(limits.partition("\n\n")[0].split()),
        "parameters": [
            {"name": entry.name, "value": entry.shown, "unit": entry.unit, "spread": entry.spread,
             "description": entry.description, "source": entry.source.text(), "source_kind": entry.source.kind}
            for entry in process.parameters.values() if entry.name.startswith(f"{name}.")
        ],
        "choices": [f"{name}.{one}" for one in step.choices],
        "refuses": list(step.reasons),
        "specifications": None if listed is None else {
            "label": listed.label, "not_modelled": list(listed.not_modelled),
            "lines": [{"line": line.text(), "source": line.source.text()} for line in listed.lines],
        },
    }  # fmt: skip


def draw(said: Facts, console: Console) -> None:
    """Print a process."""
    console.print(f"{said['name']}: {said['description']}", style="bold")
    console.print(f"source: {said['reference']}")
    if said["antigen"]:
        console.print(f"binds: {said['antigen']}")
    for place, step in enumerate(said["steps"], start=1):
        _draw_step(place, step, console)
    heading(console, "Quantities of a lot, as the endpoint lot asks for them in of:")
    rows = [(one["name"], "" if one["unit"] == "1" else one["unit"], one["label"]) for one in said["quantities"]]
    console.print(table(("quantity", "unit", "what it is"), rows, fixed=(0,)))
    heading(console, "In a study file")
    indented(console, "lots:")
    indented(console, f"own: {{process: {said['name']}{_example(said)}}}", by=4)


def _example(said: Facts) -> str:
    """Set the first decision to what it is anyway, so that a reader sees how one is made."""
    entries = {one["name"]: one for step in said["steps"] for one in step["parameters"]}
    known = [entries[name] for name in said["choices"] if name in entries]
    if not known:
        return ""
    unit = "" if known[0]["unit"] == "1" else f" {known[0]['unit']}"
    return f", set: {{{known[0]['name']}: {number(known[0]['value'])}{unit}}}"


def _draw_step(place: int, step: Facts, console: Console) -> None:
    """Print one step."""
    heading(console, f"{place}. [{step['name']}] {step['about']}")
    rows = [
        (
            _marked(one, step),
            number(one["value"]),
            one["unit"],
            number(one["spread"]) if one["spread"] else "",
            one["source"],
        )
        for one in step["parameters"]
    ]
    if rows:
        console.print(table(("parameter", "value", "unit", "spread", "source"), rows, fixed=(1,)))
    listed = step["specifications"]
    if listed:
        console.print()
        indented(console, f"specifications: {listed['label']}")
        console.print(columns([(one["line"], one["source"]) for one in listed["lines"]], indent=4))
        indented(console, f"asked for and not modelled: {', '.join(listed['not_modelled'])}")
    said = {
        "decisions": ", ".join(step["choices"]),
        "refuses a lot": "; ".join(step["refuses"]),
        "cannot say": step["cannot_say"],
    }
    for word, text in said.items():
        if text:
            indented(console, f"{word}: {text}")


def _marked(one: Facts, step: Facts) -> str:
    """Write a parameter without the name of its step; an assumed one is marked."""
    mark = f" {MARK}" if one["source_kind"] == "assumed" else ""
    return f"{one['name'].removeprefix(step['name'] + '.')}{mark}"
