"""Simulated figures beside the published ones they are held against."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from engraft.report.charts.theme import COLOURS, HAIRLINE, INK, MUTED, Layout, Spec, altair, finish, percent_axis

if TYPE_CHECKING:
    import pandas as pd

SHADES = {"simulated": COLOURS[0], "simulated, outside": COLOURS[1], "published": MUTED}

SHAPES = {"simulated": "circle", "simulated, outside": "square", "published": "diamond"}


def comparison_chart(pairs: pd.DataFrame, *, layout: Layout, title: str) -> Spec:
    """Draw a dot and a 95 % interval for each figure, simulated above published.

    Shapes
    ------
    pairs: columns name, origin ("simulated", "simulated, outside", "published"), value, lower, upper; fractions only
    (``pairs_frame``).
    """
    import pandas as pd

    alt = altair()
    names = list(dict.fromkeys(pairs["name"]))
    order = {"simulated": 0.46, "simulated, outside": 0.46, "published": 0.72}
    rows = pairs.assign(
        row=[names.index(name) + order[origin] for name, origin in zip(pairs["name"], pairs["origin"], strict=True)]
    )
    y = alt.Y("row:Q", scale=alt.Scale(domain=[len(names), 0], nice=False, zero=False), axis=None)
    x = {"scale": alt.Scale(domain=[0, 1]), "title": "Share of patients", "axis": percent_axis(grid=False)}
    there = [origin for origin in SHADES if (pairs["origin"] == origin).any()]
    shades, shapes = [SHADES[origin] for origin in there], [SHAPES[origin] for origin in there]
    colour = alt.Color("origin:N", scale=alt.Scale(domain=there, range=shades), legend=_legend(layout))
    shape = alt.Shape("origin:N", scale=alt.Scale(domain=there, range=shapes), legend=_legend(layout))
    base = alt.Chart(rows).encode(y, colour)
    interval = base.mark_rule(strokeWidth=2).encode(alt.X("lower:Q", **x), alt.X2("upper:Q"))
    dot = base.mark_point(filled=True, size=85, opacity=1).encode(alt.X("value:Q", **x), shape)
    words = _names(names, layout).encode(y, alt.Text("name:N"))
    between = pd.DataFrame({"row": [float(k) for k in range(1, len(names))]})
    lines = alt.Chart(between).mark_rule(color=HAIRLINE).encode(y)
    chart = alt.layer(lines, interval, dot, words).properties(width=layout.width - 40, height=64 * len(names))
    return finish(chart, layout, title)


def _names(names: list[str], layout: Layout) -> Any:
    """Write each figure's name above its two intervals, so that long names fit."""
    import pandas as pd

    alt = altair()
    table = pd.DataFrame({"name": names, "row": [k + 0.17 for k in range(len(names))]})
    text = alt.Chart(table).mark_text(
        align="left", baseline="middle", color=INK, fontSize=_fitting(names, layout), limit=layout.width - 34
    )
    return text.encode(x=alt.value(0))


def _fitting(names: list[str], layout: Layout) -> float:
    """Choose the largest type in which the longest name fits, but none too small to read."""
    longest = max(map(len, names))
    return max(10.0, min(float(layout.type_size), 2.0 * (layout.width - 34) / longest))


def _legend(layout: Layout) -> Any:
    """Name the two origins above the chart."""
    alt = altair()

    return alt.Legend(
        title=None, orient="top", labelFontSize=layout.type_size, labelColor=INK, symbolSize=85, symbolOpacity=1
    )
