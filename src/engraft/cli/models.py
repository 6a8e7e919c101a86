"""``engraft models``: list the models that come with engraft."""

from __future__ import annotations

from typing import Annotated

import typer

from engraft.cli.page import listing, print_object


def models(
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object instead of a list.")] = False,
) -> None:
    """List the models, one line each; `engraft show NAME` says everything about one."""
    from engraft.models import catalog

    known = catalog()
    if as_json:
        print_object({"models": [{"name": name, "about": about} for name, about in known.items()]})
        return
    listing(known.items())
