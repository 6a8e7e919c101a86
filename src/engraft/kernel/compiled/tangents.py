"""Derivatives in machine code: one function for a step, one for a moment inside it, and what the loop does with them.

What is the same in all directions is worked out once per stage; directions then are a loop, not more code.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from llvmlite import ir

from engraft.kernel.compiled.emit import Load, emit
from engraft.kernel.compiled.memory import Memory, any_lane, for_each, word
from engraft.kernel.compiled.parts import new_part, put_piece, start_of, weigh
from engraft.kernel.compiled.target import Target
from engraft.kernel.compiled.vectors import WORD
from engraft.kernel.plan import Plan
from engraft.kernel.rodas5p import DENSE, FURTHER, SLOPES, STAGES, THETA, A, C, clock


@dataclass(frozen=True)
class TangentParts:
    """Functions of the scratch rows."""

    step: ir.Function  # from the slopes of a step to the derivatives at its end, left where stage arguments lie
    inside: ir.Function  # derivatives at theta, ``there.<row>``


def write_tangent_parts(module: ir.Module, plan: Plan, target: Target, names: Sequence[str]) -> TangentParts | None:
    """Write what the derivative of a step consists of; nothing where no directions are asked for."""
    if not plan.problem.directions:
        return None
    linear, m = new_part(module, target, names, "linear", [WORD])
    _write_linear(m, plan, linear.args[1])
    slope, m = new_part(module, target, names, "direction", [WORD, WORD])
    _write_slope(m, plan, *slope.args[1:])
    step, m = new_part(module, target, names, "tangents")
    _write_step(m, plan, linear, slope)
    inside, m = new_part(module, target, names, "inside")
    _write_inside(m, plan)
    return TangentParts(step, inside)


def _write_linear(m: Memory, plan: Plan, slope: Any) -> None:
    """Write the entries of a stage's matrices; the stage's slope begins that many numbers into the scratch."""
    place = {f"bend.{s}": k for k, s in enumerate(plan.states)}

    def load(name: str) -> Any:
        return m.load(m.b.add(slope, word(place[name] * m.v.lanes))) if name in place else m.get(name)

    piece = plan.tangents.linear
    for name, value in zip(piece.names, emit(m.v, piece.values, load), strict=True):
        m.put(name, value)
    m.b.ret_void()


def shifted(m: Memory, plan: Plan, q: Any) -> Load:
    """Give a way to load symbols of direction q."""

    def load(name: str) -> Any:
        if name not in plan.tangents.shifted:
            return m.get(name)
        first, far = plan.tangents.shifted[name]
        return m.load(m.b.add(word(m.row[first] * m.v.lanes), m.b.mul(q, word(far * m.v.lanes))))

    return load


def _write_slope(m: Memory, plan: Plan, q: Any, later: Any) -> None:
    """Write the derivative of a slope in direction q, stored that many numbers into the scratch."""
    for k, value in enumerate(emit(m.v, plan.tangents.slope.values, shifted(m, plan, q))):
        m.store(value, m.b.add(later, word(k * m.v.lanes)))
    m.b.ret_void()


def _write_step(m: Memory, plan: Plan, linear: ir.Function, slope: ir.Function) -> None:
    """Write the stages one after the other, in each all directions."""
    n, directions = len(plan.states), len(plan.problem.directions)
    put_piece(m, plan.tangents.prepare)
    for s in range(STAGES):
        put_piece(m, clock(s))
        _weigh_rows(m, plan, s)
        m.b.call(linear, [m.scratch, word(start_of(m, SLOPES[s], plan.states))])
        first = word(start_of(m, SLOPES[s], plan.states) + n * m.v.lanes)

        def one(q: Any, first: Any = first) -> None:
            later = m.b.add(first, m.b.mul(q, word(n * m.v.lanes)))
            m.b.call(slope, [m.scratch, q, later])

        for_each(m.b, word(directions), one)
    _each_row(m, plan, lambda load: [("at", m.v.add(load("at"), load(SLOPES[-1])))])
    m.b.ret_void()


def _each_row(m: Memory, plan: Plan, found: Callable[[Load], list[tuple[str, Any]]], *, states: bool = False) -> None:
    """Write a loop over the rows of all derivatives, or of states and derivatives; it stores what is found."""
    n, tangent = len(plan.states), plan.columns.tangents[0]
    rows = {"y": m.row[tangent]} | {what: m.row[f"{what}.{tangent}"] for what in ("at", "pull", "there", *SLOPES)}
    before = n if states else 0  # the rows of the states lie right before those of their derivatives

    def at(what: str, k: Any) -> Any:
        return m.b.add(m.b.mul(k, word(m.v.lanes)), word((rows[what] - before) * m.v.lanes))

    def one(k: Any) -> None:
        for what, value in found(lambda what: m.load(at(what, k))):
            m.store(value, at(what, k))

    for_each(m.b, word(len(plan.columns.tangents) + before), one)


def _weigh_rows(m: Memory, plan: Plan, s: int) -> None:
    """Put together what the slopes of stage s start from, for states and derivatives alike."""

    def found(load: Load) -> list[tuple[str, Any]]:
        slopes = [load(slope) for slope in SLOPES[:s]]
        if s == 0:
            return [("at", load("y")), ("pull", m.v.number(0.0))]
        if s >= FURTHER:
            here = m.v.add(load("at"), slopes[-1])
        else:
            here = m.v.add(load("y"), weigh(m.v, A[s], slopes))
        return [("at", here), ("pull", weigh(m.v, C[s], slopes))]

    _each_row(m, plan, found, states=True)


def _write_inside(m: Memory, plan: Plan) -> None:
    """Write the derivative of the interpolant."""
    theta = m.get(THETA.name)
    rest = m.v.sub(m.v.number(1.0), theta)

    def found(load: Load) -> list[tuple[str, Any]]:
        slopes = [load(slope) for slope in SLOPES]
        k1, k2, k3 = (weigh(m.v, weights, slopes) for weights in DENSE)
        old = load("y")
        bend = m.v.fma(theta, m.v.fma(theta, k3, k2), k1)
        return [("there", m.v.fma(theta, m.v.fma(rest, bend, m.v.sub(load("at"), old)), old))]

    _each_row(m, plan, found)
    m.b.ret_void()


@dataclass
class Following:
    """Writes what the loop does with derivatives; nothing where no directions are asked for."""

    plan: Plan
    m: Memory
    parts: TangentParts | None

    @property
    def outputs(self) -> int:
        """Number of outputs times directions."""
        return len(self.plan.seen) * len(self.plan.problem.directions)

    def follow(self) -> None:
        """Differentiate the step where some lane keeps it."""
        if self.parts:
            with self.m.b.if_then(any_lane(self.m.b, self.m.mask("good"))):
                self.m.b.call(self.parts.step, [self.m.scratch])

    def show(self) -> None:
        """Work out the derivatives of the outputs at theta."""
        m, piece = self.m, self.plan.tangents.shown if self.parts else None
        if not (self.parts and piece and self.outputs):
            return
        m.b.call(self.parts.inside, [m.scratch])
        put_piece(m, self.plan.tangents.look)

        def one(q: Any) -> None:
            for k, value in enumerate(emit(m.v, piece.values, shifted(m, self.plan, q))):
                far = m.b.mul(q, word(len(piece.values) * m.v.lanes))
                m.store(value, m.b.add(far, word(m.row[f"shown0.{k}"] * m.v.lanes)))

        for_each(m.b, word(len(self.plan.problem.directions)), one)

    def write(self, lane: Any, moment: Any) -> None:
        """Write one lane's derivatives of the outputs; ``moment`` counts patients and visits."""
        m, b = self.m, self.m.b
        if not (self.parts and self.outputs):
            return
        start, moved = b.mul(moment, word(self.outputs)), m.array("moved")

        def one(k: Any) -> None:
            b.store(b.load(self._cell("shown0.0", lane, k)), m.at(moved, start, k))

        for_each(b, word(self.outputs), one)

    def cut_short(self, hit: Any) -> None:
        """Where a crossing ended the step, the new derivatives are those there."""
        if self.parts:
            m = self.m
            m.b.call(self.parts.inside, [m.scratch])
            _each_row(m, self.plan, lambda load: [("at", m.v.select(hit, load("there"), load("at")))])

    def land(self) -> None:
        """Move derivatives to the end of the step; a state held at its floor does not move."""
        if not self.parts:
            return
        m, plan, lanes = self.m, self.plan, self.m.v.lanes
        first, n = plan.columns.tangents[0], len(plan.states)

        def one(q: Any) -> None:
            good, far = m.mask("good"), m.b.mul(q, word(n * lanes))
            for k, (s, unsigned) in enumerate(zip(plan.states, plan.unsigned, strict=True)):
                here = m.b.add(far, word((m.row[first] + k) * lanes))
                new = m.load(m.b.add(far, word((m.row[f"at.{first}"] + k) * lanes)))
                if unsigned:
                    zero = m.v.number(0.0)
                    new = m.v.select(m.v.test("<", m.get(f"new.{s}"), zero), zero, new)
                m.store(m.v.select(good, new, m.load(here)), here)

        for_each(m.b, word(len(plan.problem.directions)), one)

    def carry(self, lane: Any, person: Any, *, out: bool) -> None:
        """Load the derivatives of a patient into a lane, or hand them back."""
        if not self.parts:
            return
        m, b, first = self.m, self.m.b, self.plan.columns.tangents[0]

        def one(k: Any) -> None:
            row = b.mul(b.add(word(self.plan.rows[first]), k), m.given["stride"])
            there, here = m.at(m.array("table"), row, person), self._cell(first, lane, k)
            b.store(b.load(here if out else there), there if out else here)

        for_each(b, word(len(self.plan.columns.tangents)), one)

    def _cell(self, row: str, lane: Any, k: Any) -> Any:
        """Address of one lane, k rows further."""
        m = self.m
        return m.at(m.scratch, word(m.row[row] * m.v.lanes), lane, m.b.mul(k, word(m.v.lanes)))
