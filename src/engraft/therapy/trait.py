"""Traits: what makes one product another, as values of named parameters of the models it enters."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass

from engraft import units
from engraft.errors import SpecificationError
from engraft.language.quantities import check_bounds
from engraft.language.source import Source, check_source

_PARAMETER = re.compile(r"[A-Za-z_]\w*(\.[A-Za-z_]\w*)+")


@dataclass(frozen=True)
class Trait:
    """The typical value of one parameter for cells of this product.

    Everybody's own value is multiplied by this one over the typical value of the model, which stands for the
    reference product: how persons differ, and what a calibration learned of the reference, stay.

    Parameters
    ----------
    parameter
        The qualified name: "car.memory_loss".

    Raises
    ------
    SpecificationError
        If the name, value, unit or source is malformed, or the value lies outside its own assumed bounds.
    """

    parameter: str
    value: float
    unit: str
    source: Source

    def __post_init__(self) -> None:
        if not _PARAMETER.fullmatch(self.parameter):
            what = f"'{self.parameter}' is no parameter of a model"
            raise SpecificationError(what, expected="a block and a name, like 'car.memory_loss'")
        if not math.isfinite(self.value) or self.value < 0.0:
            what = f"the trait '{self.parameter}' has no usable value"
            raise SpecificationError(what, expected="a finite number, not negative", got=f"{self.value:g}")
        units.check_unit(self.unit)
        check_source(self.source, f"the trait '{self.parameter}'")
        check_bounds(self.source, units.canonical(self.value, self.unit), self.unit, f"the trait {self}")

    def __str__(self) -> str:
        return f"{self.parameter} = {self.value:g} {self.unit}"
