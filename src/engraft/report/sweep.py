"""A sweep for readers: its pictures, its tables, the words a terminal prints, and one object for a program."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from engraft.outcomes.figure import Figure
from engraft.report.charts.sweep import heat_chart, line_chart
from engraft.report.charts.theme import Layout, Spec
from engraft.report.picture import Picture, extrapolated_picture
from engraft.report.tables import NO_FIGURE, Group, Table
from engraft.report.words import NOTICE, cell, in_words, number, percent, quantity, unit_words

if TYPE_CHECKING:
    import pandas as pd

    from engraft.trial.grid import Axis
    from engraft.trial.sweep import SweepResult

DAGGER = "†"
MOST_SIGNS = 25  # of a value in a picture
MOST_MAPS = 12  # of one figure: more are not looked at, and the table has them
AGAINST = "Against the first point: the difference on the same persons with its paired 95 % interval."
LINES = (
    "Above the figure at every value with its interval (95 %, or the percentiles that the figure names), below its "
    "difference to the first value on the same persons with its paired 95 % interval: trials redrawn from these "
    "persons, alike at both values. An interval without width says that nobody's verdict differs among them."
)
MAPS = (
    "Every cell is the whole study on the same persons with the same luck; dark is more. The table below has the "
    "intervals, and the differences to the first cell on the same persons."
)


def axis_words(axis: Axis) -> str:
    """Say what is varied, with its unit; the path, by which a reader finds it in the file, stands in the commands."""
    return f"{axis.words} ({unit_words(axis.unit)})" if axis.unit else axis.words


def brief(axis: Axis) -> dict[str, str]:
    """Cut the values of an axis to what a picture has room for; those that look alike then are numbered.

    Examples
    --------
    >>> from engraft.trial.grid import Axis
    >>> list(brief(Axis("x", (), ("3 mg", "[{give: tisagenlecleucel, day: 0}]"), ())).values())
    ['3 mg', '[{give: tisagenlecleucel…']
    """
    cut = [one if len(one) <= MOST_SIGNS else f"{one[: MOST_SIGNS - 1]}…" for one in axis.shown]
    unlike = [f"{k + 1}: {one[: MOST_SIGNS - 4]}…" if cut.count(one) > 1 else one for k, one in enumerate(cut)]
    return dict(zip(axis.shown, unlike, strict=True))


def values_of(result: SweepResult, point: int) -> tuple[str, ...]:
    """Say the values of a point as pictures do."""
    return tuple(brief(axis)[one] for axis, one in zip(result.axes, result.points[point].values, strict=True))


def rows_of(result: SweepResult, key: str) -> pd.DataFrame:
    """Take the rows of one figure; where a point lacks the figure there is none."""
    return result.table[result.table["figure"] == key]


def arms_of(result: SweepResult) -> tuple[str, ...]:
    """Name the arms by the label they have first."""
    return tuple(_labels(result).values())


def _labels(result: SweepResult) -> dict[str, str]:
    """Map the name of each arm to its first label: a label may be what is varied."""
    return {str(name): str(rows["label"].iloc[0]) for name, rows in result.table.groupby("arm", sort=False)}


def sweep_pictures(result: SweepResult) -> list[Picture]:
    """Draw each chosen figure: over one path with its differences, over more as heat maps."""
    known = [key for key in result.shown if rows_of(result, key)["value"].notna().any()]
    draw = _lines if len(result.axes) == 1 else _maps
    made = [(key, draw(result, key, f"sweep-{k + 1}")) for k, key in enumerate(known)]
    return [extrapolated_picture(one) if _outside(rows_of(result, key)) else one for key, one in made]


def finding(result: SweepResult, key: str) -> str:
    """Say between which values a figure lies, and where."""
    rows = rows_of(result, key)
    known = rows[rows["value"].notna()]
    hidden = rows[rows["withheld"] != ""] if "withheld" in rows.columns else rows.iloc[:0]
    if known.empty:
        why = f"is withheld at every point: {hidden['withheld'].iloc[0]}" if len(hidden) else "exists at no point"
        return f"{in_words(key.replace('.', '_'))} {why}"
    if hidden.empty:
        return _between(result, known)
    return f"{_between(result, known, ' that is told')}; withheld elsewhere: {hidden['withheld'].iloc[0]}"


def _between(result: SweepResult, known: pd.DataFrame, told: str = "") -> str:
    """Say between which of the values that are told a figure lies."""
    unit, text = str(known["unit"].iloc[0]), in_words(_plain_text(str(known["text"].iloc[0])))
    spans = known.groupby("arm", sort=False)["value"].agg(lambda values: values.max() - values.min())
    moved = known[known["arm"] == spans.idxmax()]  # the arm that the paths move most: arms are not compared
    least, most = moved.iloc[int(moved["value"].argmin())], moved.iloc[int(moved["value"].argmax())]
    if known["value"].nunique() == 1:
        return f"{text} is {quantity(float(most['value']), unit)} at every point{told}"
    if least["value"] == most["value"]:
        return f"{text} is the same at every point of an arm{told}"
    low, high = quantity(float(least["value"]), unit), quantity(float(most["value"]), unit)
    return f"{text}: from {low} ({_place(result, least)}) to {high} ({_place(result, most)})"


def _plain_text(text: str) -> str:
    """Leave out how the range of a median is meant; the note of the picture says it."""
    return text.replace(" (5th to 95th percentile)", "")


def _place(result: SweepResult, row: Any) -> str:
    """Name a point, and the arm where there are several."""
    values = ", ".join(values_of(result, int(row["point"])))
    labels = _labels(result)
    return f"{values}; {labels[str(row['arm'])]}" if len(labels) > 1 else values


def sweep_frame(result: SweepResult, key: str) -> pd.DataFrame:
    """Make the table behind a picture over one path; shares in percent."""
    (axis,) = result.axes
    rows = rows_of(result, key)
    unit = str(rows["unit"].iloc[0])
    scale = 100.0 if unit == "fraction" else 1.0
    place = rows["point"].to_numpy(np.int64)
    frame = rows[["value", "lower", "upper", "difference", "difference_lower", "difference_upper"]] * scale
    x = np.array(axis.numbers, dtype=np.float64)[place] if axis.numbers else np.full(len(rows), np.nan)
    labels = _labels(result)
    shown = [values_of(result, k)[0] for k in place]
    return frame.assign(arm=[labels[name] for name in rows["arm"]], place=place, x=x, shown=shown, unit=unit)


def _lines(result: SweepResult, key: str, name: str) -> Picture:
    """Draw one figure over one path."""
    frame, title = sweep_frame(result, key), finding(result, key)
    unit = str(frame["unit"].iloc[0])
    heads = (axis_words(result.axes[0]), title, "%" if unit == "fraction" else unit_words(unit))

    def draw(layout: Layout) -> Spec:
        """Draw for one width."""
        return line_chart(frame, arms_of(result), layout=layout, title=title, heads=heads)

    return Picture(name, _topic(result, key), title, LINES, draw, figure_table(result, key))


def heat_frame(result: SweepResult, key: str) -> pd.DataFrame:
    """Make the table behind heat maps: the first path across, the second down, all else in panels; percent."""
    rows, labels = rows_of(result, key), _labels(result)
    arms = [[labels[str(name)]] if len(labels) > 1 else [] for name in rows["arm"]]
    values = [values_of(result, k) for k in rows["point"]]
    panels = [", ".join([*arm, *_named(result.axes[2:], one[2:])]) for arm, one in zip(arms, values, strict=True)]
    share = str(rows["unit"].iloc[0]) == "fraction"
    frame = rows[["value"]] * (100.0 if share else 1.0)
    words = [percent(v) if share else number(v) if math.isfinite(v) else "–" for v in rows["value"]]
    if _outside(rows):
        words = [f"{one} {DAGGER}" if far else one for one, far in zip(words, rows["extrapolated"], strict=True)]
    frame = frame.assign(panel=panels, across=[v[0] for v in values], down=[v[1] for v in values], words=words)
    order = list(dict.fromkeys(sorted(panels, key=lambda panel: _arm_of(panel, labels))))
    return frame.sort_values("panel", key=lambda names: names.map(order.index), kind="stable")


def _arm_of(panel: str, labels: dict[str, str]) -> int:
    """Find the arm whose label a panel begins with; where labels begin alike the longest."""
    fitting = [(len(label), k) for k, label in enumerate(labels.values()) if panel.startswith(label)]
    return max(fitting)[1] if fitting else 0


def _named(axes: Sequence[Axis], values: Sequence[str]) -> list[str]:
    """Say values with their paths."""
    return [f"{axis.words} = {value}" for axis, value in zip(axes, values, strict=True)]


def _maps(result: SweepResult, key: str, name: str) -> Picture:
    """Draw one figure over two paths or more."""
    frame, title = heat_frame(result, key), finding(result, key)
    panels = list(dict.fromkeys(frame["panel"]))
    few = frame[frame["panel"].isin(panels[:MOST_MAPS])]
    left = len(panels) - MOST_MAPS
    note = MAPS + (f" {left} further maps are not drawn; sweep.csv has all." if left > 0 else "")
    note += f" {DAGGER} extrapolated." if _outside(rows_of(result, key)) else ""
    heads = (result.axes[0].words, result.axes[1].words)

    def draw(layout: Layout) -> Spec:
        """Draw for one width."""
        return heat_chart(few, layout=layout, title=title, heads=heads)

    return Picture(name, _topic(result, key), title, note, draw, figure_table(result, key))


def _topic(result: SweepResult, key: str) -> str:
    """Name the figure."""
    rows = rows_of(result, key)
    unit = str(rows["unit"].iloc[0])
    said = in_words(_plain_text(str(rows["text"].iloc[0])))
    return said if unit in ("fraction", "1", "") else f"{said}, {unit_words(unit)}"


def figure_table(result: SweepResult, key: str) -> Table:
    """Write one figure at every point, with its interval and its paired difference to the first, one group per arm."""
    rows, labels = rows_of(result, key), _labels(result)
    groups = [
        Group(labels[str(name)] if len(labels) > 1 else "", tuple(_row(result, row) for row in some.itertuples()))
        for name, some in rows.groupby("arm", sort=False)
    ]
    columns = (*(axis.words for axis in result.axes), "Figure", "Against the first")
    k = len(result.axes)
    return Table(finding(result, key), columns, tuple(groups), numeric=(k, k + 1))


def _row(result: SweepResult, row: Any) -> tuple[str, ...]:
    """Write one row."""
    figure = Figure(row.value, row.lower, row.upper, row.n, row.unit, row.text, getattr(row, "withheld", ""))
    mark = ", extrapolated" if getattr(row, "extrapolated", False) else ""
    return (*values_of(result, row.point), cell(figure, result.study.n - row.failed) + mark, difference_words(row))


def difference_words(row: Any) -> str:
    """Write a difference with its paired interval; of shares in percentage points.

    Examples
    --------
    >>> from types import SimpleNamespace
    >>> row = SimpleNamespace(difference=0.125, difference_lower=0.05, difference_upper=0.2, unit="fraction")
    >>> difference_words(row)
    '+12.5 (+5.0 to +20.0) pp'
    """
    if not math.isfinite(row.difference):
        return NO_FIGURE
    share = row.unit == "fraction"
    value, low, high = (_signed(v, share=share) for v in (row.difference, row.difference_lower, row.difference_upper))
    known = math.isfinite(row.difference_lower)
    return value + (f" ({low} to {high})" if known else "") + (" pp" if share else "")


def _signed(value: float, *, share: bool) -> str:
    """Write a number with its sign."""
    if share:
        return f"{100.0 * value:+.1f}" if value else "0.0"
    said = number(abs(value))
    return said if value == 0.0 else f"{'+' if value > 0.0 else '−'}{said}"


def sweep_lead(result: SweepResult) -> str:
    """Say what was varied, on whom."""
    axes = "; ".join(f"{axis.words}: {', '.join(axis.shown)}" for axis in result.axes)
    study = result.study
    return (
        f"{len(result.points)} points ({axes}), each the whole study on the same {study.n:,} simulated patients "
        f"per arm ({study.population}), followed for {study.follow_up:,.0f} days."
    )


def sweep_text(result: SweepResult, *, width: int = 100) -> str:
    """Write the chosen figures at every point as plain text."""
    import textwrap

    lines = [result.study.title, "=" * min(width, len(result.study.title)), *textwrap.wrap(sweep_lead(result), width)]
    for key in result.shown:
        if not rows_of(result, key).empty:
            lines += ["", *textwrap.wrap(finding(result, key), width), *_laid(figure_table(result, key), width)]
    ends = [AGAINST, *(f"Note: {warning}" for warning in result.warnings), NOTICE]
    return "\n".join([*lines, "", *(piece for line in ends for piece in textwrap.wrap(line, width))])


def _laid(table: Table, width: int) -> Iterator[str]:
    """Set a table in columns; where the line is too short, words lose their end and differences get a line."""
    heads = list(table.columns)
    sizes = [max(len(row[k]) for row in table.rows) for k in range(len(heads))]
    room = max(8, (width - sum(sizes[-2:]) - 2 * len(heads)) // max(1, len(heads) - 2))
    short = [head if len(head) <= room else f"{head[: room - 1]}…" for head in heads]
    heads = [head if k in table.numeric else cut for k, (head, cut) in enumerate(zip(heads, short, strict=True))]
    sizes = [max(size, len(head)) for size, head in zip(sizes, heads, strict=True)]
    last = len(heads) - (sum(sizes) + 2 * len(sizes) > width)
    yield "  " + _line(heads[:last], sizes, table.numeric)
    for group in table.groups:
        if group.heading:
            yield f"  {group.heading}"
        for row in group.rows:
            yield ("  " + _line(row[:last], sizes, table.numeric)).rstrip()
            yield from (f"      against the first: {one}" for one in row[last:] if one != NO_FIGURE)


def _line(cells: Sequence[str], sizes: Sequence[int], right: Sequence[int]) -> str:
    """Set one row."""
    pairs = enumerate(zip(cells, sizes, strict=False))
    return "  ".join(one.rjust(size) if k in right else one.ljust(size) for k, (one, size) in pairs)


def sweep_object(result: SweepResult) -> dict[str, Any]:
    """Give the same as one JSON-ready object; what does not exist is null."""
    axes = [{"path": a.path, "values": list(a.shown), "numbers": list(a.numbers), "unit": a.unit} for a in result.axes]
    study = result.study
    points = [
        {
            "point": one.number,
            "values": dict(zip((axis.path for axis in result.axes), one.values, strict=True)),
            "command": one.command,
            "same_persons": one.same_persons,
            "found": one.found,
            "arms": _arms(result.table[result.table["point"] == one.number]),
        }
        for one in result.points
    ]
    return {
        "study": {"name": study.name, "title": study.title, "patients": study.n, "seed": study.seed},
        "axes": axes,
        "shown": list(result.shown),
        "points": points,
        "warnings": list(result.warnings),
        "notice": NOTICE,
    }


def _arms(rows: pd.DataFrame) -> list[dict[str, Any]]:
    """Write the arms of one point."""
    return [
        {
            "name": str(name),
            "label": str(some["label"].iloc[0]),
            "failed": int(some["failed"].iloc[0]),
            **({"extrapolated": True} if _outside(some) else {}),
            "figures": {str(row.figure): _figure(row) for row in some.itertuples()},
        }
        for name, some in rows.groupby("arm", sort=False)
    ]


def _outside(rows: pd.DataFrame) -> bool:
    """Tell whether any row is of an arm that goes outside of what was studied."""
    return "extrapolated" in rows.columns and bool(rows["extrapolated"].any())


def _figure(row: Any) -> dict[str, Any]:
    """Write one figure with its difference."""
    apart = {"value": row.difference, "lower": row.difference_lower, "upper": row.difference_upper}
    numbers = {name: _finite(getattr(row, name)) for name in ("value", "lower", "upper")}
    difference = None if math.isnan(row.difference) else {name: _finite(value) for name, value in apart.items()}
    told = {"withheld": row.withheld} if getattr(row, "withheld", "") else {}
    return {"text": row.text, "unit": row.unit, "n": int(row.n), **numbers, "difference": difference, **told}


def _finite(value: float) -> float | None:
    """Turn what does not exist into null."""
    return float(value) if math.isfinite(value) else None
