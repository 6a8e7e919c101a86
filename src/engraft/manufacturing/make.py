"""Make the cells of persons: every step in order, and from the last one the lot that a regimen gives."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from engraft import units
from engraft.errors import EngraftError, SpecificationError
from engraft.kernel import streams
from engraft.manufacturing.batch import Batch, Contents
from engraft.manufacturing.bounds import check_drawn
from engraft.manufacturing.process import Process
from engraft.manufacturing.step import Bench
from engraft.population import Cohort
from engraft.simulate.supply import YES, Made, Supply, told
from engraft.therapy import Lot

Floats = NDArray[np.float64]

RELEASED = told("released", YES, "lot released")
EMPTY = "nothing in the bag"
CELLS = told("cells", "cell", "cells of the lot")


def make(process: Process, cohort: Cohort, *, seed: int) -> Batch:
    """Do every step of a process for everybody in a cohort.

    Shapes
    ------
    One batch per person of the cohort, in its order.

    Raises
    ------
    SpecificationError
        If a step lacks what another should have noted, or leaves an impossible batch. That a lot fails or is refused
        is an outcome: ``Batch.rejected`` says why. An empty bag is none.
    """
    batch = Batch.empty(cohort.persons)
    for name, step in process.steps.items():
        values = {
            entry.name.removeprefix(f"{name}."): _values(entry.name, entry.value, entry.spread, cohort, seed)
            for entry in process.parameters.values()
            if entry.name.startswith(f"{name}.")
        }
        for own, drawn in values.items():
            entry = process.parameters[f"{name}.{own}"]
            if entry.spread == 0.0:  # what is drawn from a law with a tail is looked at by the step
                check_drawn(entry.name, drawn, process.within(entry.name), entry.unit)
        with np.errstate(over="ignore"):
            batch = step.apply(batch, Bench(name, cohort, seed, values))
        _check_reasons(batch, name, process)
    held = batch.contents
    return batch if held is None else batch.refused(held.amount <= 0.0, EMPTY)


def lot_of(batch: Batch, name: str = "lot") -> Lot:
    """Make the lot of a finished batch; who has none that is released gets no cells.

    Raises
    ------
    SpecificationError
        If no step filled the bags.
    """
    held = batch.contents
    if held is None:
        what = f"nothing says what of the batch '{name}' goes into the patient"
        raise SpecificationError(what, do="end the process with a step that fills the bags")
    free = batch.rejected == ""
    amount = np.where(free, held.amount, 0.0)
    shares, overrides, factors = dict(held.shares), dict(held.overrides), dict(held.factors)
    return Lot(batch.persons, amount, shares, overrides, name, factors, batch.rejected)


@dataclass(frozen=True, eq=False)
class Making(Supply):
    """A process as the supply of a lot, by the name that a study gives the lot, and ``where`` it does so."""

    name: str
    process: Process
    where: str = ""

    def make(self, cohort: Cohort, seed: int) -> Made:
        """Make the cells of everybody, and tell what was noted of them."""
        try:
            batch = make(self.process, cohort, seed=seed)
            return Made(lot_of(batch, self.name), self._told(batch))
        except EngraftError as error:
            where = self.where or f"lot '{self.name}'"
            raise type(error)(f"{where}: {error.what}", expected=error.expected, got=error.got, do=error.do) from error

    @cached_property
    def reasons(self) -> tuple[str, ...]:
        """List why a lot of this process may be refused."""
        return (*dict.fromkeys(one for step in self.process.steps.values() for one in step.reasons), EMPTY)

    def _told(self, batch: Batch) -> dict[str, Floats]:
        """Tell notes in the units they were written in, the cells of the lot, and why lots were refused."""
        held = batch.contents or Contents(np.zeros(len(batch.persons)))
        free = batch.rejected == ""
        said = {told(name, one.unit, one.label): one.values for name, one in batch.notes.items()}
        said |= {RELEASED: free.astype(np.float64), CELLS: np.where(free, held.amount, 0.0) / units.factor("cell")}
        return said | {
            told(f"rejected.{_word(reason)}", YES, f"rejected: {reason}"): (batch.rejected == reason) * 1.0
            for reason in self.reasons
        }


def _word(reason: str) -> str:
    """Write a reason as a name: letters, digits and low lines."""
    return re.sub(r"\W+", "_", reason).strip("_")


def _values(name: str, typical: float, spread: float, cohort: Cohort, seed: int) -> Floats:
    """Give everybody a value of one parameter: as the cohort sets it, or typical, times how persons differ."""
    column = f"making.{name}"
    known = cohort.parameters.columns
    values = cohort.parameters[column].to_numpy(np.float64) if column in known else np.full(len(cohort), typical)
    if spread > 0.0:
        values = values * np.exp(spread * streams.normal(seed, f"making:parameter:{name}", cohort.persons))
    return np.asarray(values)


def _check_reasons(batch: Batch, name: str, process: Process) -> None:
    """Refuse a step that rejects a lot for a reason it did not declare: such lots would be counted nowhere."""
    known = {"", *(one for step in process.steps.values() for one in step.reasons)}
    strange = next((one for one in np.unique(batch.rejected).tolist() if one not in known), None)
    if strange is not None:
        what = f"step '{name}' of process '{process.name}' rejects a lot for '{strange}'"
        raise SpecificationError(what, expected="a reason that the step declares", do="add it to its reasons")
