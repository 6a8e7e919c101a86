"""``engraft calibrate``: fit the law of a study's population to published figures, and say what that taught."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from engraft.cli.page import print_object
from engraft.cli.run import Settings, folder, interruptible, progress_bar, refuse_unwritable, whole

if TYPE_CHECKING:
    from engraft.calibrate import Calibration


def calibrate(
    study: Annotated[str, typer.Argument(metavar="STUDY", help="A study by name (engraft studies), or a file.")],
    seed: Annotated[int | None, typer.Option(parser=whole(0), metavar="S", help="The seed of pool and chains.")] = None,
    persons: Annotated[
        int | None, typer.Option(parser=whole(100), metavar="N", help="How many persons the pool has.")
    ] = None,
    laws: Annotated[
        int | None, typer.Option(parser=whole(100), metavar="K", help="How many laws are kept, 100 or more.")
    ] = None,
    out: Annotated[
        Path, typer.Option(parser=folder, metavar="DIR", help="Where the law file and its findings are written.")
    ] = Path("laws"),
    threads: Annotated[
        int | None,
        typer.Option(parser=whole(1), metavar="T", help="Threads of the solver; one per processor if not said."),
    ] = None,
    settings: Settings = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the findings as one JSON object.")] = False,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Show no progress, print only where it is.")] = False,
) -> None:
    """Draw plausible patients once, simulate them once, and keep the population laws that published figures support.

    Leaves the law file, its findings and a page about them. The same seed gives the same laws; a calibration that
    was stopped goes on where it stopped.
    """
    from engraft.calibrate import Chosen
    from engraft.calibrate import calibrate as fit
    from engraft.trial import load_study

    chosen = load_study(study, overrides=settings or ())
    refuse_unwritable(out)
    goes_on = "interrupted; the same command goes on where this one stopped"
    asked = Chosen(seed, persons, laws, threads or 0)
    with (
        progress_bar(shown=not as_json and not quiet, last="fitting the laws") as progress,
        interruptible(goes_on),
    ):
        made = fit(chosen, chosen=asked, out=out, progress=progress)
    if as_json:
        print_object(made.findings)
    else:
        _print(made, out, quiet=quiet)


def _print(made: Calibration, out: Path, *, quiet: bool) -> None:
    """Print the findings, and where they are."""
    from engraft.calibrate import markdown

    if not quiet:
        typer.echo(markdown(made.findings))
        for line in made.warnings:
            typer.echo(f"Note: {line}", err=True)
    typer.echo(f"Laws: {out / made.laws.study}.json")
