"""A child with B-ALL from enrolment to verdict: join and wiring only."""

from __future__ import annotations

from engraft.language import Model, System, join
from engraft.models.blocks.after_failure import AfterFailure
from engraft.models.blocks.b_cells import BCells
from engraft.models.blocks.blood_counts import BloodCounts
from engraft.models.blocks.car_t_cells import CarTCells
from engraft.models.blocks.cd19_antigen import Cd19Antigen
from engraft.models.blocks.cytokines import Cytokines
from engraft.models.blocks.hemoglobin import Hemoglobin
from engraft.models.blocks.humoral import Humoral
from engraft.models.blocks.infection import Infection
from engraft.models.blocks.leukemia_clones import LeukemiaClones
from engraft.models.blocks.lymphocytes import Lymphocytes
from engraft.models.blocks.marrow import Marrow
from engraft.models.blocks.marrow_room import MarrowRoom
from engraft.models.blocks.neurotoxicity import Neurotoxicity
from engraft.models.blocks.neutrophils import Neutrophils
from engraft.models.blocks.organ_findings import OrganFindings
from engraft.models.blocks.person import Person
from engraft.models.blocks.platelets import Platelets
from engraft.models.blocks.support import Support
from engraft.models.blocks.vital_signs import VitalSigns
from engraft.models.drugs.anakinra import Anakinra
from engraft.models.drugs.glucocorticoid import Glucocorticoid
from engraft.models.drugs.il6_receptor import Il6Receptor
from engraft.models.drugs.lymphodepletion import Lymphodepletion
from engraft.models.drugs.vincristine import Vincristine
from engraft.models.library.frey2010_tocilizumab import Frey2010AnyWeight
from engraft.models.scales.astct_crs import AstctCrs
from engraft.models.scales.chart import Chart
from engraft.models.scales.icans import Icans
from engraft.models.scales.lee_crs import LeeCrs
from engraft.models.scales.penn_crs import PennCrs

_WEIGHED = (
    "car leukemia marrow vincristine flu_cy lymphocytes b_cells humoral neutrophils platelets hemoglobin blood "
    "support steroid anakinra tocilizumab"
)

WIRES = {f"{block}.weight": "body.weight" for block in _WEIGHED.split()} | {
    # leukemia and what treats it
    "leukemia.car_kill": "car.kill_rate",
    "leukemia.conditioning": "flu_cy.kill_lymphoid",
    "leukemia.bridging": "vincristine.kill",
    "cd19.leukemia": "leukemia.seen",
    "cd19.b_cells": "b_cells.cells",
    "car.antigen": "cd19.cells",
    "car.support": "lymphocytes.support",
    "car.steroid": "steroid.effect",
    "marrow.leukemia": "leukemia.medullary",
    "marrow_room.blast_fraction": "marrow.blast_fraction",
    "failure.blast_fraction": "marrow.blast_fraction",
    "failure.ventilated": "support.positive_pressure",
    # lymphocytes, B cells, antibodies
    "lymphocytes.car_total": "car.total",
    "lymphocytes.kill": "flu_cy.kill_lymphocytes",
    "b_cells.car_kill": "car.kill_rate",
    "b_cells.kill": "flu_cy.kill_lymphocytes",
    "b_cells.marrow_room": "marrow_room.share",
    "humoral.b_cells_share": "b_cells.share_of_rest",
    # blood
    "blood.car_total": "car.circulating",
    "blood.b_cells_total": "b_cells.cells",
    "blood.lymphocytes_total": "lymphocytes.cells",
    "blood.blasts_total": "leukemia.medullary",
    "blood.anc": "neutrophils.anc",
    "infection.anc": "neutrophils.anc",
    "infection.igg_level": "humoral.igg_level",
    # cytokines, vital signs, organs, brain
    "cytokines.engaged": "car.engaged",
    "cytokines.il6_blocked": "il6_receptor.blocked",
    "cytokines.il1_blocked": "anakinra.blocked",
    "cytokines.steroid_effect": "steroid.effect",
    "il6_receptor.concentration": "tocilizumab.concentration",
    "vitals.il6_signal": "cytokines.il6_signal",
    "vitals.il1_signal": "cytokines.il1_signal",
    "vitals.age": "body.age",
    "vitals.volume_expansion": "support.volume_expansion",
    "vitals.vasopressor_dose": "support.vasopressor_dose",
    "vitals.inspired_oxygen": "support.inspired_oxygen",
    "vitals.positive_pressure": "support.positive_pressure",
    "organs.pressure_share": "vitals.pressure_share",
    "organs.leak": "vitals.vascular_leak",
    "organs.il6_signal": "cytokines.il6_signal",
    "neuro.leak": "vitals.vascular_leak",
    "neuro.il6_rise": "cytokines.il6_rise",
    "neuro.il1_signal": "cytokines.il1_signal",
    "neuro.steroid_effect": "steroid.effect",
    # scales read the chart, never cytokines
    "chart.temperature": "vitals.temperature",
    "chart.systolic": "vitals.systolic",
    "chart.hypotension_limit": "vitals.hypotension_limit",
    "chart.il6_blocked": "il6_receptor.blocked",
    "chart.steroid_effect": "steroid.effect",
    "icans.ice": "neuro.ice",
    "icans.capd": "neuro.capd",
    "icans.age": "body.age",
}
for _cells in ("neutrophils", "platelets", "hemoglobin"):
    WIRES[f"{_cells}.stop_progenitors"] = "flu_cy.stop_progenitors"
    WIRES[f"{_cells}.ifn_gamma"] = "cytokines.ifn_gamma"
    WIRES[f"{_cells}.marrow_room"] = "marrow_room.share"
_READ = {
    "chart": "fever hypotension high_dose fever_masked",
    "support": "fluids vasopressors vasopressor_dose vasopressin oxygen_device inspired_oxygen antibiotics icu",
    "organs": "creatinine transaminases fibrinogen",
    "vitals": "temperature systolic hypotension_limit",
}


def b_all() -> System:
    """Follow a child with B-ALL from enrolment through bridging, conditioning and CAR T cells to verdict.

    The dose of CAR T cells enters ``car.infused``, bridging ``vincristine.plasma``, conditioning ``flu_cy``; what is
    done at the bedside enters ``support``, ``tocilizumab``, ``steroid``, ``anakinra``, ``neutrophils.filgrastim``,
    ``humoral.igg``, ``platelets.circulating`` and ``hemoglobin.old``. A population sets ``body.weight``,
    ``body.age``, ``leukemia.burden``, ``leukemia.can_lose_cd19`` and ``leukemia.can_switch``.

    What this system cannot say: what each block says it cannot, and genetic subtypes, infection as a cause of fever
    or shock, anti-CAR immunity, what transplant in remission does to the leukemia, hemophagocytosis, late effects.
    """
    parts = [recipe.system(name) for name, recipe in recipes().items()]
    return join(*parts, wire=WIRES | bedside(parts), name="b_all", about=b_all.__doc__ or "")


def bedside(parts: list[System]) -> dict[str, str]:
    """Wire what the scales and the chart read at the bedside by the names they give it."""
    offered = {name: f"{block}.{name}" for block, names in _READ.items() for name in names.split()}
    offered["oxygen"] = offered["oxygen_device"]
    scales = {"chart", "penn", "lee", "astct"}
    ports = [port.name.split(".") for part in parts if part.name in scales for port in part.ports]
    return {f"{block}.{name}": offered[name] for block, name in ports if f"{block}.{name}" not in WIRES}


def recipes() -> dict[str, Model]:
    """Name the blocks, each as it stands before it is wired."""
    return {
        "body": Person(), "leukemia": LeukemiaClones(), "cd19": Cd19Antigen(), "car": CarTCells(),
        "marrow": Marrow(), "marrow_room": MarrowRoom(), "failure": AfterFailure(), "vincristine": Vincristine(),
        "flu_cy": Lymphodepletion(), "lymphocytes": Lymphocytes(), "b_cells": BCells(), "humoral": Humoral(),
        "neutrophils": Neutrophils(), "platelets": Platelets(), "hemoglobin": Hemoglobin(),
        "blood": BloodCounts(), "infection": Infection(),
        "cytokines": Cytokines(), "vitals": VitalSigns(), "organs": OrganFindings(), "neuro": Neurotoxicity(),
        "tocilizumab": Frey2010AnyWeight(), "il6_receptor": Il6Receptor(), "steroid": Glucocorticoid(),
        "anakinra": Anakinra(), "support": Support(),
        "chart": Chart(), "penn": PennCrs(), "lee": LeeCrs(), "astct": AstctCrs(), "icans": Icans(),
    }  # fmt: skip
