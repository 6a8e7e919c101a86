"""Derivatives in machine code: beside every stage of a step, at a moment inside it, and what the loop does with them.

What is the same in all directions is worked out once per stage; directions then are a loop, not more code.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from llvmlite import ir

from engraft.kernel.compiled.emit import Load, emit
from engraft.kernel.compiled.loops import Loops
from engraft.kernel.compiled.memory import Memory, for_each, word
from engraft.kernel.compiled.pieces import numbers, put_piece, start_of, weigh, write_pieces
from engraft.kernel.compiled.vectors import WORD
from engraft.kernel.compiled.writer import Writer
from engraft.kernel.plan import Plan
from engraft.kernel.rodas5p import DENSE, RODAS5P, SLOPES, A, C
from engraft.kernel.step import PER_STEP, THETA, clock


@dataclass(frozen=True)
class TangentParts:
    """Functions of the scratch rows, and when a step calls them."""

    linear: ir.Function  # entries of the matrices, from a stage's slope
    slope: ir.Function  # derivative of a slope in one direction
    inside: ir.Function  # derivatives at theta, ``there.<row>``

    def begin(self, m: Memory, plan: Plan, writer: Writer) -> None:
        """Work out what stands still, and differentiate the first slope."""
        write_pieces(m, writer, "still", plan.chunks["still"])
        put_piece(m, clock(RODAS5P, 0))
        for s in plan.states:
            m.put(f"at.{s}", m.get(s))
        if len(plan.tangents.early.names) < len(plan.tangents.costly.names):
            write_pieces(m, writer, "costly", plan.chunks["costly"])
        self.stage(m, plan, 0)

    def stage(self, m: Memory, plan: Plan, s: int) -> None:
        """Differentiate the slope of stage s, one direction after the other: what was just weighed is near at hand."""
        m.b.call(self.linear, [m.scratch, word(start_of(m, SLOPES[s], plan.states))])
        first = word(m.row[f"{SLOPES[s]}.{plan.columns.tangents[0]}"] * m.v.lanes)

        def one(q: Any) -> None:
            _write_weighing(m, plan, s, q)
            later = m.b.add(first, m.b.mul(q, word(len(plan.columns.states) * m.v.lanes)))
            m.b.call(self.slope, [m.scratch, q, later])

        for_each(m.b, word(len(plan.problem.directions)), one)

    def end(self, m: Memory, plan: Plan) -> None:
        """Leave the derivatives at the end of the step where the stages' arguments lie."""
        _each_row(m, plan, lambda load: [("at", m.v.add(load("at"), load(SLOPES[-1])))])


def write_tangents(plan: Plan, writer: Writer, loops: Loops | None) -> TangentParts | None:
    """Write what the derivative of a step consists of; nothing where no directions are asked for."""
    if not plan.problem.directions:
        return None
    slope, m = writer.function("direction", [WORD, WORD])
    _write_slope(m, plan, loops, *slope.args[1:])
    inside, m = writer.function("inside")
    _write_inside(m, plan)
    return TangentParts(_write_linear(plan, writer), slope, inside)


def _write_linear(plan: Plan, writer: Writer) -> ir.Function:
    """Write the entries of a stage's matrices; the stage's slope begins that many numbers into the scratch."""
    place = {f"bend.{s}": k for k, s in enumerate(plan.states)}
    linear, m = writer.function("linear", [WORD])
    for number, piece in enumerate(plan.chunks["linear"]):
        part, inner = writer.function(f"linear{number}", [WORD])

        def load(name: str, inner: Memory = inner, start: Any = part.args[1]) -> Any:
            if name in place:
                return inner.load(inner.b.add(start, word(place[name] * inner.v.lanes)))
            return inner.get(name)

        for name, value in zip(piece.names, emit(inner.v, piece.values, load), strict=True):
            inner.put(name, value)
        inner.b.ret_void()
        m.b.call(part, linear.args)
    m.b.ret_void()
    return linear


def shifted(m: Memory, plan: Plan, q: Any) -> Load:
    """Give a way to load symbols of direction q."""

    def load(name: str) -> Any:
        if name not in plan.tangents.shifted:
            return m.get(name)
        first, far = plan.tangents.shifted[name]
        return m.load(m.b.add(word(m.row[first] * m.v.lanes), m.b.mul(q, word(far * m.v.lanes))))

    return load


def _write_slope(m: Memory, plan: Plan, loops: Loops | None, q: Any, later: Any) -> None:
    """Write the derivative of a slope in direction q, stored that many numbers into the scratch."""
    names = [name.removeprefix("slope.") for name in plan.tangents.slope.names]
    values = emit(m.v, plan.tangents.slope.values, shifted(m, plan, q))
    if loops:
        for name, value in zip(names, values, strict=True):
            m.put(f"whole.{name}", value)
        m.b.call(loops.substitute, [m.scratch, word(m.row[f"whole.{names[0]}"] * m.v.lanes)])
        values = [m.get(f"whole.{name}") for name in plan.columns.states]
    for k, value in enumerate(values):
        m.store(value, m.b.add(later, word(k * m.v.lanes)))
    m.b.ret_void()


def _each_row(
    m: Memory, plan: Plan, found: Callable[[Load], list[tuple[str, Any]]], direction: Any | None = None
) -> None:
    """Write a loop over the rows of all derivatives, or of one direction's; it stores what is found."""
    each = len(plan.columns.states)
    first = word(0) if direction is None else m.b.mul(direction, word(each))
    tangent = plan.columns.tangents[0]
    rows = {"y": m.row[tangent]} | {what: m.row[f"{what}.{tangent}"] for what in ("at", "pull", "there", *SLOPES)}

    def one(k: Any) -> None:
        shift = m.b.mul(m.b.add(first, k), word(m.v.lanes))
        for what, value in found(lambda what: m.load(m.b.add(shift, word(rows[what] * m.v.lanes)))):
            m.store(value, m.b.add(shift, word(rows[what] * m.v.lanes)))

    for_each(m.b, word(each if direction is not None else len(plan.columns.tangents)), one)


def _write_weighing(m: Memory, plan: Plan, s: int, direction: Any) -> None:
    """Put together what the derivatives of the slopes of stage s start from."""
    pulls = [m.v.mul(m.v.number(c), m.get(PER_STEP.name)) for c in C[s]]

    def found(load: Load) -> list[tuple[str, Any]]:
        slopes = [load(slope) for slope in SLOPES[:s]]
        if s == 0:
            return [("at", load("y")), ("pull", m.v.number(0.0))]
        if RODAS5P.goes_on(s):
            here = m.v.add(load("at"), slopes[-1])
        else:
            here = m.v.add(load("y"), weigh(m.v, numbers(m, A[s]), slopes))
        return [("at", here), ("pull", weigh(m.v, pulls, slopes))]

    _each_row(m, plan, found, direction)


def _write_inside(m: Memory, plan: Plan) -> None:
    """Write the derivative of the interpolant, a sum over both ends and all slopes."""
    v, theta = m.v, m.get(THETA.name)
    rest = v.sub(v.number(1.0), theta)
    bend = v.mul(theta, rest)
    weights = [v.mul(bend, v.horner(theta, column)) for column in zip(*DENSE, strict=True)]

    def found(load: Load) -> list[tuple[str, Any]]:
        ends = v.fma(theta, load("at"), v.mul(rest, load("y")))
        return [("there", v.add(ends, weigh(v, weights, [load(slope) for slope in SLOPES])))]

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

    def write(self, lane: Any, visit: Any) -> None:
        """Write one lane's derivatives of the outputs."""
        m, b = self.m, self.m.b
        if not (self.parts and self.outputs):
            return
        person = b.load(m.lane("person", lane, WORD))
        moment = b.add(b.mul(person, m.given["visits"]), visit)
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
        first, n = plan.columns.tangents[0], len(plan.columns.states)

        def one(q: Any) -> None:
            good, far = m.mask("good"), m.b.mul(q, word(n * lanes))
            for k, s in enumerate(plan.columns.states):
                here = m.b.add(far, word((m.row[first] + k) * lanes))
                new = m.load(m.b.add(far, word((m.row[f"at.{first}"] + k) * lanes)))
                if plan.unsigned[plan.states.index(s)]:
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
