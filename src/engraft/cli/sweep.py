"""``engraft sweep``: run a study over a grid of settings on the same persons, and draw what changes."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from engraft.cli.page import page, print_object
from engraft.cli.run import (
    FAILED,
    REPORT,
    Extrapolate,
    Laws,
    Patients,
    Seed,
    Settings,
    folder,
    interruptible,
    progress_bar,
    refuse_unwritable,
    whole,
)

if TYPE_CHECKING:
    from engraft.trial import SweepResult

MOST = 100


def sweep(
    study: Annotated[str, typer.Argument(metavar="STUDY", help="A study by name (engraft studies), or a file.")],
    over: Annotated[
        list[str] | None,
        typer.Option(metavar="PATH=A,B,C", help="Values of a field of the study file; repeatable: the grid of all."),
    ] = None,
    endpoint: Annotated[
        list[str] | None,
        typer.Option(metavar="KEY", help="Draw and print this figure; repeatable. Else the first of each endpoint."),
    ] = None,
    patients: Patients = None,
    seed: Seed = None,
    out: Annotated[
        Path, typer.Option(parser=folder, metavar="DIR", help="Where the folder of this sweep is made.")
    ] = Path("runs"),
    laws: Laws = None,
    settings: Settings = None,
    extrapolate: Extrapolate = False,
    max_points: Annotated[
        int | None, typer.Option(parser=whole(2), metavar="N", help=f"The most points that are run; {MOST}.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object and nothing else.")] = False,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Show no progress, print only where it is.")] = False,
) -> None:
    """Run a study at every point of a grid, on the same persons with the same luck, and draw what changes.

    Leaves every figure of every point with its interval and its paired difference to the first point as sweep.csv
    and sweep.parquet, and a report. A sweep that was stopped goes on where it stopped when the same command is
    given again; points that another sweep of the study left are not run again.
    """
    from engraft.report import write_sweep
    from engraft.trial import load_study, sweep_study

    chosen = load_study(study, overrides=settings or (), laws=laws)
    refuse_unwritable(out)
    goes_on = "interrupted; the same command goes on where this one stopped"
    with progress_bar(shown=not as_json and not quiet) as progress, interruptible(goes_on):
        result = sweep_study(
            chosen, over or (), out=out, patients=patients, seed=seed, most=max_points or MOST,
            shown=endpoint or (), progress=progress, report=write_sweep, extrapolate=extrapolate,
        )  # fmt: skip
    if as_json:
        print_object(summary(result, out))
    else:
        _print(result, out, quiet=quiet)
    _answer_for_empty_points(result)


def summary(result: SweepResult, out: Path) -> dict[str, Any]:
    """Say everything about a finished sweep as one object."""
    from engraft.report import sweep_object

    place = result.folder or out
    files = {"folder": str(place), "report": str(place / REPORT), "table": str(place / "sweep.csv")}
    return sweep_object(result) | files | {"versions": result.provenance["versions"]}


def _print(result: SweepResult, out: Path, *, quiet: bool) -> None:
    """Print the chosen figures at every point, and where the rest is."""
    from engraft.report import sweep_text

    if not quiet:
        typer.echo(sweep_text(result, width=page().width))
        typer.echo()
    found = sum(one.found for one in result.points)
    if found:
        typer.echo(f"{found} of {len(result.points)} points were there already.")
    place = result.folder or out
    if not quiet:
        typer.echo(f"Table: {place / 'sweep.csv'}")
    typer.echo(f"Report: {place / REPORT}")


def _answer_for_empty_points(result: SweepResult) -> None:
    """End with 1 if nobody of an arm could be simulated at some point."""
    n = result.study.n
    empty = [f"'{arm}' at point {one.number}" for one in result.points for arm, k in one.failed.items() if k == n]
    if empty:
        named = ", ".join(empty[:5]) + (", …" if len(empty) > 5 else "")
        typer.echo(f"nobody of {named} could be simulated to the end, so there are no figures there", err=True)
        raise typer.Exit(FAILED)
