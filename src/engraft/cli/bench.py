"""``engraft bench``: time the kernel beside the machine and beside other solvers, in one run."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated, Any

import typer

from engraft.cli.page import number
from engraft.errors import SpecificationError, nearest

if TYPE_CHECKING:
    from engraft.cli.benchmark.row import Row


def bench(
    as_json: Annotated[
        bool, typer.Option("--json", help="Print a JSON list, one object a row, instead of a table.")
    ] = False,
    quick: Annotated[
        bool, typer.Option("--quick", help="A tenth of the patients, fewer repeats: a rough look.")
    ] = False,
    peers: Annotated[bool, typer.Option(help="Race other solvers too, where they are installed.")] = True,
    row: Annotated[
        list[str] | None,
        typer.Option("--row", metavar="NAME", help="This row only; repeatable. A wrong one lists all."),
    ] = None,
) -> None:
    """Time the kernel against the processor's peak and against other solvers, in turn; every figure is a median."""
    chosen = choose(row or [], peers=peers)
    if as_json:
        _print_json(list(measure(chosen, quick=quick)))
    else:
        _print_page(measure(chosen, quick=quick))


def choose(asked: list[str], *, peers: bool) -> list[str]:
    """Settle which rows to measure.

    Raises
    ------
    SpecificationError
        If no row has such a name.
    """
    from engraft.cli.benchmark.peers import PEERS
    from engraft.cli.benchmark.table import ALONE

    known = [*ALONE, *PEERS]
    for name in asked:
        if name not in known:
            raise SpecificationError(f"no row is called '{name}'", expected=", ".join(known), do=nearest(name, known))
    return asked or (known if peers else list(ALONE))


def measure(names: list[str], *, quick: bool) -> Iterator[Row]:
    """Measure one row after the other."""
    from engraft.cli.benchmark.case import find
    from engraft.cli.benchmark.peers import against
    from engraft.cli.benchmark.rows import FULL, QUICK
    from engraft.cli.benchmark.table import ALONE

    case = find()
    for name in names:
        if name in ALONE:
            yield ALONE[name](case, QUICK if quick else FULL)
        else:
            yield from against(case, name, quick=quick)


def _print_json(rows: list[Row]) -> None:
    """Print a list; every row carries machine and versions, for a figure means nothing without them."""
    from engraft.cli.benchmark.row import machine, versions

    told: dict[str, Any] = {"machine": machine(), "versions": versions()}
    typer.echo(json.dumps([asdict(row) | told for row in rows], indent=2, ensure_ascii=False, allow_nan=False))


def _print_page(rows: Iterator[Row]) -> None:
    """Print each row as soon as it is there: a full run takes minutes."""
    from engraft.cli.benchmark.row import machine, versions

    facts = machine()
    load = ", ".join(f"{x:.1f}" for x in facts["load_average"] or [])
    typer.echo(f"{facts['processor']}, {facts['cores']} cores, {facts['system']}, {facts['date']}, load {load}")
    typer.echo(", ".join(f"{name} {version}" for name, version in versions().items()))
    for row in rows:
        typer.echo("")
        typer.echo(f"{row.row}: {_figure(row)}")
        if row.bar is not None and row.value is not None:
            way = "at most" if row.lower_is_better else "at least"
            aim = "" if row.aim is None else f", aim: {number(row.aim)}"
            typer.echo(f"    bar: {way} {number(row.bar)}{aim}: {row.verdict}")
        if row.peer_value is not None:
            typer.echo(f"    {row.peer}: {number(row.peer_value)}")
        if row.note and row.value is not None:
            typer.echo(f"    {row.note}")


def _figure(row: Row) -> str:
    """Write a value with its unit, or why there is none."""
    if row.value is None:
        return row.note or "not available"
    return f"{number(row.value)}{'' if row.unit == '×' else ' '}{row.unit}"
