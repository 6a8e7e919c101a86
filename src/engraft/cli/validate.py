"""``engraft validate``: the published figures of a study beside the simulated ones, misses in red and explained."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Annotated, Any

import typer

from engraft.cli.page import heading, number, page, print_object, table
from engraft.cli.run import interruptible, progress_bar, whole

if TYPE_CHECKING:
    from rich.console import Console

    from engraft.calibrate import Row, Validation

ROLES = {
    "calibrate": "Calibrated: fitted to these figures",
    "predict": "Predicted: not seen by any fit",
    "input": "Inputs: set from these figures",
}
NOTICE = "For research and planning only; not a medical device."


def validate(
    study: Annotated[
        str, typer.Argument(metavar="[STUDY]", help="A study by name (engraft studies), or a file.")
    ] = "eliana",
    seed: Annotated[
        int | None, typer.Option(parser=whole(0), metavar="S", help="The seed; never that of the calibration.")
    ] = None,
    patients: Annotated[
        int | None, typer.Option(parser=whole(1), metavar="N", help="How many patients, instead of the study's.")
    ] = None,
    laws: Annotated[
        str | None, typer.Option(metavar="FILE", help="Draw patients from these laws; 'none': from the prior law.")
    ] = None,
    threads: Annotated[
        int | None,
        typer.Option(parser=whole(1), metavar="T", help="Threads of the solver; one per processor if not said."),
    ] = None,
    settings: Annotated[
        list[str] | None, typer.Option("--set", metavar="PATH=VALUE", help="Set a field of the study file; repeatable.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object and nothing else.")] = False,
) -> None:
    """Simulate a study and hold its figures against what was published.

    Calibrated figures must lie within one standard error where an interval is published, all others inside of the
    published bounds. Intervals are those of trials of the published size, each drawn from one law.
    """
    from engraft.calibrate import validate as hold
    from engraft.trial import load_study

    chosen = load_study(study, overrides=settings or (), laws=laws)
    with progress_bar(shown=not as_json, last="drawing trials") as progress, interruptible("interrupted"):
        found = hold(chosen, seed=seed, patients=patients, threads=threads or 0, progress=progress)
    if as_json:
        print_object(told(found))
    else:
        _print(found)


def told(found: Validation) -> dict[str, Any]:
    """Say everything about a validation as one object."""
    counts = {role: dict(zip(("inside", "of"), found.told(role), strict=True)) for role in ROLES}
    return {
        "study": found.study,
        "seed": found.seed,
        "patients": found.patients,
        "failed": found.failed,
        "laws": None if found.laws is None else found.laws.hash,
        "results": counts,
        "not_identified": [row.id for row in found.rows if not row.identified],
        "rows": [row.plain() for row in found.rows],
        "notice": NOTICE,
    }


def _print(found: Validation) -> None:
    """Print one table per role, and what explains the misses."""
    console = page()
    laws = "the prior law of the model" if found.laws is None else f"{len(found.laws.laws)} {found.laws.run}"
    console.print(f"{found.study}: {found.patients} patients, seed {found.seed}, drawn from {laws}")
    for role, title in ROLES.items():
        rows = [row for row in found.rows if row.role == role]
        if rows:
            _role(console, found, role, title, rows)
    console.print()
    console.print(NOTICE)


def _role(console: Console, found: Validation, role: str, title: str, rows: list[Row]) -> None:
    """Print the figures of one role."""
    inside, of = found.told(role)
    heading(console, f"{title} ({inside} of {of} results inside)")
    laid = table(("id", "endpoint", "published", "simulated", "95 % of trials", "inside", "ess"), [], fixed=(0,))
    for row in rows:
        laid.add_row(*_cells(row), style="red" if row.inside is False else None)
    console.print(laid)
    for row in rows:
        for line in explained(row):
            console.print(f"  {row.id}: {line}", style="red" if row.inside is False else None)


def _cells(row: Row) -> tuple[str, ...]:
    """Write one row."""
    bounds = f" ({number(row.lower)} to {number(row.upper)})" if math.isfinite(row.lower + row.upper) else ""
    verdict = "" if row.inside is None else "yes" if row.inside else "NO"
    mark = verdict if row.identified else f"{verdict}, not identified"
    interval = f"{number(row.interval[0])} to {number(row.interval[1])}"
    return row.id, row.endpoint, number(row.published) + bounds, number(row.simulated), interval, mark, f"{row.ess:.0f}"


def explained(row: Row) -> list[str]:
    """Say of a miss on which side it lies and how far, and of a verdict how far the laws agree on it."""
    said = []
    if row.inside is False:
        said.append(_miss(row))
    if not row.identified:
        said.append(f"not identified: inside under {row.agreeing:.0%} of the laws")
    return said


def _miss(row: Row) -> str:
    """Say where a figure lies that is not inside."""
    if not math.isfinite(row.simulated):
        return "the simulated figure does not exist"
    side = "above" if row.simulated > row.held[1] else "below"
    bound = row.held[1] if side == "above" else row.held[0]
    far = f"simulated {number(row.simulated)} lies {side} {number(bound)}"
    if not math.isfinite(row.upper - row.lower) or row.upper <= row.lower:
        return far
    errors = abs(row.simulated - row.published) * 3.92 / (row.upper - row.lower)
    low, high = row.interval
    covers = "holds" if low <= row.published <= high else "does not hold"
    return f"{far}, {errors:.1f} SE from the published; the interval of trials {covers} the published figure"
