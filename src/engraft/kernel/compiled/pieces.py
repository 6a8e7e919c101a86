"""What the functions of a step are written with."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from engraft.kernel.compiled.emit import emit
from engraft.kernel.compiled.memory import Memory
from engraft.kernel.compiled.vectors import Vectors
from engraft.kernel.compiled.writer import Writer
from engraft.kernel.expression import Expression
from engraft.kernel.rodas5p import Piece


def write_pieces(m: Memory, writer: Writer, name: str, parts: Sequence[Piece], *saved: Piece) -> None:
    """Write pieces as functions and call them in turn; what they compute of ``saved`` is kept as well."""
    for number, piece in enumerate(parts):
        part, inner = writer.function(f"{name}{number}")
        known: dict[Expression, Any] = {}
        put_piece(inner, piece, known)
        save(inner, known, *saved)
        inner.b.ret_void()
        m.b.call(part, [m.scratch])


def put_piece(m: Memory, piece: Piece, known: dict[Expression, Any] | None = None) -> None:
    """Write a piece of the step and keep its values."""
    for name, value in zip(piece.names, emit(m.v, piece.values, m.get, known), strict=True):
        m.put(name, value)


def save(m: Memory, known: Mapping[Expression, Any], *pieces: Piece) -> None:
    """Keep what is known of these pieces."""
    for piece in pieces:
        for name, node in zip(piece.names, piece.values, strict=True):
            if node in known:
                m.put(name, known[node])


def start_of(m: Memory, what: str, states: Sequence[str]) -> int:
    """Say where in the scratch the first state's row of a block begins."""
    return m.row[f"{what}.{states[0]}"] * m.v.lanes


def numbers(m: Memory, values: Sequence[float]) -> list[Any]:
    """Write numbers, the same in every lane."""
    return [m.v.number(value) for value in values]


def weigh(v: Vectors, weights: Sequence[Any], slopes: Sequence[Any]) -> Any:
    """Add up weighed slopes."""
    total = v.mul(weights[0], slopes[0])
    for weight, slope in zip(weights[1:], slopes[1:], strict=False):
        total = v.fma(weight, slope, total)
    return total
