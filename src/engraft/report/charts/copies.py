"""Shares of transduced cells with one, two, three and more copies: bars of each product beside counted cells."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from engraft.report.charts.theme import COLOURS, INK, WASH, Layout, Spec, altair, finish, legend_columns, percent_axis

if TYPE_CHECKING:
    import pandas as pd


def copies_chart(bars: pd.DataFrame, *, layout: Layout, title: str, counted: str) -> Spec:
    """Draw a group of bars for each number of copies, in the order of the legend from left to right.

    Shapes
    ------
    bars: columns series, copies, share, low, high, n (``copies_frame``).

    Parameters
    ----------
    counted
        The series that was counted and not simulated: it is drawn in ink.
    """
    alt = altair()

    series = list(dict.fromkeys(bars["series"]))
    classes = list(dict.fromkeys(bars["copies"]))
    others = iter(COLOURS)
    colours = [INK if one == counted else next(others) for one in series]
    top = float(np.ceil(max(bars["high"].max(), bars["share"].max()) * 10.0 - 1e-9) / 10.0)
    shares = alt.Scale(domain=[0, top], nice=False)
    x = alt.X("copies:N", sort=classes, title="Copies in a transduced cell", axis=alt.Axis(labelAngle=0, grid=False))
    offset = alt.XOffset("series:N", sort=series)
    base = alt.Chart(bars).encode(x, offset)
    bar = base.mark_bar(stroke="white", strokeWidth=0.6).encode(
        alt.Y("share:Q", scale=shares, title="Share of transduced cells", axis=percent_axis()),
        alt.Color("series:N", scale=alt.Scale(domain=series, range=colours), legend=_legend(series, layout)),
    )
    halo = base.mark_rule(strokeWidth=4.2, color=WASH).encode(alt.Y("low:Q", scale=shares), alt.Y2("high:Q"))
    spread = base.mark_rule(strokeWidth=1.6, color=INK).encode(alt.Y("low:Q", scale=shares), alt.Y2("high:Q"))
    chart = alt.layer(bar, halo, spread).properties(width=layout.width - 78, height=int(layout.height * 0.9))
    return finish(chart, layout, title)


def _legend(series: list[str], layout: Layout) -> Any:
    """Name the series above the chart."""
    alt = altair()

    return alt.Legend(
        title=None, orient="top", labelFontSize=layout.type_size, labelColor=INK, symbolType="square", symbolOpacity=1,
        symbolStrokeWidth=0, columns=1 if layout.columns == 1 else legend_columns(series, layout),
        labelLimit=layout.width - 60,
    )  # fmt: skip
