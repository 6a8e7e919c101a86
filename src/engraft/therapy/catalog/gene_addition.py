"""Stem cells to which a gene was added, and those of the same graft that stayed without it."""

from __future__ import annotations

from engraft.language.source import Paper
from engraft.therapy.dose import Dose
from engraft.therapy.product import Product

_HARVEST = Paper("PMC6897559", "abstract", "children's marrow: median 10.3e6 CD34+/kg (3.7 to 25.9), target 5 to 10")


def corrected_cd34(target: str = "corrected.infused") -> Product:
    """Return CD34+ cells that hold the added gene; at the median harvest of children's marrow, 10.3e6/kg.

    A graft is given as two products on one day, with the gene and without it: the corrected share of a graft is what
    its maker measures, the product of CD34+ cells and that share is the dose here.

    References
    ----------
    Marrow harvests of children for gene therapy, PMC6897559 (median 10.3e6 CD34+/kg, range 3.7 to 25.9).
    """
    return Product(
        "corrected_cd34", target, "cells", _HARVEST, "own CD34+ cells with the added gene",
        label_dose=Dose(10.3e6, "cell/kg"), over="30 min",
    )  # fmt: skip


def uncorrected_cd34(target: str = "uncorrected.infused") -> Product:
    """Return CD34+ cells of a graft that the vector did not reach; a back-up of the patient's own cells is the same.

    References
    ----------
    Marrow harvests of children for gene therapy, PMC6897559 (median 10.3e6 CD34+/kg, range 3.7 to 25.9).
    """
    return Product(
        "uncorrected_cd34", target, "cells", _HARVEST, "own CD34+ cells without the added gene",
        label_dose=Dose(10.3e6, "cell/kg"), over="30 min",
    )  # fmt: skip
