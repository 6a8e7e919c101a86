"""A child with B-ALL whose CAR T cells carry a safety switch: the blocks of b_all, one of them wired anew."""

from __future__ import annotations

from engraft.language import Model, System, join
from engraft.models.blocks.switched_car_t_cells import SwitchedCarTCells
from engraft.models.drugs.suicide_switch import SuicideSwitch
from engraft.models.leukemia import b_all

WIRES = b_all.WIRES | {"car.switch_kill": "safety_switch.kill", "safety_switch.weight": "body.weight"}


def b_all_switch() -> System:
    """Follow a child with B-ALL as ``b_all`` does, with CAR T cells that rimiducid kills.

    Rimiducid enters ``safety_switch.central``; a rule may give it on any grade, such as ``penn.grade >= 4`` or
    ``icans.grade >= 3``. Without it this is ``b_all``. The cells are otherwise tisagenlecleucel's.

    What this system cannot say: what ``b_all`` and each block say they cannot; whether inducible caspase 9 changes how
    CAR T cells grow; cells infused after rimiducid, which would be more susceptible than those it left.
    """
    parts = [recipe.system(name) for name, recipe in recipes().items()]
    return join(*parts, wire=WIRES | b_all.bedside(parts), name="b_all_switch", about=b_all_switch.__doc__ or "")


def recipes() -> dict[str, Model]:
    """Name the blocks: those of the child, with CAR T cells that carry a switch, and the drug that closes it."""
    return b_all.recipes() | {"car": SwitchedCarTCells(), "safety_switch": SuicideSwitch()}
