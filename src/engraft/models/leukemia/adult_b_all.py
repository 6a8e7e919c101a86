"""An adult with relapsed or refractory B-ALL under antibodies, chemotherapy or CAR T cells: join and wiring only."""

from __future__ import annotations

import math

from engraft.language import Model, Paper, Parameter, System, join
from engraft.models.blocks.active_disease_death import ActiveDiseaseDeath
from engraft.models.blocks.capped_lymphocytes import CappedLymphocytes
from engraft.models.blocks.kills import EngagedCells, Kills, ResistedKills, Stops
from engraft.models.blocks.targeted_b_cells import TargetedBCells
from engraft.models.blocks.targeted_leukemia import TargetedLeukemia
from engraft.models.blocks.transplant_in_remission import TransplantInRemission
from engraft.models.drugs import cytotoxic_drugs
from engraft.models.drugs.inotuzumab import Inotuzumab
from engraft.models.leukemia import b_all
from engraft.models.library.clements2020_blinatumomab import Clements2020
from engraft.models.library.hosseini2020_engaged_t_cells import EngagedTCells

_TOWER = Paper(
    "10.1056/NEJMoa1609783", "chemotherapy arm", "median overall survival 4.0 months, n = 134; spread assumed"
)
_CHEMOTHERAPY = ("vincristine", "cytarabine", "clofarabine")
_MYELOTOXIC = ("flu_cy", "cytarabine", "clofarabine")

_LEFT_OUT = ("failure.blast_fraction", "failure.ventilated")
WIRES = {name: wire for name, wire in b_all.WIRES.items() if name not in _LEFT_OUT} | {
    # what kills leukemia
    "leukemia.bridging": "chemotherapy.total",
    "leukemia.engager_kill": "engager.kill_leukemia",
    "leukemia.cd22_kill": "inotuzumab.kill",
    "b_cells.antibody_kill": "antibodies.total",
    "antibodies.engager": "engager.kill_b_cells",
    "antibodies.inotuzumab": "inotuzumab.kill",
    # T cells under the engager
    "engager.drug": "blinatumomab.concentration",
    "engager.antigen": "cd19.cells",
    "engager.weight": "body.weight",
    "engager.lymphocytes": "lymphocytes.cells",
    "engager.lymphocyte_room": "lymphocytes.capacity_per_weight",
    "engager.kill": "flu_cy.kill_lymphocytes",
    "engager.steroid": "steroid.effect",
    "engager.il6_rise": "cytokines.il6_rise",
    "cytokines.engaged": "engaged.total",
    "engaged.car": "car.engaged",
    "engaged.engager": "engager.engaged",
    "cytarabine.weight": "body.weight",
    "clofarabine.weight": "body.weight",
    # what follows response or its absence
    "death.blast_fraction": "marrow.blast_fraction",
    "transplant.blast_fraction": "marrow.blast_fraction",
}
WIRES |= {f"chemotherapy.{drug}": f"{drug}.kill" for drug in _CHEMOTHERAPY}
WIRES |= {f"stops.{drug}": f"{drug}.stop_progenitors" for drug in _MYELOTOXIC}
WIRES |= {f"{cells}.stop_progenitors": "stops.total" for cells in ("neutrophils", "platelets", "hemoglobin")}


def adult_b_all() -> System:
    """Follow an adult with relapsed or refractory B-ALL under blinatumomab, inotuzumab, chemotherapy or CAR T cells.

    Blinatumomab enters ``blinatumomab.central``, inotuzumab ozogamicin ``inotuzumab.central``, fludarabine
    ``flu_cy.fludarabine``, cytarabine ``cytarabine.central``, clofarabine ``clofarabine.central``; what
    else is given enters as in ``b_all``, whose blocks these are. A population sets ``body.weight``, ``body.age``,
    ``blinatumomab.body_surface``, ``inotuzumab.body_surface``, ``leukemia.burden``, ``leukemia.can_lose_cd19`` and
    ``leukemia.can_switch``.

    What this system cannot say: what each block says it cannot, and the Philadelphia chromosome and other subtypes,
    what transplant does, death of toxicity other than infection.
    """
    parts = [recipe.system(name) for name, recipe in recipes().items()]
    wire = WIRES | b_all.bedside(parts)
    return join(*parts, wire=wire, name="adult_b_all", about=adult_b_all.__doc__ or "")


def recipes() -> dict[str, Model]:
    """Name the blocks: those of the child, less what was read in children, and what adults are given."""
    child = {name: recipe for name, recipe in b_all.recipes().items() if name != "failure"}
    return child | {
        "leukemia": TargetedLeukemia(), "lymphocytes": CappedLymphocytes(), "b_cells": TargetedBCells(),
        "blinatumomab": Clements2020(),
        "engager": EngagedTCells(), "engaged": EngagedCells(("car", "engager")), "inotuzumab": Inotuzumab(),
        "cytarabine": cytotoxic_drugs.cytarabine(), "clofarabine": cytotoxic_drugs.clofarabine(),
        "antibodies": Kills(("engager", "inotuzumab")), "chemotherapy": ResistedKills(_CHEMOTHERAPY),
        "stops": Stops(_MYELOTOXIC), "death": ActiveDiseaseDeath(rate=_rate()), "transplant": TransplantInRemission(),
    }  # fmt: skip


def _rate() -> Parameter:
    """Return the risk of death with active leukemia, which differs between adults."""
    said = "risk of death with active leukemia"
    return Parameter(math.log(2.0) / 4.0, "1/month", source=_TOWER, spread=0.3, description=said)
