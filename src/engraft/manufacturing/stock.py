"""Stock of cells: it never falls below zero."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from engraft.errors import SpecificationError

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]


def draw(stock: Floats, amount: Floats, persons: Integers, *, what: str = "frozen cells") -> Floats:
    """Draw from the stock of everybody and give what is left.

    Raises
    ------
    SpecificationError
        If more is drawn than there is, or less than nothing: stock cannot be negative.

    Examples
    --------
    >>> draw(np.array([3.0]), np.array([1.0]), np.array([7])).tolist()
    [2.0]
    """
    left = stock - amount
    bad = ~((left >= 0.0) & (amount >= 0.0))
    if bad.any():
        i = int(np.argmax(bad))
        raise SpecificationError(
            f"stock cannot be negative: {what} of person {persons[i]}",
            expected=f"at most the {stock[i]:.3g} that are left",
            got=f"{amount[i]:.3g} drawn",
            do="draw less, or collect again before",
        )
    return np.asarray(left)
