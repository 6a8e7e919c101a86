"""An endpoint: its definition, whose it is, its options and the figures it gives."""

from __future__ import annotations

import inspect
from typing import TYPE_CHECKING

from engraft.cli.page import columns, heading

if TYPE_CHECKING:
    from rich.console import Console

    from engraft.cli.exhibits.kind import Facts


def facts(name: str) -> Facts:
    """Describe an endpoint as plain data."""
    from engraft.outcomes.registry import endpoint, options

    made = endpoint(name)
    return {
        "kind": "endpoint",
        "name": name,
        "label": made.label,
        "guideline": made.guideline,
        "definition": inspect.cleandoc(type(made).__doc__ or ""),
        "counted_from": made.since,
        "options": {option: value for option, value in options(name).items() if option not in ("label", "guideline")},
        "figures": list(made.keys),
    }


def draw(said: Facts, console: Console) -> None:
    """Print an endpoint."""
    console.print(f"{said['name']}: {said['label']}", style="bold")
    console.print(f"Definition of: {said['guideline']}")
    for title, text in _sections(said["definition"], said["name"]):
        if title:
            heading(console, title)
        else:
            console.print()
        console.print(text)
    heading(console, "Options, and what they are when nothing is said")
    console.print(columns([(name, str(value)) for name, value in said["options"].items()]))
    heading(console, "Figures")
    console.print(columns([(key,) for key in said["figures"]]))


def _sections(definition: str, name: str) -> list[tuple[str, str]]:
    r"""Take a definition apart into paragraphs, each with the title it stands under, if any.

    Examples
    --------
    >>> _sections("What it is.\n\nColumns\n-------\n``name`` and\n``_day``.", "relapse")
    [('', 'What it is.'), ('Columns', 'relapse and relapse_day.')]
    """
    found = []
    for paragraph in definition.split("\n\n"):
        first, *rest = paragraph.splitlines()
        titled = bool(rest) and set(rest[0]) == {"-"}
        words = " ".join(rest[1:] if titled else [first, *rest])
        words = words.replace("``name``", name).replace("``_", f"``{name}_").replace("``", "")
        found.append((first if titled else "", words))
    return found
