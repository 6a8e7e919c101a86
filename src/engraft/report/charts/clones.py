"""Clones of one graft over time as a stack of bands: a Muller plot."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from engraft.report.charts.theme import COLOURS, INK, Layout, Spec, altair, finish, percent_axis, time_axis
from engraft.report.frames_clones import NAMED, OTHERS

if TYPE_CHECKING:
    import pandas as pd

    from engraft.report.frames import Clock

PALE = ("#dfe4e9", "#c9d1d9")  # of the clones without a name, one beside the other


def clones_chart(frame: pd.DataFrame, *, clock: Clock, layout: Layout, title: str) -> Spec:
    """Draw every followed clone as a band whose height is its share of the cells.

    Shapes
    ------
    frame: columns clone, who, day, share, low, high (``clones_frame``).
    """
    alt = altair()

    rows = frame.assign(time=frame["day"] / clock.days)
    names = [f"clone {k + 1}" for k in range(NAMED)]
    start = float(rows["time"].min())
    x = alt.X("time:Q", scale=alt.Scale(domain=[start, clock.end], nice=False), axis=time_axis(clock))
    y = alt.Y("low:Q", scale=alt.Scale(domain=[0, 1], nice=False), axis=percent_axis(grid=False),
              title="Share of the stem cells followed")  # fmt: skip
    plain = rows[rows["who"] == OTHERS].assign(shade=lambda some: (some["clone"] % 2).astype(str))
    base = {"detail": alt.Detail("clone:Q"), "y2": alt.Y2("high:Q")}
    pale = alt.Chart(plain).mark_area(interpolate="monotone").encode(
        x, y, **base, color=alt.Color("shade:N", scale=alt.Scale(domain=["0", "1"], range=list(PALE)), legend=None),
    )  # fmt: skip
    named = alt.Chart(rows[rows["who"] != OTHERS]).mark_area(interpolate="monotone").encode(
        x, y, **base, color=alt.Color("who:N", scale=alt.Scale(domain=names, range=list(COLOURS[:NAMED])),
                                      legend=_legend(layout)),
    )  # fmt: skip
    both = alt.layer(pale, named).resolve_scale(color="independent")
    return finish(both.properties(width=layout.width - 78, height=layout.height), layout, title)


def _legend(layout: Layout) -> Any:
    """Name the largest clones above the chart."""
    alt = altair()

    return alt.Legend(
        title=None, orient="top", labelFontSize=layout.type_size, labelColor=INK, symbolType="square",
        symbolOpacity=1, symbolStrokeWidth=0, columns=NAMED if layout.columns > 1 else 3,
    )  # fmt: skip
