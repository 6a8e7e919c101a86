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
from engraft.therapy.catalog.eliana_ward import eliana_ward
from engraft.therapy.catalog.graall import all_maintenance, graall_backbone, graall_induction, graall_rituximab
from engraft.therapy.catalog.irradiation import fractionated_tbi, involved_site_radiation, total_body_irradiation
from engraft.therapy.catalog.mouse import anti_pd_l1_mouse
from engraft.therapy.catalog.tablets import imatinib, mercaptopurine
from engraft.therapy.catalog.vasoactive import crystalloid, epinephrine, norepinephrine
from engraft.therapy.catalog.venetoclax_azacitidine import (
    azacitidine,
    azacitidine_cycles,
    venetoclax,
    venetoclax_azacitidine,
)
from engraft.therapy.product import Product

_PRODUCTS: dict[str, Callable[..., Product]] = {
    "asparaginase": asparaginase,
    "clofarabine": clofarabine,
    "cytarabine": cytarabine,
    "daunorubicin": daunorubicin,
    "etoposide": etoposide,
    "idarubicin": idarubicin,
    "methotrexate": methotrexate,
    "pegaspargase": pegaspargase,
    "prednisone": prednisone,
    "anakinra": anakinra,
    "anti_pd_l1_mouse": anti_pd_l1_mouse,
    "antibiotics": antibiotics,
    "axicabtagene_ciloleucel": axicabtagene_ciloleucel,
    "blinatumomab": blinatumomab,
    "brexucabtagene_autoleucel": brexucabtagene_autoleucel,
    "car_19_28z": car_19_28z,
    "azacitidine": azacitidine,
    "crystalloid": crystalloid,
    "cyclophosphamide": cyclophosphamide,
    "cyclophosphamide_cll": cyclophosphamide_cll,
    "dexamethasone": dexamethasone,
    "epinephrine": epinephrine,
    "filgrastim": filgrastim,
    "fludarabine": fludarabine,
    "high_flow_oxygen": high_flow_oxygen,
    "imatinib": imatinib,
    "immunoglobulin": immunoglobulin,
    "intensive_care": intensive_care,
    "involved_site_radiation": involved_site_radiation,
    "lisocabtagene_maraleucel": lisocabtagene_maraleucel,
    "low_flow_oxygen": low_flow_oxygen,
    "mercaptopurine": mercaptopurine,
    "methylprednisolone": methylprednisolone,
    "nivolumab": nivolumab,
    "norepinephrine": norepinephrine,
    "pembrolizumab": pembrolizumab,
    "platelets": platelets,
    "red_cells": red_cells,
    "rituximab": rituximab,
    "rituximab_subcutaneous": rituximab_subcutaneous,
    "tisagenlecleucel": tisagenlecleucel,
    "tocilizumab": tocilizumab,
    "total_body_irradiation": total_body_irradiation,
    "venetoclax": venetoclax,
    "ventilation": ventilation,
    "vincristine": vincristine,
}

__all__ = [
    "all_maintenance",
    "anakinra",
    "anti_pd_l1_mouse",
    "antibiotics",
    "asparaginase",
    "axicabtagene_ciloleucel",
    "azacitidine",
    "azacitidine_cycles",
    "blinatumomab",
    "blinatumomab_cycle",
    "brexucabtagene_autoleucel",
    "car_19_28z",
    "clofarabine",
    "crystalloid",
    "cyclophosphamide",
    "cyclophosphamide_cll",
    "cytarabine",
    "daunorubicin",
    "dexamethasone",
    "eliana_ward",
    "epinephrine",
    "etoposide",
    "filgrastim",
    "flu_cy",
    "fludarabine",
    "fractionated_tbi",
    "get",
    "graall_backbone",
    "graall_induction",
    "graall_rituximab",
    "high_flow_oxygen",
    "idarubicin",
    "imatinib",
    "immunoglobulin",
    "intensive_care",
    "involved_site_radiation",
    "lisocabtagene_maraleucel",
    "low_flow_oxygen",
    "mercaptopurine",
    "methotrexate",
    "methylprednisolone",
    "names",
    "nivolumab",
    "norepinephrine",
    "pegaspargase",
    "pembrolizumab",
    "platelets",
    "prednisone",
    "red_cells",
    "rituximab",
    "rituximab_cll",
    "rituximab_subcutaneous",
    "tisagenlecleucel",
    "tocilizumab",
    "total_body_irradiation",
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
