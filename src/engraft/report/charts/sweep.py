"""Figures of a sweep: over one path points with intervals and their differences, over two a heat map per arm."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from engraft.report.charts.theme import (
    INK,
    MUTED,
    WASH,
    Layout,
    Spec,
    altair,
    arm_legend,
    colour_scale,
    dash_scale,
    finish,
)

if TYPE_CHECKING:
    import pandas as pd

PALE, DEEP = "#eef3f7", "#123a58"  # the ends of the scale of a heat map: dark is more
ROW, LEAST = 34, 30  # pixels: height of a cell, and the width from which a number fits into it
AROUND = 1.0  # arms at one place keep together, with their own distance on either side
LARGE = 1e4  # from here on a number is written with its power of ten
BESIDE = 0.008  # of the axis, between two arms at one number
WORDY = 0.635  # where the scale is dark enough for white words: black and white are read alike well there


def line_chart(
    rows: pd.DataFrame, arms: tuple[str, ...], *, layout: Layout, title: str, heads: tuple[str, str, str]
) -> Spec:
    """Draw a figure at every point above its difference to the first point; lines join what a number orders.

    Shapes
    ------
    rows: columns arm, place (number of the value), x (the value, NaN if it is no number), shown, value, lower, upper,
    difference, difference_lower, difference_upper, unit; ``sweep_frame``.
    heads: what the values are, what the figure is, and its unit.
    """
    alt = altair()
    look = (rows, arms, layout)
    above = _panel(look, ("value", "lower", "upper"), heads[2], x_title=None)
    rest = rows[rows["difference"].notna()]
    if rest.empty:
        return finish(_panel(look, ("value", "lower", "upper"), heads[2], x_title=heads[0]), layout, title)
    names = ("difference", "difference_lower", "difference_upper")
    below = _panel(look, names, f"Difference{heads[2] and ', '}{_apart(heads[2])}", x_title=heads[0])
    return finish(alt.vconcat(above, below, spacing=22).resolve_scale(x="shared"), layout, title)


def _apart(unit: str) -> str:
    """Say the unit of a difference."""
    return "percentage points" if unit == "%" else unit


def _panel(
    look: tuple[pd.DataFrame, tuple[str, ...], Layout], names: tuple[str, str, str], unit: str, *, x_title: str | None
) -> Any:
    """Draw values with their intervals, one colour per arm."""
    alt = altair()
    rows, arms, layout = look
    table = rows.assign(shift=[arms.index(arm) - (len(arms) - 1) / 2 for arm in rows["arm"]])
    legend = arm_legend(arms, layout) if names[0] == "value" else None
    colour = alt.Color("arm:N", scale=colour_scale(arms), legend=legend)
    dash = alt.StrokeDash("arm:N", scale=dash_scale(arms), legend=legend)
    x, numeric = _x(rows, x_title, layout)
    table = table.assign(x=_beside(table, rows["x"])) if numeric else table
    shift = {} if numeric else {"xOffset": alt.XOffset("arm:N", sort=list(arms), scale=alt.Scale(paddingOuter=AROUND))}
    large = {"format": ".1~e"} if (table[[*names]].abs() >= LARGE).to_numpy().any() else {}
    axis = alt.Axis(title=unit or None, tickCount=5, grid=True, **large)
    y = {"axis": axis, "scale": alt.Scale(zero=names[0] != "value")}
    base = alt.Chart(table).encode(x, colour, **shift)
    rule = base.mark_rule(strokeWidth=2, opacity=0.75).encode(alt.Y(f"{names[1]}:Q", **y), alt.Y2(f"{names[2]}:Q"))
    dot = base.mark_point(filled=True, size=70, opacity=1).encode(alt.Y(f"{names[0]}:Q", **y))
    line = base.mark_line(strokeWidth=2).encode(alt.Y(f"{names[0]}:Q", **y), dash)
    zero = alt.Chart(rows.head(1).assign(zero=0.0)).mark_rule(color=MUTED, strokeWidth=1.2).encode(alt.Y("zero:Q", **y))
    marks = [zero] * (names[0] != "value") + [line] * numeric + [rule, dot]
    height = layout.height if names[0] == "value" else int(layout.height * 0.62)
    return alt.layer(*marks).properties(width=layout.width - 86, height=height)


def _beside(table: pd.DataFrame, x: pd.Series[float]) -> NDArray[np.float64]:
    """Move arms a little apart along the axis, so that no interval hides another."""
    low, high = float(x.min()), float(x.max())
    place, shift = (table[name].to_numpy(np.float64) * 1.0 for name in ("x", "shift"))
    if _is_log(low, high):
        return np.asarray(place * np.exp(shift * BESIDE * np.log(high / low)))
    return np.asarray(place + shift * BESIDE * (high - low))


def _is_log(low: float, high: float) -> bool:
    """Tell whether an axis needs a scale of powers."""
    return low > 0.0 and high >= 20.0 * low


def _x(rows: pd.DataFrame, title: str | None, layout: Layout) -> tuple[Any, bool]:
    """Make the axis of the values: of numbers to scale, else in the order they were asked for."""
    alt = altair()
    shown = list(dict.fromkeys(rows["shown"]))
    if rows["x"].isna().any():
        turned = sum(map(len, shown)) * layout.type_size * 0.55 > layout.width - 90
        axis = alt.Axis(title=title, labels=title is not None, labelAngle=-35 if turned else 0, grid=False)
        return alt.X("shown:N", sort=shown, axis=axis), False
    values = sorted(set(rows["x"]))
    log = _is_log(values[0], values[-1])
    ticks = {"values": values} if len(values) <= layout.ticks else {}
    # four digits of its own: without, the drawer takes as few as keep ticks apart and writes 25 as 3e+1
    form = ".2~e" if values[-1] >= LARGE or (log and values[0] < 1e-3) else ".4~g"
    axis = alt.Axis(
        title=title, labels=title is not None, grid=False, labelOverlap=True, labelFlush=False, format=form, **ticks
    )
    scale = alt.Scale(type="log" if log else "linear", zero=False, nice=False, padding=14)
    return alt.X("x:Q", axis=axis, scale=scale), True


def heat_chart(cells: pd.DataFrame, *, layout: Layout, title: str, heads: tuple[str, str]) -> Spec:
    """Draw a figure over two paths, dark where it is large, one map below the other for arms and further paths.

    Shapes
    ------
    cells: columns panel, across, down, value, words (the value for the cell); in the order they were asked for.
    heads: what is across, and what is down.
    """
    alt = altair()
    panels = list(dict.fromkeys(cells["panel"]))
    ends = (float(cells["value"].min()), float(cells["value"].max()))
    names = [(heads[0] if panel == panels[-1] else None, heads[1]) for panel in panels]
    looks = zip(panels, names, strict=True)
    drawn = [_map(cells[cells["panel"] == panel], two, ends, layout) for panel, two in looks]
    return finish(alt.vconcat(*drawn, spacing=20), layout, title)


def _map(rows: pd.DataFrame, heads: tuple[str | None, str], ends: tuple[float, float], layout: Layout) -> Any:
    """Draw one map; the lowest names what is across."""
    alt = altair()
    (across, down), (low, high) = heads, ends
    panel = str(rows["panel"].iloc[0])
    x_order, y_order = list(dict.fromkeys(rows["across"])), list(dict.fromkeys(rows["down"]))
    width = layout.width - 40 - min(150, max(map(len, y_order)) * layout.type_size * 0.6 + 30)
    turned = max(map(len, x_order)) * layout.type_size * 0.6 > width / len(x_order)
    axis = alt.Axis(title=across, labelAngle=-35 if turned else 0, domain=False, ticks=False)
    x = alt.X("across:N", sort=x_order, axis=axis)
    y = alt.Y("down:N", sort=y_order, axis=alt.Axis(title=None, domain=False, ticks=False, labelLimit=130))
    low, high = (low, high) if high > low else (low - 1.0, high + 1.0)
    scale = alt.Scale(domain=[low, high], range=[PALE, DEEP], interpolate="lab")
    base = alt.Chart(rows.assign(share=(rows["value"] - low) / (high - low))).encode(x, y)
    ground = base.mark_rect(stroke="white", strokeWidth=2, color=WASH)
    tile = base.transform_filter("isValid(datum.value)").mark_rect(stroke="white", strokeWidth=2)
    marks = [ground, tile.encode(alt.Color("value:Q", scale=scale, legend=None))]
    if width / len(x_order) >= max(LEAST, 0.62 * layout.type_size * max(map(len, rows["words"]))):
        ink = alt.condition(f"datum.share > {WORDY}", alt.value("white"), alt.value("black"))
        marks.append(base.mark_text(fontSize=layout.type_size).encode(alt.Text("words:N"), color=ink))
    named = alt.TitleParams(
        [panel] if panel else [], subtitle=f"{down} ↓", anchor="start", offset=6, fontSize=layout.type_size, color=INK,
        subtitleColor=MUTED, subtitleFontSize=layout.type_size,
    )  # fmt: skip
    return alt.layer(*marks).properties(width=width, height=ROW * len(y_order), title=named)
