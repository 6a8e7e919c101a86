"""Exposure of the tumor over exposure elsewhere, a dot for each person."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from engraft.report.charts.theme import COLOURS, INK, MUTED, Layout, Spec, altair, finish

if TYPE_CHECKING:
    import pandas as pd

    from engraft.report.frames_exposure import Pair

STEPS = (1.0, 2.0, 5.0)
ROOM = 1.15  # between the outermost dot and the end of its axis
EXTENT = 40  # pixels for the labels of every axis upward, so that panels begin under each other


def exposure_chart(panels: list[tuple[Pair, pd.DataFrame]], words: list[tuple[str, str, str]], *,
                   layout: Layout, title: str) -> Spec:  # fmt: skip
    """Draw one panel per payload: each person's exposure of the tumor over the exposure elsewhere.

    Both axes are logarithmic. Where both are in one unit the dashed line is equal exposure; right of it, or below it,
    the rest of the body gets more than the tumor.

    Shapes
    ------
    words: head, axis across, axis upward of each panel. Tables as ``exposure_frame``.
    """
    alt = altair()

    drawn = [
        _panel(pair, rows, said, layout, COLOURS[k % len(COLOURS)])
        for k, ((pair, rows), said) in enumerate(zip(panels, words, strict=True))
    ]
    columns = 1 if layout.columns == 1 else 2
    spacing = {"row": 22, "column": 26}
    return finish(alt.concat(*drawn, columns=columns, align="all", spacing=spacing), layout, title)


def _panel(pair: Pair, rows: pd.DataFrame, said: tuple[str, str, str], layout: Layout, colour: str) -> Any:
    """Draw the persons of one payload."""
    import pandas as pd

    alt = altair()
    head, across, upward = said
    alike = pair.site_unit == pair.elsewhere_unit
    ends = _ends(rows["elsewhere"]), _ends(rows["site"])
    if alike:
        both = min(ends[0][0], ends[1][0]), max(ends[0][1], ends[1][1])
        ends = both, both
    x = alt.X("elsewhere:Q", scale=_scale(ends[0]), axis=_axis(across, ends[0], layout))
    y = alt.Y("site:Q", scale=_scale(ends[1]), axis=_axis(upward, ends[1], layout, extent=EXTENT))
    marks = [alt.Chart(rows).mark_circle(size=34, opacity=0.55, color=colour).encode(x, y)]
    if alike:
        line = pd.DataFrame({"elsewhere": list(ends[0]), "site": list(ends[0])})
        marks.insert(0, alt.Chart(line).mark_line(color=MUTED, strokeDash=[5, 4]).encode(x, y))
    size = (layout.width - 92) if layout.columns == 1 else (layout.width - 216) // 2
    heading = alt.TitleParams(_wrapped(head, size, layout), anchor="start", fontSize=layout.type_size - 1, color=INK,
                              fontWeight="bold", offset=6)  # fmt: skip
    return alt.layer(*marks).properties(width=size, height=int(size * 0.62), title=heading)


def _wrapped(text: str, width: int, layout: Layout) -> list[str]:
    """Break a heading where it would leave its panel."""
    most, lines = max(20, int(width / (0.52 * layout.type_size))), [""]
    for word in text.split():
        if lines[-1] and len(lines[-1]) + 1 + len(word) > most:
            lines.append("")
        lines[-1] = f"{lines[-1]} {word}".strip()
    return lines


def _ends(values: pd.Series) -> tuple[float, float]:
    """Give the round numbers around all values, none so near that half of a dot would be cut off."""
    low, high = float(values.min()) / ROOM, float(values.max()) * ROOM
    marks = [step * 10.0**power for power in range(-12, 16) for step in STEPS]
    below = max((mark for mark in marks if mark <= low * 0.999), default=low)
    above = min((mark for mark in marks if mark >= high * 1.001), default=high)
    return below, above


def _scale(ends: tuple[float, float]) -> Any:
    """Make a logarithmic scale between two ends."""
    return altair().Scale(type="log", domain=list(ends), nice=False)


def _axis(title: str, ends: tuple[float, float], layout: Layout, *, extent: int = 0) -> Any:
    """Label round numbers, fewer where there are many; ``extent`` keeps room for labels."""
    marks = [step * 10.0**power for power in range(-12, 16) for step in STEPS]
    inside = [mark for mark in marks if ends[0] * 0.999 <= mark <= ends[1] * 1.001]
    shown = inside if len(inside) <= 6 else [mark for mark in inside if abs(np.log10(mark) % 1.0) < 1e-9]
    return altair().Axis(
        title=_wrapped(title, 330 if layout.columns > 1 else 250, layout), values=shown, format="~g", grid=False,
        labelFlush=False, **({"minExtent": extent, "maxExtent": extent} if extent else {}),
    )  # fmt: skip
