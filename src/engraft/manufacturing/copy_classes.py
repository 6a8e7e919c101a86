"""Copies that were counted in single cells, beside what a law says of them."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engraft.errors import SpecificationError
from engraft.language.source import Paper
from engraft.manufacturing.copies import TRANSDUCED_CELL, Copies, CopyNumber

Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class CountedCopies:
    """Shares of transduced cells with one, two, … copies, as somebody counted them.

    Parameters
    ----------
    shares
        Of 1, 2, … copies. They need not sum to one: what is missing was not told, and is left out of comparisons.
    n
        Cells that were counted.
    kind
        Which cells of which species.
    """

    shares: tuple[float, ...]
    n: int
    mean: CopyNumber
    kind: str
    source: Paper

    def __post_init__(self) -> None:
        if any(not 0.0 <= share <= 1.0 for share in self.shares) or not 0.0 < sum(self.shares) <= 1.0 + 1e-9:
            raise SpecificationError(
                "shares of counted cells are none", expected="0 to 1, summing to at most 1", got=str(self.shares)
            )

    def told(self) -> Floats:
        """Return the shares among the classes that were told."""
        return np.asarray(self.shares) / sum(self.shares)


SANTERAMO = CountedCopies(
    shares=(0.64, 0.23, 0.05, 0.03),
    n=422,
    mean=CopyNumber(np.asarray(1.46), per=TRANSDUCED_CELL),
    kind="human CAR T cells of a product, single-cell lysates",
    source=Paper(
        "Santeramo 2020, Mol Ther Methods Clin Dev",
        "single-cell copies, n = 422 lysates",
        "as told on a page of methods; the paper itself was not read, nor where the other 5 % are",
    ),
)


@dataclass(frozen=True)
class Fit:
    """How far counted cells are from a law.

    Parameters
    ----------
    expected, observed
        Shares of 1, 2, … copies among the classes that were told.
    chi_square, freedom, chance
        Pearson's statistic, its degrees of freedom, and how often chance alone makes it as large.
    tail_ratio
        Observed over expected share of the highest class.
    """

    expected: tuple[float, ...]
    observed: tuple[float, ...]
    chi_square: float
    freedom: int
    chance: float
    tail_ratio: float

    def text(self) -> str:
        """Write it on one line.

        Examples
        --------
        >>> Fit((0.7, 0.3), (0.6, 0.4), 4.76, 0, float("nan"), 1.33).text()
        '60/40 % counted, 70.0/30.0 % by the law; highest class × 1.33; as many parameters as classes: no test'
        """
        counted = "/".join(f"{100.0 * share:.3g}" for share in self.observed)
        said = "/".join(f"{100.0 * share:.1f}" for share in self.expected)
        test = f"chi-square {self.chi_square:.1f} on {self.freedom} ({_odds(self.chance)})"
        if self.freedom < 1:
            test = "as many parameters as classes: no test"
        return f"{counted} % counted, {said} % by the law; highest class × {self.tail_ratio:.2f}; {test}"


def compare(law: Copies, counted: CountedCopies, *, fitted: int) -> Fit:
    """Hold a law of one product against counted cells.

    Parameters
    ----------
    fitted
        How many numbers of the law were taken from the same cells; each costs a degree of freedom.

    Raises
    ------
    SpecificationError
        If the law is of more than one product.
    """
    classes = law.pmf(len(counted.shares))[..., 1:]
    if classes.ndim != 1:
        raise SpecificationError("counted cells are of one product", expected="the law of one", do="take one row of it")
    expected, observed = classes / classes.sum(), counted.told()
    cells = counted.n * sum(counted.shares)
    chi_square = float(cells * ((observed - expected) ** 2 / expected).sum())
    freedom = len(observed) - 1 - fitted
    chance = chi_square_chance(chi_square, freedom) if freedom > 0 else math.nan
    ratio = float(observed[-1] / expected[-1])
    return Fit(tuple(expected.tolist()), tuple(observed.tolist()), chi_square, freedom, chance, ratio)


def chi_square_chance(value: float, freedom: int) -> float:
    """Return how often a chi-square variable of so many degrees of freedom is as large; closed forms by recurrence.

    Examples
    --------
    >>> round(chi_square_chance(3.841458820694124, 1), 6), round(chi_square_chance(5.991464547107979, 2), 6)
    (0.05, 0.05)
    """
    half = 0.5 * value
    even = freedom % 2 == 0
    found = math.exp(-half) if even else math.erfc(math.sqrt(half))
    order = 1.0 if even else 0.5
    term = math.exp(-half) * half**order / math.gamma(order + 1.0)
    while order < 0.5 * freedom - 1e-9:
        found += term
        order += 1.0
        term *= half / order
    return found


def _odds(chance: float) -> str:
    """Write a probability."""
    return "p < 0.001" if chance < 1e-3 else f"p = {chance:.2g}"
