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
    console.print()
    console.print(said["definition"])
    heading(console, "Options, and what they are when nothing is said")
    console.print(columns([(name, str(value)) for name, value in said["options"].items()]))
    heading(console, "Figures")
    console.print(columns([(key,) for key in said["figures"]]))
