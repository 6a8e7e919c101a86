"""Drugs that make room before cells are given."""

from __future__ import annotations

from engraft.language.source import Paper
from engraft.therapy.catalog import studied as ranges
from engraft.therapy.catalog.approvals import FLUDARABINE
from engraft.therapy.dose import Dose
from engraft.therapy.product import Product
from engraft.therapy.regimen import Regimen, give

_ELIANA = Paper("doi:10.1056/NEJMoa1709866", "Methods, lymphodepleting chemotherapy")


def fludarabine(target: str = "flu_cy.fludarabine") -> Product:
    """Return fludarabine at the dose of ELIANA, 30 mg/m^2 a day; the 30 min are the usual infusion.

    References
    ----------
    doi:10.1056/NEJMoa1709866
    """
    return Product(
        "fludarabine",
        target,
        "drug",
        _ELIANA,
        "purine analogue",
        label_dose=Dose(30.0, "mg/m^2"),
        over="30 min",
        approval=FLUDARABINE,
        studied=ranges.FLUDARABINE,
    )


def cyclophosphamide(target: str = "flu_cy.cyclophosphamide") -> Product:
    """Return cyclophosphamide at the dose of ELIANA, 500 mg/m^2 a day; the 60 min are the usual infusion.

    References
    ----------
    doi:10.1056/NEJMoa1709866
    """
    return Product(
        "cyclophosphamide",
        target,
        "drug",
        _ELIANA,
        "alkylating agent",
        label_dose=Dose(500.0, "mg/m^2"),
        over="60 min",
        studied=ranges.CYCLOPHOSPHAMIDE,
    )


def flu_cy(
    day: float = -6.0,
    *,
    fludarabine_days: int = 4,
    cyclophosphamide_days: int = 2,
) -> Regimen:
    """Condition as in ELIANA: fludarabine for four days and cyclophosphamide on the first two of them.

    ``day`` is the day of the first doses, counted from the infusion of cells on day 0. With -6, fludarabine is
    given on days -6, -5, -4 and -3 and cyclophosphamide on days -6 and -5. Doses and numbers of days are those of the
    trial; the exact days are assumed: the trial lets two to fourteen days pass between conditioning and cells.

    References
    ----------
    doi:10.1056/NEJMoa1709866
    """
    first = [day + k for k in range(fludarabine_days)]
    second = [day + k for k in range(cyclophosphamide_days)]
    return give(fludarabine(), days=first) + give(cyclophosphamide(), days=second)
