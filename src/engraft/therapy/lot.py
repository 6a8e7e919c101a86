"""Lots: the product as it was made for each person."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from engraft.errors import CompatibilityError, SpecificationError

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Lot:
    """One bag per person: how many cells, where they go, and what they are like.

    Shapes
    ------
    Every array is (persons,). Amounts are cells; shares of one person sum to one.

    Parameters
    ----------
    shares
        State name to share of the amount; empty: everything into the target of the product.
    overrides
        Parameter name to the value these cells have, in canonical units.
    factors
        Parameter name to what the value of everybody is multiplied by, because of how these cells are.
    rejected
        Why a bag is not released, "" where it is; empty: all are.

    Raises
    ------
    SpecificationError
        If shapes differ, a person appears twice, an amount is negative or not finite, shares do not sum to one, or
        a bag that is not released holds cells to give.
    """

    persons: Integers
    amount: Floats
    shares: Mapping[str, Floats] = field(default_factory=dict)
    overrides: Mapping[str, Floats] = field(default_factory=dict)
    name: str = "lot"
    factors: Mapping[str, Floats] = field(default_factory=dict)
    rejected: NDArray[np.str_] = field(default_factory=lambda: np.zeros(0, np.str_))

    def __post_init__(self) -> None:
        columns = {"amount": self.amount, **self.shares, **self.overrides, **self.factors}
        for column, values in columns.items():
            _check(self, column, values)
        if len(np.unique(self.persons)) != len(self.persons):
            raise SpecificationError(f"{self.name} has two bags for one person", expected="one row per person")
        if any((values < 0.0).any() for values in (self.amount, *self.shares.values(), *self.factors.values())):
            raise SpecificationError(f"{self.name} has a negative amount, share or factor", expected="zero or more")
        _check_released(self)
        if self.shares and np.abs(sum(self.shares.values()) - 1.0).max(initial=0.0) > 1e-9:
            raise SpecificationError(f"shares of {self.name} do not sum to one", do="divide by their sum")

    def rows(self, persons: Integers) -> Integers:
        """Find the row of each person.

        Raises
        ------
        CompatibilityError
            If somebody has no bag.
        """
        order = np.argsort(self.persons)
        place = np.searchsorted(self.persons, persons, sorter=order).clip(max=max(len(order) - 1, 0))
        found = order[place] if len(order) else np.zeros(len(persons), np.int64)
        held = self.persons[found] == persons if len(order) else np.zeros(len(persons), bool)
        if not held.all():
            raise CompatibilityError(
                f"{self.name} has no bag for person {persons[~held][0]}",
                expected=f"a row for each of {len(persons)} persons",
                got=f"{len(self.persons)} rows, {int((~held).sum())} persons without one",
            )
        return found


def _check_released(lot: Lot) -> None:
    """Refuse cells of a bag that was not released."""
    if not lot.rejected.size:
        return
    if lot.rejected.shape != lot.persons.shape:
        raise SpecificationError(f"{lot.name} does not say of every bag whether it is released")
    held = (lot.rejected != "") & (lot.amount > 0.0)
    if held.any():
        raise SpecificationError(
            f"{lot.name} gives person {lot.persons[held][0]} cells of a lot that was not released",
            expected="amount 0 where a lot is rejected",
            got=str(lot.rejected[held][0]),
            do="release it by exception, make it again, or cancel the infusion",
        )


def _check(lot: Lot, column: str, values: Floats) -> None:
    """Refuse a column of the wrong length or with gaps."""
    if np.shape(values) != (len(lot.persons),):
        raise SpecificationError(
            f"column '{column}' of {lot.name} does not fit",
            expected=f"{len(lot.persons)} values",
            got=str(np.shape(values)),
        )
    if not np.isfinite(values).all():
        raise SpecificationError(f"column '{column}' of {lot.name} has values that are not finite")
