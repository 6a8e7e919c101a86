"""``engraft studies``: list the studies that come with engraft."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from engraft.cli.page import listing, print_object


def studies(
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object instead of a list.")] = False,
) -> None:
    """List the studies, one line each; `engraft run NAME` runs one."""
    known = listed()
    if as_json:
        print_object({"studies": known})
        return
    listing((one["name"], one["title"]) for one in known)


def listed() -> list[dict[str, Any]]:
    """Name every study with its title, its question, and what it would run."""
    from engraft.trial import load_study, shipped

    files = [load_study(name).file for name in shipped()]
    return [
        {
            "name": file.name,
            "title": file.title,
            "question": file.question,
            "patients": file.population.n,
            "arms": [arm.label for arm in file.arms],
            "follow_up_days": file.follow_up,
        }
        for file in files
    ]
