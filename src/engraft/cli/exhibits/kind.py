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
    """One kind of noun: its word, the names it has, its plain data, and how that is printed."""

    word: str
    names: Callable[[], Iterable[str]]
    facts: Callable[[str], Facts]
    draw: Callable[[Facts, Console], None]
