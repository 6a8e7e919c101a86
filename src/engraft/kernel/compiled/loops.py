"""Elimination by loops over rows, where written out it would be too long."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from llvmlite import ir

from engraft.kernel.compiled.memory import Memory, count_up, word
from engraft.kernel.compiled.vectors import WORD
from engraft.kernel.compiled.writer import Writer
from engraft.kernel.plan import Plan


@dataclass(frozen=True)
class Loops:
    """Functions of the scratch rows; ``substitute`` takes the place of a right-hand side and solves it there."""

    clear: ir.Function
    eliminate: ir.Function
    substitute: ir.Function


def write_loops(plan: Plan, writer: Writer) -> Loops:
    """Write loops over the rows ``matrix.<row>.<column>``."""
    n = len(plan.states)
    clear, m = writer.function("clear")
    square = Square(m, n)
    square.each(word(0), word(n * n), lambda k: m.store(m.v.number(0.0), square.at(word(0), k)))
    m.b.ret_void()
    eliminate, m = writer.function("eliminate")
    _write_eliminate(m, Square(m, n))
    substitute, m = writer.function("substitute", [WORD])
    _write_substitute(m, Square(m, n), substitute.args[1])
    return Loops(clear, eliminate, substitute)


@dataclass(frozen=True)
class Square:
    """A matrix of rows of lanes."""

    m: Memory
    n: int

    def at(self, i: Any, j: Any) -> Any:
        """Place of an entry in the scratch."""
        b, first = self.m.b, self.m.row["matrix.0.0"]
        return b.mul(b.add(b.add(b.mul(i, word(self.n)), j), word(first)), word(self.m.v.lanes))

    def each(self, first: Any, end: Any, body: Callable[[Any], None]) -> None:
        """Count from a number up to another."""
        count_up(self.m.b, first, end, body)


def _write_eliminate(m: Memory, square: Square) -> None:
    """Factorise in place without exchanging rows; the inverted pivots stand on the diagonal."""
    b, v, end = m.b, m.v, word(square.n)

    def pivot(k: Any) -> None:
        inverse = v.div(v.number(1.0), m.load(square.at(k, k)))
        m.store(inverse, square.at(k, k))
        following = b.add(k, word(1))

        def row(i: Any) -> None:
            multiplier = v.mul(m.load(square.at(i, k)), inverse)
            m.store(multiplier, square.at(i, k))

            def entry(j: Any) -> None:
                rest = v.fma(v.neg(multiplier), m.load(square.at(k, j)), m.load(square.at(i, j)))
                m.store(rest, square.at(i, j))

            square.each(following, end, entry)

        square.each(following, end, row)

    square.each(word(0), end, pivot)
    b.ret_void()


def _write_substitute(m: Memory, square: Square, place: Any) -> None:
    """Solve for the right-hand side that stands at a place."""
    b, v, end = m.b, m.v, word(square.n)

    def at(k: Any) -> Any:
        return b.add(place, b.mul(k, word(v.lanes)))

    def subtract(i: Any, k: Any, known: Any) -> None:
        m.store(v.fma(v.neg(m.load(square.at(i, k))), known, m.load(at(i))), at(i))

    def forward(k: Any) -> None:
        known = m.load(at(k))
        square.each(b.add(k, word(1)), end, lambda i: subtract(i, k, known))

    def backward(left: Any) -> None:
        k = b.sub(word(square.n - 1), left)
        known = v.mul(m.load(at(k)), m.load(square.at(k, k)))
        m.store(known, at(k))
        square.each(word(0), k, lambda i: subtract(i, k, known))

    square.each(word(0), end, forward)
    square.each(word(0), end, backward)
    b.ret_void()
