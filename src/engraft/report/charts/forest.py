"""Ratios of odds and hazards with their intervals, one row per covariate."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from engraft.report.charts.theme import COLOURS, INK, MUTED, Layout, Spec, altair, finish

if TYPE_CHECKING:
    import pandas as pd

ROW = 44
TICKS = (0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0, 20.0)


def forest_chart(ratios: pd.DataFrame, *, layout: Layout, title: str, heads: dict[str, str]) -> Spec:
    """Draw each measure in a panel of its own on a log axis, with the line of no difference.

    Shapes
    ------
    ratios: columns covariate, side, measure, value, lower, upper (``forest_frame``).
    heads: measure -> heading of its panel.
    """
    alt = altair()

    names = list(dict.fromkeys(ratios["covariate"]))
    low, high = float(ratios["lower"].min()), float(ratios["upper"].max())
    ends = (min(0.5, low * 0.9), max(2.0, high * 1.1))
    shown = [measure for measure in heads if (ratios["measure"] == measure).any()]
    drawn = [
        _panel(ratios[ratios["measure"] == measure], heads[measure], names, (ends, COLOURS[k % 2]), layout)
        for k, measure in enumerate(shown)
    ]
    return finish(alt.vconcat(*drawn, spacing=18), layout, title)


def _panel(
    rows: pd.DataFrame, head: str, names: list[str], look: tuple[tuple[float, float], str], layout: Layout
) -> Any:
    """Draw one measure: words on the line above each interval, so that they fit a narrow page."""
    alt = altair()
    ends, colour = look
    place = {name: float(k) for k, name in enumerate(n for n in names if (rows["covariate"] == n).any())}
    table = rows.assign(row=[place[name] + 0.68 for name in rows["covariate"]], words=_words(rows), one=1.0)
    table = table.assign(head=table["row"] - 0.2, foot=table["row"] + 0.2)
    ticks = [tick for tick in TICKS if ends[0] <= tick <= ends[1]]
    axis = alt.Axis(values=ticks, format="~g", grid=False, title=None, labelFlush=False)
    x = {"scale": alt.Scale(type="log", domain=list(ends), nice=False), "axis": axis}
    down = alt.Scale(domain=[len(place), 0], nice=False, zero=False)
    y = alt.Y("row:Q", scale=down, axis=None)
    base = alt.Chart(table).encode(y)
    line = base.mark_rule(color=MUTED).encode(
        alt.X("one:Q", **x), alt.Y("head:Q", scale=down, axis=None), alt.Y2("foot:Q")
    )
    interval = base.mark_rule(color=colour, strokeWidth=2).encode(alt.X("lower:Q", **x), alt.X2("upper:Q"))
    dot = base.mark_point(filled=True, size=80, opacity=1, color=colour).encode(alt.X("value:Q", **x))
    said = alt.Chart(table.assign(row=table["row"] - 0.42)).mark_text(
        align="left", baseline="middle", color=INK, fontSize=layout.type_size - 1, limit=layout.width - 30
    )
    text = said.encode(y, alt.Text("words:N"), x=alt.value(0))
    title = alt.TitleParams(head, anchor="start", fontSize=layout.type_size, fontWeight="bold", color=INK, offset=8)
    chart = alt.layer(line, interval, dot, text)
    return chart.properties(width=layout.width - 30, height=ROW * len(place), title=title)


def _words(rows: pd.DataFrame) -> list[str]:
    """Name the covariate and the ratio."""
    parts = zip(rows["covariate"], rows["value"], rows["lower"], rows["upper"], strict=True)
    return [f"{name}: {value:.2f} ({low:.2f} to {high:.2f})" for name, value, low, high in parts]
