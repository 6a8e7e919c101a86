"""``engraft effects``: list what genetics, prior therapy, age and organs do to which parameters, with sources."""

from __future__ import annotations

from typing import Annotated

import typer

from engraft.cli.page import MARK, columns, page, print_object


def effects(
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object instead of a page.")] = False,
) -> None:
    """List the effects of covariates; `engraft show NAME` explains one, a study names them in population.effects."""
    from engraft.cli.exhibits.effect import identity
    from engraft.population.catalog import covariates
    from engraft.population.catalog.effects import names

    known = [identity(name) for name in names()]
    if as_json:
        print_object({"effects": known, "covariates": list(covariates.names())})
        return
    console = page()
    console.print(columns([(_marked(one), _line(one)) for one in known], indent=0))
    console.print(f"{MARK} assumed. Covariates that population.adds knows: {', '.join(covariates.names())}.")


def _marked(one: dict[str, str]) -> str:
    """Mark what is assumed."""
    return f"{one['name']} {MARK}" if one["source_kind"] == "assumed" else one["name"]


def _line(one: dict[str, str]) -> str:
    """Say an effect in three lines: what it multiplies, the range behind it, its source."""
    studied = f"studied from {one['studied']}, on {one['read_on']}"
    return f"{one['parameter']} times {one['factor']}\n{studied}\n{one['source']}"
