"""The step in machine code: functions over one set of rows, small enough for a processor's instruction cache.

They are functions of their own also because a register that does not suffice is then spilled to an aligned place.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from llvmlite import ir

from engraft.kernel.compiled.emit import emit
from engraft.kernel.compiled.memory import Memory, for_each, word
from engraft.kernel.compiled.target import Target
from engraft.kernel.compiled.vectors import DOUBLE, WORD, Vectors
from engraft.kernel.plan import Plan
from engraft.kernel.rodas5p import DENSE, FURTHER, SLOPES, STAGES, A, C, Piece, clock

SPILLED = 64  # bytes: alignment of the stack, that of the widest register


@dataclass(frozen=True)
class Parts:
    """Functions of the scratch rows."""

    step: ir.Function  # from the state to the new state and its error
    dense: ir.Function  # slopes of the interpolant


def write_parts(module: ir.Module, plan: Plan, target: Target, names: Sequence[str]) -> Parts:
    """Write what a step consists of."""

    stage, m = new_part(module, target, names, "stage", [WORD])
    _write_stage(m, plan.step.stage, stage.args[1])
    step, m = new_part(module, target, names, "step")
    _write_step(m, plan, stage)
    dense, m = new_part(module, target, names, "dense")
    _write_dense(m, plan.states)
    return Parts(step, dense)


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


def _write_stage(m: Memory, piece: Piece, later: Any) -> None:
    """Write the slope at a stage's argument, stored that many numbers into the scratch."""
    for k, value in enumerate(emit(m.v, piece.values, m.get)):
        m.store(value, m.b.add(later, word(k * m.v.lanes)))
    m.b.ret_void()


def _write_step(m: Memory, plan: Plan, stage: ir.Function) -> None:
    put_piece(m, plan.step.prepare)
    for s in range(1, STAGES):
        put_piece(m, clock(s))
        _write_weighing(m, s, plan.states)
        m.b.call(stage, [m.scratch, word(start_of(m, SLOPES[s], plan.states))])
    put_piece(m, plan.step.finish)
    m.b.ret_void()


def start_of(m: Memory, what: str, states: Sequence[str]) -> int:
    """Say where in the scratch the first state's row of a block begins."""
    return m.row[f"{what}.{states[0]}"] * m.v.lanes


def _write_weighing(m: Memory, s: int, states: Sequence[str]) -> None:
    """Weigh the slopes found so far for stage s, one state after the other."""
    at, pull, y = start_of(m, "at", states), start_of(m, "pull", states), m.row[states[0]] * m.v.lanes

    def one(k: Any) -> None:
        shift = m.b.mul(k, word(m.v.lanes))
        slopes = [m.load(m.b.add(shift, word(start_of(m, slope, states)))) for slope in SLOPES[:s]]
        if s >= FURTHER:
            here = m.v.add(m.load(m.b.add(shift, word(at))), slopes[-1])
        else:
            here = m.v.add(m.load(m.b.add(shift, word(y))), weigh(m.v, A[s], slopes))
        m.store(here, m.b.add(shift, word(at)))
        m.store(weigh(m.v, C[s], slopes), m.b.add(shift, word(pull)))

    for_each(m.b, word(len(states)), one)


def _write_dense(m: Memory, states: Sequence[str]) -> None:
    """Write the slopes of the interpolant."""

    def one(k: Any) -> None:
        shift = m.b.mul(k, word(m.v.lanes))
        slopes = [m.load(m.b.add(shift, word(start_of(m, slope, states)))) for slope in SLOPES]
        for row, weights in enumerate(DENSE, 1):
            m.store(weigh(m.v, weights, slopes), m.b.add(shift, word(start_of(m, f"dense{row}", states))))

    for_each(m.b, word(len(states)), one)
    m.b.ret_void()


def weigh(v: Vectors, weights: Sequence[float], slopes: Sequence[Any]) -> Any:
    """Add up weighed slopes."""
    total = v.mul(v.number(weights[0]), slopes[0])
    for weight, slope in zip(weights[1:], slopes[1:], strict=False):
        total = v.fma(v.number(weight), slope, total)
    return total


def put_piece(m: Memory, piece: Piece) -> None:
    """Write a piece of the step and keep its values."""
    for name, value in zip(piece.names, emit(m.v, piece.values, m.get), strict=True):
        m.put(name, value)
