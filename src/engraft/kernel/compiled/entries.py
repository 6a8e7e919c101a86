"""What is given to one patient, in the compiled loop: scheduled entries, infusions, what rules have put off.

Every method writes code for what ``kernel.interrupts`` does. Of what waits, only the first rows are looked at; a
patient with more than those is handed back, which depends on nobody else.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from llvmlite import ir

from engraft.kernel.compiled.memory import BYTE, while_any, word
from engraft.kernel.compiled.one_lane import OneLane
from engraft.kernel.compiled.vectors import BIT, DOUBLE, WORD, Vectors
from engraft.kernel.compiled.writer import Writer
from engraft.kernel.lanes import NEVER
from engraft.kernel.plan import Plan
from engraft.kernel.problem import Kind

FALSE, TRUE = ir.Constant(BIT, 0), ir.Constant(BIT, 1)
KNOWN = (Kind.ADD, Kind.INFUSE, Kind.SET, Kind.RESET)  # to the compiled loop
OVER = -1  # in place of a kind: an infusion has ended, add up those that still run


def write_give(plan: Plan, writer: Writer) -> ir.Function:
    """Write ``give(arguments, lane, kind, target, amount, duration)``: one entry is carried out, or one ended."""
    kind = ir.FunctionType(ir.VoidType(), [WORD.as_pointer(), WORD, WORD, WORD, DOUBLE, DOUBLE])
    function = ir.Function(writer.module, kind, "give")
    function.linkage = "internal"
    function.attributes.add("noinline")
    b = ir.IRBuilder(function.append_basic_block("entry"))
    v = Vectors(b, 1, writer.target.fused)
    m = OneLane(v, writer.names, function.args[0], writer.target.lanes, function.args[1])
    what, to, amount, duration = function.args[2], function.args[3], *map(m.many, function.args[4:])
    until = m.v.add(m.get("time"), duration)
    infuse = b.icmp_signed("==", what, word(Kind.INFUSE))
    lasts = b.and_(infuse, m.holds(">", until, m.get("time")))
    at_once = b.or_(b.icmp_signed("==", what, word(Kind.ADD)), b.and_(infuse, b.not_(lasts)))
    with b.if_then(at_once):
        state = m.cell_at(b.add(to, word(plan.rows[plan.states[0]])))
        b.store(m.v.add(b.load(state, align=8), amount), state, align=8)
    with b.if_then(lasts):
        _push_infusion(plan, m, to, until, m.v.div(amount, duration))
    with b.if_then(b.or_(lasts, b.icmp_signed("==", what, word(OVER)))):
        _add_up(plan, m, to)
    with b.if_then(b.icmp_signed("==", what, word(Kind.SET))):
        m.keep_at(_target_row(plan, b, to), amount)
    with b.if_then(b.icmp_signed("==", what, word(Kind.RESET))):
        _reset(plan, m)
    b.ret_void()
    return function


def _reset(plan: Plan, m: OneLane) -> None:
    """Empty every state and stop what runs into it."""
    for k in range(plan.waiting):
        m.write("infusion_time", k, m.v.number(NEVER))
    for state in plan.problem.states:
        m.put(state, m.v.number(0.0))
        m.keep(f"infusion.{state}", m.v.number(0.0))


def _target_row(plan: Plan, b: ir.IRBuilder, to: Any) -> Any:
    """Row of the table of a state or, counted on, a parameter."""
    states = len(plan.problem.states)
    state = b.add(to, word(plan.rows[plan.states[0]]))
    if not plan.problem.parameters:
        return state
    parameter = b.add(to, word(plan.rows[plan.problem.parameters[0]] - states))
    return b.select(b.icmp_signed("<", to, word(states)), state, parameter)


def _push_infusion(plan: Plan, m: OneLane, state: Any, until: Any, rate: Any) -> None:
    """Put an infusion down in the first free row."""
    free = first_free(plan, m, "infusion_time")
    values = (m.many(m.b.sitofp(state, DOUBLE)), rate)
    push(m, "infusion", free, until, values)


def first_free(plan: Plan, m: OneLane, array: str) -> Any:
    """Find the first row where nothing waits."""
    row: Any = word(0)
    for k in reversed(range(plan.waiting)):
        row = m.b.select(m.holds("==", m.read(array, k), m.v.number(NEVER)), word(k), row)
    return row


def push(m: OneLane, what: str, row: Any, time: Any, values: tuple[Any, ...]) -> None:
    """Put an entry down."""
    m.write(f"{what}_time", row, time)
    for k, value in enumerate(values):
        m.write(f"{what}_value", m.b.add(m.b.mul(word(k), m.given[f"{what}_rows"]), row), value)


def _add_up(plan: Plan, m: OneLane, state: Any) -> None:
    """Add up the infusions that run into a state, from nothing, so that no rounding remains."""
    b, v = m.b, m.v
    total, wanted = v.number(0.0), m.many(b.sitofp(state, DOUBLE))
    for k in range(plan.waiting):
        runs = b.and_(
            v.test("<", m.read("infusion_time", k), v.number(NEVER)),
            v.test("==", m.read("infusion_value", k), wanted),
        )
        rate = m.read("infusion_value", b.add(m.given["infusion_rows"], word(k)))
        total = v.add(total, v.select(runs, rate, v.number(0.0)))
    m.keep_at(b.add(state, word(plan.rows[f"infusion.{plan.problem.states[0]}"])), total)


@dataclass(frozen=True)
class Entries:
    """Writes what is given at a stop; ``changed`` is where it is noted that something was."""

    plan: Plan
    m: OneLane
    give: ir.Function
    changed: Any

    @property
    def _rows(self) -> range:
        """Rows of what waits that are looked at here."""
        return range(self.plan.waiting)

    def note(self) -> None:
        """Note that something has changed."""
        self.m.b.store(TRUE, self.changed)

    def order(self, kind: Any, target: Any, amount: Any, duration: Any) -> None:
        """Carry one entry out."""
        m = self.m
        b = m.b
        b.call(self.give, [b.function.args[0], m.place, kind, target, m.single(amount), m.single(duration)])

    # ---- what may be done here --------------------------------------------------------------------

    def refused(self, infusions: int, delays: int) -> Any:
        """Tell whether there is no room for what a stop may add, or something of a kind not known here is due."""
        b = self.m.b
        needed, strange = self._due(infusions)
        found = b.or_(strange, b.icmp_signed(">", needed, self._free("infusion")))
        if delays:
            found = b.or_(found, b.icmp_signed(">", word(delays), self._free("pending")))
        return found

    def crowded(self) -> Any:
        """Tell whether something waits in a row that is not looked at here, and would not be in the next stop."""
        found: Any = FALSE
        for what in self._waiting():
            found = self.m.b.or_(found, self._beyond(what))
        return found

    def _waiting(self) -> tuple[str, ...]:
        """Say what may wait: only rules put something off."""
        return ("infusion", "pending") if self.plan.problem.rules else ("infusion",)

    def _due(self, more: int) -> tuple[Any, Any]:
        """Count what is due and may become an infusion; tell whether any of it is of a kind not known here."""
        m, b = self.m, self.m.b
        count, strange = m.local(WORD, word(more)), m.local(BIT, FALSE)
        entry = m.local(WORD, m.index("entry"))

        def one() -> None:
            kind = b.load(m.own("entry_kind", b.load(entry), BYTE))
            b.store(b.or_(b.load(strange), b.icmp_unsigned(">", kind, ir.Constant(BYTE, max(KNOWN)))), strange)
            b.store(b.add(b.load(count), word(1)), count)
            b.store(b.add(b.load(entry), word(1)), entry)

        while_any(b, lambda: self._reached(b.load(entry)), one)
        total = b.load(count)
        for k in self._rows if self.plan.problem.rules else ():
            due = m.holds("<=", m.read("pending_time", k), m.get("time"))
            total = b.add(total, b.zext(due, WORD))
        return total, b.load(strange)

    def _free(self, what: str) -> Any:
        m, b = self.m, self.m.b
        free: Any = word(0)
        for k in self._rows:
            time = m.read(f"{what}_time", k)
            empty = b.or_(m.holds("==", time, m.v.number(NEVER)), m.holds("<=", time, m.get("time")))
            free = b.add(free, b.zext(empty, WORD))
        return free

    def _beyond(self, what: str) -> Any:
        """Tell whether something waits in a row that is not looked at here."""
        m, b = self.m, self.m.b
        row, found = m.local(WORD, word(self.plan.waiting)), m.local(BIT, FALSE)

        def more() -> Any:
            bit = b.icmp_signed("<", b.load(row), m.given[f"{what}_rows"])
            return b.bitcast(bit, ir.VectorType(BIT, 1))

        def one() -> None:
            waits = m.holds("<", m.read(f"{what}_time", b.load(row)), m.v.number(NEVER))
            b.store(b.or_(b.load(found), waits), found)
            b.store(b.add(b.load(row), word(1)), row)

        while_any(b, more, one)
        return b.load(found)

    # ---- what happens -----------------------------------------------------------------------------

    def end_infusions(self) -> None:
        """Take out what has run its time."""
        for k in self._rows:
            self._if_over("infusion", k, partial(self._end, k))

    def _end(self, k: int) -> None:
        nothing = self.m.v.number(0.0)
        self.order(word(OVER), self.m.whole(self.m.read("infusion_value", k)), nothing, nothing)

    def _if_over(self, what: str, k: int, then: Callable[[], None]) -> None:
        """Take an entry out of its row if its time has come."""
        m = self.m
        with m.b.if_then(m.holds("<=", m.read(f"{what}_time", k), m.get("time"))):
            m.write(f"{what}_time", k, m.v.number(NEVER))
            self.note()
            then()

    def _reached(self, entry: Any) -> Any:
        """Tell whether an entry of the schedule is due; never beyond the last."""
        return self.m.v.test("<=", self._time_of(entry), self.m.get("time"))

    def _time_of(self, entry: Any) -> Any:
        m, b = self.m, self.m.b
        inside = b.icmp_signed("<", entry, m.given["entry_count"])
        held = m.local(DOUBLE, ir.Constant(DOUBLE, NEVER))
        with b.if_then(inside):
            b.store(b.load(m.own("entry_time", entry)), held)
        return m.many(b.load(held))

    def scheduled(self) -> None:
        """Carry out what the schedule says."""
        m, b = self.m, self.m.b

        def one() -> None:
            k = m.index("entry")
            kind = b.zext(b.load(m.own("entry_kind", k, BYTE)), WORD)
            self.order(kind, m.index("entry_target", k), m.read("entry_amount", k), m.read("entry_duration", k))
            m.set_index("entry", 0, b.add(k, word(1)))
            self.note()

        while_any(b, lambda: self._reached(m.index("entry")), one)

    def put_off(self) -> None:
        """Carry out what rules have put off until now."""
        for k in self._rows:
            self._if_over("pending", k, partial(self._delayed, k))

    def _delayed(self, k: int) -> None:
        m, b = self.m, self.m.b
        rows = m.given["pending_rows"]
        kind, target, amount, duration = (
            m.read("pending_value", b.add(b.mul(word(j), rows), word(k))) for j in range(4)
        )
        self.order(m.whole(kind), m.whole(target), amount, duration)

    def next(self) -> Any:
        """Time of the next entry of any sort."""
        m = self.m
        soonest = self._time_of(m.index("entry"))
        for k in self._rows:
            for what in self._waiting():
                soonest = m.least(m.read(f"{what}_time", k), soonest)
        return soonest
