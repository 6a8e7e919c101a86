"""The step in machine code: functions over one set of rows, small enough for a processor's instruction cache.

They are functions of their own also because a register that does not suffice is then spilled to an aligned place.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from llvmlite import ir

from engraft.kernel.compiled.emit import emit
from engraft.kernel.compiled.loops import Loops, write_loops
from engraft.kernel.compiled.memory import Memory, for_each, word
from engraft.kernel.compiled.vectors import WORD, Vectors
from engraft.kernel.compiled.writer import Writer
from engraft.kernel.plan import Plan
from engraft.kernel.rodas5p import DENSE, FURTHER, SLOPES, STAGES, A, C, Piece, clock


@dataclass(frozen=True)
class Parts:
    """Functions of the scratch rows."""

    step: ir.Function  # from the state to the new state and its error
    dense: ir.Function  # slopes of the interpolant


def write_parts(plan: Plan, writer: Writer) -> Parts:
    """Write what a step consists of."""
    loops = write_loops(plan, writer) if plan.step.looped else None
    step = _write_step(plan, writer, _write_stage(plan, writer, loops), loops)
    dense, m = writer.function("dense")
    _write_dense(m, plan.states)
    return Parts(step, dense)


def _write_stage(plan: Plan, writer: Writer, loops: Loops | None) -> ir.Function:
    """Write the slope at a stage's argument, stored that many numbers into the scratch."""
    stage, m = writer.function("stage", [WORD])
    order = {name: k for k, name in enumerate(plan.step.stage.names)}
    for number, piece in enumerate(plan.chunks["stage"]):
        part, inner = writer.function(f"stage{number}", [WORD])
        for name, value in zip(piece.names, emit(inner.v, piece.values, inner.get), strict=True):
            if name in order:
                inner.store(value, inner.b.add(part.args[1], word(order[name] * inner.v.lanes)))
            else:
                inner.put(name, value)
        inner.b.ret_void()
        m.b.call(part, stage.args)
    if loops:
        m.b.call(loops.substitute, stage.args)
    m.b.ret_void()
    return stage


def _write_step(plan: Plan, writer: Writer, stage: ir.Function, loops: Loops | None) -> ir.Function:
    step, m = writer.function("step")
    if loops:
        m.b.call(loops.clear, step.args)
    _write_pieces(m, writer, "prepare", plan.chunks["prepare"])
    if loops:
        m.b.call(loops.eliminate, step.args)
        m.b.call(loops.substitute, [m.scratch, word(_start(m, SLOPES[0], plan.states))])
    for s in range(1, STAGES):
        put_piece(m, clock(s))
        _write_weighing(m, s, plan.states)
        m.b.call(stage, [m.scratch, word(_start(m, SLOPES[s], plan.states))])
    _write_pieces(m, writer, "finish", plan.chunks["finish"])
    m.b.ret_void()
    return step


def _write_pieces(m: Memory, writer: Writer, name: str, parts: Sequence[Piece]) -> None:
    """Write pieces as functions and call them in turn."""
    for number, piece in enumerate(parts):
        part, inner = writer.function(f"{name}{number}")
        put_piece(inner, piece)
        inner.b.ret_void()
        m.b.call(part, [m.scratch])


def _start(m: Memory, what: str, states: Sequence[str]) -> int:
    """Say where in the scratch the first state's row of a block begins."""
    return m.row[f"{what}.{states[0]}"] * m.v.lanes


def _write_weighing(m: Memory, s: int, states: Sequence[str]) -> None:
    """Weigh the slopes found so far for stage s, one state after the other."""
    at, pull, y = _start(m, "at", states), _start(m, "pull", states), m.row[states[0]] * m.v.lanes

    def one(k: Any) -> None:
        shift = m.b.mul(k, word(m.v.lanes))
        slopes = [m.load(m.b.add(shift, word(_start(m, slope, states)))) for slope in SLOPES[:s]]
        if s >= FURTHER:
            here = m.v.add(m.load(m.b.add(shift, word(at))), slopes[-1])
        else:
            here = m.v.add(m.load(m.b.add(shift, word(y))), _weigh(m.v, A[s], slopes))
        m.store(here, m.b.add(shift, word(at)))
        m.store(_weigh(m.v, C[s], slopes), m.b.add(shift, word(pull)))

    for_each(m.b, word(len(states)), one)


def _write_dense(m: Memory, states: Sequence[str]) -> None:
    """Write the slopes of the interpolant."""

    def one(k: Any) -> None:
        shift = m.b.mul(k, word(m.v.lanes))
        slopes = [m.load(m.b.add(shift, word(_start(m, slope, states)))) for slope in SLOPES]
        for row, weights in enumerate(DENSE, 1):
            m.store(_weigh(m.v, weights, slopes), m.b.add(shift, word(_start(m, f"dense{row}", states))))

    for_each(m.b, word(len(states)), one)
    m.b.ret_void()


def _weigh(v: Vectors, weights: Sequence[float], slopes: Sequence[Any]) -> Any:
    """Add up weighed slopes."""
    total = v.mul(v.number(weights[0]), slopes[0])
    for weight, slope in zip(weights[1:], slopes[1:], strict=False):
        total = v.fma(v.number(weight), slope, total)
    return total


def put_piece(m: Memory, piece: Piece) -> None:
    """Write a piece of the step and keep its values."""
    for name, value in zip(piece.names, emit(m.v, piece.values, m.get), strict=True):
        m.put(name, value)
