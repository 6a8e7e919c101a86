"""What the functions of a step are written with."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from llvmlite import ir

from engraft.kernel.compiled.emit import emit
from engraft.kernel.compiled.memory import Memory
from engraft.kernel.compiled.target import Target
from engraft.kernel.compiled.vectors import DOUBLE, Vectors
from engraft.kernel.expression import Expression
from engraft.kernel.rodas5p import Piece

SPILLED = 64  # bytes: alignment of the stack, that of the widest register


def new_part(
    module: ir.Module, target: Target, names: Sequence[str], name: str, more: Sequence[ir.Type] = ()
) -> tuple[ir.Function, Memory]:
    """Begin a function of the scratch rows and what else is named."""
    kind = ir.FunctionType(ir.VoidType(), [DOUBLE.as_pointer(), *more])
    function = ir.Function(module, kind, name)
    function.linkage = "internal"
    function.attributes.add("noinline")
    function.attributes.alignstack = SPILLED
    b = ir.IRBuilder(function.append_basic_block("entry"))
    return function, Memory(Vectors(b, target.lanes, target.fused), names, function.args[0])


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


def put_piece(m: Memory, piece: Piece, known: dict[Expression, Any] | None = None) -> None:
    """Write a piece of the step and keep its values."""
    for name, value in zip(piece.names, emit(m.v, piece.values, m.get, known), strict=True):
        m.put(name, value)
