"""Work out expressions for many patients at once, outside of any integration."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import ArrayLike

from engraft.kernel.expression import Expression, free_symbols
from engraft.kernel.numpy_backend import compile_numpy
from engraft.kernel.problem import Floats


def evaluate(outputs: Sequence[Expression], values: Mapping[str, ArrayLike], patients: int = 1) -> Floats:
    """Evaluate expressions, one row per expression and one column per patient.

    Parameters
    ----------
    values
        What each symbol is: one number, or one per patient.

    Shapes
    ------
    Returns (outputs, patients).

    Raises
    ------
    KeyError
        If a symbol has no value.

    Examples
    --------
    >>> from engraft.kernel.expression import symbol
    >>> evaluate([symbol("a") / 2 + 1], {"a": [1.0, 4.0]}, 2)
    array([[1.5, 3. ]])
    """
    names = sorted(free_symbols(*outputs))
    table = np.empty((len(names), patients))
    for row, name in enumerate(names):
        table[row] = np.asarray(values[name], dtype=np.float64)
    return compile_numpy(outputs, {name: row for row, name in enumerate(names)})(table, None)
