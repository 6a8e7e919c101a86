"""What breaks do to chromosomes: joined to the wrong partner, or lost, and outgrown by cells that kept theirs.

    T  = tau * sum over pairs of b_i b_j        b cells with a break at a locus, of those that the editor reached
    odds(t) = odds(day 4) * exp(-s (t - 4))     of cells that lost the chromosome

References
----------
Nahmad AD, et al. Frequent aneuploidy in primary human T cells after CRISPR-Cas9 cleavage. Nat Biotechnol
2022;40:1807-1813. doi:10.1038/s41587-022-01377-0
Glaser V, et al. Combining different CRISPR nucleases for simultaneous knock-in and base editing prevents
translocations in multiplex-edited CAR T cells. Genome Biol 2023;24:89. doi:10.1186/s13059-023-02928-7
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray

from engraft.manufacturing.edited import check_probability

Floats = NDArray[np.float64]

SEEN_ON_DAY = 4.0  # after transfection: the first of the two days on which Nahmad counted


def pairs_of_breaks(broken: Sequence[ArrayLike]) -> Floats:
    """Return the sum of b_i b_j over all pairs of loci, zero for one locus.

    Examples
    --------
    >>> round(float(pairs_of_breaks([0.3, 0.3, 0.3])), 2)
    0.27
    """
    shares = [np.asarray(one, dtype=np.float64) for one in broken]
    for one in shares:
        check_probability(one, "a share of cells with an open break")
    total, squares = sum(shares), sum(one * one for one in shares)
    return np.maximum(0.0, 0.5 * (np.square(total) - squares))


def translocated(tau: ArrayLike, broken: Sequence[ArrayLike]) -> Floats:
    """Return the share of cells with a translocation, of those that the editor reached; at most all of them."""
    return np.minimum(1.0, np.asarray(tau, dtype=np.float64) * pairs_of_breaks(broken))


def selection(first: float, last: float, days: float) -> float:
    """Return the rate at which the odds of a share fall, from two shares some days apart.

    Examples
    --------
    >>> round(selection(0.09, 0.009, 7.0), 3)
    0.341
    """
    return (math.log(first / (1.0 - first)) - math.log(last / (1.0 - last))) / days


def outgrown(share: ArrayLike, rate: ArrayLike, days: ArrayLike) -> Floats:
    """Return what is left of a share of cells when its odds have fallen at a rate for some days.

    Before the first count (negative days) the share is taken to be as it was then: nobody looked earlier.

    Examples
    --------
    >>> outgrown(0.09, selection(0.09, 0.009, 7.0), [3.0, 5.0]).round(3).tolist()
    [0.034, 0.018]
    """
    start = np.asarray(share, dtype=np.float64)
    check_probability(start, "the share of cells that lost a chromosome")
    falls = np.exp(-np.asarray(rate, dtype=np.float64) * np.maximum(0.0, np.asarray(days, dtype=np.float64)))
    return np.asarray(start * falls / (1.0 - start + start * falls))
