"""Where the outputs of a block go: stored for each patient, or as numbers of cells until the block is counted."""

from __future__ import annotations

import queue
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import numpy as np

from engraft.kernel.bins import Bins, Cells, Counts, Table
from engraft.kernel.problem import Floats, Integers


@dataclass(frozen=True)
class Kept:
    """What is kept of the outputs of a block.

    Shapes
    ------
    values (patients, times, outputs), without times where outputs are counted;
    tangents (patients, times, directions, outputs), always stored;
    cells (times, patients, outputs), without times where they are stored.
    """

    values: Floats
    cells: Cells
    bins: Bins | None
    tangents: Floats

    def keep(self, who: Integers, visit: Integers, values: Floats) -> None:
        """Store the outputs (outputs, who) of patients at their visits, or the cells to be counted."""
        if self.bins is None:
            self.values[who, visit] = values.T
        else:
            self.cells[visit, who] = self.bins.cell(values).T

    def nothing_before(self, visit: int) -> None:
        """Say that nobody is seen before this visit."""
        self.tangents[:, :visit] = np.nan
        if self.bins is None:
            self.values[:, :visit] = np.nan

    def nothing_from(self, patient: int, visit: int) -> None:
        """Say that a patient is not seen from this visit on."""
        self.tangents[patient, visit:] = np.nan
        if self.bins is None:
            self.values[patient, visit:] = np.nan


class Tally:
    """One table of counts, and room for the cells of the block that is under way."""

    def __init__(self, bins: Bins | None, shape: tuple[int, int, int]) -> None:
        times, _, outputs = shape
        self.shape = shape if bins else (0, 0, outputs)
        self.table: Table = np.zeros((times, outputs, bins.cells) if bins else (0, outputs, 0), np.uint32)
        self._nothing = bins.cells - 1 if bins else 0
        self._room: Cells = np.empty(int(np.prod(self.shape)), np.uint16)

    def open(self, patients: int) -> Cells:
        """Make room for a block in which nobody has been seen yet."""
        times, _, outputs = self.shape
        room = self._room[: times * patients * outputs]
        room[:] = self._nothing
        return room.reshape(times, patients, outputs)


class Tallies:
    """As many tallies as blocks are under way at a time."""

    def __init__(self, bins: Bins | None, shape: tuple[int, int, int]) -> None:
        self.bins, self.shape = bins, shape
        self._made: list[Tally] = []
        self._free: queue.SimpleQueue[Tally] = queue.SimpleQueue()

    @contextmanager
    def lend(self) -> Iterator[Tally]:
        """Lend a tally to whoever counts next."""
        try:
            tally = self._free.get_nowait()
        except queue.Empty:
            tally = Tally(self.bins, self.shape)
            self._made.append(tally)
        try:
            yield tally
        finally:
            self._free.put(tally)

    def total(self) -> Counts | None:
        """Add up what was counted."""
        if self.bins is None:
            return None
        total = self._made[0].table.astype(np.int64)
        for tally in self._made[1:]:
            total += tally.table
        return Counts(self.bins, total.transpose(1, 0, 2))


def count_plainly(cells: Cells, table: Table) -> None:
    """Add the cells (times, patients, outputs) of a block to a table (times, outputs, cells)."""
    first = np.arange(table.shape[1]) * table.shape[2]
    for noted, counted in zip(cells, table, strict=True):
        np.add.at(counted.reshape(-1), first + noted, np.uint32(1))
