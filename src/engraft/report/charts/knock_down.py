"""What is left of a silenced gene's mRNA and protein, with the doses that silence it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from engraft.report.charts.theme import INK, MUTED, Layout, Spec, altair, colour_scale, dash_scale, finish, percent_axis

if TYPE_CHECKING:
    import pandas as pd

    from engraft.report.frames import Clock

HALF = 0.5


def knock_down_chart(left: pd.DataFrame, doses: pd.DataFrame, *, clock: Clock, layout: Layout, title: str) -> Spec:
    """Draw one panel per arm: medians with their 5-95 percentile bands, a line at one half, a mark for each dose.

    Shapes
    ------
    left: ``knock_down_frame``; doses: ``doses_frame``.
    """
    alt = altair()

    arms, kinds = list(dict.fromkeys(left["arm"])), tuple(dict.fromkeys(left["what"]))
    top = max(1.05, 1.02 * float(left["p95"].max()))
    panels = []
    for arm in arms:
        rows = left[left["arm"] == arm].assign(time=lambda frame: frame["day"] / clock.days)
        marks = doses[doses["arm"] == arm].assign(at=top, time=lambda frame: frame["day"] / clock.days)
        marks = marks.assign(stop=marks["end"] / clock.days)
        parts = [*_courses(rows, kinds, clock, layout, top, last=arm == arms[-1]), *_doses(marks)]
        head = alt.TitleParams(arm, anchor="start", fontSize=layout.type_size, fontWeight="bold", color=INK, offset=6)
        height = int(layout.height * (0.72 if len(arms) == 1 else 0.42))
        panels.append(alt.layer(*parts).properties(width=layout.width - 78, height=height, title=head))
    chart = alt.vconcat(*panels, spacing=10).resolve_scale(x="shared", y="shared", color="shared", strokeDash="shared")
    return finish(chart, layout, title)


def _courses(
    rows: pd.DataFrame, kinds: tuple[str, ...], clock: Clock, layout: Layout, top: float, *, last: bool
) -> list[Any]:
    """Make the bands, the medians and the line at one half; only the last panel names the time axis."""
    import pandas as pd

    alt = altair()
    named = f"{clock.word.capitalize()}s since {clock.since}" if last else None
    axis = alt.Axis(title=named, values=clock.ticks, format=",d", labelFlush=False, grid=False)
    x = alt.X("time:Q", scale=alt.Scale(domain=[0.0, clock.end], nice=False), axis=axis)
    scale = alt.Scale(domain=[0.0, top], nice=False)
    legend = alt.Legend(
        title=None, orient="top", symbolType="stroke", symbolSize=700, symbolStrokeWidth=2.4, labelColor=INK,
        labelFontSize=layout.type_size, columns=layout.columns, symbolOpacity=1, labelLimit=layout.width - 60,
    )  # fmt: skip
    colour = alt.Color("what:N", scale=colour_scale(kinds), legend=legend)
    dash = alt.StrokeDash("what:N", scale=dash_scale(kinds), legend=legend)
    base = alt.Chart(rows).encode(x, colour)
    band = base.mark_area(opacity=0.13).encode(
        alt.Y("p5:Q", scale=scale, axis=percent_axis(), title="Of untreated"), alt.Y2("p95:Q")
    )
    line = base.mark_line(strokeWidth=2.2).encode(
        alt.Y("p50:Q", scale=scale, axis=percent_axis(), title="Of untreated"), dash
    )
    half = alt.Chart(pd.DataFrame({"half": [HALF]})).mark_rule(color=MUTED, strokeDash=[3, 3]).encode(alt.Y("half:Q"))
    return [band, half, line]


def _doses(marks: pd.DataFrame) -> list[Any]:
    """Make a triangle where a dose begins, and a bar over one that lasts."""
    alt = altair()

    if marks.empty:
        return []
    base = alt.Chart(marks)
    arrows = base.mark_point(shape="triangle-down", filled=True, size=60, color=INK, opacity=1.0, clip=False)
    lasting = base.mark_rule(color=INK, strokeWidth=2.0).encode(alt.X("time:Q"), alt.X2("stop:Q"), alt.Y("at:Q"))
    return [lasting, arrows.encode(alt.X("time:Q"), alt.Y("at:Q"))]
