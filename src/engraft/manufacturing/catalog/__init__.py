"""Processes by name: how a product is made, step by step."""

from __future__ import annotations

from collections.abc import Callable

from engraft.errors import SpecificationError, nearest
from engraft.manufacturing.catalog.edited import (
    base_edited_car3_car7,
    base_edited_car7,
    base_edited_triple_car_t,
    cas9_knock_in_base_edited,
    cas9_trac_car_t,
    cas9_triple_car_t,
    talen_car_t,
    unedited_car7,
    universal_car7,
    universal_car_t,
)
from engraft.manufacturing.catalog.graft import gene_added_graft
from engraft.manufacturing.catalog.lentiviral import lentiviral_car_t
from engraft.manufacturing.catalog.tisa_cel import tisa_cel
from engraft.manufacturing.process import Process

_PROCESSES: dict[str, Callable[[], Process]] = {
    "tisa_cel": tisa_cel,
    "lentiviral_car_t": lentiviral_car_t,
    "cas9_trac_car_t": cas9_trac_car_t,
    "cas9_triple_car_t": cas9_triple_car_t,
    "base_edited_triple_car_t": base_edited_triple_car_t,
    "cas9_knock_in_base_edited": cas9_knock_in_base_edited,
    "talen_car_t": talen_car_t,
    "base_edited_car7": base_edited_car7,
    "base_edited_car3_car7": base_edited_car3_car7,
    "unedited_car7": unedited_car7,
    "universal_car_t": universal_car_t,
    "universal_car7": universal_car7,
    "gene_added_graft": gene_added_graft,
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
