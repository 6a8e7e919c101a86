"""An adult with newly diagnosed B-ALL under chemotherapy, with or without rituximab: join and wiring only."""

from __future__ import annotations

from engraft.language import Assumed, Model, Paper, Parameter, System, join
from engraft.models.blocks.b_cell_share import BCellShare
from engraft.models.blocks.first_line_course import FirstLineCourse
from engraft.models.blocks.kills import Kills
from engraft.models.blocks.marrow import Marrow
from engraft.models.blocks.person import Person
from engraft.models.blocks.resistant_clones import ResistantClones
from engraft.models.blocks.stopped_progenitors import StoppedProgenitors
from engraft.models.drugs import cytotoxic_drugs as drugs
from engraft.models.drugs.asparaginase import Asparaginase
from engraft.models.drugs.cd20_effector import Cd20Effector
from engraft.models.drugs.maintenance_mercaptopurine import MaintenanceMercaptopurine
from engraft.models.drugs.rituximab import Rituximab
from engraft.models.drugs.vincristine import Vincristine
from engraft.models.library.friberg2002_myelosuppression import Friberg2002

KILLERS = (
    "prednisolone", "vincristine", "daunorubicin", "asparaginase", "cyclophosphamide", "cytarabine", "methotrexate",
    "etoposide", "mercaptopurine",
)  # fmt: skip
STOPPERS = ("daunorubicin", "cyclophosphamide", "cytarabine", "etoposide", "mercaptopurine")
_WEIGHED = (
    "leukemia marrow b_cells prednisolone vincristine daunorubicin asparaginase cyclophosphamide cytarabine "
    "methotrexate etoposide rituximab cd20"
)
_MARROW = "1e12 leukemic cells, the textbook's burden at diagnosis, fill the marrow and more at 70 kg"
_VINCRISTINE = drugs.RULE.format("2 mg once a week, four times")

WIRES = {f"{block}.weight": "body.weight" for block in _WEIGHED.split()} | {
    "leukemia.chemotherapy": "kills.total",
    "leukemia.antibody": "cd20.kill_marrow",
    "leukemia.steroid": "prednisolone.concentration",
    "leukemia.graft": "course.graft",
    "marrow.leukemia": "leukemia.medullary",
    "asparaginase.b_cells_left": "b_cells.left",
    "b_cells.antibody": "cd20.kill",
    "rituximab.target": "leukemia.cd20_positive",
    "cd20.concentration": "rituximab.concentration",
    "cd20.blood": "leukemia.circulating",
    "cd20.marrow": "leukemia.cd20_positive",
    "cd20.nodes": "b_cells.cells",
    "neutrophils.drug_effect": "stopped.total",
    "stopped.mercaptopurine": "mercaptopurine.effect",
    "course.blast_fraction": "marrow.blast_fraction",
    "course.anc": "neutrophils.anc",
    "course.rituximab": "rituximab.concentration",
    "course.age": "body.age",
}
WIRES |= {f"kills.{drug}": f"{drug}.kill" for drug in KILLERS}
WIRES |= {f"stopped.{drug}": f"{drug}.stop_progenitors" for drug in STOPPERS if drug != "mercaptopurine"}


def first_line_b_all() -> System:
    """Follow an adult with B-ALL from diagnosis through induction, consolidation, maintenance, transplant and relapse.

    Day 0 is the first day of induction. Each drug enters its block (``cytarabine.central``, ``vincristine.plasma``,
    ``asparaginase.activity``, ``mercaptopurine.gut``, ``rituximab.central``). A population sets ``body.weight``,
    ``body.age``, ``leukemia.burden``, ``leukemia.cd20_share``, ``cd20.valines``, ``asparaginase.makes_antibodies``
    and ``course.rank``.

    What this system cannot say: what each block says it cannot, and doses that are delayed or lowered, treatment that
    stops after relapse or transplant, G-CSF, infections, blasts' effect on neutrophils, intrathecal treatment,
    effector cells that chemotherapy takes from rituximab.
    """
    parts = [recipe.system(name) for name, recipe in recipes().items()]
    return join(*parts, wire=WIRES, name="first_line_b_all", about=first_line_b_all.__doc__ or "")


def recipes() -> dict[str, Model]:
    """Name the blocks, each as it stands before it is wired."""
    return {
        "body": _adult(), "leukemia": ResistantClones(), "marrow": _marrow(), "course": FirstLineCourse(),
        "b_cells": BCellShare(), "neutrophils": Friberg2002(),
        "prednisolone": drugs.prednisolone(), "vincristine": _vincristine(), "daunorubicin": drugs.daunorubicin(),
        "asparaginase": Asparaginase(), "cyclophosphamide": drugs.cyclophosphamide(),
        "cytarabine": drugs.cytarabine(), "methotrexate": drugs.methotrexate(), "etoposide": drugs.etoposide(),
        "mercaptopurine": MaintenanceMercaptopurine(), "kills": Kills(KILLERS),
        "stopped": StoppedProgenitors(STOPPERS), "rituximab": Rituximab(), "cd20": Cd20Effector(),
    }  # fmt: skip


def _adult() -> Model:
    """Return a person of 40 years and 70 kg where no population says otherwise."""
    age = Paper("10.1056/NEJMoa1605085", "ASH 2015 abstract", "median age 40")
    weight = Assumed("an adult", 45.0, 120.0)
    return Person(
        age=Parameter(40.0, "year", source=age, description="age"),
        weight=Parameter(70.0, "kg", source=weight, description="body weight"),
    )


def _marrow() -> Model:
    """Return a marrow that the textbook's burden at diagnosis fills."""
    cells = Parameter(
        1.43e10, "cell/kg", source=Assumed(_MARROW, 1e9, 2e10), description="nucleated marrow cells per body weight"
    )
    return Marrow(cells_per_weight=cells)


def _vincristine() -> Model:
    """Return vincristine with the potency of the other drugs instead of that of bridging."""
    clearance = Vincristine.clearance.canonical * (70.0 / 39.0) ** 0.6466
    value = drugs.COURSE_KILL / (4 * 2.0 / clearance)
    why = Assumed(_VINCRISTINE, 0.0, value * 2.0 / 0.6)
    return Vincristine(slope=Parameter(value, "L/mg/day", source=why, description="leukemia killed per concentration"))
