"""``engraft validate``: the published figures of a study beside the simulated ones, misses in red and explained."""

from __future__ import annotations

import math
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from engraft.cli.page import heading, number, object_text, page, print_object, table
from engraft.cli.run import Extrapolate, Laws, Settings, interruptible, progress_bar, whole

if TYPE_CHECKING:
    from rich.console import Console

    from engraft.calibrate import Row, Validation
    from engraft.trial import Study

ROLES = {
    "calibrate": "Calibrated: fitted to these figures",
    "predict": "Predicted: not seen by any fit",
    "input": "Inputs: set from these figures",
}
MANY = 2000  # patients: fewer leave too few for each law to judge by
SHIPPED = ("eliana", "eliana-nulls", "tisa-cel-real-world")  # all that was published of these cells in this disease
NOTICE = "For research and planning only; not a medical device."


def validate(
    studies: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="STUDY", help="Studies by name (engraft studies), or files; if none, all about ELIANA's cells."
        ),
    ] = None,
    seed: Annotated[
        int | None, typer.Option(parser=whole(0), metavar="S", help="The seed; never that of the calibration.")
    ] = None,
    patients: Annotated[
        int | None,
        typer.Option(
            parser=whole(1),
            metavar="N",
            help=f"How many patients; {MANY} or the study's, whichever is more; all of a list.",
        ),
    ] = None,
    laws: Laws = None,
    threads: Annotated[
        int | None,
        typer.Option(parser=whole(1), metavar="T", help="Threads of the solver; one per processor if not said."),
    ] = None,
    settings: Settings = None,
    extrapolate: Extrapolate = False,
    out: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Write what --json prints into a file as well.", dir_okay=False)
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object and nothing else.")] = False,
) -> None:
    """Simulate a study and hold its figures against what was published.

    Calibrated figures must lie within one standard error where an interval is published, all others inside of the
    published bounds. Intervals are those of trials of the published size, each drawn from one law.
    Without STUDY these are eliana, eliana-nulls and tisa-cel-real-world, one after the other.
    """
    from engraft.calibrate import validate as hold
    from engraft.trial import load_study
    from engraft.trial.archive import write_text

    chosen = [load_study(name, overrides=settings or (), laws=laws) for name in studies or SHIPPED]
    found = []
    for one in chosen:
        with progress_bar(shown=not as_json, last="drawing trials") as progress, interruptible("interrupted"):
            found.append(
                hold(
                    one,
                    seed=seed,
                    patients=patients or _many(one),
                    threads=threads or 0,
                    extrapolate=extrapolate,
                    progress=progress,
                )
            )
        if not as_json:
            _print(found[-1])
    whole_story = told(found[0]) if len(found) == 1 else told_together(found)
    if out is not None:
        write_text(out, object_text(whole_story) + "\n")
    if as_json:
        print_object(whole_story)
    else:
        page().print("\n".join([*_together(found), NOTICE]))


def _many(study: Study) -> int:
    """Choose how many to treat: of listed persons no more than there are, for more were the same again."""
    from engraft.trial import design

    return design(study).population.listed or max(MANY, study.file.population.n)


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
        "warnings": list(found.warnings),
        "notice": NOTICE,
    }


def told_together(found: Sequence[Validation]) -> dict[str, Any]:
    """Say everything about several validations as one object: each by itself, then their results and rows together."""
    each = [told(one) for one in found]
    counts = {role: {key: sum(one["results"][role][key] for one in each) for key in ("inside", "of")} for role in ROLES}
    return {
        "studies": [{key: one[key] for key in ("study", "seed", "patients", "failed", "laws")} for one in each],
        "results": counts,
        "not_identified": [name for one in each for name in one["not_identified"]],
        "rows": [row for one in each for row in one["rows"]],
        "warnings": [f"{one['study']}: {line}" for one in each for line in one["warnings"]],
        "notice": NOTICE,
    }


def _together(found: Sequence[Validation]) -> list[str]:
    """Count the predicted results of several studies in one line."""
    if len(found) == 1:
        return []
    inside, of = (sum(counts) for counts in zip(*(one.told("predict") for one in found), strict=True))
    return [f"Predicted by the {len(found)} studies together: {inside} of {of} results inside", ""]


def _print(found: Validation) -> None:
    """Print one table per role, and what explains the misses."""
    console = page()
    laws = "the prior law of the model" if found.laws is None else f"{len(found.laws.laws)} {found.laws.run}"
    console.print(f"{found.study}: {found.patients} patients, seed {found.seed}, drawn from {laws}")
    for role, title in ROLES.items():
        rows = [row for row in found.rows if row.role == role]
        if rows:
            _role(console, found, role, title, rows)
    for line in found.warnings:
        console.print(f"Note: {line}")
    console.print()


def _role(console: Console, found: Validation, role: str, title: str, rows: list[Row]) -> None:
    """Print the figures of one role."""
    inside, of = found.told(role)
    counted = f"{inside} of {of} results inside" if of else "published without bounds, so that none is in or out"
    heading(console, f"{title} ({counted})")
    laid = table(("id", "endpoint", "published", "simulated", "95 % of trials", "inside", "ess"), [], fixed=(0,))
    for row in rows:
        laid.add_row(*_cells(row), style="red" if row.inside is False else None)
    console.print(laid)
    for row in rows:
        for line in explained(row):
            console.print(f"  {row.id}: {line}", style="red" if row.inside is False else None)


def _cells(row: Row) -> tuple[str, ...]:
    """Write one row."""
    if row.withheld:
        return row.id, row.endpoint, _published(row), "withheld", "", "", ""
    verdict = "" if row.inside is None else "yes" if row.inside else "NO"
    mark = verdict if row.identified else f"{verdict}, not identified"
    interval = f"{number(row.interval[0])} to {number(row.interval[1])}"
    return row.id, row.endpoint, _published(row), number(row.simulated), interval, mark, f"{row.ess:.0f}"


def _published(row: Row) -> str:
    """Write what was published: a value with its bounds, or the bound of an ordering alone."""
    low, high = math.isfinite(row.lower), math.isfinite(row.upper)
    if math.isnan(row.published):
        parts = [f"at least {number(row.lower)}"] * low + [f"at most {number(row.upper)}"] * high
        return ", ".join(parts)
    return number(row.published) + (f" ({number(row.lower)} to {number(row.upper)})" if low and high else "")


def explained(row: Row) -> list[str]:
    """Say of a miss on which side it lies, how far and why, and of a verdict how far the laws agree on it."""
    said = []
    if row.inside is False:
        said.append(_miss(row))
        said += [row.note] if row.note else []
    if not row.identified:
        said.append(f"not identified: inside under {row.agreeing:.0%} of the laws")
    return said


def _miss(row: Row) -> str:
    """Say where a figure lies that is not inside."""
    if not math.isfinite(row.simulated):
        ratio = row.endpoint.endswith(".hazard_ratio")
        return "not estimable: no event in one of the two arms" if ratio else "the simulated figure does not exist"
    side = "above" if row.simulated > row.held[1] else "below"
    bound = row.held[1] if side == "above" else row.held[0]
    far = f"simulated {number(row.simulated)} lies {side} {number(bound)}"
    if not math.isfinite(row.upper - row.lower + row.published) or row.upper <= row.lower:
        return far
    errors = abs(row.simulated - row.published) * 3.92 / (row.upper - row.lower)
    low, high = row.interval
    covers = "holds" if low <= row.published <= high else "does not hold"
    return f"{far}, {errors:.1f} SE from the published; the interval of trials {covers} the published figure"
