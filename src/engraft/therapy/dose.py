"""Doses: an amount with its basis, per person, per body weight, per body surface or per time."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from engraft import units
from engraft.errors import SpecificationError

Floats = NDArray[np.float64]

_KNOWN = "cell, cell/kg, mg, mg/kg, mg/m^2, IU, mL/kg, hour, Gy, ug/day or mg/m^2/day"
_AMOUNTS = ("cell", "mg", "IU", "nmol", "copy", "mL", "hour", "Gy")  # fluids in mL, devices in hours of use
_SURFACE = frozenset({"m^2", "m**2", "m²"})
_PERSONAL = re.compile(r"([A-Za-z_]\w*)\s*\[([^\[\]]+)\]")
_AT_MOST = re.compile(r",?\s*(?:at most|max)\s+")
_BARE = re.compile(r"[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?|[-+]?(inf|nan|infinity)", re.IGNORECASE)


class Basis(Enum):
    """What a dose is scaled by; the value names the covariate of the person."""

    AMOUNT = ""
    WEIGHT = "weight"
    SURFACE = "body_surface"


@dataclass(frozen=True)
class Measure:
    """A dose unit taken apart: an amount, what it is scaled by, and per which time."""

    amount: str
    basis: Basis
    time: str = ""


@dataclass(frozen=True)
class Dose:
    """An amount to give, with the basis on which it is scaled to a person.

    Parameters
    ----------
    value, unit
        Such as 3.1e6 and "cell/kg"; a unit per time needs a duration when given.
    cap
        The most anybody gets, as text: "800 mg".
    lighter
        A body weight as text and the dose of everybody below it: ("30 kg", Dose(12, "mg/kg")).
    personal
        A covariate that holds each person's dose in such a unit; ``value`` then multiplies it.

    Raises
    ------
    SpecificationError
        If there is no basis, or the value is negative or not finite.

    Examples
    --------
    >>> Dose.parse("8 mg/kg, at most 800 mg").needs
    frozenset({'weight'})
    """

    value: float
    unit: str
    cap: str = ""
    lighter: tuple[str, Dose] | None = None
    personal: str = ""

    def __post_init__(self) -> None:
        if isinstance(self.value, str) or not math.isfinite(self.value) or self.value < 0.0:
            raise SpecificationError(
                f"dose {self.value} {self.unit} cannot be given", expected="a finite amount, zero or more"
            )
        measured = measure(self.unit)
        if self.cap and units.dimension(units.parse(self.cap)[1]) != units.dimension(measured.amount):
            raise SpecificationError(
                f"cap of dose {self.value:g} {self.unit} has another unit", expected=measured.amount, got=self.cap
            )
        if self.cap and not units.parse(self.cap)[0] > 0.0:
            raise SpecificationError(f"cap of dose {self.value:g} {self.unit} allows nothing", got=self.cap)
        if self.lighter is not None:
            self._check_lighter(*self.lighter)

    def _check_lighter(self, below: str, dose: Dose) -> None:
        """Refuse a limit that is no weight and a dose of something else."""
        if units.dimension(units.parse(below)[1]) != units.dimension("kg"):
            raise SpecificationError(f"limit of dose {self} is no body weight", expected="such as '30 kg'", got=below)
        if dose.dimension != self.dimension or dose.per_time != self.per_time:
            raise SpecificationError(f"dose {dose} below {below} does not match", expected=f"a unit like {self.unit}")

    @staticmethod
    def parse(text: str) -> Dose:
        """Read "3.1e6 cell/kg", "8 mg/kg, at most 800 mg", or a covariate: "car_t_dose [cell/kg]"."""
        head, *cap = _AT_MOST.split(text.strip(), maxsplit=1)
        if own := _PERSONAL.fullmatch(head):
            return Dose(1.0, own[2], cap=cap[0] if cap else "", personal=own[1])
        if not head or _BARE.fullmatch(head):
            raise SpecificationError(
                f"dose '{text}' has no basis",
                expected=f"a unit: {_KNOWN}",
                do=f"write for example '{head or 30} mg/m^2'",
            )
        try:
            value, unit = units.parse(head)
        except SpecificationError as error:
            raise SpecificationError(f"dose '{text}': {error.what}", expected=_KNOWN, do=error.do) from error
        return Dose(value, unit, cap=cap[0] if cap else "")

    @property
    def dimension(self) -> units.Dimension:
        """Say what kind of amount a person gets: cells, a mass or another."""
        return units.dimension(measure(self.unit).amount)

    @property
    def per_time(self) -> bool:
        """Tell whether the dose is a rate, which needs a duration."""
        return bool(measure(self.unit).time)

    @property
    def needs(self) -> frozenset[str]:
        """Name the covariates without which the dose cannot be worked out."""
        basis = measure(self.unit).basis
        own = frozenset({basis.value, self.personal} - {""})
        return own if self.lighter is None else own | {"weight"} | self.lighter[1].needs

    def amount(self, covariates: Mapping[str, Floats], *, duration: float = 0.0) -> Floats:
        """Work out what each person gets.

        Shapes
        ------
        Covariates are (persons,); so is the amount, or a single number if nothing is scaled.

        Units
        -----
        Everything canonical; duration in days, used by a dose per time only.

        Raises
        ------
        SpecificationError
            If the covariate a dose is scaled by is absent, or a dose per time has no duration.
        """
        missing = sorted(self.needs - covariates.keys())
        if missing or (self.per_time and not duration > 0.0):
            raise SpecificationError(f"dose {self} cannot be worked out without {(*missing, 'a duration')[0]}")
        given = self._uncapped(covariates, duration)
        if self.cap:
            given = np.minimum(given, units.canonical(*units.parse(self.cap)))
        if self.lighter is not None:
            below, dose = self.lighter
            light = dose.amount(covariates, duration=duration)
            given = np.where(covariates["weight"] < units.canonical(*units.parse(below)), light, given)
        return given

    def _uncapped(self, covariates: Mapping[str, Floats], duration: float) -> Floats:
        """Scale the value to each person; canonically a basis is a plain factor."""
        unit = measure(self.unit)
        given = np.asarray(units.canonical(self.value, self.unit))
        if self.personal:
            given = self.value * covariates[self.personal]
        if unit.basis is not Basis.AMOUNT:
            with np.errstate(over="ignore"):  # whoever gets an infinite dose is a row with a status
                given = given * covariates[unit.basis.value]
        return given * duration if unit.time else given

    def __str__(self) -> str:
        cap = f", at most {self.cap}" if self.cap else ""
        light = f" ({self.lighter[1]} below {self.lighter[0]})" if self.lighter else ""
        amount = f"{self.value:.6g} × " * (self.value != 1.0) + self.personal if self.personal else f"{self.value:.6g}"
        return f"{amount} {self.unit}{cap}{light}"


@lru_cache(maxsize=256)
def measure(unit: str) -> Measure:
    """Take a dose unit apart.

    Raises
    ------
    SpecificationError
        If the unit says neither an amount nor an amount per weight, surface or time.
    """
    amount, *pers = [part.strip() for part in unit.split("/")]
    bases = [Basis.WEIGHT if per == "kg" else Basis.SURFACE for per in pers if per == "kg" or per in _SURFACE]
    times = [per for per in pers if per != "kg" and per not in _SURFACE]
    if not amount or len(bases) > 1 or len(times) > 1 or not _is_amount(amount) or not all(map(_is_time, times)):
        raise SpecificationError(
            f"dose unit '{unit}' has no basis", expected=_KNOWN, do="say per person, per kg, per m^2 or per day"
        )
    if bases and units.dimension(amount) == units.dimension("Gy"):
        raise SpecificationError(
            f"dose unit '{unit}' scales radiation to a person", expected="Gy", do="a gray is per mass already"
        )
    return Measure(amount, bases[0] if bases else Basis.AMOUNT, times[0] if times else "")


def _is_amount(unit: str) -> bool:
    """Tell whether a unit counts something that can be given."""
    return units.dimension(unit) in {units.dimension(known) for known in _AMOUNTS}


def _is_time(unit: str) -> bool:
    """Tell whether a unit is a time."""
    return units.dimension(unit) == units.dimension("day")
