"""Specifications: what a product must be to be released, as published lists state it.

A list names an attribute, the least and the most that is accepted, and for copies what they are counted per. What no
batch of this model carries (sterility, mycoplasma, endotoxin, replicating virus, purity, potency) is named as not
modelled: the share of lots that fail for such reasons is a number of the step ``Release``, not of a list.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engraft import units
from engraft.errors import SpecificationError, nearest
from engraft.language.source import Paper, Source, check_source
from engraft.manufacturing.copies import check_denominator

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]

ATTRIBUTES = {
    "viability": ("viable cells among all cells", "percent"),
    "car_positive": ("cells with a detected receptor among viable cells", "percent"),
    "copies": ("vector copies", "copy/cell"),
    "dose": ("CAR-positive viable cells per body weight", "cell/kg"),
    "cells": ("CAR-positive viable cells", "cell"),
}
_ARI = "10.1016/j.omtm.2018.11.010"
_PRODIGY = "10.3389/fimmu.2024.1328368"
_HUMANISED = "10.1158/1535-7163.MCT-20-0476"
_PASQUINI = "10.1182/bloodadvances.2020003092"
_LEVINE = "10.1080/21645515.2023.2210046"


@dataclass(frozen=True)
class Specification:
    """One line of a list: an attribute and the interval in which a product is accepted, bounds included.

    Parameters
    ----------
    lower, upper
        In ``unit``; None where the list has no such bound.
    per
        Of copies: "cell" or "transduced_cell".
    only
        For which persons the line holds, in words; empty: for all.

    Raises
    ------
    SpecificationError
        If the attribute is unknown, there is no bound, bounds cross, a share lies outside of 0 to 100 %, or copies
        have no denominator.

    Examples
    --------
    >>> Specification("viability", 70, None, "percent", Paper("10.1016/j.omtm.2018.11.010", "Table 2")).text()
    'viability at least 70 percent'
    """

    attribute: str
    lower: float | None
    upper: float | None
    unit: str
    source: Source
    per: str = ""
    only: str = ""

    def __post_init__(self) -> None:
        if self.attribute not in ATTRIBUTES:
            what = f"'{self.attribute}' is no attribute of a product"
            raise SpecificationError(what, do=nearest(self.attribute, ATTRIBUTES))
        check_source(self.source, f"the specification of {self.attribute}")
        if self.attribute == "copies":
            check_denominator(self.per)
        unit = ATTRIBUTES[self.attribute][1]
        if units.dimension(self.unit) != units.dimension(unit):
            what = f"the specification of {self.attribute} is in another unit"
            raise SpecificationError(what, expected=unit, got=self.unit)
        self._check_bounds()

    def _check_bounds(self) -> None:
        """Refuse no bound, crossed bounds, and what is no share or stock."""
        low, high = self.canonical
        most = 1.0 if ATTRIBUTES[self.attribute][1] == "percent" else math.inf
        if self.lower is None and self.upper is None:
            what = f"the specification of {self.attribute} has no bound"
            raise SpecificationError(what, expected="lower, upper or both")
        if not (low <= high and 0.0 <= max(low, 0.0) <= most and (self.upper is None or 0.0 <= high <= most)):
            what = f"the bounds of {self.attribute} cannot be met"
            expected = f"0 <= lower <= upper{' <= 100 percent' if most == 1.0 else ''}"
            raise SpecificationError(what, expected=expected, got=f"{self.lower} to {self.upper} {self.unit}")

    @property
    def canonical(self) -> tuple[float, float]:
        """Give both bounds in canonical units; infinite where there is none."""
        low = -math.inf if self.lower is None else units.canonical(self.lower, self.unit)
        high = math.inf if self.upper is None else units.canonical(self.upper, self.unit)
        return low, high

    def met(self, values: Floats) -> Flags:
        """Tell whose value, in canonical units, lies within the bounds."""
        low, high = self.canonical
        return np.asarray((values >= low) & (values <= high))

    def text(self) -> str:
        """Write the line in words."""
        words = {"dose": "dose", "cells": "dose"}.get(self.attribute, self.attribute.replace("_", "-"))
        unit = f"copies per {self.per.replace('_', ' ')}" if self.per else self.unit
        bounds = [f"at least {self.lower:g} {unit}"] if self.lower is not None else []
        bounds += [f"at most {self.upper:g} {unit}"] if self.upper is not None else []
        return f"{words} {' and '.join(bounds)}" + (f" ({self.only})" if self.only else "")


@dataclass(frozen=True)
class SpecificationList:
    """The list of one product: what is judged here, and what it also asks for that no batch here carries."""

    name: str
    label: str
    lines: tuple[Specification, ...]
    not_modelled: tuple[str, ...] = ()

    def line(self, attribute: str, per: str = "", only: str = "") -> Specification:
        """Find a line.

        Raises
        ------
        SpecificationError
            The list has no such line; what it has is listed.
        """
        for one in self.lines:
            if (one.attribute, one.per, one.only) == (attribute, per, only):
                return one
        known = "; ".join(one.text() for one in self.lines)
        what = f"the list '{self.name}' says nothing of {attribute} {per.replace('_', ' ')}".rstrip()
        raise SpecificationError(what, expected=known)


def _percent(attribute: str, least: float, source: Source) -> Specification:
    return Specification(attribute, least, None, "percent", source)


LIGHT, HEAVY = "up to 50 kg", "above 50 kg"


def _ari() -> SpecificationList:
    source = Paper(_ARI, "Table 2", "three validation runs: 97.9, 98.1 and 98.0 % viable, 26.0, 41.9 and 39.7 % CAR+")
    lines = (
        _percent("viability", 70.0, source),
        _percent("car_positive", 20.0, source),
        Specification("copies", None, 10.0, "copy/cell", source, per="cell"),
        Specification("dose", 0.5e6, None, "cell/kg", source),
    )
    missing = (
        "CD3+ cells at least 70 percent", "endotoxin at most 0.5 EU/mL", "sterility", "mycoplasma",
        "adventitious viruses", "replication-competent lentivirus", "killing of NALM6",
    )  # fmt: skip
    return SpecificationList("ari_0001", "ARI-0001, CD19, academic", lines, missing)


def _prodigy() -> SpecificationList:
    source = Paper(_PRODIGY, "Table 1", "day 12, at harvest; copies come after release; phase 1 in melanoma")
    lines = (
        _percent("viability", 80.0, source),
        _percent("car_positive", 10.0, source),
        Specification("copies", None, 5.0, "copy/cell", source, per="transduced_cell"),
    )
    missing = (
        "CD3+ cells at least 80 percent", "dose of the cohort within 20 percent", "endotoxin below 5 EU/mL",
        "sterility", "mycoplasma",
    )  # fmt: skip
    return SpecificationList("cd20_prodigy", "CD20 CAR T cells, closed system", lines, missing)


def _humanised() -> SpecificationList:
    source = Paper(_HUMANISED, "Table 2", "three batches: 91, 96.3 and 94 % viable; 23, 33 and 30 % CAR+")
    missing = (
        "more than 5 copies per 100 ng DNA", "replication-competent lentivirus", "sterility", "mycoplasma",
        "no CD19+ cells", "magnetic beads", "interferon gamma above 50 pg/mL", "killing above 50 percent",
    )  # fmt: skip
    lines = (_percent("viability", 70.0, source), _percent("car_positive", 10.0, source))
    return SpecificationList("hcar19", "humanised CD19 CAR T cells, academic", lines, missing)


def _tisa_cel() -> SpecificationList:
    viable = Paper(_PASQUINI, "abstract", "lots below 80 % (61 to 79 %) were out of specification")
    dose = Paper(_LEVINE, "Table 1", "protocol: 0.2e6 to 5e6 per kg up to 50 kg, 0.1e8 to 2.5e8 above")
    lines = (
        _percent("viability", 80.0, viable),
        Specification("dose", 0.2e6, 5.0e6, "cell/kg", dose, only=LIGHT),
        Specification("cells", 0.1e8, 2.5e8, "cell", dose, only=HEAVY),
    )
    missing = ("release of interferon gamma", "sterility", "identity", "purity", "vector copies (limit not published)")
    return SpecificationList("tisa_cel_us", "tisagenlecleucel, United States", lines, missing)


ARI_0001, CD20_PRODIGY, HCAR19, TISA_CEL_US = _ari(), _prodigy(), _humanised(), _tisa_cel()
CATALOG: Mapping[str, SpecificationList] = {one.name: one for one in (ARI_0001, CD20_PRODIGY, HCAR19, TISA_CEL_US)}


def specifications(name: str) -> SpecificationList:
    """Find a list of the catalog.

    Raises
    ------
    SpecificationError
        There is none of this name; the nearest is suggested.
    """
    if name not in CATALOG:
        raise SpecificationError(f"there is no list of specifications '{name}'", do=nearest(name, CATALOG))
    return CATALOG[name]
