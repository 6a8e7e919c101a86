"""How every chart looks: colours, dashes, type sizes and the two widths they are drawn at."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias

if TYPE_CHECKING:
    from engraft.report.frames import Clock

Spec: TypeAlias = dict[str, Any]

INK = "#1d2733"
MUTED = "#5c6875"
HAIRLINE = "#d9dee4"
WASH = "#f1f3f5"

# Paul Tol's "bright" order, darkened until each reaches 4.5:1 on white; the dash repeats what the colour says.
COLOURS = ("#27648f", "#b8432f", "#1a7a43", "#8a3b74", "#80690c", "#3b7d8c", "#5c6875", "#1d2733")
DASHES: tuple[list[int], ...] = ([1, 0], [7, 3], [2, 2], [9, 3, 2, 3], [4, 2], [12, 3], [1, 3], [6, 2, 1, 2])

WARNING = COLOURS[1]

# Metric-compatible fonts: a chart measured with one of them fits when shown with another.
FONT = "Helvetica Neue, Helvetica, Arial, Liberation Sans, sans-serif"

ROW_LIMIT = 5_000
OBSERVED = "observed in real persons"  # the arm that no simulation made: black and solid in every chart
SEEN, BELOW = "observed in real persons", "observed below this limit"


@dataclass(frozen=True)
class Layout:
    """Say how wide a chart is drawn and how large its type is.

    Units
    -----
    ``width`` is the whole picture in CSS pixels.
    """

    name: str
    width: int
    height: int
    type_size: int
    ticks: int
    columns: int


WIDE = Layout(name="wide", width=760, height=330, type_size=13, ticks=8, columns=2)
NARROW = Layout(name="narrow", width=336, height=260, type_size=12, ticks=4, columns=1)
LAYOUTS = (WIDE, NARROW)


def altair() -> Any:
    """Import altair when the first chart is drawn: it takes half a second."""
    import altair as library

    return library


@contextmanager
def unchecked() -> Iterator[None]:
    """Leave out what altair checks of every part of a chart: a test compiles every chart."""
    from altair.utils.schemapi import debug_mode

    with debug_mode(False):
        yield


def colour_scale(arms: tuple[str, ...]) -> Any:
    """Give every arm its colour, the same in every chart."""
    alt = altair()

    colours = [INK if arm == OBSERVED else COLOURS[i % len(COLOURS)] for i, arm in enumerate(arms)]
    return alt.Scale(domain=list(arms), range=colours)


def dash_scale(arms: tuple[str, ...]) -> Any:
    """Give every arm its dash, so that no reader needs the colour."""
    alt = altair()

    dashes = [DASHES[0] if arm == OBSERVED else DASHES[i % len(DASHES)] for i, arm in enumerate(arms)]
    return alt.Scale(domain=list(arms), range=dashes)


def arm_legend(arms: tuple[str, ...], layout: Layout) -> Any:
    """Show each arm's colour and dash above the chart; one arm needs no legend."""
    alt = altair()

    if len(arms) < 2:
        return None
    return alt.Legend(
        title=None,
        orient="top",
        columns=1 if layout.columns == 1 else legend_columns(arms, layout),
        symbolType="stroke",
        symbolSize=700,
        symbolStrokeWidth=2.4,
        labelLimit=layout.width - 60,
        labelFontSize=layout.type_size,
        labelColor=INK,
        symbolOpacity=1,
        offset=6,
    )


def legend_columns(names: Sequence[str], layout: Layout) -> int:
    """Say in how many columns names fit above a chart of this width; 0 is all in one row."""
    widths = [len(name) * 0.55 * layout.type_size + 50.0 for name in names]
    if sum(widths) <= layout.width:
        return 0
    return 2 if 2.0 * max(widths) <= layout.width else 1


def time_axis(clock: Clock) -> Any:
    """Label round times only, and say what they count from."""
    alt = altair()

    return alt.Axis(
        title=f"{clock.word.capitalize()}s since {clock.since}",
        values=clock.ticks,
        format=",d",
        labelFlush=False,
        grid=False,
    )


def percent_axis(*, grid: bool = True) -> Any:
    """Label shares as whole percent."""
    alt = altair()

    return alt.Axis(labelExpr="format(100 * datum.value, '.0f') + ' %'", tickCount=5, grid=grid, labelFlush=False)


def hover_dots(base: Any, tooltip: list[Any]) -> Any:
    """Show a dot and its numbers where the pointer is nearest."""
    alt = altair()

    near = alt.selection_point(name="near", nearest=True, on="pointerover", clear="pointerout", empty=False)
    seen = alt.condition(near, alt.value(1), alt.value(0))
    dot = base.mark_point(filled=True, size=55).encode(opacity=seen, tooltip=tooltip)
    return dot.properties(name="dots").add_params(near)


def config(layout: Layout) -> Spec:
    """Configure a chart's type, axes and background."""
    axis = {
        "labelColor": MUTED,
        "labelFontSize": layout.type_size,
        "titleColor": MUTED,
        "titleFontSize": layout.type_size,
        "titleFontWeight": "normal",
        "domainColor": MUTED,
        "tickColor": HAIRLINE,
        "gridColor": HAIRLINE,
        "labelPadding": 5,
        "titlePadding": 8,
    }
    text = {"fontSize": layout.type_size, "color": INK}
    return {
        "aria": False,  # the figure around the chart carries the finding; a thousand path labels help nobody
        "background": "white",
        "font": FONT,
        "view": {"stroke": None},
        "axis": axis,
        "text": text,
        "title": {"color": INK, "fontSize": layout.type_size + 3, "anchor": "start", "fontWeight": "bold"},
        "concat": {"spacing": 14},
    }


def finish(chart: Any, layout: Layout, title: str) -> Spec:
    """Turn an altair chart into a plain specification described by its finding."""
    spec: Spec = chart.to_dict(validate=False)  # a test compiles every chart: no need to check each drawing
    spec["description"] = title
    spec["config"] = config(layout)
    spec["autosize"] = {"type": "pad", "contains": "padding"}
    spec.pop("usermeta", None)
    return spec


def stamped(spec: Spec, layout: Layout) -> Spec:
    """Write over a drawing that it goes outside of what was studied, so that no copy of it is without that."""
    text = "extrapolated: outside the studied range"
    return spec | {
        "title": {"text": text, "anchor": "end", "color": WARNING, "fontSize": layout.type_size, "offset": 4}
    }


def still(spec: Spec) -> Spec:
    """Leave out what only a pointer sees.

    Examples
    --------
    >>> still({"params": [], "layer": [{"mark": "line"}, {"mark": "point", "encoding": {"tooltip": []}}]})
    {'layer': [{'mark': 'line'}]}
    """
    kept = {key: value for key, value in spec.items() if key != "params"}
    if "layer" in kept:
        kept["layer"] = [still(layer) for layer in kept["layer"] if "tooltip" not in layer.get("encoding", {})]
    if "vconcat" in kept:
        kept["vconcat"] = [still(part) for part in kept["vconcat"]]
    return kept


def row_count(spec: Spec) -> int:
    """Count the data rows a specification carries."""
    return sum(len(rows) for rows in spec.get("datasets", {}).values())
