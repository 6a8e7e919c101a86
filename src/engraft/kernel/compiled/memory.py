"""Where everything lies while the compiled loop runs, and the ways to write a loop."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from llvmlite import ir

from engraft.kernel.compiled.vectors import DOUBLE, WORD, Vectors

ARGUMENTS = (
    "table", "stride", "who", "count", "stop", "wish", "steps", "draining", "visit", "outcome", "ended_by",
    "above", "watch_up", "watch_down", "times", "output", "visits", "rtol", "max_steps", "scratch",
    "mark_time", "mark_count", "noted", "cells", "origin", "shift", "first", "most",
    "moved",
    "appointed", "small", "armed", "clone_start", "extinct_time", "clone_keys", "persons",
    "end", "first_step", "hazard_time", "flipped", "storm", "rounds", "round_count", "round",
    "rule_time", "rule_count", "rule_last",
    "entry", "entry_count", "entry_time", "entry_kind", "entry_target", "entry_amount", "entry_duration",
    "infusion_rows", "infusion_time", "infusion_value", "pending_rows", "pending_time", "pending_value",
)  # fmt: skip
BISECTIONS = 50  # of a quarter of a step
BYTE = ir.IntType(8)


class Memory:
    """Where everything lies while the loop runs: rows of lanes, and the arrays of the caller."""

    def __init__(self, v: Vectors, names: Sequence[str], scratch: Any, given: Mapping[str, Any] | None = None) -> None:
        self.v, self.b = v, v.builder
        self.row = {name: k for k, name in enumerate(names)}
        self.scratch = scratch
        self.given = given or {}

    def array(self, name: str, kind: ir.Type = DOUBLE) -> Any:
        """Address of one of the caller's arrays."""
        return self.b.inttoptr(self.given[name], kind.as_pointer())

    def at(self, array: Any, *terms: Any) -> Any:
        """Address of an element; terms are added up."""
        index = terms[0]
        for term in terms[1:]:
            index = self.b.add(index, term)
        return self.b.gep(array, [index])

    def cell(self, name: str) -> Any:
        """Address of a row."""
        return self._row_at(word(self.row[name] * self.v.lanes))

    def get(self, name: str) -> Any:
        """Load a row."""
        return self.b.load(self.cell(name), align=min(64, 8 * self.v.lanes))

    def put(self, name: str, value: Any) -> None:
        """Store a row."""
        self.b.store(value, self.cell(name), align=min(64, 8 * self.v.lanes))

    def load(self, start: Any) -> Any:
        """Load a row that begins that many numbers into the scratch."""
        return self.b.load(self._row_at(start), align=min(64, 8 * self.v.lanes))

    def store(self, value: Any, start: Any) -> None:
        """Store a row that begins that many numbers into the scratch."""
        self.b.store(value, self._row_at(start), align=min(64, 8 * self.v.lanes))

    def _row_at(self, start: Any) -> Any:
        return self.b.bitcast(self.at(self.scratch, start), self.v.type.as_pointer())

    def lane(self, name: str, lane: Any, kind: ir.Type = DOUBLE) -> Any:
        """Address of one lane of a row."""
        start = self.at(self.scratch, ir.Constant(WORD, self.row[name] * self.v.lanes), lane)
        return self.b.bitcast(start, kind.as_pointer())

    def mask(self, row: str) -> Any:
        """Read a row of flags."""
        return self.v.test("!=", self.get(row), self.v.number(0.0))

    def flag(self, row: str, mask: Any) -> None:
        """Write a row of flags."""
        self.put(row, self.v.select(mask, self.v.number(1.0), self.v.number(0.0)))

    def splat(self, number: Any) -> Any:
        """Repeat a number that is only known when the loop runs."""
        b, lanes = self.b, self.v.lanes
        one = b.insert_element(ir.Constant(self.v.type, ir.Undefined), number, ir.Constant(ir.IntType(32), 0))
        return b.shuffle_vector(one, one, ir.Constant(ir.VectorType(ir.IntType(32), lanes), [0] * lanes))


def given(b: ir.IRBuilder, arguments: Any) -> dict[str, Any]:
    """Read what the caller says."""
    return {name: b.load(b.gep(arguments, [word(k)]), name=name) for k, name in enumerate(ARGUMENTS)}


def word(value: int) -> ir.Constant:
    """Write an integer."""
    return ir.Constant(WORD, value)


def for_each(b: ir.IRBuilder, count: Any, body: Callable[[Any], None]) -> None:
    """Write a counted loop."""
    count_up(b, word(0), count, body)


def count_up(b: ir.IRBuilder, first: Any, end: Any, body: Callable[[Any], None]) -> None:
    """Write a loop that counts from a number up to another."""
    before, head, inside, after = b.block, *(b.append_basic_block(n) for n in ("head", "body", "after"))
    b.branch(head)
    b.position_at_end(head)
    k = b.phi(WORD)
    k.add_incoming(first, before)
    b.cbranch(b.icmp_signed("<", k, end), inside, after)
    b.position_at_end(inside)
    body(k)
    k.add_incoming(b.add(k, word(1)), b.block)
    b.branch(head)
    b.position_at_end(after)


def for_set(b: ir.IRBuilder, mask: Any, body: Callable[[Any], None]) -> None:
    """Write a loop over the lanes in which a mask is set."""
    packed = b.zext(b.bitcast(mask, ir.IntType(mask.type.count)), WORD)
    before, head, inside, after = b.block, *(b.append_basic_block(n) for n in ("head", "body", "after"))
    b.branch(head)
    b.position_at_end(head)
    left = b.phi(WORD)
    left.add_incoming(packed, before)
    b.cbranch(b.icmp_unsigned("!=", left, word(0)), inside, after)
    b.position_at_end(inside)
    body(b.cttz(left, ir.Constant(ir.IntType(1), 1)))
    left.add_incoming(b.and_(left, b.sub(left, word(1))), b.block)
    b.branch(head)
    b.position_at_end(after)


def while_any(b: ir.IRBuilder, condition: Callable[[], Any], body: Callable[[], None]) -> None:
    """Write a loop that runs while some lane still needs it."""
    head, inside, after = (b.append_basic_block(n) for n in ("head", "body", "after"))
    b.branch(head)
    b.position_at_end(head)
    b.cbranch(any_lane(b, condition()), inside, after)
    b.position_at_end(inside)
    body()
    b.branch(head)
    b.position_at_end(after)


def any_lane(b: ir.IRBuilder, mask: Any) -> Any:
    """Tell whether a mask is set anywhere."""
    lanes = mask.type.count
    packed = b.bitcast(mask, ir.IntType(lanes))
    return b.icmp_unsigned("!=", packed, ir.Constant(packed.type, 0))
