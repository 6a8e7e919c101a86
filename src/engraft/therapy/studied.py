"""Between which doses a product was studied: outside of them a model goes on, and nobody knows whether it may."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from engraft import units
from engraft.errors import SpecificationError
from engraft.language.source import Source, check_source
from engraft.therapy.dose import Basis, Dose, measure

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Studied:
    """The lowest and highest dose that was studied, in one unit.

    Of a drug or radiation one dose is meant, of cells a whole course: a dose that is split in days is one.

    Raises
    ------
    SpecificationError
        If the unit is none of a dose, or low is above high.
    """

    low: float
    high: float
    unit: str
    source: Source

    def __post_init__(self) -> None:
        measure(self.unit)
        check_source(self.source, f"the studied range {self}")
        if not (math.isfinite(self.low) and math.isfinite(self.high) and 0.0 <= self.low <= self.high):
            raise SpecificationError(f"the studied range {self} is none", expected="0 <= low <= high")

    def __str__(self) -> str:
        return f"{self.low:g} to {self.high:g} {self.unit}"

    def like(self, dose: Dose) -> bool:
        """Tell whether a dose is said per the same as this range."""
        own, said = measure(self.unit), measure(dose.unit)
        return own.basis is said.basis and bool(own.time) == bool(said.time)


def expressed(dose: Dose, unit: str, covariates: Mapping[str, Floats], *, over: float) -> Floats | None:
    """Say what each person gets in a unit of another basis; None where that cannot be known.

    A cap is left out where dose and unit have one basis: whom it binds gets less than the label names, as the label
    means it.

    Shapes
    ------
    (persons,), or (1,) where everybody gets the same.

    Examples
    --------
    >>> heavy = {"weight": np.array([20.0, 80.0]) * units.factor("kg")}
    >>> expressed(Dose(1e8, "cell"), "cell/kg", heavy, over=0.0)
    array([5000000., 1250000.])
    >>> expressed(Dose(28.0, "ug/day"), "ug/day", {}, over=7.0)
    array([28.])
    """
    asked, said = measure(unit), measure(dose.unit)
    if units.dimension(asked.amount) != dose.dimension or ((asked.time or said.time) and not over > 0.0):
        return None
    alike = said.basis is asked.basis
    if alike and not dose.personal and dose.lighter is None:
        given = np.array([units.canonical(dose.value, dose.unit) * (over if said.time else 1.0)])
    else:
        if (dose.needs | ({asked.basis.value} - {""})) - covariates.keys():
            return None
        given = np.atleast_1d((replace(dose, cap="") if alike else dose).amount(covariates, duration=over))
        given = given / covariates[asked.basis.value] if asked.basis is not Basis.AMOUNT else given
    return np.asarray(given / (over if asked.time else 1.0) / units.factor(unit))
