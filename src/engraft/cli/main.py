"""The command ``engraft``: a table of commands, loaded one at a time, and the only place that turns errors into text.

A command is one file in this folder and one row of :data:`COMMANDS`. Only the command that was
asked for is imported, so that ``engraft --help`` answers at once.
"""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from importlib import import_module

import typer

from engraft.cli.interruption import Interrupted
from engraft.errors import EngraftError
from engraft.version import VERSION

OK, PROBLEM, MISUSE, INTERRUPTED = 0, 1, 2, 130


@dataclass(frozen=True)
class Command:
    """A command's name, the function behind it, and its line in ``engraft --help``."""

    name: str
    module: str
    function: str
    help: str

    def load(self) -> Callable[..., None]:
        """Import the function that does the work."""
        function: Callable[..., None] = getattr(import_module(self.module), self.function)
        return function


COMMANDS = (
    Command("run", "engraft.cli.run", "run", "Simulate a study, print its endpoints, write a report."),
    Command("calibrate", "engraft.cli.calibrate", "calibrate", "Fit the law of a study's population to its targets."),
    Command("validate", "engraft.cli.validate", "validate", "Hold a study against what was published."),
    Command("show", "engraft.cli.show", "show", "Show a model, study, product, population or endpoint."),
    Command("studies", "engraft.cli.studies", "studies", "List the studies that come with engraft."),
    Command("models", "engraft.cli.models", "models", "List the models that come with engraft."),
    Command("sweep", "engraft.cli.sweep", "sweep", "Run a study over a grid of settings on the same persons."),
    Command("therapies", "engraft.cli.therapies", "therapies", "List the products that can be given."),
    Command("effects", "engraft.cli.effects", "effects", "List what covariates do to parameters, with sources."),
    Command(
        "populations", "engraft.cli.populations", "populations", "List who can be treated, and what is known of them."
    ),
    Command("processes", "engraft.cli.processes", "processes", "List how products are made, step by step."),
    Command("design", "engraft.cli.design", "design", "Size a single-arm trial under the simulated truth."),
    Command("schema", "engraft.cli.schema", "schema", "Print the JSON schema of a study file."),
    Command(
        "doctor",
        "engraft.cli.doctor",
        "doctor",
        "Check this machine, and the kernel against a closed form.",
    ),
    Command("bench", "engraft.cli.bench", "bench", "Time the kernel beside the machine and beside other solvers."),
)

ABOUT = """Simulate virtual leukemia patients, from vein to vein to verdict.

Research and planning only; not a medical device."""


def run() -> None:
    """Answer the command line and leave with its exit code."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")  # a terminal without µ still gets its answer
    sys.exit(main(sys.argv[1:]))


def main(arguments: Sequence[str]) -> int:
    """Carry out one command and say every foreseen error in at most three lines, never a traceback.

    Returns
    -------
    0 done; 1 done, and something is wrong; 2 not done, because of what was asked for; 130 interrupted.
    """
    try:
        code = _application(arguments)(args=list(arguments), prog_name="engraft", standalone_mode=False)
        _flush()
    except EngraftError as error:
        return _complain(str(error), MISUSE)
    except typer.TyperException as error:
        return _complain(f"{error.format_message()}\n{_way_out(arguments)}", MISUSE)
    except (BrokenPipeError, SystemExit):
        return _let_go()
    except OSError as error:
        with suppress(OSError):
            _flush()
        return _complain(_file_trouble(error), MISUSE)
    except Interrupted as stop:
        return _complain(str(stop), INTERRUPTED)
    except (KeyboardInterrupt, typer.Abort):
        code = INTERRUPTED
    if code == INTERRUPTED:
        return _complain("interrupted", INTERRUPTED)
    return code if isinstance(code, int) else OK


def _way_out(arguments: Sequence[str]) -> str:
    """Say where to read how it is done."""
    asked = _asked(arguments)
    known = asked in {command.name for command in COMMANDS}
    return f"engraft {asked} --help explains it" if known else "engraft --help lists the commands"


def _asked(arguments: Sequence[str]) -> str:
    """Find the command among the words of a command line."""
    return next((word for word in arguments if not word.startswith("-")), "")


def _flush() -> None:
    """Write out what was printed while errors of writing can still be answered."""
    try:
        if sys.stdout is not None:
            sys.stdout.flush()
    except OSError:
        _let_go()  # what is left would be tried again, and complained about, at exit
        raise


def _let_go() -> int:
    """End quietly when nobody reads on, as in ``engraft show b_all_spine | head``; typer exits when it meets that."""
    with suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return OK


def _application(arguments: Sequence[str]) -> typer.Typer:
    """Build the command line with one real command, the one asked for, and the names of the others."""
    asked = _asked(arguments)
    app = typer.Typer(
        add_completion=False,
        context_settings={"help_option_names": ["-h", "--help"]},
        pretty_exceptions_enable=False,
        rich_markup_mode=None,
    )
    app.callback(invoke_without_command=True, help=ABOUT)(_front)
    for command in COMMANDS:
        app.command(command.name, help=command.help)(command.load() if command.name == asked else _unloaded)
    return app


def _front(
    context: typer.Context, version: bool = typer.Option(False, "--version", help="Print the version and exit.")
) -> None:
    """Print the version or, when nothing was asked, the help."""
    if version:
        typer.echo(VERSION)
        raise typer.Exit(OK)
    if context.invoked_subcommand is None:
        typer.echo(context.get_help())


def _unloaded() -> None:
    """Stand for a command that was not asked for."""


def _file_trouble(error: OSError) -> str:
    """Say which file made trouble, and why."""
    return f"{error.filename}: {error.strerror}" if error.filename else error.strerror or str(error)


def _complain(message: str, code: int) -> int:
    """Write a message of at most three lines to the standard error stream."""
    typer.echo("\n".join(message.splitlines()[:3]), err=True)
    return code
