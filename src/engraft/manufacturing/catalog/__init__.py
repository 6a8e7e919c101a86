"""Processes by name: how a product is made, step by step."""

from __future__ import annotations

from collections.abc import Callable

from engraft.errors import SpecificationError, nearest
from engraft.manufacturing.catalog.tisa_cel import tisa_cel
from engraft.manufacturing.process import Process

_PROCESSES: dict[str, Callable[[], Process]] = {
    "tisa_cel": tisa_cel,
}


def names() -> tuple[str, ...]:
    """List the processes."""
    return tuple(_PROCESSES)


def get(name: str) -> Process:
    """Build a process by name.

    Raises
    ------
    SpecificationError
        No process is called so; the nearest is suggested.
    """
    if name not in _PROCESSES:
        raise SpecificationError(f"no process is called '{name}'", do=nearest(name, _PROCESSES))
    return _PROCESSES[name]()
