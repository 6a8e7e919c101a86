"""An adult with acute myeloid leukemia under low-intensity drugs, FLAG-type salvage, and nivolumab: join and wiring."""

from __future__ import annotations

from engraft.language import Assumed, Model, Parameter, System, join
from engraft.models.blocks.aml_death import AmlDeath
from engraft.models.blocks.aml_drug_effects import AmlDrugEffects
from engraft.models.blocks.aml_hierarchy import AmlHierarchy
from engraft.models.blocks.aml_subtype import AmlSubtype
from engraft.models.blocks.body import Body
from engraft.models.blocks.checkpoint import Checkpoint
from engraft.models.blocks.host_t_cells import HostTCells
from engraft.models.blocks.hypomethylation import Hypomethylation
from engraft.models.blocks.immune_related_events import ImmuneRelatedEvents
from engraft.models.drugs.azacitidine import Azacitidine
from engraft.models.drugs.cytotoxic_drugs import cytarabine, idarubicin
from engraft.models.drugs.flag import fludarabine
from engraft.models.drugs.glucocorticoid import Glucocorticoid
from engraft.models.drugs.venetoclax import Venetoclax
from engraft.models.library.bajaj2017_nivolumab import Bajaj2017

_WEIGHED = ("leukemia", "t_cells", "steroid", "cytarabine", "fludarabine", "idarubicin")
WIRES = {f"{block}.weight": "body.weight" for block in _WEIGHED} | {
    # leukemia and what treats it
    "leukemia.leukemia_kill": "effects.leukemia_kill",
    "leukemia.healthy_effect": "effects.healthy_effect",
    "leukemia.t_cell_kill": "t_cells.kill_rate",
    "leukemia.pace": "subtype.pace",
    "methylation.concentration": "azacitidine.concentration",
    "methylation.sensitivity": "subtype.hma_sensitivity",
    "effects.azacitidine_kill": "methylation.kill",
    "effects.azacitidine_stop": "methylation.stop_progenitors",
    "effects.cytarabine_kill": "cytarabine.kill",
    "effects.cytarabine_stop": "cytarabine.stop_progenitors",
    "effects.fludarabine_kill": "fludarabine.kill",
    "effects.fludarabine_stop": "fludarabine.stop_progenitors",
    "effects.idarubicin_kill": "idarubicin.kill",
    "effects.idarubicin_stop": "idarubicin.stop_progenitors",
    "effects.venetoclax": "venetoclax.amount",
    "effects.sensitivity": "subtype.drug_sensitivity",
    # the person's own T cells, and what holds them back
    "t_cells.leukemia": "leukemia.burden",
    "t_cells.tiring": "checkpoint.tiring",
    "t_cells.release": "checkpoint.release",
    "t_cells.steroid": "steroid.effect",
    "checkpoint.occupancy": "nivolumab.occupancy",
    "checkpoint.activity": "t_cells.activity",
    # what it costs
    "irae.occupancy": "nivolumab.occupancy",
    "irae.steroid": "steroid.effect",
    "death.blast_fraction": "leukemia.blast_fraction",
    "death.blasts_at_start": "leukemia.blasts_at_start",
}
_ADULT = Parameter(75.0, "kg", source=Assumed("an adult; a population sets it", 45.0, 120.0), description="body weight")


def aml() -> System:
    """Follow an adult with AML under azacitidine, venetoclax, FLAG-Ida (without G-CSF) and nivolumab.

    Azacitidine enters ``azacitidine.depot``, venetoclax ``venetoclax.gut``, the drugs of FLAG-Ida
    ``fludarabine.central``, ``cytarabine.central`` and ``idarubicin.central``, nivolumab ``nivolumab.central``,
    steroids ``steroid.amount``. A population sets ``body.weight``, ``nivolumab.weight``,
    ``leukemia.blasts_at_start`` and the features of ``subtype``.

    What this system cannot say: what each block says it cannot, and platelets and red cells, infection, T cells that
    fludarabine kills, transplant and other therapy afterwards.
    """
    parts = [recipe.system(name) for name, recipe in recipes().items()]
    return join(*parts, wire=WIRES, name="aml", about=aml.__doc__ or "")


def recipes() -> dict[str, Model]:
    """Name the blocks, each as it stands before it is wired."""
    return {
        "body": Body(weight=_ADULT), "leukemia": AmlHierarchy(), "subtype": AmlSubtype(),
        "azacitidine": Azacitidine(), "methylation": Hypomethylation(), "venetoclax": Venetoclax(),
        "cytarabine": cytarabine(), "fludarabine": fludarabine(), "idarubicin": idarubicin(),
        "effects": AmlDrugEffects(), "nivolumab": Bajaj2017(), "checkpoint": Checkpoint(), "t_cells": HostTCells(),
        "irae": ImmuneRelatedEvents(), "steroid": Glucocorticoid(), "death": AmlDeath(),
    }  # fmt: skip
