"""An adult in whom acute leukemia is treated with a transplant from a donor: join and wiring only."""

from __future__ import annotations

from engraft.language import Model, Paper, Parameter, System, join
from engraft.models.blocks.active_disease_death import ActiveDiseaseDeath
from engraft.models.blocks.body import Body
from engraft.models.blocks.donor_t_cells import DonorTCells
from engraft.models.blocks.graft import Graft
from engraft.models.blocks.gvhd import Gvhd
from engraft.models.blocks.host_lymphocytes import HostLymphocytes
from engraft.models.blocks.inhibitions import Inhibitions
from engraft.models.blocks.kills import Kills
from engraft.models.blocks.marrow import Marrow
from engraft.models.blocks.residual_leukemia import ResidualLeukemia
from engraft.models.blocks.transplant_risks import TransplantRisks
from engraft.models.drugs.antithymocyte_globulin import AntithymocyteGlobulin
from engraft.models.drugs.calcineurin_inhibitor import ciclosporin, tacrolimus
from engraft.models.drugs.glucocorticoid import methylprednisolone
from engraft.models.drugs.high_dose_alkylator import busulfan, melphalan
from engraft.models.drugs.lymphodepletion import Lymphodepletion
from engraft.models.drugs.methotrexate import Methotrexate
from engraft.models.drugs.radiation import Radiation
from engraft.models.scales.magic_acute_gvhd import MagicAcuteGvhd

_WEIGHED = (
    "leukemia marrow graft donor_t host_lymphocytes risks flu_cy busulfan melphalan atg ciclosporin tacrolimus steroid"
)

GRAFT_WIRES = {
    # what a graft needs of its host; a disease of one's own brings `leukemia` with these ports
    "graft.kill": "kill_progenitors.total",
    "graft.donor_kill": "donor_t.gvl_kill",
    "graft.host_lymphocytes": "host_lymphocytes.cells",
    "donor_t.support": "host_lymphocytes.support",
    "donor_t.inhibited": "calcineurin.total",
    "donor_t.kill_dividing": "kill_dividing.total",
    "donor_t.kill_all": "atg.kill",
    "donor_t.steroid": "steroid.effect",
    "donor_t.leukemia": "leukemia.seen",
    "donor_t.host_share": "graft.host_share",
    "donor_t.donor_share": "graft.chimerism",
    "donor_t.damage": "gvhd.damage",
    "donor_t.host_lymphocytes": "host_lymphocytes.cells",
    "host_lymphocytes.donor_total": "donor_t.total",
    "host_lymphocytes.kill": "kill_lymphocytes.total",
    "gvhd.attack": "donor_t.attack",
    "gvhd.steroid": "steroid.effect",
    "magic.rash": "gvhd.rash",
    "magic.bilirubin": "gvhd.bilirubin",
    "magic.stool": "gvhd.stool",
    "risks.grade": "magic.grade",
    "risks.anc": "graft.anc",
    "risks.t_cells": "donor_t.total",
    # sums over drugs
    "kill_progenitors.radiation": "radiation.kill_progenitors",
    "kill_progenitors.busulfan": "busulfan.progenitors_killed",
    "kill_progenitors.melphalan": "melphalan.progenitors_killed",
    "kill_progenitors.methotrexate": "methotrexate.kill_progenitors",
    "kill_lymphocytes.radiation": "radiation.kill_lymphocytes",
    "kill_lymphocytes.flu_cy": "flu_cy.kill_lymphocytes",
    "kill_lymphocytes.busulfan": "busulfan.lymphocytes_killed",
    "kill_lymphocytes.melphalan": "melphalan.lymphocytes_killed",
    "kill_lymphocytes.atg": "atg.kill",
    "kill_lymphocytes.donor_t": "donor_t.gvl_kill",
    "kill_dividing.flu_cy": "flu_cy.kill_lymphocytes",
    "kill_dividing.methotrexate": "methotrexate.kill_dividing",
    "calcineurin.ciclosporin": "ciclosporin.inhibited",
    "calcineurin.tacrolimus": "tacrolimus.inhibited",
}
WIRES = {f"{block}.weight": "body.weight" for block in _WEIGHED.split()} | GRAFT_WIRES | {
    "leukemia.gvl_kill": "donor_t.gvl_kill",
    "leukemia.treatment_kill": "kill_leukemia.total",
    "kill_leukemia.radiation": "radiation.kill_leukemia",
    "kill_leukemia.flu_cy": "flu_cy.kill_lymphoid",
    "kill_leukemia.busulfan": "busulfan.leukemia_killed",
    "kill_leukemia.melphalan": "melphalan.leukemia_killed",
    "marrow.leukemia": "leukemia.total",
    "death.blast_fraction": "marrow.blast_fraction",
}  # fmt: skip


def transplant() -> System:
    """Follow an adult with acute leukemia from conditioning through a donor's graft to relapse, GvHD, death or neither.

    CD34+ cells enter ``graft.infused``, donor T cells of the graft and donor lymphocytes ``donor_t.infused``;
    conditioning ``radiation.damage``, ``flu_cy``, ``busulfan.amount``, ``melphalan.amount``; prophylaxis
    ``ciclosporin.amount``, ``tacrolimus.amount``, ``methotrexate.amount``, ``atg``, and cyclophosphamide after the
    graft ``flu_cy`` again; ``steroid.amount`` treats. A population sets ``body.weight``, ``leukemia.burden``,
    ``leukemia.can_escape`` and ``donor_t.disparity`` (0 a twin, 1 a sibling, 10 unrelated, 1000 haploidentical).

    What this system cannot say: what each block says it cannot, and lineage of the leukemia, second transplants,
    relapse outside of the marrow, maintenance after transplant, quality of life.
    """
    parts = [recipe.system(name) for name, recipe in recipes().items()]
    return join(*parts, wire=WIRES, name="transplant", about=transplant.__doc__ or "")


def graft_recipes() -> dict[str, Model]:
    """Name the blocks of a transplant without the disease: donor, host, conditioning, prophylaxis, GvHD, mortality."""
    return {
        "graft": Graft(), "donor_t": DonorTCells(), "host_lymphocytes": HostLymphocytes(), "gvhd": Gvhd(),
        "magic": MagicAcuteGvhd(), "risks": TransplantRisks(),
        "radiation": Radiation(), "flu_cy": Lymphodepletion(), "busulfan": busulfan(), "melphalan": melphalan(),
        "atg": AntithymocyteGlobulin(), "ciclosporin": ciclosporin(), "tacrolimus": tacrolimus(),
        "methotrexate": Methotrexate(), "steroid": methylprednisolone(),
        "kill_progenitors": Kills(("radiation", "busulfan", "melphalan", "methotrexate")),
        "kill_lymphocytes": Kills(("radiation", "flu_cy", "busulfan", "melphalan", "atg", "donor_t")),
        "kill_dividing": Kills(("flu_cy", "methotrexate")),
        "calcineurin": Inhibitions(("ciclosporin", "tacrolimus")),
    }  # fmt: skip


def recipes() -> dict[str, Model]:
    """Name the blocks, each as it stands before it is wired."""
    return {
        "body": _adult(), "leukemia": ResidualLeukemia(), "marrow": Marrow(), "death": ActiveDiseaseDeath(),
        "kill_leukemia": Kills(("radiation", "flu_cy", "busulfan", "melphalan")), **graft_recipes(),
    }  # fmt: skip


def _adult() -> Body:
    """Return a body of 70 kg, the weight most adult values are written for."""
    source = Paper("10.1007/s40262-018-0715-9", "abstract", "values per 70 kg")
    return Body(weight=Parameter(70.0, "kg", source=source, description="body weight"))
