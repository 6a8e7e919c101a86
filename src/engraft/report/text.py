"""What the command line prints about a finished study: a plain table, or one object."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from engraft.report.words import NOTICE, in_words, interval, percent, quantity, warning_words

if TYPE_CHECKING:
    from engraft.outcomes.figure import Figure
    from engraft.trial.result import StudyResult

GAP = "  "


def result_text(result: StudyResult, *, width: int = 100) -> str:
    """Write the study's headline and one aligned table per arm as plain text, at most ``width`` columns wide."""
    import textwrap

    study = result.study
    lines = [
        study.title,
        "=" * min(width, len(study.title)),
        *textwrap.wrap(str(result.headline["sentence"]), width),
        "",
    ]
    for summary in result.summaries:
        lines += textwrap.wrap(f"{summary.label}  ({summary.n:,} patients{_failed(summary.failed)})", width)
        rows = [_row(figure) for figure in summary.figures.values()]
        lines += [*_aligned([("endpoint", "n", "estimate", "interval"), *rows], width), ""]
    lines += textwrap.wrap(f"{percent(result.share_assumed)} of {len(result.sources):,} parameters are assumed.", width)
    lines += [
        line for warning in result.warnings for line in textwrap.wrap(f"Note: {warning_words(result, warning)}", width)
    ]
    return "\n".join([*lines, *textwrap.wrap(NOTICE, width)])


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
        }
        for summary in result.summaries
    ]
    return {
        "study": {
            "name": study.name,
            "title": study.title,
            "patients": study.n,
            "seed": study.seed,
            "follow_up_days": study.follow_up,
        },
        "headline": str(result.headline["sentence"]),
        "arms": arms,
        "share_assumed": _finite(result.share_assumed),
        "flow": result.flow[["arm", "stage", "n"]].astype({"n": int}).to_dict("records"),
        "warnings": list(result.warnings),
        "folder": None if result.folder is None else str(result.folder),
        "notice": NOTICE,
    }


def _failed(failed: int) -> str:
    """Say how many could not be simulated, if any."""
    return f", {failed:,} not simulated to the end" if failed else ""


def _row(figure: Figure) -> tuple[str, ...]:
    """Write one figure as a row of cells."""
    return in_words(figure.text), f"{figure.n:,}", quantity(figure.value, figure.unit), interval(figure)


def _aligned(rows: list[tuple[str, ...]], width: int) -> list[str]:
    """Set the first column left and the others right; a long name gives way, and then runs on."""
    import textwrap

    sizes = [max(len(row[k]) for row in rows) for k in range(len(rows[0]))]
    sizes[0] = max(12, min(sizes[0], width - sum(sizes[1:]) - len(GAP) * len(sizes)))
    lines = []
    for name, *cells in rows:
        first, *more = textwrap.wrap(name, sizes[0])
        beside = [cell.rjust(size) for cell, size in zip(cells, sizes[1:], strict=True)]
        lines += [GAP + GAP.join([first.ljust(sizes[0]), *beside]), *(GAP + rest for rest in more)]
    return [lines[0], GAP + "-" * (len(lines[0]) - len(GAP)), *lines[1:]]


def _figure_object(figure: Figure) -> dict[str, Any]:
    """Write one figure as plain data."""
    numbers = {name: _finite(getattr(figure, name)) for name in ("value", "lower", "upper")}
    return {"text": figure.text, "n": figure.n, "unit": figure.unit, **numbers}


def _finite(value: float) -> float | None:
    """Turn what does not exist into null."""
    return float(value) if math.isfinite(value) else None
