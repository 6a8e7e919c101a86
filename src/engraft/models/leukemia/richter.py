"""CLL or its transformation under an antibody against PD-1: a disease in nodes and the person's own T cells."""

from __future__ import annotations

import math

from engraft.language import Assumed, Model, Paper, Parameter, System, join
from engraft.models.blocks.body import Body
from engraft.models.blocks.checkpoint import Checkpoint
from engraft.models.blocks.host_t_cells import HostTCells
from engraft.models.blocks.nodal_death import NodalDeath
from engraft.models.blocks.nodal_disease import NodalDisease, lymphoma
from engraft.models.drugs.cd20_effector import Cd20Effector
from engraft.models.drugs.glucocorticoid import Glucocorticoid
from engraft.models.drugs.lymphodepletion import Lymphodepletion
from engraft.models.drugs.rituximab import Rituximab
from engraft.models.library.ahamadi2017_pembrolizumab import Ahamadi2017

_ADULT = Assumed("a population sets it; a typical adult", 40.0, 140.0)
_WEIGHED = "disease t_cells rituximab cd20 flu_cy steroid"
WIRES = {f"{block}.weight": "body.weight" for block in _WEIGHED.split()} | {
    "disease.car_kill": "t_cells.kill_rate",
    "disease.drugs": "flu_cy.kill_lymphoid",
    "disease.antibody_nodes": "cd20.kill_nodes",
    "disease.antibody_blood": "cd20.kill",
    "disease.antibody_marrow": "cd20.kill_marrow",
    "death.living": "disease.nodal",
    "t_cells.leukemia": "disease.seen",
    "t_cells.tiring": "checkpoint.tiring",
    "t_cells.release": "checkpoint.release",
    "t_cells.steroid": "steroid.effect",
    "checkpoint.occupancy": "pembrolizumab.occupancy",
    "checkpoint.activity": "t_cells.activity",
    "rituximab.target": "disease.total",
    "cd20.concentration": "rituximab.concentration",
    "cd20.blood": "disease.blood",
    "cd20.marrow": "disease.marrow",
    "cd20.nodes": "disease.nodal",
}


def richter() -> System:
    """Follow an adult with transformed CLL under pembrolizumab, chemotherapy or rituximab.

    Pembrolizumab enters ``pembrolizumab.central`` and lifts PD-1 from the person's own T cells, which kill what they
    reach; rituximab enters ``rituximab.central``, chemotherapy ``flu_cy``. The disease is that of ``b_lymphoma``.

    What this system cannot say: what each block says it cannot, and: CAR T cells (``b_lymphoma``), both diseases in
    one person (``cll_pd1`` has CLL alone), Epstein-Barr virus, blood formation, immune-related
    events (the model of AML has them).
    """
    parts = [recipe.system(name) for name, recipe in recipes().items()]
    return join(*parts, wire=WIRES, name="richter", about=richter.__doc__ or "")


def cll_pd1() -> System:
    """Follow an adult whose CLL has not transformed under pembrolizumab.

    The system ``richter`` with the disease of CLL. Nobody dies of it. What this system cannot say: as ``richter``.
    """
    chosen = {name: recipe for name, recipe in recipes().items() if name != "death"} | {"disease": NodalDisease()}
    parts = [recipe.system(name) for name, recipe in chosen.items()]
    wire = {port: source for port, source in WIRES.items() if not port.startswith("death.")}
    return join(*parts, wire=wire, name="cll_pd1", about=cll_pd1.__doc__ or "")


def recipes() -> dict[str, Model]:
    """Name the blocks, each as it stands before it is wired."""
    return {
        "body": Body(weight=Parameter(75.0, "kg", source=_ADULT, description="body weight")), "disease": lymphoma(),
        "death": short_survival(), "t_cells": HostTCells(),
        "checkpoint": Checkpoint(), "pembrolizumab": Ahamadi2017(), "rituximab": Rituximab(), "cd20": Cd20Effector(),
        "flu_cy": Lymphodepletion(), "steroid": Glucocorticoid(),
    }  # fmt: skip


def short_survival() -> NodalDeath:
    """Return the risk of transformed CLL: survival of about four months after early progression on ibrutinib."""
    source = Paper("10.1182/blood-2017-02-765685", "abstract", "a short survival of about 4 months")
    return NodalDeath(
        rate=Parameter(
            math.log(2.0) / 4.0, "1/month", source=source, spread=0.3, description="risk of death; spread assumed"
        )
    )
