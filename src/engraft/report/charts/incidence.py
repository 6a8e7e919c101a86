"""Cumulative incidence of events that compete."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from engraft.report.charts.theme import (
    COLOURS,
    DASHES,
    INK,
    MUTED,
    Layout,
    Spec,
    altair,
    finish,
    hover_dots,
    percent_axis,
    time_axis,
)

if TYPE_CHECKING:
    import pandas as pd

    from engraft.report.frames import Clock

ORDER = (1, 0, 3, 2, 4, 5, 6)  # relapse first, in red; death in muted ink


def incidence_chart(
    curves: pd.DataFrame, arms: tuple[str, ...], *, clock: Clock, layout: Layout, title: str, y: str
) -> Spec:
    """Draw one step curve per cause, one panel per arm.

    Shapes
    ------
    curves: columns arm, day, cause, incidence (``incidence_frame``).
    """
    alt = altair()

    causes = list(dict.fromkeys(curves["cause"]))
    rows = curves.assign(time=curves["day"] / clock.days)
    top = max(0.1, float(np.ceil(rows["incidence"].max() * 10.0 - 1e-9) / 10.0))
    shown = [arm for arm in arms if (rows["arm"] == arm).any()]
    drawn = [
        _panel(rows[rows["arm"] == arm], arm if len(shown) > 1 else "", causes, (clock, top, y), layout)
        for arm in shown
    ]
    return finish(alt.vconcat(*drawn, spacing=14).resolve_scale(color="shared", strokeDash="shared"), layout, title)


def _panel(rows: pd.DataFrame, arm: str, causes: list[str], axes: tuple[Clock, float, str], layout: Layout) -> Any:
    """Draw the curves of one arm."""
    alt = altair()

    clock, top, y = axes
    colours = [MUTED if "death" in cause else COLOURS[ORDER[k % len(ORDER)]] for k, cause in enumerate(causes)]
    dashes = [DASHES[k % len(DASHES)] for k in range(len(causes))]
    legend = alt.Legend(
        title=None, orient="top", symbolType="stroke", symbolSize=700, symbolStrokeWidth=2.4, labelColor=INK,
        labelFontSize=layout.type_size, columns=1 if layout.columns == 1 else 3, labelLimit=layout.width - 60,
        symbolOpacity=1,
    )  # fmt: skip
    base = alt.Chart(rows).encode(
        alt.X("time:Q", scale=alt.Scale(domain=[0, clock.end], nice=False), axis=time_axis(clock)),
        alt.Y("incidence:Q", scale=alt.Scale(domain=[0, top], nice=False), title=y, axis=percent_axis()),
        alt.Color("cause:N", scale=alt.Scale(domain=causes, range=colours), legend=legend),
    )
    line = base.mark_line(interpolate="step-after", strokeWidth=2.2).encode(
        alt.StrokeDash("cause:N", scale=alt.Scale(domain=causes, range=dashes), legend=legend)
    )
    dots = [] if arm else [hover_dots(base, _tooltip(clock.word.capitalize()))]  # a page knows one pointer per chart
    head = alt.TitleParams(arm, anchor="start", fontSize=layout.type_size, fontWeight="bold", color=INK, offset=6)
    size = {"width": layout.width - 70, "height": int(layout.height * 0.85)}
    return alt.layer(line, *dots).properties(**size, **({"title": head} if arm else {}))


def _tooltip(word: str) -> list[Any]:
    """Say what the pointer meets in words."""
    alt = altair()

    return [
        alt.Tooltip("cause:N", title="Event"),
        alt.Tooltip("time:Q", title=word, format=".1f"),
        alt.Tooltip("incidence:Q", title="Share", format=".1%"),
    ]
