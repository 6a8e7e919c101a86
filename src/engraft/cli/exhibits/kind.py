"""A kind of thing that can be shown."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from rich.console import Console

Facts = dict[str, Any]


@dataclass(frozen=True)
class Kind:
    """One kind of noun: its word, the names it has, its plain data, and how that is printed.

    ``within`` gives the data of one name inside of a study or model, where that makes sense.
    """

    word: str
    names: Callable[[], Iterable[str]]
    facts: Callable[[str], Facts]
    draw: Callable[[Facts, Console], None]
    within: Callable[[str, str], Facts] | None = None
