"""Published figures beside simulated ones, by what they were used for: pictures, tables, and why a figure misses."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from engraft.report.charts.comparison import comparison_chart
from engraft.report.findings import published_finding
from engraft.report.frames import pairs_frame
from engraft.report.picture import Picture
from engraft.report.tables import Group, Table, held_words, spanned
from engraft.report.words import compared_words, figure_unit, figure_words, number, unit_words

if TYPE_CHECKING:
    import pandas as pd

    from engraft.trial.result import StudyResult

ROLES = {"calibrate": "calibrated", "predict": "predicted", "input": "input"}
NOTES = {
    "calibrate": (
        "Dots with 95 % intervals. The laws of the population were fitted to these figures: they say how well the fit "
        "is, not how well the model predicts. Where a 95 % interval was published, within one standard error is asked."
    ),
    "predict": "Dots with 95 % intervals. The published figures were not used in the simulation.",
    "input": "Dots with 95 % intervals. Something of the study was set from these figures, so they are not judged.",
}
DOTS = "Dots with 95 % intervals. "
TOPIC = "Against publications"
RED = " Red: outside."
RATIO = ".hazard_ratio"
RANGE = " (5th to 95th percentile)"


@dataclass(frozen=True)
class Section:
    """A part of the report that is a table alone: its small line, the sentence it shows, how to read it."""

    topic: str
    title: str
    note: str
    table: Table


def published_pictures(result: StudyResult) -> Iterator[Picture]:
    """Draw simulated beside published figures, one picture per role."""
    if result.published.empty:
        return
    by_role = dict(_by_role(result))
    for role, rows in by_role.items():
        yield from _picture(result, rows, role, alone=len(by_role) == 1)


def published_tables(result: StudyResult) -> list[Section]:
    """Set figures beside published ones where a role has no picture, because none of its figures is a share."""
    if result.published.empty:
        return []
    by_role = dict(_by_role(result))
    alone = len(by_role) == 1
    return [
        Section(
            _topic(role, alone=alone),
            published_finding(rows, result.study.n, _role_said(role, alone=alone)),
            NOTES[role].removeprefix(DOTS) + RED * any(inside is False for inside in rows["inside"]),
            role_table(result, rows),
        )
        for role, rows in by_role.items()
        if _pairs(result, rows).empty
    ]


def published_line(result: StudyResult) -> str:
    """Count for a terminal how many figures lie inside of what was published; nothing if nothing was published."""
    if result.published.empty:
        return ""
    judged = list(with_defaults(result)["inside"])
    counted = {"inside": judged.count(True), "outside": judged.count(False), "not judged": judged.count(None)}
    said = ", ".join(f"{n} {what}" for what, n in counted.items() if n)
    return f"Against publications ({len(judged)} figure{'s' * (len(judged) > 1)}): {said}; the report shows each."


def published_object(result: StudyResult) -> list[dict[str, Any]]:
    """Give every published figure beside the simulated one as plain data; what does not exist is null."""
    if result.published.empty:
        return []
    keys = ("id", "role", "endpoint", "arm", "over", "unit", "value", "lower", "upper", "simulated", "inside",
            "simulated_lower", "simulated_upper", "source", "note")  # fmt: skip
    rows = with_defaults(result).to_dict("records")
    return [{key: _plain(row[key]) for key in keys} | {"verdict": verdict_words(row | {"note": ""})} for row in rows]


def _plain(value: Any) -> Any:
    """Turn what does not exist into null."""
    return None if isinstance(value, float) and not math.isfinite(value) else value


def _by_role(result: StudyResult) -> Iterator[tuple[str, pd.DataFrame]]:
    """Part the published figures by what they were used for."""
    published = with_defaults(result)
    for role in ROLES:
        rows = published[published["role"] == role]
        if not rows.empty:
            yield role, rows


def _role_said(role: str, *, alone: bool) -> str:
    """Word a role for a sentence; where all figures have it only an input needs to be called so."""
    return "" if alone and role != "input" else ROLES[role]


def _topic(role: str, *, alone: bool) -> str:
    """Head a part of the report."""
    return TOPIC if alone else f"{TOPIC}: {ROLES[role]}"


def with_defaults(result: StudyResult) -> pd.DataFrame:
    """Give the published figures all their columns, and each its unit."""
    table = result.published
    if "role" not in table.columns:
        table = table.assign(id="", role="predict", note="", held_lower=table["lower"], held_upper=table["upper"])
    table = table if "over" in table.columns else table.assign(over="")
    pairs = zip(table["endpoint"], table["value"], table["over"], strict=True)
    units = ["1" if over else figure_unit(result, str(key), float(value)) for key, value, over in pairs]
    ranges = np.array([RANGE in figure_words(result, str(key)) for key in table["endpoint"]])  # of patients, not chance
    ends = {name: table[name].where(~ranges) for name in ("simulated_lower", "simulated_upper")}
    table = table.assign(**ends)
    judged = np.array([_inside(row) for row in table.to_dict("records")], dtype=object)
    return table.assign(unit=units, inside=judged)


def _inside(row: Mapping[Any, Any]) -> bool | None:
    """Tell whether a figure lies in the bounds that bind; None if there are none or it is an input."""
    low, high = float(row["held_lower"]), float(row["held_upper"])
    if row["role"] == "input" or (math.isnan(low) and math.isnan(high)):
        return None
    return not (row["simulated"] < low or row["simulated"] > high or math.isnan(row["simulated"]))


def _picture(result: StudyResult, rows: pd.DataFrame, role: str, *, alone: bool) -> Iterator[Picture]:
    """Draw the figures of one role that are shares; its table holds all of them."""
    pairs = _pairs(result, rows)
    if pairs.empty:
        return
    title = published_finding(rows, result.study.n, _role_said(role, alone=alone))
    missed = any(origin.endswith("outside") for origin in pairs["origin"])
    yield Picture(
        "published" if alone else f"published-{role}",
        _topic(role, alone=alone),
        title,
        NOTES[role] + RED * missed,
        lambda layout: comparison_chart(pairs, layout=layout, title=title),
        role_table(result, rows),
    )


def _pairs(result: StudyResult, rows: pd.DataFrame) -> pd.DataFrame:
    """Stack simulated and published shares under their words."""
    return pairs_frame(rows.assign(endpoint=[figure_words(result, str(key)) for key in rows["endpoint"]]))


def role_table(result: StudyResult, rows: pd.DataFrame) -> Table:
    """Set every figure of a role beside the published one, with the verdict in words."""
    written, marked = [], []
    for k, row in enumerate(rows.to_dict("records")):
        name = figure_words(result, str(row["endpoint"])).replace(RANGE, "")
        arm = f" ({compared_words(result, row)})" if len(result.arms) > 1 or result.extrapolated else ""
        unit = "fraction" if row["unit"] == "fraction" else ""  # any other unit stands with the name
        simulated = spanned(row["simulated"], row["simulated_lower"], row["simulated_upper"], unit)
        if math.isnan(row["simulated"]) and str(row["endpoint"]).endswith(RATIO):
            simulated = "not estimable"
        held = held_words(row, unit)
        said = f" ({unit_words(row['unit'])})" if not unit and unit_words(row["unit"]) else ""
        head = f"{row['id']} {name}{arm}{said}".strip()
        simulated, held = _whole(simulated), _whole(held)
        written.append((head, simulated, held, verdict_words(row), str(row["source"])))
        if row["inside"] is False:
            marked.append(k)
    columns = ("Endpoint", "Simulated", "Published", "Verdict", "Publication")
    caption = (
        "Simulated figures beside the published ones, with 95 % intervals. Beyond chance: the simulated interval "
        "does not reach the bounds; a median has none here."
    )
    return Table(caption, columns, (Group("", tuple(written), frozenset(marked)),), numeric=(1, 2))


def _whole(text: str) -> str:
    """Let a line break only before an interval, not in it."""
    value, bracket, interval = text.partition(" (")
    return value + bracket + interval.replace(" ", "\N{NO-BREAK SPACE}")


def verdict_words(row: Mapping[Any, Any]) -> str:
    """Say whether a figure lies inside; if not, by how much it misses and whether chance could do that.

    Examples
    --------
    >>> row = {"inside": False, "unit": "fraction", "simulated": 0.6, "simulated_lower": 0.55, "simulated_upper": 0.65}
    >>> verdict_words(row | {"held_lower": 0.72, "held_upper": 0.9, "note": "", "role": "predict"})
    'outside: 12 points too low, beyond chance'
    """
    note = f"; {row['note']}" if row["note"] else ""
    if row["inside"] is None:
        return ("an input, not judged" if row["role"] == "input" else "no interval was published") + note
    if row["inside"]:
        return "inside" + note
    if math.isnan(row["simulated"]):
        ratio = str(row.get("endpoint", "")).endswith(RATIO)
        return ("no event in one of the two arms" if ratio else "outside: nobody to compute it of") + note
    low = row["simulated"] < row["held_lower"]
    bound = float(row["held_lower"] if low else row["held_upper"])
    reach = row["simulated_upper"] >= bound if low else row["simulated_lower"] <= bound
    known = math.isfinite(row["simulated_lower"]) and math.isfinite(row["simulated_upper"])
    chance = (", chance may do that" if reach else ", beyond chance") if known else ""
    gap = _gap(float(row["simulated"]) - bound, row["unit"])
    return f"outside: {gap} too {'low' if low else 'high'}{chance}{note}"


def _gap(gap: float, unit: str) -> str:
    """Write by how much a figure misses a bound."""
    if unit == "fraction":
        points = abs(gap) * 100.0
        said = f"{points:.0f}" if points >= 1.0 else f"{points:.2g}"
        return f"{said} point{'' if said == '1' else 's'}"
    return f"{number(abs(gap))} {unit_words(unit)}".rstrip()
