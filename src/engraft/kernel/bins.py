"""How often a value lay where: integer counts in bins cut from the bits of doubles.

A bin holds the numbers that share sign, exponent and the first ``bits`` places of their fraction, so that counting
costs a shift and an increment, and every bin is at most 2**-bits of its lower edge wide. Counts are integers: any order
of patients, any blocks and any number of threads give the same bits.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import ArrayLike, NDArray

from engraft.errors import SpecificationError

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]
Cells = NDArray[np.uint16]
Table = NDArray[np.uint32]

FRACTION = 52  # places of a double's fraction
LEAST, MOST = 2.0**-1022, 2.0**1023
MOST_CELLS = 1 << 16  # the number of a cell is kept in 16 bits until it is counted


@dataclass(frozen=True)
class Bins:
    """Which numbers are told apart.

    In ascending order: one cell for what lies below (a negative number; with ``signed`` one beyond ``-largest``), with
    ``signed`` the bins of negative numbers, one cell for whatever is smaller than ``smallest`` and counts as zero, the
    bins of positive numbers, one cell for what is at least ``largest``; and last a cell for what is not a number.

    Parameters
    ----------
    smallest, largest
        Both are moved outward to the next edge of a bin.
    bits
        Of the fraction: a bin is at most 2**-bits of its lower edge wide.
    """

    smallest: float = 1e-12
    largest: float = 1e16
    bits: int = 5
    signed: bool = False

    def __post_init__(self) -> None:
        if not (LEAST <= self.smallest < self.largest <= MOST and 0 <= self.bits <= 16):
            raise SpecificationError(
                "bins make no sense",
                expected="0 < smallest < largest, 0 to 16 bits",
                got=f"{self.smallest} to {self.largest}, {self.bits} bits",
            )
        if self.cells > MOST_CELLS:
            raise SpecificationError(
                "there are too many bins", expected=f"at most {MOST_CELLS}", got=str(self.cells), do="take fewer bits"
            )

    @property
    def shift(self) -> int:
        """Places of a double that are not told apart."""
        return FRACTION - self.bits

    @property
    def first(self) -> int:
        """Leading bits of the first bin."""
        return _bits(self.smallest) >> self.shift

    @property
    def count(self) -> int:
        """Bins of positive numbers."""
        return -(-_bits(self.largest) >> self.shift) - self.first

    @property
    def origin(self) -> int:
        """Place of the cell around zero."""
        return self.count + 1 if self.signed else 1

    @property
    def cells(self) -> int:
        """Cells in all."""
        return self.origin + self.count + 3

    def cell(self, values: ArrayLike) -> Integers:
        """Find the cell of each number.

        Examples
        --------
        >>> Bins(1.0, 16.0, bits=0).cell([-2.0, 0.0, 0.5, 1.0, 1.9, 2.0, 16.0, np.inf, np.nan])
        array([0, 1, 1, 2, 2, 3, 6, 6, 7])
        """
        given = np.asarray(values, np.float64)
        leading = np.abs(given).view(np.int64) >> self.shift
        size = np.clip(leading - self.first + 1, 0, self.count + 1)
        place = self.origin + np.maximum(np.where(given < 0.0, -size, size), -self.origin)
        found: Integers = np.where(np.isnan(given), self.cells - 1, place)
        return found

    @property
    def values(self) -> Floats:
        """Stand for each cell but the last by the middle of its bin; beyond the bins by an infinity."""
        edges = ((self.first + np.arange(self.count + 1)) << self.shift).view(np.float64)
        middles = edges[:-1] + 0.5 * np.diff(edges)
        below = -middles[::-1] if self.signed else middles[:0]
        return np.concatenate([[-np.inf], below, [0.0], middles, [np.inf]])

    @property
    def resolution(self) -> float:
        """Largest distance of a number from the middle of its bin, relative to the number."""
        return float(2.0 ** -(self.bits + 1))


def _bits(value: float) -> int:
    return int(np.float64(value).view(np.int64))


@dataclass(frozen=True)
class Counts:
    """How many patients had each output in which cell at each time.

    Shapes
    ------
    table (outputs, times, cells).
    """

    bins: Bins
    table: Integers

    @property
    def seen(self) -> Integers:
        """Count the patients who had a number there: (outputs, times)."""
        found: Integers = self.table[..., :-1].sum(axis=-1)
        return found

    @property
    def missing(self) -> Integers:
        """Count those who had none: before their start, after their end or failure, or not a number there."""
        return self.table[..., -1]


def together(one: Counts, other: Counts) -> Counts:
    """Add the counts of different patients.

    Raises
    ------
    SpecificationError
        If bins, outputs or times are not the same.
    """
    if one.bins != other.bins or one.table.shape != other.table.shape:
        raise SpecificationError(
            "these counts are not of the same bins, outputs and times",
            expected=f"{one.bins}, {one.table.shape}",
            got=f"{other.bins}, {other.table.shape}",
        )
    return replace(one, table=one.table + other.table)


def percentiles(counts: Counts, percents: ArrayLike) -> Floats:
    """Read percentiles over those who had a number, as numpy defines them (linear between neighbours in rank).

    Each of the two neighbours is known to ``bins.resolution`` of itself, or to ``bins.smallest`` where it counts as
    zero; so is the percentile between two of one sign. Beyond the bins it is infinite. NaN where nobody had a number.

    Shapes
    ------
    Returns (percents, outputs, times).

    Examples
    --------
    >>> bins = Bins(1.0, 1000.0, bits=7)
    >>> table = np.bincount(bins.cell(np.arange(1.0, 101.0)), minlength=bins.cells)
    >>> percentiles(Counts(bins, table[None, None]), [50, 100]).round(2)
    array([[[ 50.62]],
    <BLANKLINE>
           [[100.25]]])
    """
    wanted = np.atleast_1d(np.asarray(percents, np.float64))
    if not ((wanted >= 0.0) & (wanted <= 100.0)).all():
        raise SpecificationError("percentiles lie between 0 and 100", got=str(wanted.tolist()))
    most = len(counts.bins.values)
    below = counts.table[..., :most].cumsum(axis=-1)
    seen = below[..., -1]
    found = np.empty((len(wanted), *seen.shape))
    for k, percent in enumerate(wanted):
        rank = np.maximum(seen - 1, 0) * (percent / 100.0)
        low, high = (_ranked(counts.bins, below, r) for r in (np.floor(rank), np.ceil(rank)))
        found[k] = np.where(seen > 0, _between(low, high, rank - np.floor(rank)), np.nan)
    return found


def _ranked(bins: Bins, below: Integers, rank: Floats) -> Floats:
    """Give the value of this rank, counted from zero."""
    place = (below <= rank[..., None]).sum(axis=-1)
    values: Floats = bins.values[np.minimum(place, below.shape[-1] - 1)]
    return values


def _between(low: Floats, high: Floats, share: Floats) -> Floats:
    """Go a share of the way from one value to another, which may be infinite."""
    with np.errstate(invalid="ignore"):
        way = low + share * (high - low)
    found: Floats = np.where((low == high) | (share == 0.0), low, way)
    return found
