"""What the functions of a step are written with."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from llvmlite import ir

from engraft.kernel.compiled.emit import emit
from engraft.kernel.compiled.memory import Memory, for_each, word
from engraft.kernel.compiled.vectors import DOUBLE, WORD, Vectors
from engraft.kernel.compiled.writer import Writer
from engraft.kernel.expression import Expression
from engraft.kernel.step import Piece

FEW = 20  # constants that are written out


def write_pieces(
    m: Memory,
    writer: Writer,
    name: str,
    parts: Sequence[Piece],
    *saved: Piece,
    kept: Mapping[Expression, str] | None = None,
) -> None:
    """Write pieces as functions and call them in turn; what they compute of ``saved`` is kept as well."""
    for number, piece in enumerate(parts):
        part, inner = writer.function(f"{name}{number}")
        known: dict[Expression, Any] = {}
        put_piece(inner, piece, known, kept)
        save(inner, known, *saved)
        inner.b.ret_void()
        m.b.call(part, [m.scratch])


def put_piece(
    m: Memory,
    piece: Piece,
    known: dict[Expression, Any] | None = None,
    kept: Mapping[Expression, str] | None = None,
) -> None:
    """Write a piece of the step and keep its values."""
    if len(piece.values) > FEW and all(value.op == "const" for value in piece.values):
        _put_constants(m, piece)
        return
    for name, value in zip(piece.names, emit(m.v, piece.values, m.get, known, kept), strict=True):
        m.put(name, value)


def _put_constants(m: Memory, piece: Piece) -> None:
    """Keep constants, from a table: a full matrix may have thousands of them."""
    count = len(piece.values)
    places = _table(m, "places", WORD, [m.row[name] * m.v.lanes for name in piece.names])
    values = _table(m, "constants", DOUBLE, [value.value for value in piece.values])

    def one(k: Any) -> None:
        m.store(m.splat(m.b.load(m.b.gep(values, [word(0), k]))), m.b.load(m.b.gep(places, [word(0), k])))

    for_each(m.b, word(count), one)


def _table(m: Memory, name: str, kind: ir.Type, values: Sequence[float]) -> ir.GlobalVariable:
    """Write a table of constants into the module."""
    module = m.b.module
    array = ir.ArrayType(kind, len(values))
    table = ir.GlobalVariable(module, array, module.get_unique_name(name))
    table.initializer = ir.Constant(array, [ir.Constant(kind, value) for value in values])
    table.global_constant, table.linkage = True, "internal"
    return table


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
