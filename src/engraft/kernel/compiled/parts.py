"""The step in machine code: functions over one set of rows, small enough for a processor's instruction cache.

They are functions of their own also because a register that does not suffice is then spilled to an aligned place.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from llvmlite import ir

from engraft.kernel.compiled.emit import emit
from engraft.kernel.compiled.fixed import settled, write_fixed
from engraft.kernel.compiled.loops import Loops, write_loops
from engraft.kernel.compiled.memory import Memory, for_each, word
from engraft.kernel.compiled.pieces import numbers, put_piece, save, start_of, weigh, write_pieces
from engraft.kernel.compiled.tangents import TangentParts, write_tangents
from engraft.kernel.compiled.vectors import WORD
from engraft.kernel.compiled.writer import Writer
from engraft.kernel.expression import Expression, topological
from engraft.kernel.method import Method
from engraft.kernel.plan import Plan
from engraft.kernel.step import Piece, clock


@dataclass(frozen=True)
class Parts:
    """Functions of the scratch rows."""

    step: ir.Function  # from the state to the new state and its error
    dense: ir.Function  # slopes of the interpolant
    glance: ir.Function  # of those states only that gaps and peaks look at
    tangents: TangentParts | None
    fixed: ir.Function  # what only parameters decide; to be called when any was changed


def write_parts(plan: Plan, writer: Writer) -> Parts:
    """Write what a step consists of."""
    loops = write_loops(plan, writer) if plan.step.looped else None
    tangents = write_tangents(plan, writer, loops)
    step = _write_step(plan, writer, _write_stage(plan, writer, loops), loops, tangents)
    dense, m = writer.function("dense")
    _write_dense(m, plan.step.method, plan.states)
    return Parts(step, dense, _write_glance(plan, writer, dense), tangents, write_fixed(plan, writer))


def _write_stage(plan: Plan, writer: Writer, loops: Loops | None) -> ir.Function:
    """Write the slope at a stage's argument, stored that many numbers into the scratch."""
    stage, m = writer.function("stage", [WORD])
    order = {name: k for k, name in enumerate(plan.step.stage.names)}
    costly = plan.tangents.costly if plan.problem.directions else Piece((), ())
    for number, piece in enumerate(plan.chunks["stage"]):
        part, inner = writer.function(f"stage{number}", [WORD])
        known: dict[Expression, Any] = {}
        for name, value in zip(piece.names, emit(inner.v, piece.values, inner.get, known), strict=True):
            if name in order:
                inner.store(value, inner.b.add(part.args[1], word(order[name] * inner.v.lanes)))
            else:
                inner.put(name, value)
        save(inner, known, costly)
        inner.b.ret_void()
        m.b.call(part, stage.args)
    if loops:
        m.b.call(loops.substitute, stage.args)
    m.b.ret_void()
    return stage


def _write_step(
    plan: Plan, writer: Writer, stage: ir.Function, loops: Loops | None, tangents: TangentParts | None
) -> ir.Function:
    step, m = writer.function("step")
    if loops:
        m.b.call(loops.clear, step.args)
    saved = (plan.tangents.dear, plan.tangents.early) if tangents else ()
    for number, part in enumerate(settled(plan)["prepare"]):
        write_pieces(m, writer, f"prepare{number}.", (part.rest,), *saved, kept=part.kept)
    if loops:
        m.b.call(loops.eliminate, step.args)
        if not plan.step.first_staged:
            m.b.call(loops.substitute, [m.scratch, word(start_of(m, plan.step.method.slopes[0], plan.states))])
    method = plan.step.method
    if tangents:
        tangents.begin(m, plan, writer)
    for s in range(0 if plan.step.first_staged else 1, method.stages):
        put_piece(m, clock(method, s))
        _write_weighing(m, method, s, plan.states)
        m.b.call(stage, [m.scratch, word(start_of(m, method.slopes[s], plan.states))])
        if tangents:
            tangents.stage(m, plan, s)
    if method.error:
        _write_error(m, method, plan.states)
    write_pieces(m, writer, "finish", plan.chunks["finish"])
    if tangents:
        tangents.end(m, plan)
    m.b.ret_void()
    return step


def _write_weighing(m: Memory, method: Method, s: int, states: Sequence[str]) -> None:
    """Weigh the slopes found so far for stage s, one state after the other."""
    at, pull, y = start_of(m, "at", states), start_of(m, "pull", states), m.row[states[0]] * m.v.lanes
    zero = m.v.number(0.0)

    def one(k: Any) -> None:
        shift = m.b.mul(k, word(m.v.lanes))
        slopes = [m.load(m.b.add(shift, word(start_of(m, slope, states)))) for slope in method.slopes[:s]]
        if method.goes_on(s):
            here = m.v.add(m.load(m.b.add(shift, word(at))), slopes[-1])
        else:
            here = m.load(m.b.add(shift, word(y)))
            here = m.v.add(here, weigh(m.v, numbers(m, method.argument[s]), slopes)) if s else here
        m.store(here, m.b.add(shift, word(at)))
        if method.implicit:
            pulled = weigh(m.v, numbers(m, method.pull[s]), slopes) if s else zero
            m.store(pulled, m.b.add(shift, word(pull)))

    for_each(m.b, word(len(states)), one)


def _write_error(m: Memory, method: Method, states: Sequence[str]) -> None:
    """Weigh all slopes for the embedded error."""

    def one(k: Any) -> None:
        shift = m.b.mul(k, word(m.v.lanes))
        slopes = [m.load(m.b.add(shift, word(start_of(m, slope, states)))) for slope in method.slopes]
        error = weigh(m.v, numbers(m, method.error), slopes)
        m.store(error, m.b.add(shift, word(start_of(m, "pull", states))))

    for_each(m.b, word(len(states)), one)


def _write_dense(m: Memory, method: Method, states: Sequence[str]) -> None:
    """Write the slopes of the interpolant."""
    for_each(m.b, word(len(states)), lambda k: _bend(m, method, states, m.b.mul(k, word(m.v.lanes))))
    m.b.ret_void()


def _bend(m: Memory, method: Method, states: Sequence[str], shift: Any) -> None:
    """Write the slopes of the interpolant of one state, that many numbers after the first."""
    slopes = [m.load(m.b.add(shift, word(start_of(m, slope, states)))) for slope in method.slopes]
    for row, weights in enumerate(method.dense, 1):
        m.store(weigh(m.v, numbers(m, weights), slopes), m.b.add(shift, word(start_of(m, f"dense{row}", states))))


def _write_glance(plan: Plan, writer: Writer, dense: ir.Function) -> ir.Function:
    """Write the slopes of the interpolant where every step looks at them; all of them if that is most."""
    looked = {n.name for n in topological([*plan.gaps, *plan.tops, *plan.top_slopes]) if n.op == "symbol"}
    few = [k for k, s in enumerate(plan.states) if any(f"dense{j}.{s}" in looked for j in (1, 2, 3))]
    if plan.problem.directions or 2 * len(few) > len(plan.states):
        return dense
    glance, m = writer.function("glance")
    for k in few:
        _bend(m, plan.step.method, plan.states, word(k * m.v.lanes))
    m.b.ret_void()
    return glance
