"""The tables of a report, as words: what is shown is decided here, how it looks in the template."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from engraft.report.findings import figure_finding, sources_finding, tolerance_finding
from engraft.report.words import (
    cell,
    compared_words,
    figure_name,
    figure_unit,
    figure_words,
    in_words,
    number,
    percent,
    quantity,
    unit_words,
)

if TYPE_CHECKING:
    import pandas as pd

    from engraft.report.frames import Clock
    from engraft.trial.result import StudyResult

NO_FIGURE = "–"
MOST_FIGURES = 30
KINDS = {"paper": "published", "calibrated": "calibrated", "assumed": "assumed", "chosen": "decided"}


@dataclass(frozen=True)
class Group:
    """Rows under one heading; an empty heading shows none."""

    heading: str
    rows: tuple[tuple[str, ...], ...]
    marked: frozenset[int] = frozenset()  # rows that are shown in red


@dataclass(frozen=True)
class Table:
    """A caption that states the finding, column heads, groups of rows; ``numeric`` columns are set right."""

    caption: str
    columns: tuple[str, ...]
    groups: tuple[Group, ...]
    numeric: tuple[int, ...] = ()

    @property
    def rows(self) -> tuple[tuple[str, ...], ...]:
        """List all rows without their headings."""
        return tuple(row for group in self.groups for row in group.rows)


def endpoint_table(result: StudyResult) -> Table:
    """Set the figures of the arms side by side, with their 95 % intervals, and their n where it is not the arm's.

    Of a study with more figures than a page shows at ease, the first of every endpoint.
    """
    keys = _keys(result)
    few = keys if len(keys) <= MOST_FIGURES else list({endpoint_of(key): key for key in reversed(keys)}.values())[::-1]
    rows = [row for key, row in zip(keys, figure_rows(result), strict=True) if key in few]
    return Table(figure_finding(result), *_heads(result), (Group("", tuple(rows)),), _right(result))


def whole_endpoint_table(result: StudyResult) -> Table | None:
    """Set every figure side by side, one group per endpoint; None where the other table holds all of them."""
    keys = _keys(result)
    if len(keys) <= MOST_FIGURES:
        return None
    groups: dict[str, list[tuple[str, ...]]] = {}
    for key, row in zip(keys, figure_rows(result), strict=True):
        groups.setdefault(endpoint_of(key), []).append(row)
    named = {name: in_words(result.labels.get(name, name)) for name in groups}
    heads = _apart(named)
    made = tuple(Group(heads[name], tuple(rows)) for name, rows in groups.items())
    caption = f"All {len(keys)} figures of {len(groups)} endpoints, over {result.study.n:,} patients per arm."
    return Table(caption, *_heads(result), made, _right(result))


def _keys(result: StudyResult) -> list[str]:
    """List the keys of all figures, those of one endpoint together."""
    return list(dict.fromkeys(key for summary in result.summaries for key in summary.figures))


def endpoint_of(key: str) -> str:
    """Give the endpoint of a figure, whichever way further therapy counts.

    Examples
    --------
    >>> endpoint_of("relapse.month_6"), endpoint_of("relapse_uncensored.month_6")
    ('relapse', 'relapse')
    """
    return key.partition(".")[0].removesuffix("_uncensored")


def _heads(result: StudyResult) -> tuple[tuple[str, ...]]:
    """Name the columns: one per arm."""
    return (("Endpoint", *(f"{summary.label} (n = {summary.solved:,})" for summary in result.summaries)),)


def _right(result: StudyResult) -> tuple[int, ...]:
    """Say which columns are numbers."""
    return tuple(range(1, len(result.summaries) + 1))


def _apart(words: dict[str, str]) -> dict[str, str]:
    """Add to words that stand for several things what they stand for.

    Examples
    --------
    >>> _apart({"crs.any": "CRS", "crs_lee.any": "CRS", "icans.any": "ICANS"})
    {'crs.any': 'CRS', 'crs_lee.any': 'CRS (CRS Lee)', 'icans.any': 'ICANS'}
    """
    said: dict[str, str] = {}
    for key, text in words.items():
        own = in_words(endpoint_of(key))
        said[key] = text if text not in said.values() else f"{text} ({own})"
    return said


def figure_rows(result: StudyResult) -> list[tuple[str, ...]]:
    """Write one row per figure: its name with its unit, then one cell per arm."""
    keys, names, rows = _keys(result), {}, []
    for key in keys:
        known = [summary.figures[key] for summary in result.summaries if key in summary.figures]
        names[key] = figure_name(max(known, key=lambda figure: figure.n))
    said = _apart(names)
    for key in keys:
        found = [summary.figures.get(key) for summary in result.summaries]
        sizes = [summary.solved for summary in result.summaries]
        cells = (NO_FIGURE if f is None else cell(f, n) for f, n in zip(found, sizes, strict=True))
        rows.append((said[key], *cells))
    return rows


def source_table(result: StudyResult) -> Table:
    """List every parameter with its value and where it comes from, grouped by block."""
    groups = []
    for block, rows in result.sources.groupby("block", sort=False):
        assumed = int((rows["kind"] == "assumed").sum())
        heading = f"{in_words(str(block))}: {assumed:,} of {len(rows):,} assumed"
        groups.append(Group(heading, tuple(_source_row(row) for row in rows.to_dict("records"))))
    return Table(sources_finding(result), ("Parameter", "Value", "Kind", "Source"), tuple(groups), numeric=(1,))


def _source_row(row: Mapping[Any, Any]) -> tuple[str, ...]:
    """Write one parameter as a row."""
    value = f"{number(float(str(row['value'])))} {unit_words(str(row['unit']))}".rstrip()
    return (
        in_words(str(row.get("description") or row["parameter"])),
        value,
        KINDS.get(str(row["kind"]), str(row["kind"])),
        str(row["source"]).removeprefix(f"{row['kind']}: "),
    )


def tolerance_table(result: StudyResult) -> Table:
    """Compare every figure with the same at half the solver's tolerance."""
    units = {(s.label, key): figure.unit for s in result.summaries for key, figure in s.figures.items()}
    groups = []
    for arm, rows in result.tolerance.groupby("arm", sort=False):
        written = []
        for row in rows.to_dict("records"):
            unit = units.get((str(arm), str(row["endpoint"])), "")
            values = (_exact(float(row[c]), unit) for c in ("value", "value_half_tolerance", "difference"))
            written.append((figure_words(result, str(row["endpoint"])), *values))
        groups.append(Group(str(arm), tuple(written)))
    columns = ("Endpoint", "As run", "At half the tolerance", "Difference")
    return Table(tolerance_finding(result), columns, tuple(groups), numeric=(1, 2, 3))


def _exact(value: float, unit: str) -> str:
    """Write a value with a digit more than elsewhere, because differences are looked for."""
    return percent(value, 1) if unit in ("fraction", "") and abs(value) <= 1 else number(value)


def failed_table(result: StudyResult) -> Table | None:
    """Count the patients who could not be simulated to the end, by what happened; None if there are none."""
    from engraft.kernel.status import Status

    rows = result.outcomes[["arm", "status"]].astype(str)
    said = {
        str(code): _clause(status.message)
        for status in Status
        for code in (status.name, int(status), status, status.message)
    }
    said |= {status.name.lower(): _clause(status.message) for status in Status}
    rows = rows.assign(message=[said.get(code, code) for code in rows["status"]])
    bad = rows[rows["message"] != _clause(Status.SOLVED.message)]
    if bad.empty:
        return None
    counts = bad.groupby(["arm", "message"], sort=False).size().reset_index(name="n")
    written = tuple((str(r.arm), str(r.message), f"{r.n:,}") for r in counts.itertuples())
    caption = f"{len(bad):,} of {len(rows):,} simulated courses failed; they are in no figure above and counted here."
    return Table(caption, ("Arm", "What happened", "Patients"), (Group("", written),), numeric=(2,))


def _clause(message: str) -> str:
    """Keep what happened of a status message, without the advice to whoever runs the program."""
    return message.split(";")[0]


def survival_table(curves: pd.DataFrame, risk: pd.DataFrame, caption: str, *, clock: Clock) -> Table:
    """Write what a survival chart shows at its labelled times, one group per arm."""
    import numpy as np

    groups = []
    for arm, rows in risk.groupby("arm", sort=False):
        curve = curves[curves["arm"] == arm]
        written = []
        for day, count in rows[["day", "at_risk"]].itertuples(index=False):
            k = int(np.searchsorted(curve["day"].to_numpy(), day, side="right")) - 1
            if k < 0 or count == 0:
                continue
            at = curve.iloc[k]
            shown = (
                f"{percent(at['lower']).removesuffix(' %')} to {percent(at['upper'])}" if at["lower"] < 1 else NO_FIGURE
            )
            written.append((f"{day / clock.days:g}", f"{count:,}", percent(at["survival"]), shown))
        groups.append(Group(str(arm), tuple(written)))
    columns = (f"{clock.word.capitalize()}s since {clock.since}", "At risk", "Share", "95 % interval")
    return Table(caption, columns, tuple(groups), numeric=(1, 2, 3))


def published_table(result: StudyResult) -> Table:
    """Set simulated beside published figures, with the publication."""
    rows = []
    for row in result.published.to_dict("records"):
        unit = "1" if row.get("over") else figure_unit(result, str(row["endpoint"]), float(row["value"]))
        simulated = spanned(row["simulated"], row["simulated_lower"], row["simulated_upper"], unit)
        held = held_words(row, unit)
        arm = compared_words(result, row)
        rows.append((figure_words(result, str(row["endpoint"])), arm, simulated, held, str(row["source"])))
    columns = ("Endpoint", "Arm", "Simulated (95 %)", "Published (95 %)", "Publication")
    return Table("Simulated figures beside the published ones.", columns, (Group("", tuple(rows)),), numeric=(2, 3))


def held_words(row: Mapping[Any, Any], unit: str) -> str:
    """Write a published figure with its interval; of an ordering, its bound."""
    value, low, high = float(row["value"]), float(row["lower"]), float(row["upper"])
    if not math.isnan(value):
        return spanned(value, low, high, unit)
    bounds = [f"at least {quantity(low, unit)}"] * math.isfinite(low) + [f"at most {quantity(high, unit)}"] * (
        math.isfinite(high)
    )
    return ", ".join(bounds)


def spanned(value: float, lower: float, upper: float, unit: str) -> str:
    """Write a value with its interval, if there is one."""
    if not (math.isfinite(lower) and math.isfinite(upper)):
        return quantity(value, unit)
    return f"{quantity(value, unit)} ({quantity(lower, unit).removesuffix(' %')} to {quantity(upper, unit)})"


def block_table(result: StudyResult) -> Table:
    """Count published, calibrated and assumed parameters of every block, and decided ones where there are any."""
    decided = (result.sources["kind"] == "chosen").any()
    kinds = [kind for kind in KINDS if kind != "chosen" or decided]
    rows = []
    for block, some in result.sources.groupby("block", sort=False):
        counts = [int((some["kind"] == kind).sum()) for kind in kinds]
        share = percent(int((some["kind"] == "assumed").sum()) / len(some))
        rows.append((in_words(str(block)), f"{len(some):,}", *(f"{n:,}" for n in counts), share))
    columns = ("Block", "Parameters", *(KINDS[kind].capitalize() for kind in kinds), "Share assumed")
    numeric = tuple(range(1, len(columns)))
    return Table(sources_finding(result), columns, (Group("", tuple(rows)),), numeric=numeric)
