"""Doses: an amount with its basis, per person, per body weight, per body surface or per time."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from engraft import units
from engraft.errors import SpecificationError

Floats = NDArray[np.float64]

_KNOWN = "cell, cell/kg, mg, mg/kg, mg/m^2, IU, ug/day or mg/m^2/day"
_AMOUNTS = ("cell", "mg", "IU", "nmol", "copy")
_SURFACE = frozenset({"m^2", "m2", "m**2", "m²"})
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

    def __post_init__(self) -> None:
        if not math.isfinite(self.value) or self.value < 0.0:
            raise SpecificationError(
                f"dose {self.value:g} {self.unit} cannot be given", expected="a finite amount, zero or more"
            )
        measured = measure(self.unit)
        if self.cap and units.dimension(units.parse(self.cap)[1]) != units.dimension(measured.amount):
            raise SpecificationError(
                f"cap of dose {self.value:g} {self.unit} has another unit", expected=measured.amount, got=self.cap
            )
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
        """Read "3.1e6 cell/kg" or "8 mg/kg, at most 800 mg"."""
        head, *cap = _AT_MOST.split(text.strip(), maxsplit=1)
        if not head or _BARE.fullmatch(head):
            raise SpecificationError(
                f"dose '{text}' has no basis", expected=f"a unit: {_KNOWN}", do=f"write for example '{head} mg/m^2'"
            )
        value, unit = units.parse(head)
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
        own = frozenset({basis.value} if basis is not Basis.AMOUNT else ())
        return own if self.lighter is None else own | {"weight"} | self.lighter[1].needs

    def amount(
        self, *, weight: Floats | None = None, body_surface: Floats | None = None, duration: float = 0.0
    ) -> Floats:
        """Work out what each person gets.

        Units
        -----
        Everything canonical; duration in days, used by a dose per time only.

        Raises
        ------
        SpecificationError
            If the covariate a dose is scaled by is absent, or a dose per time has no duration.
        """
        scale = self._scale({"weight": weight, "body_surface": body_surface}, duration)
        given = units.canonical(self.value, measure(self.unit).amount) * scale
        if self.cap:
            given = np.minimum(given, units.canonical(*units.parse(self.cap)))
        if self.lighter is not None and weight is not None:
            below, dose = self.lighter
            light = dose.amount(weight=weight, body_surface=body_surface, duration=duration)
            given = np.where(weight < units.canonical(*units.parse(below)), light, given)
        return np.asarray(given, dtype=np.float64)

    def _scale(self, covariates: dict[str, Floats | None], duration: float) -> Floats:
        """Return the factor from the amount unit to a person's amount."""
        missing = [name for name in sorted(self.needs) if covariates[name] is None]
        if missing or (self.per_time and not duration > 0.0):
            lacking = missing[0] if missing else "a duration"
            raise SpecificationError(f"dose {self} cannot be worked out without {lacking}")
        unit = measure(self.unit)
        scale = np.ones(())
        if unit.basis is not Basis.AMOUNT:
            per = "kg" if unit.basis is Basis.WEIGHT else "m^2"
            scale = np.asarray(covariates[unit.basis.value]) / units.canonical(1.0, per)
        return scale * (duration / units.canonical(1.0, unit.time)) if unit.time else scale

    def __str__(self) -> str:
        cap = f", at most {self.cap}" if self.cap else ""
        light = f" ({self.lighter[1]} below {self.lighter[0]})" if self.lighter else ""
        return f"{self.value:.6g} {self.unit}{cap}{light}"


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
    return Measure(amount, bases[0] if bases else Basis.AMOUNT, times[0] if times else "")


def _is_amount(unit: str) -> bool:
    """Tell whether a unit counts something that can be given."""
    return units.dimension(unit) in {units.dimension(known) for known in _AMOUNTS}


def _is_time(unit: str) -> bool:
    """Tell whether a unit is a time."""
    return units.dimension(unit) == units.dimension("day")
