"""B-ALL under CAR T cells of a stranger: the blocks of b_all, alemtuzumab, rejection by the host, and GvHD."""

from __future__ import annotations

from engraft.language import Model, System, join
from engraft.models.blocks.gvhd import Gvhd
from engraft.models.blocks.host_rejection import HostRejection
from engraft.models.blocks.kills import Kills
from engraft.models.blocks.residual_t_cells import ResidualTCells
from engraft.models.blocks.universal_car_t_cells import UniversalCarTCells
from engraft.models.drugs.alemtuzumab import Alemtuzumab
from engraft.models.leukemia import b_all
from engraft.models.scales.magic_acute_gvhd import MagicAcuteGvhd

STRANGER = {
    # what cells of a stranger bring to any model: antibody, rejection, and disease by cells that kept their receptor
    "alemtuzumab.weight": "body.weight",
    "rejection.weight": "body.weight",
    "residual.weight": "body.weight",
    "car.antibody_kill": "alemtuzumab.kill",
    "car.reject": "rejection.reject",
    "car.reject_without": "rejection.reject_without",
    "rejection.lymphocytes": "lymphocytes.cells",
    "rejection.foreign": "car.total",
    "rejection.class_one": "car.class_one",
    "rejection.support": "lymphocytes.support",
    "rejection.kill": "depletion.total",
    "rejection.steroid": "steroid.effect",
    "residual.arriving": "car.tcr_arriving",
    "residual.division": "car.drive",
    "residual.dying": "car.dying",
    "residual.tiring": "car.tiring",
    "residual.lost": "car.lost",
    "gvhd.attack": "residual.attack",
    "gvhd.steroid": "steroid.effect",
    "magic.rash": "gvhd.rash",
    "magic.bilirubin": "gvhd.bilirubin",
    "magic.stool": "gvhd.stool",
    "depletion.flu_cy": "flu_cy.kill_lymphocytes",
    "depletion.alemtuzumab": "alemtuzumab.kill",
}
WIRES = b_all.WIRES | STRANGER | {"lymphocytes.kill": "depletion.total", "b_cells.kill": "depletion.total"}


def b_all_universal() -> System:
    """Follow a person with B-ALL from conditioning, with alemtuzumab or without, through a stranger's CAR T cells.

    Cells enter ``car.infused``, alemtuzumab ``alemtuzumab.amount``, everything else as in ``b_all``. A lot or a
    product says by ``car.tcr_positive``, ``car.cd52_kept`` and ``car.class_one_kept`` how its cells were edited. With
    alemtuzumab 0, nothing foreign and no receptor kept this is ``b_all``.

    What this system cannot say: what each block says it cannot, transplant after remission (it only censors), killing
    of leukemia by alemtuzumab or by cells that kept their receptor, viruses that come back, prolonged cytopenia by
    mechanisms of its own, the safety switch by rituximab.
    """
    parts = [recipe.system(name) for name, recipe in recipes().items()]
    return join(*parts, wire=WIRES | b_all.bedside(parts), name="b_all_universal", about=b_all_universal.__doc__ or "")


def stranger() -> dict[str, Model]:
    """Name the blocks that a stranger's cells bring, the cells among them."""
    return {
        "car": UniversalCarTCells(), "alemtuzumab": Alemtuzumab(), "rejection": HostRejection(),
        "residual": ResidualTCells(), "gvhd": Gvhd(), "magic": MagicAcuteGvhd(),
        "depletion": Kills(("flu_cy", "alemtuzumab")),
    }  # fmt: skip


def recipes() -> dict[str, Model]:
    """Name the blocks: those of the child, with cells of a stranger in place of her own."""
    return b_all.recipes() | stranger()
