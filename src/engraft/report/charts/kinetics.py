"""Percentile bands over time on a log axis."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from engraft.report.charts.theme import (
    BELOW,
    INK,
    MUTED,
    SEEN,
    WASH,
    Layout,
    Spec,
    altair,
    arm_legend,
    colour_scale,
    dash_scale,
    finish,
    hover_dots,
    time_axis,
)
from engraft.report.frames import quantifiable

if TYPE_CHECKING:
    import pandas as pd

    from engraft.report.frames import Clock

SHAPES = {SEEN: "circle", BELOW: "triangle-down"}
DECADES = 8  # what lies further below the top says nothing about the treatment


def kinetics_chart(
    percentiles: pd.DataFrame, arms: tuple[str, ...], *, clock: Clock, layout: Layout, title: str, y: str,
    lloq: float | None = None, share: bool = False, points: pd.DataFrame | None = None,
) -> Spec:  # fmt: skip
    """Draw the median in the 25-75 and 5-95 percentile bands, above the limit of quantification only.

    Shapes
    ------
    percentiles: columns arm, day, p5, p25, p50, p75, p95, n (``kinetics_frame``).
    points: what was observed; columns day, value, what (``report.observed.points``).
    """
    bottom, top = limits(percentiles, lloq, points)
    rows = quantifiable(percentiles, 10.0**bottom if lloq is None else lloq)
    rows = rows.assign(time=rows["day"] / clock.days)
    start = float(rows["time"].min())
    bands = _bands(rows, arms, clock, layout, log_axis(bottom, top, y, share=share))
    zone = _limit(lloq, 10.0**bottom, (start, clock.end), layout) if lloq is not None else []
    dots = [] if points is None else _points(points, clock, layout, log_axis(bottom, top, y, share=share))
    return finish(
        altair().layer(*zone, *bands, *dots).properties(width=layout.width - 78, height=layout.height), layout, title
    )


def limits(percentiles: pd.DataFrame, lloq: float | None, points: pd.DataFrame | None = None) -> tuple[int, int]:
    """Choose the decades an axis spans: down to half a decade below the limit, or to the lowest value drawn.

    What was observed is always inside: a point that lies far off says the most.

    Units
    -----
    Exponents of ten.
    """
    values = percentiles[["p5", "p25", "p50", "p75", "p95"]].to_numpy()
    positive = values[values > 0]
    if positive.size == 0:
        return 0, 1
    top = math.ceil(math.log10(positive.max()) - 1e-9)
    lowest = positive.min() if lloq is None else lloq / 3
    bottom = max(math.floor(math.log10(lowest) + 1e-9), top - DECADES if lloq is None else -300)
    if points is not None and len(points):
        top = max(top, math.ceil(math.log10(points["value"].max()) - 1e-9))
        bottom = min(bottom, math.floor(math.log10(points["value"].min()) + 1e-9))
    return min(bottom, top - 1), top


def log_axis(bottom: int, top: int, title: str, *, share: bool) -> dict[str, Any]:
    """Lay out the log axis: its domain, the labelled decades and their words."""
    alt = altair()

    step = 1 if top - bottom <= 6 else 2
    exponents = list(range(top, bottom - 1, -step))[::-1]
    words = [decade(k, share=share) for k in exponents]
    index = f"(round(log(datum.value) / LN10) - {exponents[0]}) / {step}"
    axis = alt.Axis(values=[10.0**k for k in exponents], labelExpr=f"{words!r}[{index}]")
    return {"title": title, "axis": axis, "scale": alt.Scale(type="log", domain=[10.0**bottom, 10.0**top], nice=False)}


def decade(exponent: int, *, share: bool) -> str:
    """Write a power of ten, or a share in percent.

    Examples
    --------
    >>> decade(9, share=False), decade(-2, share=True), decade(-4, share=True)
    ('10⁹', '1 %', '0.01 %')
    """
    if share:
        return f"{10.0 ** (exponent + 2):.{max(0, -exponent - 2)}f} %"
    return "10" + str(exponent).translate(str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹"))


def _bands(rows: pd.DataFrame, arms: tuple[str, ...], clock: Clock, layout: Layout, axis: dict[str, Any]) -> list[Any]:
    """Make the two bands and the median of each arm."""
    alt = altair()

    start = float(rows["time"].min())
    legend = arm_legend(arms, layout)
    x = alt.X("time:Q", scale=alt.Scale(domain=[start, clock.end], nice=False), axis=time_axis(clock))
    colour = alt.Color("arm:N", scale=colour_scale(arms), legend=legend)
    dash = alt.StrokeDash("arm:N", scale=dash_scale(arms), legend=legend)
    base = alt.Chart(rows).encode(x, colour)
    faint = 0.13 if len(arms) < 3 else 0.08
    outer = base.mark_area(opacity=faint, clip=True).encode(alt.Y("p5:Q", **axis), alt.Y2("p95:Q"))
    inner = base.mark_area(opacity=1.5 * faint, clip=True).encode(alt.Y("p25:Q", **axis), alt.Y2("p75:Q"))
    median = base.mark_line(strokeWidth=2.2, clip=True).encode(alt.Y("p50:Q", **axis), dash)
    dots = hover_dots(base.encode(alt.Y("p50:Q", **axis)), _tooltip(clock.word.capitalize()))
    return [outer, inner, median, dots]


def _points(points: pd.DataFrame, clock: Clock, layout: Layout, axis: dict[str, Any]) -> list[Any]:
    """Draw what was observed: a ring where there is a value, a triangle at the limit that a reading is below."""
    alt = altair()

    size = layout.type_size
    legend = alt.Legend(
        title=None, orient="bottom", direction="horizontal", labelFontSize=size, labelColor=INK,
        labelLimit=layout.width - 60, columns=layout.columns,
    )  # fmt: skip
    kinds = [what for what in SHAPES if (points["what"] == what).any()]
    shape = alt.Shape("what:N", scale=alt.Scale(domain=kinds, range=[SHAPES[what] for what in kinds]), legend=legend)
    base = alt.Chart(points.assign(time=points["day"] / clock.days))
    mark = base.mark_point(color=INK, size=34, strokeWidth=1.3, filled=False, opacity=0.85)
    return [mark.encode(alt.X("time:Q"), alt.Y("value:Q", **axis), shape)]


def _limit(lloq: float, bottom: float, span: tuple[float, float], layout: Layout) -> list[Any]:
    """Shade what the assay cannot see and name it."""
    import pandas as pd

    alt = altair()
    row = pd.DataFrame(
        {"low": [bottom], "lloq": [lloq], "start": [span[0]], "end": [span[1]], "text": ["Not quantifiable"]}
    )
    base = alt.Chart(row)
    zone = base.mark_rect(color=WASH).encode(alt.X("start:Q"), alt.X2("end:Q"), alt.Y("low:Q"), alt.Y2("lloq:Q"))
    rule = base.mark_rule(color=MUTED, strokeDash=[3, 3]).encode(alt.Y("lloq:Q"))
    words = base.mark_text(align="right", baseline="top", dx=-6, dy=5, color=MUTED, fontSize=layout.type_size - 1)
    return [zone, rule, words.encode(alt.X("end:Q"), alt.Y("lloq:Q"), alt.Text("text:N"))]


def _tooltip(word: str) -> list[Any]:
    """Say what the pointer meets in words."""
    alt = altair()

    numbers = {
        "p50": "Median",
        "p25": "25th percentile",
        "p75": "75th percentile",
        "p5": "5th percentile",
        "p95": "95th percentile",
    }
    return [
        alt.Tooltip("arm:N", title="Arm"),
        alt.Tooltip("time:Q", title=word, format=".1f"),
        *(alt.Tooltip(f"{column}:Q", title=title, format=".2~e") for column, title in numbers.items()),
        alt.Tooltip("n:Q", title="Patients"),
    ]
