"""Steroids and anakinra."""

from __future__ import annotations

from engraft.language.source import Paper
from engraft.therapy.catalog.approvals import ANAKINRA
from engraft.therapy.dose import Dose
from engraft.therapy.product import Product


def methylprednisolone(target: str = "steroid.amount") -> Product:
    """Return methylprednisolone as in the tisagenlecleucel label: 2 mg/kg first, then 2 mg/kg a day; here 1 mg/kg.

    The label gives it when tocilizumab has not helped within 12 to 18 hours, until vasopressors and high-flow
    oxygen are no longer needed.

    References
    ----------
    Kymriah US prescribing information, section 2.4, Table 1.
    """
    return Product(
        "methylprednisolone",
        target,
        "drug",
        Paper("Kymriah USPI", "section 2.4, Table 1", "2 mg/kg, then 2 mg/kg per day"),
        "glucocorticoid",
        label_dose=Dose(1.0, "mg/kg"),
        over="30 min",
    )


def dexamethasone(target: str = "dexamethasone.amount") -> Product:
    """Return dexamethasone as given for neurotoxicity, 10 mg (every six hours).

    References
    ----------
    Santomasso BD, et al. J Clin Oncol 2021;39:3978-3992. doi:10.1200/JCO.21.01992
    """
    return Product(
        "dexamethasone",
        target,
        "drug",
        Paper("10.1200/JCO.21.01992", "management of grade 3", "10 mg every 6 h"),
        "glucocorticoid",
        label_dose=Dose(10.0, "mg"),
        over="30 min",
    )


def anakinra(target: str = "anakinra.depot") -> Product:
    """Return anakinra as children's hospitals use it after CAR T cells: 2 mg/kg, at most 100 mg, every six hours.

    Off label, third after tocilizumab and steroids; at most 400 mg a day.

    References
    ----------
    Diorio C, et al. Blood Adv 2022;6:3398-3403 (Table 1, practice of several children's hospitals).
    """
    return Product(
        "anakinra",
        target,
        "drug",
        Paper("Diorio 2022, Blood Adv 6:3398", "Table 1", "2 mg/kg every 6 h, at most 100 mg"),
        "antagonist of the IL-1 receptor",
        label_dose=Dose(2.0, "mg/kg", cap="100 mg"),
        approval=ANAKINRA,
    )
