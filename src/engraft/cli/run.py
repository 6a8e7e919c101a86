"""``engraft run``: run a study, print what came out, and leave a report."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from engraft.cli.interruption import Interrupted
from engraft.cli.page import page, print_object
from engraft.errors import SpecificationError

if TYPE_CHECKING:
    from engraft.trial import StudyResult

Progress = Callable[[int, int], None]
REPORT = "report.html"
MOST_DIGITS = 40
FAILED = 1  # done, and something is wrong


def whole(least: int) -> Callable[[str], int]:
    """Make a reader of whole numbers that says what it got."""

    def read(text: str) -> int:
        if isinstance(text, str) and text.strip().isascii() and text.strip().isdecimal() and len(text) <= MOST_DIGITS:
            number = int(text)
            if number >= least:
                return number
        raise typer.BadParameter(f"expected a whole number, {least} or more; got '{text[:MOST_DIGITS]}'")

    return read


def folder(text: str | Path) -> Path:
    """Read the name of a folder; no name at all would mean the current one, which nobody asked for."""
    if not str(text).strip():
        raise typer.BadParameter("expected a folder; got nothing ('.' is the current one)")
    return Path(text)


# Options that several commands have.
Patients = Annotated[
    int | None, typer.Option(parser=whole(1), metavar="N", help="How many patients, instead of the study's.")
]
Seed = Annotated[int | None, typer.Option(parser=whole(0), metavar="S", help="The seed, instead of the study's.")]
Laws = Annotated[
    str | None, typer.Option(metavar="FILE", help="Draw patients from these laws; 'none': from the prior law.")
]
Extrapolate = Annotated[
    bool,
    typer.Option("--extrapolate", help="Leave what was studied: marked, survival and severe toxicity withheld."),
]
Settings = Annotated[
    list[str] | None, typer.Option("--set", metavar="PATH=VALUE", help="Set a field of the study file; repeatable.")
]


def run(
    study: Annotated[str, typer.Argument(metavar="STUDY", help="A study by name (engraft studies), or a file.")],
    patients: Patients = None,
    seed: Seed = None,
    out: Annotated[
        Path, typer.Option(parser=folder, metavar="DIR", help="Where the folder of this run is made.")
    ] = Path("runs"),
    laws: Laws = None,
    settings: Settings = None,
    rtol: Annotated[float | None, typer.Option(help="The solver's relative tolerance.")] = None,
    observed: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Lay kinetics or survival of real persons (CSV) over the report."),
    ] = None,
    extrapolate: Extrapolate = False,
    adam: Annotated[bool, typer.Option("--adam", help="Leave ADSL, ADTTE and ADRS-shaped tables too.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object and nothing else.")] = False,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Show no progress, print only where it is.")] = False,
) -> None:
    """Simulate a study, print its endpoints, and write a report.

    A run that was stopped goes on where it stopped when the same command is given again. Where nobody of an
    arm could be simulated to the end, everything is written all the same, and the exit code is 1.
    """
    from engraft.records import read_observed
    from engraft.trial import load_study, run_study

    chosen = load_study(study, overrides=settings or (), rtol=rtol, laws=laws)
    seen = None if observed is None else read_observed(observed)
    refuse_unwritable(out)
    write = _report_and_tables if adam else _report
    goes_on = "interrupted; the same command goes on where this one stopped"
    with progress_bar(shown=not as_json and not quiet) as progress, interruptible(goes_on):
        result = run_study(
            chosen, out=out, patients=patients, seed=seed, progress=progress, report=write, observed=seen,
            extrapolate=extrapolate,
        )  # fmt: skip
    report = (result.folder or out) / REPORT
    if as_json:
        print_object(summary(result, report))
    else:
        _print(result, report, quiet=quiet)
    _answer_for_empty_arms(result, report)


def _answer_for_empty_arms(result: StudyResult, report: Path) -> None:
    """End with 1 if nobody of some arm could be simulated: its figures are missing, and a script should know."""
    empty = [f"'{arm.label}'" for arm in result.summaries if not arm.solved]
    if empty:
        typer.echo(
            f"nobody of {' and nobody of '.join(empty)} could be simulated to the end, so there are no figures of it\n"
            f"the notes of {report} say when, where and what to try",
            err=True,
        )
        raise typer.Exit(FAILED)


def summary(result: StudyResult, report: Path) -> dict[str, Any]:
    """Say everything about a finished run as one object."""
    from engraft.report import result_object

    said = result_object(result)
    return said | {
        "n": result.study.n,
        "seed": result.study.seed,
        "failed": {one.label: one.failed for one in result.summaries},
        "tolerance": result.tolerance.to_dict("records"),
        "folder": str(report.parent),
        "report": str(report),
        "resumed": result.provenance["resumed"],
        "versions": result.provenance.get("versions", {}),
    }


def _print(result: StudyResult, report: Path, *, quiet: bool) -> None:
    """Print the table of endpoints, and where the report is."""
    from engraft.report import result_text

    if not quiet:
        typer.echo(result_text(result, width=page().width))
        typer.echo()
    resumed = result.provenance["resumed"]
    if resumed["persons"]:
        typer.echo(f"Went on from a stopped run: {resumed['persons']} of {resumed['of']} courses were there already.")
    if resumed["unused_blocks"]:
        typer.echo("What a stopped run left was made by another version, backend or processor; it was simulated anew.")
    typer.echo(f"Report: {report}")


def _report(result: StudyResult, folder: Path) -> None:
    """Write the report into the folder of a run that is about to be finished."""
    from engraft.report import write_report

    write_report(result, folder / REPORT)


def _report_and_tables(result: StudyResult, folder: Path) -> None:
    """Write the report, and the outcomes in the shape of ADaM beside it."""
    from engraft.trial import write_adam

    _report(result, folder)
    if result.extrapolated:
        typer.echo("no ADaM tables: they are of survival, which is withheld outside of what was studied", err=True)
    else:
        write_adam(result, folder)


def refuse_unwritable(out: Path) -> None:
    """Say before anything starts that its results could not be kept."""
    there = next((folder for folder in (out, *out.absolute().parents) if folder.exists()), Path("/"))
    if not there.is_dir():
        what = f"--out {out}: {there} is a file" if there != out else f"--out {out}: this is a file"
        raise SpecificationError(what, expected="a folder, or a place to make one")
    try:
        with tempfile.TemporaryFile(dir=there):
            pass
    except OSError as error:
        raise SpecificationError(f"--out {out}: cannot write to {there}: {error.strerror}") from error


@contextmanager
def interruptible(said: str) -> Iterator[None]:
    """Say after Ctrl-C what is there and what to do."""
    try:
        yield
    except KeyboardInterrupt:
        raise Interrupted(said) from None


@contextmanager
def progress_bar(*, shown: bool, last: str = "writing the report") -> Iterator[Progress | None]:
    """Show a bar on the standard error stream if somebody is looking."""
    if not shown or sys.stderr is None or not sys.stderr.isatty():
        yield None
        return
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    parts = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*parts, console=page(err=True), transient=True) as bar:
        task = bar.add_task("starting", total=None)
        yield lambda done, total: bar.update(
            task, completed=done, total=total, description="patients" if done < total else last
        )
