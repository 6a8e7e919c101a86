"""``engraft therapies``: list the products that can be given, with label dose and source."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Any

import typer

from engraft.cli.page import columns, page, print_object


def therapies(
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object instead of a page.")] = False,
) -> None:
    """List the products; `engraft show NAME` explains one, `engraft show NAME --in STUDY` what it does there."""
    known = listed()
    if as_json:
        print_object({"therapies": known})
        return
    console = page()
    console.print(columns(((one["name"], "\n".join(_lines(one))) for one in known), indent=0))
    console.print("What is not said was not looked up: no approval here does not mean that there is none.")


def _lines(one: dict[str, Any]) -> Iterator[str]:
    """Say what a product is, when it was first approved, and where its dose is from."""
    dose = one["label_dose"] or "no dose of its own"
    binds = f", binds {one['antigen']}" if one["antigen"] else ""
    yield f"{one['form']} into {one['enters']}{binds}: {dose}"
    approval = one["approval"]
    if approval:
        yield f"{approval['agency']} {approval['first']}: {approval['indication']}; {approval['source']}"
    yield f"dose: {one['source']}"


def listed() -> list[dict[str, Any]]:
    """Describe every product of the catalog."""
    from engraft.cli.exhibits.product import identity
    from engraft.therapy.catalog import names

    return [identity(name) for name in names()]
