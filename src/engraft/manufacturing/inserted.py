"""Copies of a gene put into one place: none, one, or a chain of donors joined head to tail.

    P(0) = 1 - p     P(1) = p (1 - c)     P(n) = p c (1 - g) g^(n - 2) for n of 2 and more

with p the share of cells with an insertion, c the share of these that hold a chain, g set by the mean length of a
chain. Unlike a vector that lands anywhere, the number of copies does not grow with how much is given.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engraft.errors import SpecificationError
from engraft.manufacturing.copies import Copies
from engraft.manufacturing.edited import check_probability

Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Inserted(Copies):
    """Cells with a gene put into its place, some with a chain of copies there.

    Examples
    --------
    >>> law = Inserted(0.54, chained=0.5, length=3.0)
    >>> float(law.transduced()), round(float(law.mean("transduced_cell").value), 2)
    (0.54, 2.0)
    """

    share: Floats
    chained: Floats
    length: Floats

    def __post_init__(self) -> None:
        self._columns(share=self.share, chained=self.chained, length=self.length)
        check_probability(self.share, "the share of cells with an insertion")
        check_probability(self.chained, "the share of insertions that are chains")
        if not (np.isfinite(self.length) & (self.length >= 2.0)).all():
            raise SpecificationError(
                "a chain of inserted copies is no chain",
                expected="a mean length of 2 or more",
                got=f"{self.length.min():g}",
            )

    def mean_per_cell(self) -> Floats:
        """Return p (1 - c + c length)."""
        return np.asarray(self.share * (1.0 - self.chained + self.chained * self.length))

    def transduced(self) -> Floats:
        """Return p."""
        return self.share

    def generating(self, s: Floats) -> Floats:
        """Return 1 - p + p (1 - c) s + p c (1 - g) s²/(1 - g s)."""
        s = np.asarray(s, dtype=np.float64)
        g = self._more()
        chain = (1.0 - g) * s * s / (1.0 - g * s)
        return np.asarray(1.0 - self.share + self.share * ((1.0 - self.chained) * s + self.chained * chain))

    def _more(self) -> Floats:
        """Return the chance that a chain goes on: its mean length is 2 + g/(1 - g)."""
        return np.asarray((self.length - 2.0) / (self.length - 1.0))

    def _logs(self, most: int) -> Floats:
        n = np.arange(most + 1)
        p, c, g = (one[..., None] for one in (self.share, self.chained, self._more()))
        chain = p * c * (1.0 - g) * np.where(n >= 2, g ** np.maximum(n - 2, 0), 0.0)
        held = np.where(n == 0, 1.0 - p, np.where(n == 1, p * (1.0 - c), chain))
        return np.log(held, out=np.full(held.shape, -np.inf), where=held > 0.0)
