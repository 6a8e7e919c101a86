"""One picture of a report: a chart at two widths, the sentence it shows, and its numbers as a table."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from engraft.report.charts.theme import Layout, Spec
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
