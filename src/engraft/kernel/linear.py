"""Factorisation of a sparse matrix whose pattern is known beforehand.

Pivots stay on the diagonal, in Markowitz order (least fill first). That is safe here because the
matrix is ``I/(h*gamma) - J``: shrinking the step makes the diagonal dominate.

References
----------
Markowitz 1957, Management Science 3:255, doi:10.1287/mnsc.3.3.255.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from engraft.kernel.expression import ZERO, Expression, reciprocal

Entries = dict[tuple[int, int], Expression]


@dataclass(frozen=True)
class Elimination:
    """Order of the pivots, and how many multiply-subtracts it takes to eliminate in that order."""

    order: tuple[int, ...]
    work: int


@dataclass(frozen=True)
class Factors:
    """``L`` with unit diagonal and ``U``, in elimination order, with inverted pivots."""

    order: tuple[int, ...]
    lower: tuple[tuple[tuple[int, Expression], ...], ...]  # per elimination step: (row, multiplier)
    upper: tuple[tuple[tuple[int, Expression], ...], ...]  # per elimination step: (column, value)
    inverse_pivot: tuple[Expression, ...]


def eliminate(pattern: Iterable[tuple[int, int]], size: int) -> Elimination:
    """Choose the pivots by what fills least, ties to the first, knowing only which entries are not zero."""
    columns: list[set[int]] = [set() for _ in range(size)]  # of each row, the diagonal left out
    rows: list[set[int]] = [set() for _ in range(size)]  # of each column
    for i, j in pattern:
        if i != j:
            columns[i].add(j)
            rows[j].add(i)
    left, order, work = set(range(size)), [], 0
    while left:
        k = min(left, key=lambda k: (len(columns[k]) * len(rows[k]), k))
        left.remove(k)
        order.append(k)
        work += len(columns[k]) * len(rows[k])
        for i in rows[k]:
            columns[i].discard(k)
            columns[i] |= columns[k] - {i}
        for j in columns[k]:
            rows[j].discard(k)
            rows[j] |= rows[k] - {j}
    return Elimination(tuple(order), work)


def matched(pattern: Iterable[tuple[int, int]], size: int) -> list[int] | None:
    """Give every column a row of its own in which its entry is not zero, None where there is no such way.

    Kuhn's augmenting paths; a row keeps the column of its own number where it can.
    """
    rows: list[list[int]] = [[] for _ in range(size)]
    for i, j in pattern:
        rows[j].append(i)
    owner: dict[int, int] = {}

    def take(column: int, tried: set[int]) -> bool:
        for row in sorted(rows[column], key=lambda i: (i != column, i)):
            if row not in tried:
                tried.add(row)
                if row not in owner or take(owner[row], tried):
                    owner[row] = column
                    return True
        return False

    if not all(take(column, set()) for column in range(size)):
        return None
    return sorted(owner, key=lambda row: owner[row])


def factorise(matrix: Mapping[tuple[int, int], Expression], order: Sequence[int]) -> Factors:
    """Eliminate symbolically in this order; entries absent from the mapping are zero."""
    work: Entries = {at: value for at, value in matrix.items() if value is not ZERO}
    lower, upper, pivots = [], [], []
    for position, k in enumerate(order):
        left = sorted(order[position + 1 :])
        inverse = reciprocal(work[k, k])
        row = [(j, work[k, j]) for j in left if (k, j) in work]
        column = [(i, work[i, k] * inverse) for i in left if (i, k) in work]
        for i, multiplier in column:
            for j, value in row:
                work[i, j] = work.get((i, j), ZERO) - multiplier * value
        lower.append(tuple(column))
        upper.append(tuple(row))
        pivots.append(inverse)
    return Factors(tuple(order), tuple(lower), tuple(upper), tuple(pivots))


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
