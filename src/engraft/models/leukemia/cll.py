"""An adult with CLL from enrolment to verdict: join and wiring only, the engine of B-ALL with a nodal compartment."""

from __future__ import annotations

from engraft.language import Assumed, Model, Paper, Parameter, System, join
from engraft.models.blocks.blood_counts import BloodCounts
from engraft.models.blocks.car_t_cells import CarTCells
from engraft.models.blocks.kills import Kills
from engraft.models.blocks.nodal_disease import NodalDisease
from engraft.models.blocks.person import Person
from engraft.models.drugs.cd20_effector import Cd20Effector
from engraft.models.drugs.rituximab import Rituximab
from engraft.models.leukemia import b_all as b_all_model

_LEFT_OUT = ("leukemia", "vincristine", "failure")
_ADULT = "a population sets it; a typical adult"
_FITNESS = (
    "T cells of CLL divide less after infusion than those of children with B-ALL (0.05 there; responders have more and "
    "younger ones, Fraietta 2018, recalled); cells of a defined composition reach the same peaks with fewer: between a "
    "tenth of 0.03 and ten times it"
)

WIRES = {
    "disease.weight": "body.weight",
    "disease.car_kill": "car.kill_rate",
    "disease.drugs": "kills.total",
    "disease.antibody_nodes": "cd20.kill_nodes",
    "disease.antibody_blood": "cd20.kill",
    "disease.antibody_marrow": "cd20.kill_marrow",
    "kills.conditioning": "flu_cy.kill_lymphoid",
    "cd19.leukemia": "disease.seen",
    "marrow.leukemia": "disease.marrow",
    "blood.blasts_total": "disease.blood",
    # rituximab: it is cleared by all cells with CD20, and kills where it reaches them
    "rituximab.weight": "body.weight",
    "rituximab.target": "disease.total",
    "cd20.weight": "body.weight",
    "cd20.concentration": "rituximab.concentration",
    "cd20.blood": "disease.blood",
    "cd20.marrow": "disease.marrow",
    "cd20.nodes": "disease.nodal",
    "b_cells.kill": "b_cell_kills.total",
    "b_cell_kills.conditioning": "flu_cy.kill_lymphocytes",
    "b_cell_kills.rituximab": "cd20.kill_marrow",
}


def cll() -> System:
    """Follow an adult with CLL through chemotherapy, rituximab, conditioning and CAR T cells to verdict.

    All but the disease and rituximab are blocks of ``b_all``. CAR T cells enter ``car.infused``, conditioning and FC
    ``flu_cy``, rituximab ``rituximab.central``. A population sets ``body.weight``, ``body.age``, ``disease.products``,
    ``disease.count`` and ``disease.infiltrate``. CLL tells by three things: a nodal compartment that CAR T cells reach
    in part (``disease.access``), masses that stay (``disease.scar``), and T cells that engraft less
    (``car.engrafting``).

    What this system cannot say: what each block says it cannot, and: death of CLL, transformation, BTK inhibitors and
    venetoclax, genetics (del(17p) acts on drugs only through ``flu_cy``), what CLL does to T cells besides engrafting.
    """
    parts = [recipe.system(name) for name, recipe in recipes().items()]
    return join(*parts, wire=wires(parts), name="cll", about=cll.__doc__ or "")


def recipes() -> dict[str, Model]:
    """Name the blocks, each as it stands before it is wired."""
    shared = {name: recipe for name, recipe in b_all_model.recipes().items() if name not in _LEFT_OUT}
    return shared | {
        "body": adult(),
        "disease": NodalDisease(),
        "kills": Kills(("conditioning",)),
        "b_cell_kills": Kills(("conditioning", "rituximab")),
        "rituximab": Rituximab(),
        "cd20": Cd20Effector(),
        "blood": counted_in_blood(),
        "car": CarTCells(
            engrafting=Parameter(
                0.03,
                "1",
                source=Assumed(_FITNESS, 0.003, 0.3),
                spread=1.0,
                description="share of infused cells that will divide, at most 1; spread assumed",
            )
        ),
    }


def adult() -> Person:
    """Return an adult, as a population that says nothing has them."""
    return Person(
        weight=Parameter(75.0, "kg", source=Assumed(_ADULT, 40.0, 140.0), description="body weight"),
        age=Parameter(65.0, "year", source=Assumed(_ADULT, 18.0, 90.0), description="age at infusion"),
    )


def counted_in_blood() -> BloodCounts:
    """Return blood counts for a disease whose cells in blood are a pool of their own."""
    whole = Paper("engraft", "block NodalDisease", "its cells in blood are a pool of their own")
    return BloodCounts(
        blast_share=Parameter(1.0, "1", source=whole, description="share of the cells handed over that is in blood")
    )


def wires(parts: list[System]) -> dict[str, str]:
    """Wire what is there: of B-ALL all but the blocks left out, then the disease and rituximab."""
    ports = {port.name for part in parts for port in part.ports}
    known = b_all_model.WIRES | b_all_model.bedside(parts) | WIRES
    return {port: source for port, source in known.items() if port in ports}
