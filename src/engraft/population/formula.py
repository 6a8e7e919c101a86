"""A text over covariates, read once and worked out for everybody at once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engraft import units
from engraft.kernel.evaluate import evaluate
from engraft.kernel.expression import Expression, symbol
from engraft.language.dimension import check_dimension, strip_units
from engraft.language.parse import parse

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Formula:
    """What a covariate or parameter is, in terms of other covariates; everything canonical."""

    target: str
    expression: Expression

    @staticmethod
    def read(target: str, text: str, unit: str, known: Mapping[str, str]) -> Formula:
        """Read a text; ``known`` gives the unit of every covariate it may use.

        Raises
        ------
        SpecificationError
            If the text cannot be read, uses an unknown covariate or does not have the unit.
        """
        read = parse(text, {name: symbol(name) for name in known}, keep_units=True)
        table = {name: units.dimension(of) for name, of in known.items()}
        check_dimension(read, units.dimension(unit), table, f"'{target}'", unit)
        return Formula(target, strip_units([read])[0])

    def values(self, columns: Mapping[str, Floats], persons: int) -> Floats:
        """Work the expression out, one value per person."""
        return np.asarray(evaluate([self.expression], columns, persons)[0])
