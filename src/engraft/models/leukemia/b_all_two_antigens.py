"""B-ALL that can lose CD19 and CD22: the blocks of b_all, with a leukemia of six clones."""

from __future__ import annotations

from engraft.language import Model, System, join
from engraft.models.blocks.two_antigen_leukemia import TwoAntigenLeukemia
from engraft.models.leukemia import b_all


def b_all_two_antigens() -> System:
    """Follow a child with B-ALL as ``b_all`` does, where leukemia may lose CD19, CD22 or both.

    Cells with receptors against both enter ``car.infused``; cells against CD19 alone enter there too, with the trait
    ``leukemia.through_cd22`` of 0, without which they kill as if they had both. A population sets what ``b_all`` asks
    for.

    What this system cannot say: what ``b_all`` and each block say they cannot; two products given one after another.
    """
    parts = [recipe.system(name) for name, recipe in recipes().items()]
    wire, about = b_all.WIRES | b_all.bedside(parts), b_all_two_antigens.__doc__ or ""
    return join(*parts, wire=wire, name="b_all_two_antigens", about=about)


def recipes() -> dict[str, Model]:
    """Name the blocks: those of the child, with leukemia that has two antigens."""
    return b_all.recipes() | {"leukemia": TwoAntigenLeukemia()}
