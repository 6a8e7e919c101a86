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
from engraft.kernel.compiled.pieces import new_part, numbers, put_piece, start_of, weigh
from engraft.kernel.compiled.tangents import TangentParts, write_end, write_slopes, write_tangents, write_weighing
from engraft.kernel.compiled.target import Target
from engraft.kernel.compiled.vectors import WORD
from engraft.kernel.expression import Expression, symbol
from engraft.kernel.plan import Plan
from engraft.kernel.rodas5p import DENSE, FURTHER, SLOPES, STAGES, A, C, clock


@dataclass(frozen=True)
class Parts:
    """Functions of the scratch rows."""

    step: ir.Function  # from the state to the new state and its error
    dense: ir.Function  # slopes of the interpolant
    tangents: TangentParts | None


def write_parts(module: ir.Module, plan: Plan, target: Target, names: Sequence[str]) -> Parts:
    """Write what a step consists of."""

    stage, m = new_part(module, target, names, "stage", [WORD])
    _write_stage(m, plan, stage.args[1])
    tangents = write_tangents(module, plan, target, names)
    step, m = new_part(module, target, names, "step")
    _write_step(m, plan, stage, tangents)
    dense, m = new_part(module, target, names, "dense")
    _write_dense(m, plan.states)
    return Parts(step, dense, tangents)


def _write_stage(m: Memory, plan: Plan, later: Any) -> None:
    """Write the slope at a stage's argument, stored that many numbers into the scratch."""
    known: dict[Expression, Any] = {}
    values = emit(m.v, plan.step.stage.values, m.get, known)
    for k, value in enumerate(values):
        m.store(value, m.b.add(later, word(k * m.v.lanes)))
    if plan.problem.directions:
        known |= {symbol(f"bend.{s}"): value for s, value in zip(plan.states, values, strict=True)}
        put_piece(m, plan.tangents.linear, known)
    m.b.ret_void()


def _write_step(m: Memory, plan: Plan, stage: ir.Function, tangents: TangentParts | None) -> None:
    known: dict[Expression, Any] = {}
    put_piece(m, plan.step.prepare, known)
    if tangents:
        put_piece(m, plan.tangents.prepare, known)
        write_weighing(m, plan, 0)
        put_piece(m, plan.tangents.first, known)
        write_slopes(m, plan, tangents, 0)
    for s in range(1, STAGES):
        put_piece(m, clock(s))
        _write_weighing(m, s, plan.states)
        if tangents:
            write_weighing(m, plan, s)
        m.b.call(stage, [m.scratch, word(start_of(m, SLOPES[s], plan.states))])
        if tangents:
            write_slopes(m, plan, tangents, s)
    put_piece(m, plan.step.finish)
    if tangents:
        write_end(m, plan)
    m.b.ret_void()


def _write_weighing(m: Memory, s: int, states: Sequence[str]) -> None:
    """Weigh the slopes found so far for stage s, one state after the other."""
    at, pull, y = start_of(m, "at", states), start_of(m, "pull", states), m.row[states[0]] * m.v.lanes

    def one(k: Any) -> None:
        shift = m.b.mul(k, word(m.v.lanes))
        slopes = [m.load(m.b.add(shift, word(start_of(m, slope, states)))) for slope in SLOPES[:s]]
        if s >= FURTHER:
            here = m.v.add(m.load(m.b.add(shift, word(at))), slopes[-1])
        else:
            here = m.v.add(m.load(m.b.add(shift, word(y))), weigh(m.v, numbers(m, A[s]), slopes))
        m.store(here, m.b.add(shift, word(at)))
        m.store(weigh(m.v, numbers(m, C[s]), slopes), m.b.add(shift, word(pull)))

    for_each(m.b, word(len(states)), one)


def _write_dense(m: Memory, states: Sequence[str]) -> None:
    """Write the slopes of the interpolant."""

    def one(k: Any) -> None:
        shift = m.b.mul(k, word(m.v.lanes))
        slopes = [m.load(m.b.add(shift, word(start_of(m, slope, states)))) for slope in SLOPES]
        for row, weights in enumerate(DENSE, 1):
            m.store(weigh(m.v, numbers(m, weights), slopes), m.b.add(shift, word(start_of(m, f"dense{row}", states))))

    for_each(m.b, word(len(states)), one)
    m.b.ret_void()
