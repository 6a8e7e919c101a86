"""``engraft processes``: list how products are made."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from engraft.cli.page import columns, page, print_object


def processes(
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object instead of a page.")] = False,
) -> None:
    """List the processes; `engraft show NAME` gives the steps of one, its numbers with sources, and its decisions."""
    known = listed()
    if as_json:
        print_object({"processes": known})
        return
    console = page()
    console.print(columns(((one["name"], "\n".join(_lines(one))) for one in known), indent=0))


def _lines(one: dict[str, Any]) -> list[str]:
    """Say what is made, by which steps, and what may be decided."""
    said = [one["description"], f"steps: {', '.join(one['steps'])}"]
    return said + [f"decisions: {', '.join(one['choices'])}"] * bool(one["choices"])


def listed() -> list[dict[str, Any]]:
    """Describe every process of the catalog."""
    from engraft.manufacturing.catalog import get, names

    return [
        {
            "name": name,
            "description": get(name).description,
            "steps": list(get(name).steps),
            "choices": list(get(name).choices),
        }
        for name in names()
    ]
