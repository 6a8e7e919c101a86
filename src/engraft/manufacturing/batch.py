"""A batch: what is in the bag of each person while it is being made, and what is written down about it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from engraft import units
from engraft.errors import SpecificationError
from engraft.manufacturing.copies import Copies
from engraft.simulate.supply import YES

if TYPE_CHECKING:
    from engraft.manufacturing.genes import Editings

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]

PHENOTYPES = ("stem_memory", "central_memory", "effector_memory", "effector")


@dataclass(frozen=True, eq=False)
class Note:
    """A quantity that a step writes down for everybody, in ``unit``; NaN where it was not measured.

    ``unit`` is "yes" of what holds of a person or not, as 1 or 0.
    """

    values: Floats
    unit: str
    label: str

    def __post_init__(self) -> None:
        if self.unit != YES:
            units.check_unit(self.unit)


@dataclass(frozen=True, eq=False)
class Contents:
    """What of a batch goes into the patient.

    Shapes
    ------
    ``amount`` and every share and factor (persons,); shares name states and sum to one, factors and overrides name
    parameters of the patient's model.
    """

    amount: Floats
    shares: Mapping[str, Floats] = field(default_factory=dict)
    factors: Mapping[str, Floats] = field(default_factory=dict)
    overrides: Mapping[str, Floats] = field(default_factory=dict)


@dataclass(frozen=True, eq=False)
class Batch:
    """The cells of each person between two steps.

    Shapes
    ------
    Every array is (persons,).

    Parameters
    ----------
    cells
        Viable cells of the kind that is made: T cells, or CD34+ cells for a graft.
    shares
        Phenotype to share of the viable cells, which sum to one; empty where nobody looked.
    viability
        Share of all cells that is alive.
    days
        Days in culture so far.
    copies
        The law of vector copies per cell; None before any vector.
    car_positive
        Share of the viable cells with a receptor that is detected.
    edits
        Locus to the share of viable cells in which it is edited.
    editing
        Which cells carry which edits together, and how far repair is; None before any editing.
    notes
        ``step.quantity`` to what was written down.
    contents
        What goes into the patient; None before the last step.
    rejected
        Why the lot is not released, "" where nothing speaks against it.

    Raises
    ------
    SpecificationError
        If an array has another length, a stock is negative, or a share lies outside of 0 to 1.
    """

    persons: Integers
    cells: Floats
    viability: Floats
    days: Floats
    car_positive: Floats
    rejected: NDArray[np.str_]
    shares: Mapping[str, Floats] = field(default_factory=dict)
    copies: Copies | None = None
    edits: Mapping[str, Floats] = field(default_factory=dict)
    notes: Mapping[str, Note] = field(default_factory=dict)
    contents: Contents | None = None
    editing: Editings | None = None

    def __post_init__(self) -> None:
        """Refuse stocks below zero and shares that are none."""
        for what, stock in {"cells": self.cells, "days of culture": self.days}.items():
            _refuse(self, what, stock, (stock < 0.0), "a stock of zero or more")
        shares = {"viability": self.viability, "CAR-positive share": self.car_positive}
        shares |= {f"share of {name}": one for name, one in {**self.shares, **self.edits}.items()}
        for what, share in shares.items():
            _refuse(self, what, share, (share < -1e-12) | (share > 1.0 + 1e-12), "a share between 0 and 1")
        if self.shares and np.abs(sum(self.shares.values()) - 1.0).max(initial=0.0) > 1e-6:
            raise SpecificationError("phenotypes of a batch do not sum to one", do="divide by their sum")

    @staticmethod
    def empty(persons: Integers) -> Batch:
        """Give everybody an empty bag."""
        nothing = np.zeros(len(persons))
        alive = np.ones(len(persons))
        return Batch(persons, nothing, alive, nothing, nothing, np.full(len(persons), "", dtype=object).astype("<U120"))

    def but(self, **changes: Any) -> Batch:
        """Give the batch with some fields changed."""
        return replace(self, **changes)

    def noted(self, step: str, **notes: Note) -> Batch:
        """Write quantities down under the name of a step."""
        return replace(self, notes={**self.notes, **{f"{step}.{name}": note for name, note in notes.items()}})

    def refused(self, who: NDArray[np.bool_], reason: str) -> Batch:
        """Mark the lots of some persons as not released, unless something spoke against them before."""
        first = who & (self.rejected == "")
        return replace(self, rejected=np.where(first, reason, self.rejected).astype("<U120"))

    def note(self, name: str) -> Note:
        """Find what a step wrote down.

        Raises
        ------
        SpecificationError
            Nothing was written under this name; what was is listed.
        """
        if name not in self.notes:
            known = ", ".join(self.notes) or "nothing so far"
            what = f"no step before has noted '{name}'"
            raise SpecificationError(what, expected=known, do="put the step that measures it before")
        return self.notes[name]


def _refuse(batch: Batch, what: str, values: Floats, bad: NDArray[np.bool_], expected: str) -> None:
    """Refuse values of a batch that cannot be."""
    if np.shape(values) != batch.persons.shape:
        raise SpecificationError(f"{what} of a batch does not fit", expected=f"{len(batch.persons)} values")
    bad = bad | ~np.isfinite(values)
    if bad.any():
        got = f"{values[bad][0]:g} for person {batch.persons[bad][0]}"
        raise SpecificationError(f"{what} of a batch is impossible", expected=expected, got=got)
