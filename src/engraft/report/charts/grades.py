"""The share of patients with each grade, day by day, as stacked bars."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from engraft.report.charts.theme import INK, Layout, Spec, altair, finish

if TYPE_CHECKING:
    import pandas as pd

SHADES = ("#f6cf9f", "#e58e4a", "#b8432f", "#641220")  # lighter to darker: told apart without the hue


def grades_chart(panels: pd.DataFrame, *, layout: Layout, title: str) -> Spec:
    """Draw one panel above the other, the gravest grade at the bottom of each bar; all panels share their axes.

    Shapes
    ------
    panels: columns panel (its heading), day, grade, share, low, high, n (``grades_frame``), in the order of drawing.
    """
    alt = altair()

    names = list(dict.fromkeys(panels["panel"]))
    top = max(0.1, float(np.ceil(panels["high"].max() * 10.0 - 1e-9) / 10.0))
    last = int(panels["day"].max()) + 1
    rows = panels.assign(
        since=panels["day"] - 0.5, until=panels["day"] + 0.5, name="grade " + panels["grade"].astype(str)
    )
    drawn = [_panel(rows[rows["panel"] == name], name, (last, top), layout, last=name == names[-1]) for name in names]
    chart = alt.vconcat(*drawn, spacing=10).resolve_scale(x="shared", y="shared", color="shared")
    return finish(chart, layout, title)


def _panel(rows: pd.DataFrame, name: str, ends: tuple[int, float], layout: Layout, *, last: bool) -> Any:
    """Draw the bars of one scale; only the last panel names the time axis."""
    alt = altair()

    end, top = ends
    grades = [f"grade {k}" for k in range(1, 5)]
    legend = alt.Legend(
        title=None, orient="top", labelFontSize=layout.type_size, labelColor=INK, symbolType="square",
        symbolOpacity=1, symbolStrokeWidth=0, columns=4,
    )  # fmt: skip
    step = 7 if end > 20 else 2
    named = "Days since infusion" if last else None
    days = alt.Axis(title=named, values=list(range(0, end, step)), format=",d", grid=False)
    shares = alt.Axis(labelExpr="format(100 * datum.value, '.0f') + ' %'", tickCount=4, labelFlush=False)
    x = alt.X("since:Q", scale=alt.Scale(domain=[-0.5, end - 0.5], nice=False), axis=days)
    y = alt.Y("low:Q", scale=alt.Scale(domain=[0, top], nice=False), title="Share of patients", axis=shares)
    bars = alt.Chart(rows).mark_rect(stroke="white", strokeWidth=0.4).encode(
        x, alt.X2("until:Q"), y, alt.Y2("high:Q"),
        alt.Color("name:N", scale=alt.Scale(domain=grades, range=list(SHADES)), legend=legend),
        tooltip=_tooltip(),
    )  # fmt: skip
    head = alt.TitleParams(name, anchor="start", fontSize=layout.type_size, fontWeight="bold", color=INK, offset=6)
    return bars.properties(width=layout.width - 78, height=int(layout.height * 0.42), title=head)


def _tooltip() -> list[Any]:
    """Say what the pointer meets in words."""
    alt = altair()

    return [
        alt.Tooltip("day:Q", title="Day", format=",d"),
        alt.Tooltip("name:N", title="Highest of the day"),
        alt.Tooltip("share:Q", title="Share", format=".1%"),
        alt.Tooltip("n:Q", title="Patients", format=",d"),
    ]
