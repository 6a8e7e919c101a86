"""Places and devices of the ward, ordered in hours, and antibiotics by the hour of cover."""

from __future__ import annotations

from engraft.language.source import Paper, Source
from engraft.therapy.dose import Dose
from engraft.therapy.product import Product

_HOURS = Dose(12.0, "hour")


def low_flow_oxygen(target: str = "support.low_flow") -> Product:
    """Return oxygen by nasal cannula, at most 6 L/min, for twelve hours."""
    source = Paper("10.1016/j.bbmt.2018.12.758", "Table 1, notes", "low flow is up to 6 L/min")
    return _hours("low-flow oxygen", target, source, "nasal cannula or blow-by")


def high_flow_oxygen(target: str = "support.high_flow") -> Product:
    """Return oxygen by high-flow cannula or mask for twelve hours."""
    source = Paper("10.1016/j.bbmt.2018.12.758", "Table 1, notes", "high flow is above 6 L/min")
    return _hours("high-flow oxygen", target, source, "high-flow cannula or mask")


def ventilation(target: str = "support.ventilation") -> Product:
    """Return ventilation with positive pressure for twelve hours."""
    source = Paper("10.1016/j.bbmt.2018.12.758", "Table 1", "positive pressure")
    return _hours("ventilation", target, source, "ventilation with positive pressure")


def intensive_care(target: str = "support.intensive_care") -> Product:
    """Return twelve hours in the intensive care unit."""
    source = Paper("10.1200/JCO.21.01992", "management of grade 3", "admission to intensive care")
    return _hours("intensive care", target, source, "a bed in the intensive care unit")


def antibiotics(target: str = "support.antibiotic") -> Product:
    """Return twelve hours of empirical antibiotics into a vein, such as cefepime 50 mg/kg every eight hours.

    References
    ----------
    Lehrnbecher T, et al. J Clin Oncol 2017;35:2082-2094. doi:10.1200/JCO.2016.71.7017
    """
    source = Paper("10.1200/JCO.2016.71.7017", "initial treatment", "one drug against Pseudomonas")
    return _hours("antibiotics", target, source, "empirical antibiotics in fever with neutropenia")


def _hours(name: str, target: str, source: Source, description: str) -> Product:
    """Make a product that is ordered by the hour."""
    return Product(name, target, "drug", source, description, label_dose=_HOURS, over="12 h")
