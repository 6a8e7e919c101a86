"""``engraft populations``: list who can be treated, with what is known of each person."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from engraft.cli.page import columns, page, print_object


def populations(
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object instead of a page.")] = False,
) -> None:
    """List the populations; `engraft show NAME` gives the law and source of every covariate of one."""
    known = listed()
    if as_json:
        print_object({"populations": known})
        return
    console = page()
    console.print(columns(((one["name"], "\n".join(_lines(one))) for one in known), indent=0))


def _lines(one: dict[str, Any]) -> list[str]:
    """Say who they are, how many if they are listed, and what is known of each."""
    listed = f" ({one['listed']} listed persons)" if one["listed"] else ""
    known = ", ".join(f"{each['name']} [{each['unit']}]" for each in one["covariates"])
    return [f"{one['label'] or one['name']}{listed}", known or "nothing is known of a person"]


def listed() -> list[dict[str, Any]]:
    """Describe every population of the catalog: its covariates, drawn and derived, with their units."""
    from engraft.population.catalog import get
    from engraft.population.catalog import populations as names

    return [
        {
            "name": name,
            "label": get(name).label,
            "listed": get(name).listed,
            "covariates": [{"name": one, "unit": unit} for one, unit in get(name).units.items()],
        }
        for name in names()
    ]
