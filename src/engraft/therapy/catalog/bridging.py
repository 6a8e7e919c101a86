"""Chemotherapy while the cells are made."""

from __future__ import annotations

from engraft.language.source import Paper
from engraft.therapy.dose import Dose
from engraft.therapy.product import Product


def vincristine(target: str = "vincristine.plasma") -> Product:
    """Return vincristine, 1.5 mg/m^2 and at most 2 mg, as in reinduction courses of childhood ALL.

    It stands for bridging chemotherapy, which each centre chose.

    References
    ----------
    Frost BM, et al. Acta Paediatr 2003;92:551-557 (2.0 mg/m^2 with a cap of 2.0 mg; the 1.5 are those of reinduction
    protocols, recalled).
    """
    return Product(
        "vincristine",
        target,
        "drug",
        Paper("Frost 2003, Acta Paediatr 92:551", "abstract", "cap of 2 mg; 1.5 mg/m^2 recalled from protocols"),
        "a vinca alkaloid: stops mitosis",
        label_dose=Dose(1.5, "mg/m^2", cap="2 mg"),
        over="10 min",
    )
