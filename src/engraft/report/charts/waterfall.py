"""The change of each patient's marrow as one bar, in order."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from engraft.report.charts.theme import COLOURS, INK, MUTED, Layout, Spec, altair, finish

if TYPE_CHECKING:
    import pandas as pd

SHADES = {"CR": COLOURS[0], "CRi": "#6fa8cf", "none": "#b9a58e"}
WORDS = {"CR": "complete remission", "CRi": "without recovered counts", "none": "no remission"}


def waterfall_chart(bars: pd.DataFrame, arms: tuple[str, ...], *, layout: Layout, title: str, y: str) -> Spec:
    """Draw the bars of each arm, the largest rise on the left, coloured by response.

    Shapes
    ------
    bars: columns arm, rank, width, change, kind (``waterfall_frame``).
    """
    alt = altair()

    low = min(-1.0, float(np.floor(bars["change"].min())))
    high = max(0.0, float(np.ceil(bars["change"].max() * 2.0) / 2.0))
    rows = bars.assign(
        start=bars["rank"] - bars["width"] / 2, end=bars["rank"] + bars["width"] / 2, zero=0.0,
        response=[WORDS.get(kind, kind) for kind in bars["kind"]],
    )  # fmt: skip
    shown = [arm for arm in arms if (rows["arm"] == arm).any()]
    drawn = [_panel(rows[rows["arm"] == arm], arm if len(shown) > 1 else "", (low, high), layout, y) for arm in shown]
    return finish(alt.vconcat(*drawn, spacing=14).resolve_scale(color="shared"), layout, title)


def _panel(rows: pd.DataFrame, arm: str, ends: tuple[float, float], layout: Layout, y: str) -> Any:
    """Draw the bars of one arm."""
    alt = altair()

    kinds = [kind for kind in SHADES if (rows["kind"] == kind).any()]
    legend = alt.Legend(
        title=None, orient="top", labelFontSize=layout.type_size, labelColor=INK, symbolType="square",
        symbolOpacity=1, symbolStrokeWidth=0, columns=1 if layout.columns == 1 else 0, labelLimit=layout.width - 60,
    )  # fmt: skip
    domain = [WORDS[kind] for kind in SHADES]
    powers = list(range(int(ends[0]), int(np.floor(ends[1])) + 1))
    words = [_times(power) for power in powers]
    axis = alt.Axis(values=powers, labelExpr=f"{words!r}[round(datum.value) - {powers[0]}]", title=y, labelFlush=False)
    across = {"scale": alt.Scale(domain=[0, 1], nice=False)}
    flat = alt.Axis(title="Patients, in order of the change", labels=False, ticks=False, grid=False, domain=False)
    bars = alt.Chart(rows).mark_rect(stroke="white", strokeWidth=0.3 if layout.columns > 1 else 0).encode(
        alt.X("start:Q", axis=flat, **across), alt.X2("end:Q"),
        alt.Y("zero:Q", scale=alt.Scale(domain=list(ends), nice=False), axis=axis), alt.Y2("change:Q"),
        alt.Color(
            "response:N", scale=alt.Scale(domain=domain, range=list(SHADES.values())),
            legend=legend if len(kinds) > 1 else None,
        ),
    )  # fmt: skip
    line = alt.Chart(rows.head(1)).mark_rule(color=MUTED).encode(alt.Y("zero:Q"))
    head = alt.TitleParams(arm, anchor="start", fontSize=layout.type_size, fontWeight="bold", color=INK, offset=6)
    size = {"width": layout.width - 104, "height": int(layout.height * 0.8)}
    return alt.layer(bars, line).properties(**size, **({"title": head} if arm else {}))


def _times(power: int) -> str:
    """Write a change as a factor.

    Examples
    --------
    >>> _times(1), _times(0), _times(-3)
    ('× 10', 'no change', '÷ 1,000')
    """
    if power == 0:
        return "no change"
    return f"× {10**power:,}" if power > 0 else f"÷ {10**-power:,}"
