"""Products by name, with label or trial dose and its source."""

from __future__ import annotations

from collections.abc import Callable

from engraft.errors import SpecificationError, nearest
from engraft.therapy.catalog.anti_inflammatory import anakinra, dexamethasone, methylprednisolone
from engraft.therapy.catalog.antibodies import (
    blinatumomab,
    blinatumomab_cycle,
    nivolumab,
    pembrolizumab,
    rituximab,
    rituximab_cll,
    rituximab_subcutaneous,
    tocilizumab,
)
from engraft.therapy.catalog.azacitidine_nivolumab import azacitidine_nivolumab, immune_event_care
from engraft.therapy.catalog.bedside import (
    antibiotics,
    high_flow_oxygen,
    intensive_care,
    low_flow_oxygen,
    ventilation,
)
from engraft.therapy.catalog.blood_products import filgrastim, immunoglobulin, platelets, red_cells
from engraft.therapy.catalog.bridging import vincristine
from engraft.therapy.catalog.car_t import (
    axicabtagene_ciloleucel,
    brexucabtagene_autoleucel,
    car_19_28z,
    lisocabtagene_maraleucel,
    tisagenlecleucel,
)
from engraft.therapy.catalog.chemotherapy import (
    asparaginase,
    clofarabine,
    cytarabine,
    daunorubicin,
    etoposide,
    idarubicin,
    methotrexate,
    pegaspargase,
    prednisone,
)
from engraft.therapy.catalog.conditioning import cyclophosphamide, flu_cy, fludarabine
from engraft.therapy.catalog.cyclophosphamide_cll import cyclophosphamide_cll
from engraft.therapy.catalog.edited_graft import cd33_deleted_cd34, cd33_kept_cd34, gemtuzumab_ozogamicin
from engraft.therapy.catalog.eliana_ward import eliana_ward
from engraft.therapy.catalog.flag_ida import flag_ida
from engraft.therapy.catalog.gene_addition import corrected_cd34, uncorrected_cd34
from engraft.therapy.catalog.graall import all_maintenance, graall_backbone, graall_induction, graall_rituximab
from engraft.therapy.catalog.irradiation import fractionated_tbi, involved_site_radiation, total_body_irradiation
from engraft.therapy.catalog.mouse import anti_pd_l1_mouse
from engraft.therapy.catalog.radioligands import actinium225_daratumumab_mouse, cs1_car_t_mouse, iodine131_anti_cd45
from engraft.therapy.catalog.salvage import clofarabine_course, flag, inotuzumab_cycles, inotuzumab_ozogamicin
from engraft.therapy.catalog.silencing import cd8_car_mrna, driver_editor, fusion_sirna, oblimersen
from engraft.therapy.catalog.switches import ganciclovir, oncolytic_virus, rimiducid, thymidine_kinase_vector
from engraft.therapy.catalog.tablets import imatinib, mercaptopurine
from engraft.therapy.catalog.transplantation import (
    anti_t_lymphocyte_globulin,
    antithymocyte_globulin,
    bone_marrow_graft,
    busulfan,
    cd34_graft,
    ciclosporin,
    donor_lymphocytes,
    flu_bu,
    graft_t_cells,
    gvhd_prophylaxis,
    gvhd_steroids,
    melphalan,
    methotrexate_short,
    myeloablative_tbi_cy,
    peripheral_blood_graft,
    ptcy_prophylaxis,
    tacrolimus,
)
from engraft.therapy.catalog.universal import alemtuzumab, be_car7, car_19_22, ucart19
from engraft.therapy.catalog.vasoactive import crystalloid, epinephrine, norepinephrine
from engraft.therapy.catalog.venetoclax_azacitidine import (
    azacitidine,
    azacitidine_cycles,
    venetoclax,
    venetoclax_azacitidine,
)
from engraft.therapy.product import Product

_PRODUCTS: dict[str, Callable[..., Product]] = {
    "actinium225_daratumumab_mouse": actinium225_daratumumab_mouse,
    "alemtuzumab": alemtuzumab,
    "anakinra": anakinra,
    "anti_pd_l1_mouse": anti_pd_l1_mouse,
    "anti_t_lymphocyte_globulin": anti_t_lymphocyte_globulin,
    "antibiotics": antibiotics,
    "antithymocyte_globulin": antithymocyte_globulin,
    "asparaginase": asparaginase,
    "axicabtagene_ciloleucel": axicabtagene_ciloleucel,
    "azacitidine": azacitidine,
    "be_car7": be_car7,
    "blinatumomab": blinatumomab,
    "brexucabtagene_autoleucel": brexucabtagene_autoleucel,
    "busulfan": busulfan,
    "car_19_22": car_19_22,
    "car_19_28z": car_19_28z,
    "cd33_deleted_cd34": cd33_deleted_cd34,
    "cd33_kept_cd34": cd33_kept_cd34,
    "cd34_graft": cd34_graft,
    "cd8_car_mrna": cd8_car_mrna,
    "ciclosporin": ciclosporin,
    "clofarabine": clofarabine,
    "corrected_cd34": corrected_cd34,
    "crystalloid": crystalloid,
    "cs1_car_t_mouse": cs1_car_t_mouse,
    "cyclophosphamide": cyclophosphamide,
    "cyclophosphamide_cll": cyclophosphamide_cll,
    "cytarabine": cytarabine,
    "daunorubicin": daunorubicin,
    "dexamethasone": dexamethasone,
    "donor_lymphocytes": donor_lymphocytes,
    "driver_editor": driver_editor,
    "epinephrine": epinephrine,
    "etoposide": etoposide,
    "filgrastim": filgrastim,
    "fludarabine": fludarabine,
    "fusion_sirna": fusion_sirna,
    "ganciclovir": ganciclovir,
    "gemtuzumab_ozogamicin": gemtuzumab_ozogamicin,
    "graft_t_cells": graft_t_cells,
    "high_flow_oxygen": high_flow_oxygen,
    "idarubicin": idarubicin,
    "imatinib": imatinib,
    "immunoglobulin": immunoglobulin,
    "inotuzumab_ozogamicin": inotuzumab_ozogamicin,
    "intensive_care": intensive_care,
    "involved_site_radiation": involved_site_radiation,
    "iodine131_anti_cd45": iodine131_anti_cd45,
    "lisocabtagene_maraleucel": lisocabtagene_maraleucel,
    "low_flow_oxygen": low_flow_oxygen,
    "melphalan": melphalan,
    "mercaptopurine": mercaptopurine,
    "methotrexate": methotrexate,
    "methotrexate_short": methotrexate_short,
    "methylprednisolone": methylprednisolone,
    "nivolumab": nivolumab,
    "norepinephrine": norepinephrine,
    "oblimersen": oblimersen,
    "oncolytic_virus": oncolytic_virus,
    "pegaspargase": pegaspargase,
    "pembrolizumab": pembrolizumab,
    "platelets": platelets,
    "prednisone": prednisone,
    "red_cells": red_cells,
    "rimiducid": rimiducid,
    "rituximab": rituximab,
    "rituximab_subcutaneous": rituximab_subcutaneous,
    "tacrolimus": tacrolimus,
    "thymidine_kinase_vector": thymidine_kinase_vector,
    "tisagenlecleucel": tisagenlecleucel,
    "tocilizumab": tocilizumab,
    "total_body_irradiation": total_body_irradiation,
    "uncorrected_cd34": uncorrected_cd34,
    "ucart19": ucart19,
    "venetoclax": venetoclax,
    "ventilation": ventilation,
    "vincristine": vincristine,
}

__all__ = [
    "actinium225_daratumumab_mouse",
    "alemtuzumab",
    "all_maintenance",
    "anakinra",
    "anti_pd_l1_mouse",
    "anti_t_lymphocyte_globulin",
    "antibiotics",
    "antithymocyte_globulin",
    "asparaginase",
    "axicabtagene_ciloleucel",
    "azacitidine",
    "azacitidine_cycles",
    "azacitidine_nivolumab",
    "be_car7",
    "blinatumomab",
    "blinatumomab_cycle",
    "bone_marrow_graft",
    "brexucabtagene_autoleucel",
    "busulfan",
    "car_19_22",
    "car_19_28z",
    "cd8_car_mrna",
    "cd33_deleted_cd34",
    "cd33_kept_cd34",
    "cd34_graft",
    "ciclosporin",
    "clofarabine",
    "clofarabine_course",
    "corrected_cd34",
    "crystalloid",
    "cs1_car_t_mouse",
    "cyclophosphamide",
    "cyclophosphamide_cll",
    "cytarabine",
    "daunorubicin",
    "dexamethasone",
    "donor_lymphocytes",
    "driver_editor",
    "eliana_ward",
    "epinephrine",
    "etoposide",
    "filgrastim",
    "flag",
    "flag_ida",
    "flu_bu",
    "flu_cy",
    "fludarabine",
    "fractionated_tbi",
    "fusion_sirna",
    "ganciclovir",
    "gemtuzumab_ozogamicin",
    "get",
    "graall_backbone",
    "graall_induction",
    "graall_rituximab",
    "graft_t_cells",
    "gvhd_prophylaxis",
    "gvhd_steroids",
    "high_flow_oxygen",
    "idarubicin",
    "imatinib",
    "immune_event_care",
    "immunoglobulin",
    "inotuzumab_cycles",
    "inotuzumab_ozogamicin",
    "intensive_care",
    "involved_site_radiation",
    "iodine131_anti_cd45",
    "lisocabtagene_maraleucel",
    "low_flow_oxygen",
    "melphalan",
    "mercaptopurine",
    "methotrexate",
    "methotrexate_short",
    "methylprednisolone",
    "myeloablative_tbi_cy",
    "names",
    "nivolumab",
    "norepinephrine",
    "oblimersen",
    "oncolytic_virus",
    "pegaspargase",
    "pembrolizumab",
    "peripheral_blood_graft",
    "platelets",
    "prednisone",
    "ptcy_prophylaxis",
    "red_cells",
    "rimiducid",
    "rituximab",
    "rituximab_cll",
    "rituximab_subcutaneous",
    "tacrolimus",
    "thymidine_kinase_vector",
    "tisagenlecleucel",
    "tocilizumab",
    "total_body_irradiation",
    "ucart19",
    "uncorrected_cd34",
    "venetoclax",
    "venetoclax_azacitidine",
    "ventilation",
    "vincristine",
]


def names() -> tuple[str, ...]:
    """List what can be given."""
    return tuple(_PRODUCTS)


def get(name: str, *, target: str = "") -> Product:
    """Return a product by name, into its usual state or another.

    Raises
    ------
    SpecificationError
        If nothing has this name; the nearest is suggested.
    """
    if name not in _PRODUCTS:
        raise SpecificationError(f"no product is called '{name}'", do=nearest(name, _PRODUCTS))
    return _PRODUCTS[name](target) if target else _PRODUCTS[name]()
