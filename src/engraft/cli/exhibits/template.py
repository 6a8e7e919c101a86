"""A template of a regimen: what it gives when nothing is changed, and where each of its products is explained."""

from __future__ import annotations

import inspect
import re
from typing import TYPE_CHECKING

from engraft.cli.page import columns, heading, indented

if TYPE_CHECKING:
    from collections.abc import Callable

    from rich.console import Console

    from engraft.cli.exhibits.kind import Facts
    from engraft.therapy import Regimen


def facts(name: str) -> Facts:
    """Describe a template as plain data, with the day it starts on when a study names none."""
    from engraft.trial import TEMPLATES

    regimen = TEMPLATES[name]()
    about, _, references = inspect.cleandoc(TEMPLATES[name].__doc__ or "").partition("References\n----------\n")
    first, *rest = about.strip().split("\n\n")
    return {
        "kind": "template",
        "name": name,
        "about": " ".join(first.split()),
        "description": "\n".join(piece for paragraph in rest for piece in _pieces(paragraph)),
        "references": " ".join(references.split()),
        "first_day": _first_day(TEMPLATES[name], regimen),
        "regimen": list(regimen.lines()),
        "gives": [
            {"product": event.product.name, "dose": str(event.dose), "days": list(event.days), "enters": event.target,
             "source": event.product.source.text()}
            for event in (*regimen.events, *(action for rule in regimen.rules for action in rule.actions))
        ],
    }  # fmt: skip


def _pieces(paragraph: str) -> list[str]:
    r"""Write a paragraph on one line, the items of a list on one line each.

    Examples
    --------
    >>> _pieces("What ``day`` is\nfor.")
    ["What 'day' is for."]
    >>> _pieces("- one\n  thing\n- another")
    ['- one thing', '- another']
    """
    return [" ".join(piece.replace("``", "'").split()) for piece in re.split(r"\n(?=- )", paragraph)]


def _first_day(template: Callable[..., Regimen], regimen: Regimen) -> float:
    """Tell when a template starts if a study names no day: with its first dose, or as its rules do."""
    days = [day for event in regimen.events for day in event.days]
    return min(days) if days else float(inspect.signature(template).parameters["day"].default)


def draw(said: Facts, console: Console) -> None:
    """Print a template."""
    console.print(f"{said['name']}: {said['about']}", style="bold")
    for piece in said["description"].splitlines():
        if piece.startswith("- "):
            indented(console, piece)
        else:
            console.print(piece)
    heading(console, "What it gives when the study says no more")
    for line in said["regimen"]:
        indented(console, line)
    heading(console, "Products")
    console.print(columns([(one["product"], f"enters {one['enters']}; {one['source']}") for one in said["gives"]]))
    heading(console, "In a study file")
    indented(console, f"- {{template: {said['name']}, day: {said['first_day']:g}}}")
    if said["references"]:
        console.print()
        indented(console, f"references: {said['references']}")
