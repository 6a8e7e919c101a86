"""Symbolic factorisation of a sparse matrix whose pattern is known beforehand.

Pivots stay on the diagonal, in Markowitz order (least fill first). That is safe here because the
matrix is ``I/(h*gamma) - J``: shrinking the step makes the diagonal dominate.

References
----------
Markowitz 1957, Management Science 3:255, doi:10.1287/mnsc.3.3.255.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from engraft.kernel.expression import ZERO, Expression, reciprocal

Entries = dict[tuple[int, int], Expression]


@dataclass(frozen=True)
class Factors:
    """``L`` with unit diagonal and ``U``, in elimination order, with inverted pivots."""

    order: tuple[int, ...]
    lower: tuple[tuple[tuple[int, Expression], ...], ...]  # per elimination step: (row, multiplier)
    upper: tuple[tuple[tuple[int, Expression], ...], ...]  # per elimination step: (column, value)
    inverse_pivot: tuple[Expression, ...]


def factorise(matrix: Mapping[tuple[int, int], Expression], size: int) -> Factors:
    """Eliminate symbolically; entries absent from the mapping are zero."""
    work: Entries = {at: value for at, value in matrix.items() if value is not ZERO}
    left = list(range(size))
    order, lower, upper, pivots = [], [], [], []
    while left:
        k = _least_fill(work, left)
        left.remove(k)
        inverse = reciprocal(work[k, k])
        row = [(j, work[k, j]) for j in left if (k, j) in work]
        column = [(i, work[i, k] * inverse) for i in left if (i, k) in work]
        for i, multiplier in column:
            for j, value in row:
                work[i, j] = work.get((i, j), ZERO) - multiplier * value
        order.append(k)
        lower.append(tuple(column))
        upper.append(tuple(row))
        pivots.append(inverse)
    return Factors(tuple(order), tuple(lower), tuple(upper), tuple(pivots))


def _least_fill(work: Entries, left: Sequence[int]) -> int:
    """Choose the pivot with the smallest Markowitz count; ties go to the first."""
    rows = {k: sum((k, j) in work for j in left) - 1 for k in left}
    columns = {k: sum((i, k) in work for i in left) - 1 for k in left}
    return min(left, key=lambda k: (rows[k] * columns[k], k))


def solve(factors: Factors, right: Sequence[Expression]) -> list[Expression]:
    """Solve for one right-hand side by forward and backward substitution."""
    b = list(right)
    for k, column in zip(factors.order, factors.lower, strict=True):
        for i, multiplier in column:
            b[i] = b[i] - multiplier * b[k]
    for k, row, inverse in reversed(list(zip(factors.order, factors.upper, factors.inverse_pivot, strict=True))):
        for j, value in row:
            b[k] = b[k] - value * b[j]
        b[k] = b[k] * inverse
    return b
