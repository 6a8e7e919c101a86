"""One picture of a report: a chart at two widths, the sentence it shows, and its numbers as a table."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from engraft.report.charts.theme import Layout, Spec, stamped
from engraft.report.tables import Table


@dataclass(frozen=True)
class Picture:
    """One chart of a report.

    ``draw`` makes the specification for a layout; ``topic`` is the small line over the title, ``note`` says how to
    read the chart.
    """

    key: str
    topic: str
    title: str
    note: str
    draw: Callable[[Layout], Spec]
    table: Table | None = None


EXTRAPOLATED = "Part of this lies outside of what was studied; survival and severe toxicity of such arms are withheld."


def extrapolated_picture(picture: Picture) -> Picture:
    """Mark a picture of something that was never studied: in its title, in its note and in the drawing itself."""
    return replace(
        picture,
        title=f"Extrapolated: {picture.title}",
        note=f"{picture.note} {EXTRAPOLATED}",
        draw=lambda layout: stamped(picture.draw(layout), layout),
    )
