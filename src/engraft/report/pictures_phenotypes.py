"""The picture of phenotypes: what kinds of cells the lots of a study hold, and how many."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np

from engraft.report.charts.phenotypes import phenotypes_chart
from engraft.report.frames_phenotypes import NAMES, phenotypes_frame
from engraft.report.picture import Picture
from engraft.report.tables import Group, Table
from engraft.report.words import number, percent

if TYPE_CHECKING:
    import pandas as pd

    from engraft.trial.result import StudyResult

TOPIC = "Cells at harvest"


def phenotypes_pictures(result: StudyResult) -> Iterator[Picture]:
    """Draw the phenotypes of every lot, where an endpoint asked for all of them."""
    bars = phenotypes_frame(result.outcomes, result.arms)
    if bars.empty:
        return
    beside = zip(bars["cells"], bars["factor"], strict=True)
    bars = bars.assign(said=[_said(cells, factor) for cells, factor in beside])
    title = phenotypes_finding(bars)
    persons = int(bars["n"].max())
    note = (
        f"Mean of {persons:,} simulated patients, all cells of the lot; written over it, medians. How many engraft is "
        "relative to the typical lot of nine days of culture. Shares per day of culture are assumed, between what is "
        "published in words."
    )
    yield Picture(
        "phenotypes", TOPIC, title, note,
        lambda layout: phenotypes_chart(bars, layout=layout, title=title),
        _table(bars, title),
    )  # fmt: skip


def phenotypes_finding(bars: pd.DataFrame) -> str:
    """Say in which lot cells are youngest and in which oldest."""
    young = bars[bars["phenotype"] == NAMES[0]].sort_values("share", kind="stable", ascending=False)
    most, least = young.iloc[0], young.iloc[-1]
    said = f"{percent(float(most['share']))} of the cells of the lot '{most['lot']}' are {NAMES[0]} cells"
    return said if len(young) == 1 else f"{said}, and {percent(float(least['share']))} of '{least['lot']}'"


def _said(cells: float, factor: float) -> str:
    """Write the cells of a lot and how well they engraft, as far as they are known."""
    parts = [f"{cells / 1e9:.3g} billion cells"] if np.isfinite(cells) else []
    return ", ".join([*parts, f"{factor:.2g}-fold engraftment"] if np.isfinite(factor) else parts)


def _table(bars: pd.DataFrame, caption: str) -> Table:
    """Write shares, cells and engraftment."""
    rows = []
    for lot, own in bars.groupby("lot", sort=False):
        first = own.iloc[0]
        known = [number(float(first[one])) if np.isfinite(first[one]) else "–" for one in ("cells", "factor")]
        rows.append((str(lot), *(percent(float(share)) for share in own["share"]), *known))
    columns = ("Lot of", *(name.capitalize() for name in NAMES), "Cells", "Engraftment, of the typical day-9 lot")
    return Table(caption, columns, (Group("", tuple(rows)),), numeric=tuple(range(1, 7)))
