"""The picture of editing: what became of each gene in the cells of every arm."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from engraft.report.charts.editing import editing_chart
from engraft.report.frames_editing import OUTCOMES, editing_frame, published_edits
from engraft.report.picture import Picture
from engraft.report.tables import Group, Table
from engraft.report.words import percent

if TYPE_CHECKING:
    import pandas as pd

    from engraft.trial.result import StudyResult

TOPIC = "Editing of genes"
UNTOUCHED = OUTCOMES["wild_type"]


def editing_pictures(result: StudyResult) -> Iterator[Picture]:
    """Draw the outcomes of every locus, where an endpoint asked for all of them."""
    bars = editing_frame(result.outcomes, result.arms)
    if bars.empty:
        return
    title = editing_finding(bars)
    note = (
        f"Means over the cells of {int(bars['n'].max()):,} simulated patients; what an editor never reached counts as "
        "wild type. Rates of cut and repair are assumed."
    )
    known = published_edits(result.published)
    if known:
        note += f" Published of human T cells (how many was not read): {'; '.join(known)}."
    yield Picture(
        "editing", TOPIC, title, note,
        lambda layout: editing_chart(bars, layout=layout, title=title),
        _table(bars, title),
    )  # fmt: skip


def editing_finding(bars: pd.DataFrame) -> str:
    """Say in which shares of the cells genes are no longer as they were, over loci and products."""
    left = bars.loc[bars["outcome"] == UNTOUCHED, "share"]
    ends = dict.fromkeys(percent(float(1.0 - one)) for one in (left.max(), left.min()))
    loci = bars["locus"].nunique()
    genes = f"each of {loci} genes" if loci > 1 else str(bars["locus"].iloc[0])
    by = ", by product" if len(ends) > 1 else ""
    return f"{genes[0].upper()}{genes[1:]} is cut or changed in {' to '.join(ends)} of the cells{by}"


def _table(bars: pd.DataFrame, caption: str) -> Table:
    """Write the shares, a group for each locus."""
    kinds = tuple(OUTCOMES.values())
    groups = []
    for locus, part in bars.groupby("locus", sort=False):
        wide = part.pivot_table(index="arm", columns="outcome", values="share", sort=False)
        rows = tuple((str(arm), *(percent(float(row[kind])) for kind in kinds)) for arm, row in wide.iterrows())
        groups.append(Group(str(locus), rows))
    return Table(caption, ("Cells", *kinds), tuple(groups), numeric=tuple(range(1, len(kinds) + 1)))
