"""The picture of copy numbers: what laws and products say beside what was counted in single cells."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from engraft.report.charts.copies import copies_chart
from engraft.report.frames_copies import CLASSES, COUNTED, copies_frame, counted_source
from engraft.report.picture import Picture
from engraft.report.tables import Group, Table
from engraft.report.words import percent

if TYPE_CHECKING:
    import pandas as pd

    from engraft.trial.result import StudyResult

TOPIC = "Copies of the vector"


def copies_pictures(result: StudyResult) -> Iterator[Picture]:
    """Draw who has how many copies, where an endpoint asked for all classes."""
    bars = copies_frame(result.outcomes, result.published, result.arms)
    if bars.empty:
        return
    title = copies_finding(bars)
    persons = int(bars["n"].max())
    source = counted_source(result.published)
    note = f"Bars: median of {persons:,} simulated patients, lines their quartiles; cells without a copy are left out."
    if source:
        note += f" In ink: {COUNTED}, with the interval of that many cells: {source}."
    yield Picture(
        "copies", TOPIC, title, note,
        lambda layout: copies_chart(bars, layout=layout, title=title, counted=COUNTED),
        _table(bars, title),
    )  # fmt: skip


def copies_finding(bars: pd.DataFrame) -> str:
    """Say how large the highest class is, and what was counted of it."""
    highest = bars[bars["copies"] == CLASSES[-1]]
    products = highest.loc[highest["series"] != COUNTED, "share"]
    ends = dict.fromkeys(percent(float(one)) for one in (products.min(), products.max()))
    found = " to ".join(ends)
    said = f"Four copies or more are in {found} of the transduced cells of {len(products)} simulated products"
    counted = highest.loc[highest["series"] == COUNTED, "share"]
    return said + (f", and in {percent(float(counted.iloc[0]))} of counted cells" if len(counted) else "")


def _table(bars: pd.DataFrame, caption: str) -> Table:
    """Write the shares."""
    wide = bars.pivot_table(index="series", columns="copies", values="share", sort=False)
    rows = tuple((str(name), *(percent(float(row[c])) for c in CLASSES)) for name, row in wide.iterrows())
    columns = ("Cells", "1 copy", "2 copies", "3 copies", "4 or more")
    return Table(caption, columns, (Group("", rows),), numeric=(1, 2, 3, 4))
