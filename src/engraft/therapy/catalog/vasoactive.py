"""Fluids and vasopressors."""

from __future__ import annotations

from engraft.language.source import Paper
from engraft.therapy.dose import Dose
from engraft.therapy.product import Product

_SEPSIS = "10.1007/s00134-019-05878-6"


def crystalloid(target: str = "support.crystalloid") -> Product:
    """Return one bolus of balanced crystalloid, 20 mL/kg over an hour.

    Boluses of 10 to 20 mL/kg, 40 to 60 mL/kg in all within the first hour, are what the guideline for children
    with septic shock allows where there is intensive care.

    References
    ----------
    Weiss SL, et al. Intensive Care Med 2020;46(S1):10-67. doi:10.1007/s00134-019-05878-6
    """
    return Product(
        "crystalloid",
        target,
        "drug",
        Paper(_SEPSIS, "fluid and vasoactive algorithm", "boluses of 10 to 20 mL/kg"),
        "balanced salt solution",
        label_dose=Dose(20.0, "mL/kg"),
        over="60 min",
    )


def norepinephrine(target: str = "support.norepinephrine") -> Product:
    """Return norepinephrine at the first dose for children, 0.1 ug/kg/min.

    Doses from 0.1 to 2 ug/kg/min are in use (pediatric advanced life support); a second drug is added at 0.25 to
    0.5 ug/kg/min (Surviving Sepsis Campaign 2021, adults; both read in summaries).

    References
    ----------
    Weiss SL, et al. Intensive Care Med 2020;46(S1):10-67. doi:10.1007/s00134-019-05878-6
    Evans L, et al. Intensive Care Med 2021;47:1181-1247. doi:10.1007/s00134-021-06506-y
    """
    return Product(
        "norepinephrine",
        target,
        "drug",
        Paper(_SEPSIS, "vasoactive medication", "range 0.1 to 2 ug/kg/min as in pediatric advanced life support"),
        "vasopressor",
        label_dose=Dose(0.1, "ug/kg/min"),
        over="12 h",
    )


def epinephrine(target: str = "support.epinephrine") -> Product:
    """Return epinephrine as a second vasopressor, 0.1 ug/kg/min.

    References
    ----------
    Weiss SL, et al. Intensive Care Med 2020;46(S1):10-67. doi:10.1007/s00134-019-05878-6
    """
    return Product(
        "epinephrine",
        target,
        "drug",
        Paper(_SEPSIS, "vasoactive medication", "range 0.05 to 1 ug/kg/min, read in a summary for transport teams"),
        "vasopressor",
        label_dose=Dose(0.1, "ug/kg/min"),
        over="12 h",
    )
