"""A child with B-ALL whose own T cells may reject CAR T cells: the blocks of b_all, one of them wired anew."""

from __future__ import annotations

from engraft.language import Model, System, join
from engraft.models.blocks.anti_car_immunity import AntiCarImmunity
from engraft.models.blocks.rejected_car_t_cells import RejectedCarTCells
from engraft.models.leukemia import b_all

WIRES = b_all.WIRES | {
    "car.reject": "anti_car.reject",
    "anti_car.foreign": "car.total",
    "anti_car.lymphocytes": "lymphocytes.cells",
    "anti_car.kill": "flu_cy.kill_lymphocytes",
    "anti_car.steroid": "steroid.effect",
    "anti_car.weight": "body.weight",
}


def b_all_anti_car() -> System:
    """Follow a child with B-ALL as ``b_all`` does, and let T cells that recognise the receptor reject CAR T cells.

    A population sets ``anti_car.recognised`` to 1 or 0 beside what ``b_all`` asks for. Where it is 0 this is ``b_all``.
    A second infusion enters ``car.infused`` like the first, and meets the memory that the first has left.

    What this system cannot say: what ``b_all`` and each block say they cannot, but for anti-CAR immunity.
    """
    parts = [recipe.system(name) for name, recipe in recipes().items()]
    return join(*parts, wire=WIRES | b_all.bedside(parts), name="b_all_anti_car", about=b_all_anti_car.__doc__ or "")


def recipes() -> dict[str, Model]:
    """Name the blocks: those of the child, with CAR T cells that can be rejected and T cells that do so."""
    return b_all.recipes() | {"car": RejectedCarTCells(), "anti_car": AntiCarImmunity()}
