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
    Le RQ, et al. Oncologist 2018;23:943-947. doi:10.1634/theoncologist.2018-0028 (doses per weight read in its
    abstract; cap, duration and repetition are those of the US label).
    """
    light = Dose(12.0, "mg/kg", cap="800 mg")
    return Product(
        "tocilizumab",
        target,
        "drug",
        Paper("doi:10.1634/theoncologist.2018-0028", "abstract", "the cap of 800 mg is the US label's"),
        "antibody against the IL-6 receptor",
        label_dose=Dose(8.0, "mg/kg", cap="800 mg", lighter=("30 kg", light)),
        over="60 min",
    )


def pembrolizumab(target: str = "pembrolizumab.central") -> Product:
    """Return pembrolizumab at its fixed adult dose, 200 mg (every three weeks by label).

    References
    ----------
    "Evaluation of dosing strategy for pembrolizumab for oncology indications", doi:10.1186/s40425-017-0242-5 (dose and
    interval read in its abstract; the 30 minutes are the US label's and were not looked up again).
    """
    return Product(
        "pembrolizumab",
        target,
        "drug",
        Paper("doi:10.1186/s40425-017-0242-5", "abstract", "fixed dose of 200 mg every 3 weeks"),
        "antibody against PD-1",
        label_dose=Dose(200.0, "mg"),
        over="30 min",
    )
