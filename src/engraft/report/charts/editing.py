"""Editing outcomes: of each gene and product one bar, from what was put in to what was never changed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from engraft.report.charts.theme import INK, Layout, Spec, altair, finish, legend_columns, percent_axis

if TYPE_CHECKING:
    import pandas as pd

SHADES = {  # light for what stayed, dark for what was lost; told apart without the hue by their order
    "knock-in": "#1a7a43",
    "base converted": "#8a3b74",
    "indel": "#27648f",
    "large deletion": "#1d2733",
    "open break": "#b8432f",
    "wild type": "#d9dee4",
}
BAND = 36  # px of a bar with its name above
DRAWN = 1e-3  # less of it in every bar is no pixel, and no line of the legend


def editing_chart(bars: pd.DataFrame, *, layout: Layout, title: str) -> Spec:
    """Draw one panel for each locus, one bar for each arm, its name above it.

    Shapes
    ------
    bars: columns locus, arm, outcome, share, low, high, n (``editing_frame``).
    """
    alt = altair()

    loci = list(dict.fromkeys(bars["locus"]))
    seen = [one for one in SHADES if bars.loc[bars["outcome"] == one, "share"].max() > DRAWN]
    panels = [_panel(bars[bars["locus"] == one], seen, layout, last=one == loci[-1]) for one in loci]
    return finish(alt.vconcat(*panels, spacing=14).resolve_scale(color="shared"), layout, title)


def _panel(rows: pd.DataFrame, seen: list[str], layout: Layout, *, last: bool) -> Any:
    """Draw the bars of one locus; only the last names the axis."""
    alt = altair()

    arms = list(dict.fromkeys(rows["arm"]))
    shares = alt.Scale(domain=[0, 1], nice=False)
    axis = percent_axis(grid=False)
    axis["title"] = "Share of viable cells at harvest, before selection" if last else None
    legend = alt.Legend(
        title=None, orient="top", labelFontSize=layout.type_size, labelColor=INK, symbolType="square", symbolOpacity=1,
        symbolStrokeWidth=0, columns=2 if layout.columns == 1 else legend_columns(seen, layout),
    )  # fmt: skip
    y = alt.Y("arm:N", sort=arms, axis=None, scale=alt.Scale(paddingInner=0, paddingOuter=0))
    bar = alt.Chart(rows[rows["outcome"].isin(seen)]).mark_bar(height=14, yOffset=8, stroke="white", strokeWidth=0.6)
    bar = bar.encode(
        alt.X("low:Q", scale=shares, axis=axis), alt.X2("high:Q"), y,
        alt.Color("outcome:N", scale=alt.Scale(domain=seen, range=[SHADES[one] for one in seen]), legend=legend),
    )  # fmt: skip
    first = rows[rows["outcome"] == rows["outcome"].iloc[0]].assign(low=0.0)
    name = alt.Chart(first).mark_text(
        align="left", baseline="middle", dy=-9, fontSize=layout.type_size, color=INK, limit=layout.width - 40
    )
    name = name.encode(alt.X("low:Q", scale=shares, axis=axis), y, alt.Text("arm:N"))
    head = alt.TitleParams(
        str(rows["locus"].iloc[0]), anchor="start", fontSize=layout.type_size, fontWeight="bold", color=INK, offset=4
    )
    return alt.layer(bar, name).properties(width=layout.width - 40, height=BAND * len(arms), title=head)
