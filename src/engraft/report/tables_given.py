"""Tables of what acts on the persons of a study: what is given together, and what covariates do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engraft.report.tables import Group, Table
from engraft.report.words import in_words

if TYPE_CHECKING:
    from engraft.trial.result import StudyResult

HEADS = {
    "not modelled": "Known, and not in this model",
    "modelled": "In this model: one enters a term with the other, or moves what the other depends on",
    "adds": "Not looked up: each acts by itself on these states, and on the other at most through them",
}
MOST_WHERE = 3


def together_table(result: StudyResult) -> Table | None:
    """List every two products that meet, what is known and missing first; None where nothing meets."""
    found = result.together
    if not found:
        return None
    groups = []
    for kind, head in HEADS.items():
        rows = tuple(
            (one.pair, one.known or "–", _where(one.where), one.source or "–") for one in found if one.kind == kind
        )
        groups += [Group(head, rows)] if rows else []
    missing = sum(one.kind == "not modelled" for one in found)
    caption = (
        f"{missing} known interaction{'' if missing == 1 else 's'} of what is given {'is' if missing == 1 else 'are'} "
        "not in the model; of pairs without a publication nothing was looked up."
    )
    return Table(caption, ("Between", "What is known", "Where in the model", "Publication"), tuple(groups))


def _where(names: tuple[str, ...]) -> str:
    """Name some terms or states."""
    few = "; ".join(f"{in_words(name.partition('.')[0])}: {name.partition('.')[2]}" for name in names[:MOST_WHERE])
    return few + (f" and {len(names) - MOST_WHERE} more" if len(names) > MOST_WHERE else "") if names else "–"


def effect_table(result: StudyResult) -> Table | None:
    """List what covariates do to parameters, with the range behind each; None where they do nothing."""
    rows = tuple(
        (one["name"], f"{one['parameter']} × {one['factor']}", one["studied"], one["read_on"], one["source"])
        for one in result.provenance.get("effects", ())
    )
    if not rows:
        return None
    caption = (
        f"{len(rows)} effect{'' if len(rows) == 1 else 's'} of covariates on parameters, each in its studied range."
    )
    columns = ("Effect", "Parameter and factor", "Studied", "Read on", "Source")
    return Table(caption, columns, (Group("", rows),))
