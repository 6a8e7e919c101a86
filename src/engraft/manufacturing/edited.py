"""Which cells carry which edits together: an editor reaches a cell or does not, and edits what it reaches.

Loci are edited by one delivery, so that a cell without the first edit is likely to lack the others too. Given
delivery the loci are independent:

    P(all of n) = d * prod(p_j / d)         d delivered, p_j edited at locus j, of all cells
    d = 1: the product of independent loci; p_j = d for all: d, everything that was reached

Selection by what a cell still shows (fratricide, a depletion of T-cell receptors) keeps this form: reached and not
reached are two classes, within which loci stay independent.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import reduce

import numpy as np
from numpy.typing import ArrayLike, NDArray

from engraft.errors import SpecificationError, nearest

Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Edited:
    """Cells of everybody: how many an editor reached, and what share of those it edited at each locus.

    Shapes
    ------
    ``delivered`` and every entry of ``among`` are (persons,); ``among`` maps a locus to its share of reached cells.

    Raises
    ------
    SpecificationError
        If a share is no probability.

    Examples
    --------
    >>> nine = np.array([0.9])
    >>> law = Edited.of(0.97, {"TRAC": nine, "B2M": nine, "CD52": nine})
    >>> round(float(law.together(["TRAC", "B2M", "CD52"])[0]), 3)
    0.775
    """

    delivered: Floats
    among: Mapping[str, Floats]

    def __post_init__(self) -> None:
        check_probability(self.delivered, "the share of cells that an editor reaches")
        for locus, share in self.among.items():
            check_probability(share, f"the share edited at {locus}, of cells that are reached")

    @classmethod
    def of(cls, delivered: ArrayLike, edits: Mapping[str, Floats]) -> Edited:
        """Find the law from the share of all cells edited at each locus.

        Raises
        ------
        SpecificationError
            If more cells are edited at a locus than are reached at all.
        """
        shares = np.broadcast_arrays(np.asarray(delivered, dtype=np.float64), *edits.values())
        reached = np.array(shares[0])
        for locus, edited in edits.items():
            check_probability(edited, f"the share edited at {locus}")
            if (edited > reached * (1.0 + 1e-12)).any():
                raise SpecificationError(
                    f"more cells are edited at {locus} than an editor reaches",
                    expected=f"at most {float(reached.min()):g}",
                    got=f"{float(np.max(edited)):g}",
                    do="raise the share delivered, or lower what is edited",
                )
        some = reached > 0.0
        among = {
            name: np.minimum(1.0, np.divide(one, reached, out=np.zeros_like(reached), where=some))
            for name, one in edits.items()
        }
        return cls(reached, among)

    def share(self, locus: str) -> Floats:
        """Return the share of all cells that is edited at a locus."""
        return np.asarray(self.delivered * self._known(locus))

    def shares(self) -> dict[str, Floats]:
        """Return the share of all cells edited at each locus."""
        return {locus: self.share(locus) for locus in self.among}

    def together(self, loci: Sequence[str]) -> Floats:
        """Return the share of all cells that carry all these edits.

        Raises
        ------
        SpecificationError
            If more edits are asked for than there are loci, a locus is named twice, or one is not edited.
        """
        if len(loci) > len(self.among) or len(set(loci)) < len(loci):
            raise SpecificationError(
                "more edits than loci",
                expected=f"at most {len(self.among)}, each of another locus: {', '.join(self.among)}",
                got=", ".join(loci),
                do="name each locus once, or edit more of them",
            )
        return np.asarray(self.delivered * math.prod(self._known(one) for one in loci))

    def unedited(self) -> Floats:
        """Return the share of all cells without any edit."""
        none = math.prod(1.0 - one for one in self.among.values())
        return np.asarray(1.0 - self.delivered * (1.0 - none))

    def selected(self, edited: Mapping[str, Floats], not_edited: Mapping[str, Floats]) -> tuple[Edited, Floats]:
        """Let a share of the cells survive by what they show at each locus; give what is left, and how much it is.

        Parameters
        ----------
        edited, not_edited
            Locus to the share that survives of cells that are edited there, and of those that are not; loci left out
            are not selected by.

        Shapes
        ------
        The law of the survivors, and the share of all cells that survives, (persons,).
        """
        kept = {j: self._known(j) * edited[j] for j in edited}
        lost = {j: (1.0 - self._known(j)) * not_edited[j] for j in edited}
        inside = reduce(np.multiply, (kept[j] + lost[j] for j in edited), np.array(self.delivered))
        outside = reduce(np.multiply, (not_edited[j] for j in edited), 1.0 - self.delivered)
        total = inside + outside
        among = {**self.among, **{j: _divided(kept[j], kept[j] + lost[j]) for j in edited}}
        return Edited(_divided(inside, total), among), np.asarray(total)

    def but(self, among: Mapping[str, Floats]) -> Edited:
        """Return the law with other shares at some loci."""
        return replace(self, among={**self.among, **among})

    def _known(self, locus: str) -> Floats:
        """Find a locus or suggest the nearest."""
        if locus not in self.among:
            raise SpecificationError(f"nothing is edited at '{locus}'", do=nearest(locus, self.among))
        return self.among[locus]


def check_probability(values: ArrayLike, what: str) -> None:
    """Refuse what is no probability."""
    shares = np.atleast_1d(np.asarray(values, dtype=np.float64))
    wrong = shares[~((shares >= -1e-12) & (shares <= 1.0 + 1e-12))]
    if wrong.size:
        raise SpecificationError(
            f"{what} is not a probability",
            expected="0 to 1",
            got=f"{float(wrong[0]):g}",
            do="give it as a share of one",
        )


def _divided(part: Floats, whole: Floats) -> Floats:
    """Divide, nothing of nothing being nothing."""
    return np.divide(part, whole, out=np.zeros_like(part), where=whole > 0.0)
