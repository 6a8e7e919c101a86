"""Some patients' stories, one lane each."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from engraft.report.charts.theme import COLOURS, INK, Layout, Spec, altair, finish, time_axis
from engraft.report.frames_persons import EVENTS, STATES

if TYPE_CHECKING:
    import pandas as pd

    from engraft.report.frames import Clock

LANE = 12
BARS = dict(zip(STATES, ("#d6dbe1", "#7fb2d6", "#e0937f", "#c3a3d1"), strict=True))
MARKS = dict(zip(EVENTS, ("circle", "triangle-down", "diamond", "cross", "triangle-right"), strict=True))
INKS = dict(zip(EVENTS, (COLOURS[0], COLOURS[1], COLOURS[3], INK, INK), strict=True))


def swimmer_chart(lanes: pd.DataFrame, events: pd.DataFrame, *, clock: Clock, layout: Layout, title: str) -> Spec:
    """Draw one lane per patient: its colour says how the patient is, a sign what happened.

    Shapes
    ------
    lanes: columns lane, start, end, state; events: columns lane, day, event (``swimmer_frames``).
    """
    alt = altair()

    count = int(lanes["lane"].max()) + 1
    bars = lanes.assign(a=lanes["start"] / clock.days, b=lanes["end"] / clock.days)
    bars = bars.assign(y=lanes["lane"] + 0.18, y2=lanes["lane"] + 0.82)
    signs = events.assign(time=events["day"] / clock.days, y=events["lane"] + 0.5)
    across = alt.Scale(domain=[0, clock.end * 1.02], nice=False)
    x, y = alt.X("a:Q", scale=across, axis=time_axis(clock)), alt.Y("y:Q", scale=_down(count), axis=None)
    colour = alt.Color("state:N", scale=_scale(BARS, bars["state"]), legend=_legend(layout, "top", "square"))
    lane = alt.Chart(bars).mark_rect().encode(x, alt.X2("b:Q"), y, alt.Y2("y2:Q"), colour)
    shape = alt.Shape("event:N", scale=_scale(MARKS, signs["event"]), legend=_legend(layout, "bottom"))
    ink = alt.Color("event:N", scale=_scale(INKS, signs["event"]), legend=_legend(layout, "bottom"))
    sign = alt.Chart(signs).mark_point(filled=True, size=46, opacity=1, clip=False).encode(
        alt.X("time:Q", scale=across), alt.Y("y:Q", scale=_down(count)), shape, ink
    )  # fmt: skip
    chart = alt.layer(lane, sign).resolve_scale(color="independent", shape="independent")
    return finish(chart.properties(width=layout.width - 30, height=LANE * count), layout, title)


def _scale(looks: dict[str, str], seen: pd.Series[str]) -> Any:
    """Give those that are there their look."""
    there = [name for name in looks if (seen == name).any()]
    return altair().Scale(domain=there, range=[looks[name] for name in there])


def _down(count: int) -> Any:
    """Count lanes from the top."""
    return altair().Scale(domain=[count, 0], nice=False, zero=False)


def _legend(layout: Layout, side: str, symbol: str | None = None) -> Any:
    """Name the states above the lanes, the signs below."""
    alt = altair()

    drawn = {"symbolType": symbol, "symbolStrokeWidth": 0} if symbol else {"symbolSize": 60}
    return alt.Legend(
        title=None, orient=side, direction="horizontal", labelFontSize=layout.type_size, labelColor=INK,
        symbolOpacity=1, columns=2 if layout.columns == 1 else 0, labelLimit=layout.width - 60, **drawn,
    )  # fmt: skip
