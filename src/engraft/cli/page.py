"""How commands print: tables that fit a terminal and a pipe, or one JSON object."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import typer

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table

NARROWEST, WIDEST = 60, 120  # narrower, a terminal folds lines better than a table folds words
MARK = "*"


def page(*, err: bool = False) -> Console:
    """Open standard output or error for printing: plain text as it stands, colours only on a terminal."""
    from rich.console import Console

    console = Console(stderr=err, markup=False, emoji=False, highlight=False)
    console.width = min(max(console.width, NARROWEST), WIDEST)
    return console


def table(heads: Sequence[str], rows: Iterable[Sequence[str]], *, fixed: Sequence[int] = ()) -> Table:
    """Lay rows out under heads; long cells wrap, except in ``fixed`` columns."""
    from rich import box
    from rich.table import Table

    laid = Table(box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False, padding=(0, 1, 0, 0))
    for k, head in enumerate(heads):
        laid.add_column(head, overflow="fold", no_wrap=k in fixed)
    for row in rows:
        laid.add_row(*row)
    return laid


def columns(rows: Iterable[Sequence[str]], *, indent: int = 2) -> Table:
    """Lay rows out side by side, without heads."""
    from rich.table import Table

    laid = Table.grid(padding=(0, 2, 0, 0))
    listed = list(rows)
    laid.add_column(width=indent - 1 if indent else 0)
    for _ in range(len(listed[0]) if listed else 0):
        laid.add_column(overflow="fold")
    for row in listed:
        laid.add_row("", *row)
    return laid


def listing(rows: Iterable[Sequence[str]]) -> None:
    """Print a name and what it is on each line, never wrapped, so that a pipe may search it."""
    listed = list(rows)
    width = max((len(name) for name, _ in listed), default=0)
    for name, about in listed:
        typer.echo(f"{name:<{width}}  {about}")


def heading(console: Console, text: str) -> None:
    """Start a section."""
    console.print()
    console.print(text, style="bold")


def indented(console: Console, text: str, by: int = 2) -> None:
    """Print a paragraph set in a little."""
    from rich.padding import Padding

    console.print(Padding(text, (0, 0, 0, by)))


def number(value: object) -> str:
    """Write a number with four digits, and anything else as it is.

    Examples
    --------
    >>> number(4.5e-11), number(14.0), number("b_all.leukemia_initial")
    ('4.5e-11', '14', 'b_all.leukemia_initial')
    """
    return f"{value:.4g}" if isinstance(value, (int, float)) else str(value)


def print_object(data: Mapping[str, Any]) -> None:
    """Print one JSON object; what is not a finite number is null."""
    typer.echo(object_text(data))


def object_text(data: Mapping[str, Any]) -> str:
    """Write one JSON object; what is not a finite number is null."""
    return json.dumps(_finite(data), indent=2, ensure_ascii=False, allow_nan=False)


def _finite(data: Any) -> Any:
    """Make data fit for JSON."""
    if isinstance(data, Mapping):
        return {str(key): _finite(value) for key, value in data.items()}
    if isinstance(data, (list, tuple)):
        return [_finite(value) for value in data]
    if hasattr(data, "item"):
        data = data.item()
    return None if isinstance(data, float) and not math.isfinite(data) else data
