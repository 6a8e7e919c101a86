"""What the command line prints about a finished study: a plain table, or one object."""

from __future__ import annotations

import math
import re
import textwrap
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from engraft.report.against import published_line, published_object
from engraft.report.findings import headline_finding
from engraft.report.observed import observed_lines, observed_object
from engraft.report.tables import endpoint_of, figure_rows
from engraft.report.words import NOTICE, percent, warning_words

if TYPE_CHECKING:
    from engraft.outcomes.figure import Figure
    from engraft.trial.result import StudyResult

GAP = "  "
LEAST_NAME = 30


def result_text(result: StudyResult, *, width: int = 100) -> str:
    """Write the study's headline and its figures, arms side by side, as plain text of ``width`` columns at most."""
    lines = [result.study.title, "=" * min(width, len(result.study.title)), headline_finding(result), ""]
    letters = [chr(ord("A") + k % 26) for k in range(len(result.summaries))]
    for letter, arm in zip(letters, result.summaries, strict=True):
        failed = f", {arm.failed:,} not simulated to the end" if arm.failed else ""
        lines.append(f"{letter}  {arm.label}: {arm.n:,} patients{failed}")
    rows = [("", *letters), *_parted(result)]
    lines += [
        "",
        *_side_by_side(rows, width),
        "In brackets: 95 % interval, or 5th to 95th percentile where it says so (P5–P95).",
        "",
    ]
    lines.append(f"{percent(result.share_assumed)} of {len(result.sources):,} parameters are assumed.")
    lines += [line for line in (published_line(result),) if line]
    lines += observed_lines(result)
    lines += [f"Note: {warning_words(result, warning)}" for warning in result.warnings]
    return "\n".join(piece for line in [*lines, NOTICE] for piece in _wrapped(line, width))


def _parted(result: StudyResult) -> list[tuple[str, ...]]:
    """Give the rows of figures, an empty one between two endpoints."""
    keys = list(dict.fromkeys(key for summary in result.summaries for key in summary.figures))
    rows: list[tuple[str, ...]] = []
    for k, (key, row) in enumerate(zip(keys, figure_rows(result), strict=True)):
        if k and endpoint_of(key) != endpoint_of(keys[k - 1]):
            rows.append(("",) * len(row))
        rows.append(tuple(map(_brief, row)))
    return rows


def _brief(text: str) -> str:
    """Shorten what repeats in every row.

    Examples
    --------
    >>> _brief("22 % (14 to 31), n = 81")
    '22 % (14–31) of 81'
    """
    text = text.replace("(5th to 95th percentile)", "(P5–P95)").replace(", n = ", " of ")
    return re.sub(r"\(([^ ()]+) to ([^ ()]+)\)", r"(\1–\2)", text)


def _wrapped(line: str, width: int) -> list[str]:
    """Break a line that is too long; one that fits keeps its spaces."""
    return [line.rstrip()] if len(line) <= width else textwrap.wrap(line, width)


def _side_by_side(rows: list[tuple[str, ...]], width: int) -> list[str]:
    """Align the table, a few arms at a time where all do not fit beside the names."""
    sizes = [max(len(row[k]) for row in rows) for k in range(len(rows[0]))]
    room = width - min(sizes[0], LEAST_NAME) - 2 * len(GAP)
    first, used = 1, 0
    lines: list[str] = []
    for k in range(1, len(sizes) + 1):
        if k == len(sizes) or (used and used + sizes[k] + len(GAP) > room):
            lines += [*_aligned([(row[0], *row[first:k]) for row in rows], width), ""]
            first, used = k, 0
        if k < len(sizes):
            used += sizes[k] + len(GAP)
    return lines


def result_object(result: StudyResult) -> dict[str, Any]:
    """Give the same as one JSON-ready object; what does not exist is null."""
    study = result.study
    arms = [
        {
            "name": summary.name,
            "label": summary.label,
            "patients": summary.n,
            "solved": summary.solved,
            "failed": summary.failed,
            "figures": {key: _figure_object(figure) for key, figure in summary.figures.items()},
            **({"extrapolated": True} if any(summary.name in one.arms for one in result.extrapolated) else {}),
        }
        for summary in result.summaries
    ]
    seen = observed_object(result)
    beyond = {"extrapolated": [asdict(one) for one in result.extrapolated]} if result.extrapolated else {}
    return (
        ({} if seen is None else {"observed": seen})
        | beyond
        | {
            "study": {
                "name": study.name,
                "title": study.title,
                "patients": study.n,
                "seed": study.seed,
                "follow_up_days": study.follow_up,
            },
            "headline": headline_finding(result),
            "arms": arms,
            "published": published_object(result),
            "share_assumed": _finite(result.share_assumed),
            "flow": result.flow[["arm", "stage", "n"]].astype({"n": int}).to_dict("records"),
            "together": [asdict(one) for one in result.together],
            "warnings": list(result.warnings),
            "folder": None if result.folder is None else str(result.folder),
            "notice": NOTICE,
        }
    )


def _aligned(rows: list[tuple[str, ...]], width: int) -> list[str]:
    """Set the first column left and the others right; a long name gives way, and then runs on.

    Beside a single column a name has the place that its own cell leaves.
    """
    sizes = [max(len(row[k]) for row in rows) for k in range(len(rows[0]))]
    sizes[0] = max(12, min(sizes[0], width - sum(sizes[1:]) - len(GAP) * len(sizes)))
    alone = min(width - 2 * len(GAP), max(len("".join(row)) for row in rows)) if len(sizes) == 2 else 0
    lines = []
    for name, *cells in rows:
        room = max(12, alone - len(cells[0])) if alone else sizes[0]
        first, *more = textwrap.wrap(name, room) or [""]
        beside = cells if alone else [cell.rjust(size) for cell, size in zip(cells, sizes[1:], strict=True)]
        lines += [GAP + GAP.join([first.ljust(room), *beside]), *(GAP + rest for rest in more)]
    return [lines[0], GAP + "-" * (len(lines[0]) - len(GAP)), *lines[1:]]


def _figure_object(figure: Figure) -> dict[str, Any]:
    """Write one figure as plain data."""
    numbers = {name: _finite(getattr(figure, name)) for name in ("value", "lower", "upper")}
    told = {"withheld": figure.withheld} if figure.withheld else {}
    return {"text": figure.text, "n": figure.n, "unit": figure.unit, **numbers, **told}


def _finite(value: float) -> float | None:
    """Turn what does not exist into null."""
    return float(value) if math.isfinite(value) else None
