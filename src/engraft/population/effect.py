"""What a covariate does to a parameter, as somebody measured it, and between which values it was measured."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from engraft import units
from engraft.errors import SpecificationError
from engraft.language.source import Source, check_source
from engraft.population.law import is_number

Floats = NDArray[np.float64]
Form = Literal["power", "exponential", "linear", "factor"]

FORMS = ("power", "exponential", "linear", "factor")
_NAME = re.compile(r"[A-Za-z_]\w*")
_PARAMETER = re.compile(r"[A-Za-z_]\w*(\.[A-Za-z_]\w*)+")


@dataclass(frozen=True)
class CovariateEffect:
    """Multiply a parameter of every person by what the covariate does to it.

    ``Effect`` sets a parameter; this one multiplies what it would be otherwise, so that several go together. Outside
    of the range the form goes on, and a study counts the persons there.

    Parameters
    ----------
    name
        What it is called in a study file: "renal_fludarabine".
    parameter
        Its qualified name; a study on a model that calls it otherwise says so.
    form
        "power": (covariate / reference) ^ size; "exponential": exp(size * (covariate - reference)), size per ``unit``;
        "linear": 1 + size * (covariate / reference - 1), where a share ``size`` of the parameter goes with the
        covariate; "factor": size where the covariate is ``reference``, else 1.
    low, high
        Between which values of the covariate it was studied, like ``reference`` in ``unit``.
    read_on
        On which endpoint or quantity it was read, and in whom.

    Examples
    --------
    >>> from engraft.language.source import Assumed
    >>> half = Assumed("an example", 0.5, 1.0)
    >>> renal = CovariateEffect("renal", "crcl", "flu.clearance", "power", 0.5, 120, 60, 140, "mL/min", "AUC", half)
    >>> renal.factor(np.array([30.0, 120.0]) * units.factor("mL/min")).round(9).tolist()
    [0.5, 1.0]
    """

    name: str
    covariate: str
    parameter: str
    form: Form
    size: float
    reference: float
    low: float
    high: float
    unit: str
    read_on: str
    source: Source
    description: str = ""

    def __post_init__(self) -> None:
        for text, pattern, what in (
            (self.name, _NAME, "an effect"),
            (self.covariate, _NAME, "a covariate"),
            (self.parameter, _PARAMETER, "a parameter of a block, like 'leukemia.growth'"),
        ):
            if not pattern.fullmatch(text):
                raise SpecificationError(f"effect '{self.name}': '{text}' is not the name of {what}")
        units.check_unit(self.unit)
        check_source(self.source, f"effect '{self.name}'")
        if self.form not in FORMS:
            raise self._wrong("has no such form", ", ".join(FORMS), self.form)
        numbers = (self.size, self.reference, self.low, self.high)
        if not all(is_number(one) for one in numbers) or not self.low <= self.high:
            raise self._wrong("needs finite numbers, low not above high", "", ", ".join(map(repr, numbers)))
        if not self.read_on.strip():
            raise self._wrong("was read on nothing", "read_on: an endpoint or quantity, and in whom", "")
        self._check_form()

    def _check_form(self) -> None:
        """Refuse numbers with which the form is no factor."""
        if self.form in ("power", "linear") and not (self.reference > 0.0 and self.low >= 0.0):
            raise self._wrong("turns around nothing", "reference above zero, low not below", f"{self.reference:g}")
        if self.form == "linear" and not 0.0 <= self.size <= 1.0:
            raise self._wrong("has a share that is none", "size from 0 to 1", f"{self.size:g}")
        if self.form == "factor" and not self.size > 0.0:
            raise self._wrong("is a factor that is not above zero", "", f"{self.size:g}")

    def _wrong(self, what: str, expected: str, got: str) -> SpecificationError:
        """Name the effect."""
        return SpecificationError(f"effect '{self.name}' {what}", expected=expected, got=got)

    def factor(self, covariate: Floats) -> Floats:
        """Say by what the parameter of each person is multiplied; the covariate is canonical."""
        x = covariate / units.factor(self.unit)
        if self.form == "power":
            return np.asarray((x / self.reference) ** self.size)
        if self.form == "exponential":
            return np.asarray(np.exp(self.size * (x - self.reference)))
        if self.form == "linear":
            return np.asarray(1.0 + self.size * (x / self.reference - 1.0))
        return np.where(np.isclose(x, self.reference, rtol=1e-9), self.size, 1.0)

    def outside(self, covariate: Floats) -> NDArray[np.bool_]:
        """Tell who has a covariate in which the effect was not studied; rounding of units is no matter."""
        x, slack = covariate / units.factor(self.unit), 1e-9 * max(abs(self.low), abs(self.high))
        return np.asarray((x < self.low - slack) | (x > self.high + slack))

    @property
    def formula(self) -> str:
        """Write the form with its numbers.

        Examples
        --------
        >>> from engraft.population.catalog.effects import get
        >>> get("renal_fludarabine").formula
        '1 + 0.635 x (filtration / 120 mL/min - 1)'
        """
        unit = f" {self.unit}" if self.unit not in ("1", "") else ""
        if self.form == "power":
            return f"({self.covariate} / {self.reference:g}{unit}) ^ {self.size:.3g}"
        if self.form == "exponential":
            per = f" per{unit}" if unit else ""
            return f"exp({self.size:.3g}{per} x ({self.covariate} - {self.reference:g}{unit}))"
        if self.form == "linear":
            return f"1 + {self.size:.3g} x ({self.covariate} / {self.reference:g}{unit} - 1)"
        return f"{self.size:.3g} where {self.covariate} is {self.reference:g}{unit}, else 1"

    @property
    def studied(self) -> str:
        """Write the range behind the effect."""
        unit = f" {self.unit}" if self.unit not in ("1", "") else ""
        return f"{self.low:g} to {self.high:g}{unit}"
