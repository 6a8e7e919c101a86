"""Antibodies given alone or in support."""

from __future__ import annotations

from engraft.language.source import Paper
from engraft.therapy.dose import Dose
from engraft.therapy.product import Product


def tocilizumab(target: str = "tocilizumab.central") -> Product:
    """Return tocilizumab as approved for cytokine release: 8 mg/kg, 12 mg/kg below 30 kg, at most 800 mg.

    Up to three more doses may follow, at least eight hours apart.

    References
    ----------
    doi:10.1634/theoncologist.2018-0028
    """
    light = Dose(12.0, "mg/kg", cap="800 mg")
    return Product(
        "tocilizumab",
        target,
        "drug",
        Paper("doi:10.1634/theoncologist.2018-0028", "approved dose for cytokine release syndrome"),
        "antibody against the IL-6 receptor",
        label_dose=Dose(8.0, "mg/kg", cap="800 mg", lighter=("30 kg", light)),
        over="60 min",
    )


def pembrolizumab(target: str = "pembrolizumab.central") -> Product:
    """Return pembrolizumab at its fixed adult dose, 200 mg (every three weeks by label).

    References
    ----------
    doi:10.1186/s40425-017-0242-5
    """
    return Product(
        "pembrolizumab",
        target,
        "drug",
        Paper("doi:10.1186/s40425-017-0242-5", "fixed dose of 200 mg every 3 weeks"),
        "antibody against PD-1",
        label_dose=Dose(200.0, "mg"),
        over="30 min",
    )
