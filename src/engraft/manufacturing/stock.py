"""Frozen material and whose it is: a stock never falls below zero, and a lot belongs to one person."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from engraft.errors import CompatibilityError, SpecificationError

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
    bad = (left < 0.0) | (amount < 0.0) | ~np.isfinite(left)
    if bad.any():
        i = int(np.argmax(bad))
        raise SpecificationError(
            f"stock cannot be negative: {what} of person {persons[i]}",
            expected=f"at most the {stock[i]:.3g} that are left",
            got=f"{amount[i]:.3g} drawn",
            do="draw less, or collect again before",
        )
    return np.asarray(left)


def check_identity(owners: Integers, treated: Integers, *, lot: str = "the lot") -> None:
    """Hold who a lot was made of against who it is given to: one person, one collection, one lot.

    Raises
    ------
    SpecificationError
        If the lot has two products of one person.
    CompatibilityError
        If somebody would be given cells of another person.
    """
    known, counts = np.unique(owners, return_counts=True)
    if (counts > 1).any():
        who = known[counts > 1][0]
        what = f"chain of identity: {lot} has two products of person {who}"
        raise SpecificationError(
            what, expected="one product per collection", do="make one batch per person and process"
        )
    if owners.shape != treated.shape or (owners != treated).any():
        apart = ~np.isin(treated, owners)
        who = treated[apart][0] if apart.any() else _first_apart(owners, treated)
        raise CompatibilityError(
            f"chain of identity: {lot} holds nothing that was made of person {who} for person {who}",
            expected="rows of the same persons in the same order",
            do="make the lot of the cohort that is treated",
        )


def _first_apart(owners: Integers, treated: Integers) -> int:
    """Name the first person at whose place somebody else's cells lie."""
    shared = min(len(owners), len(treated))
    differ = owners[:shared] != treated[:shared]
    place = int(np.argmax(differ)) if differ.any() else shared
    return int((treated if place < len(treated) else owners)[place])
