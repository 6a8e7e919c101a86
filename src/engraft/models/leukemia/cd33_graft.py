"""A transplant with a graft that lacks CD33, and a drug against CD33 after it: blocks of transplant, wired anew."""

from __future__ import annotations

from engraft.language import Model, System, join
from engraft.models.blocks.edited_graft import EditedGraft
from engraft.models.blocks.kills import Kills
from engraft.models.drugs.gemtuzumab import Gemtuzumab
from engraft.models.leukemia import transplant

WIRES = transplant.WIRES | {
    "graft.cd33_kill": "gemtuzumab.normal_killed",
    "kill_leukemia.gemtuzumab": "gemtuzumab.leukemia_killed",
}


def cd33_graft() -> System:
    """Follow ``transplant`` with a donor's graft of which a share was edited to lack CD33, under gemtuzumab ozogamicin.

    Edited CD34+ cells enter ``graft.infused_edited``, the others ``graft.infused``; gemtuzumab ozogamicin enters
    ``gemtuzumab.central`` and kills leukemia and normal myeloid cells that carry CD33. The rest is given as in
    ``transplant``, and a population sets the same.

    What this system cannot say: what ``transplant`` and each block say they cannot; leukemia without CD33; AML apart
    from other acute leukemia.
    """
    parts = [recipe.system(name) for name, recipe in recipes().items()]
    return join(*parts, wire=WIRES, name="cd33_graft", about=cd33_graft.__doc__ or "")


def recipes() -> dict[str, Model]:
    """Name the blocks: those of a transplant, with two kinds of donor cells and one drug more."""
    return transplant.recipes() | {
        "graft": EditedGraft(),
        "gemtuzumab": Gemtuzumab(),
        "kill_leukemia": Kills(("radiation", "flu_cy", "busulfan", "melphalan", "gemtuzumab")),
    }
