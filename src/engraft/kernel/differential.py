"""Derivatives of a few expressions in every direction, from the derivatives of what they depend on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from engraft.kernel.derivative import Gradient
from engraft.kernel.expression import TIME
from engraft.kernel.numpy_backend import compile_numpy
from engraft.kernel.problem import Floats, Integers
from engraft.kernel.sensitivity import Columns


class Differential:
    """The chain rule for some expressions, prepared."""

    def __init__(self, slopes: Sequence[Gradient], columns: Columns, rows: Mapping[str, int]) -> None:
        place = {name: k for k, name in enumerate((*columns.names, TIME.name))}
        found = [(k, place[name], value) for k, row in enumerate(slopes) for name, value in row.items()]
        self.count, self.time = len(slopes), place[TIME.name]
        self.places = [(k, column) for k, column, _ in found]
        self.run = compile_numpy([value for _, _, value in found], rows)

    def __call__(self, table: Floats, who: Integers, moves: Floats, moment: Floats | None = None) -> Floats:
        """Work out the derivatives.

        Parameters
        ----------
        moves
            Derivatives of the columns.
        moment
            Derivatives of the time, where it moves too.

        Shapes
        ------
        moves (directions, columns, lanes), moment (directions, lanes); returns (directions, expressions, lanes).
        """
        total = np.zeros((len(moves), self.count, len(who)))
        with np.errstate(all="ignore"):
            for (k, column), value in zip(self.places, self.run(table, who), strict=True):
                if column < self.time:
                    total[:, k] += value * moves[:, column]
                elif moment is not None:
                    total[:, k] += value * moment
        return total
