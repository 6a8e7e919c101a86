"""Phenotypes of lots at harvest: one stacked bar per lot, its cells written over it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engraft.report.charts.theme import INK, MUTED, Layout, Spec, altair, finish, legend_columns, percent_axis

if TYPE_CHECKING:
    import pandas as pd

SHADES = ("#123a57", "#3f7fae", "#9cc3dd", "#dde6ee")  # darker to lighter: told apart without the hue
ROW = 52  # px, a lot with what is written over it


def phenotypes_chart(bars: pd.DataFrame, *, layout: Layout, title: str) -> Spec:
    """Draw the lots below each other, the cells that engraft best on the left.

    Shapes
    ------
    bars: columns lot, phenotype, share, low, high, said (what is written over the bar), n (``phenotypes_frame``).
    """
    alt = altair()

    lots, names = (list(dict.fromkeys(bars[one])) for one in ("lot", "phenotype"))
    rows = bars.assign(row=bars["lot"].map(lots.index))
    rows = rows.assign(top=rows["row"] + 0.46, bottom=rows["row"] + 0.9, line=rows["row"] + 0.24)
    legend = alt.Legend(
        title=None, orient="top", labelFontSize=layout.type_size, labelColor=INK, symbolType="square",
        symbolOpacity=1, symbolStrokeWidth=0, columns=2 if layout.columns == 1 else legend_columns(names, layout),
    )  # fmt: skip
    down = alt.Scale(domain=[0, len(lots)], reverse=True, nice=False)
    share = alt.Scale(domain=[0, 1], nice=False)
    base = alt.Chart(rows)
    bar = base.mark_rect(stroke="white", strokeWidth=0.8).encode(
        alt.X("low:Q", scale=share, title="Share of the cells", axis=percent_axis(grid=False)),
        alt.X2("high:Q"),
        alt.Y("top:Q", scale=down, axis=None),
        alt.Y2("bottom:Q"),
        alt.Color("phenotype:N", scale=alt.Scale(domain=names, range=list(SHADES)), legend=legend),
    )
    first = base.transform_filter(f"datum.phenotype == '{names[0]}'")
    written = first.mark_text(align="left", baseline="middle", fontSize=layout.type_size, color=INK).encode(
        alt.Text("lot:N"), x=alt.value(0), y=alt.Y("line:Q", scale=down)
    )
    if layout.columns > 1:  # the narrow chart has no room beside the name; its table says the numbers
        cells = first.mark_text(align="right", baseline="middle", fontSize=layout.type_size, color=MUTED).encode(
            alt.Text("said:N"), x=alt.value(layout.width - 60), y=alt.Y("line:Q", scale=down)
        )
        written = alt.layer(written, cells)
    chart = alt.layer(bar, written).properties(width=layout.width - 60, height=ROW * len(lots))
    return finish(chart, layout, title)
