"""The compiled loop: each lane carries one patient up to the next stop, then takes the next patient.

One function is emitted per system. Its only argument is a list of addresses and numbers (see ``ARGUMENTS``).
Lanes run with their own time and step size; a lane whose patient must be handed back is refilled at once.
No lane reads another lane, so a patient's bits do not depend on who else is under way.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from llvmlite import ir

from engraft.kernel.compiled import functions, mode
from engraft.kernel.compiled.emit import emit
from engraft.kernel.compiled.fixed import fixed_rows
from engraft.kernel.compiled.marks import Marks
from engraft.kernel.compiled.memory import BISECTIONS, BYTE, Memory, any_lane, for_each, for_set, given, while_any, word
from engraft.kernel.compiled.parts import Parts, write_parts
from engraft.kernel.compiled.reduce import Cells, Peaks
from engraft.kernel.compiled.stops import stop_rows, write_happen
from engraft.kernel.compiled.tangents import Following
from engraft.kernel.compiled.target import Target
from engraft.kernel.compiled.vectors import BIT, DOUBLE, WORD, Vectors
from engraft.kernel.compiled.writer import Writer
from engraft.kernel.expression import symbol
from engraft.kernel.limits import (
    DEEP,
    FASTEST,
    MOST_DRAINED,
    NEARLY_ALL,
    SAFETY,
    SLOWEST,
    SMALLEST_STEP,
    TOO_NEGATIVE,
)
from engraft.kernel.plan import Plan
from engraft.kernel.rodas5p import ORDER

LANDED, BROKEN, BELOW, EXHAUSTED = 0, 1, 2, 3


@dataclass
class Loop:
    """Writes the loop of one plan."""

    plan: Plan
    v: Vectors
    m: Memory
    parts: Parts
    happen: ir.Function  # carries a lane through a stop, or says that it must leave
    following: Following

    @property
    def gaps(self) -> int:
        """Number of gaps that may end a step."""
        return len(self.plan.truncating)

    def turn(self, taken: Any) -> None:
        """Write one turn of the loop: a step for every lane, and new patients where old ones leave."""
        b, m = self.v.builder, self.m
        self.size()
        self.v.builder.call(self.parts.step, [self.m.scratch])
        self.judge()
        self.dense()
        self.locate()
        Marks(self.plan, self.v, self.m).note()
        Peaks(self.plan, self.v, self.m).follow()
        self.land()

        def one(lane: Any) -> None:
            with b.if_then(b.fcmp_ordered("!=", b.load(m.lane("leaves", lane)), ir.Constant(DOUBLE, 0.0))):
                self.leave(lane, taken)

        with b.if_then(any_lane(b, self.m.mask("leaves"))):
            for_each(b, word(self.v.lanes), one)

    # ---- one step ---------------------------------------------------------------------------------

    def size(self) -> None:
        """Choose the step: the wished size, the whole way to the stop, or half of it."""
        v, m = self.v, self.m
        wish = m.get("wish")
        remaining = v.sub(m.get("stop"), m.get("time"))
        whole = v.test(">=", wish, v.mul(remaining, v.number(NEARLY_ALL)))
        half = v.select(v.test(">", v.mul(v.number(2.0), wish), remaining), v.mul(v.number(0.5), remaining), wish)
        m.put("step.size", v.select(whole, remaining, half))
        self.m.flag("whole", whole)

    def dense(self) -> None:
        """Write the slopes of the interpolant: gaps and peaks always look at some, visits in few steps at all."""
        v, m, b = self.v, self.m, self.v.builder
        if self.plan.always_dense:
            b.call(self.parts.glance, [m.scratch])
            if self.parts.glance is self.parts.dense:
                return
        due = v.test("<", m.get("due"), v.add(m.get("time"), m.get("step.size")))
        due = b.or_(due, b.and_(m.mask("whole"), v.test("<", m.get("due"), m.get("stop"))))
        with b.if_then(any_lane(b, b.and_(due, m.mask("good")))):
            b.call(self.parts.dense, [m.scratch])

    def judge(self) -> None:
        """Accept or refuse, and choose the next size."""
        v, m, b = self.v, self.m, self.v.builder
        error = v.div(m.get("error"), m.get("rtol"))
        sound = self._sound(error)
        below, shallow = self._depth()
        negative = b.and_(below, sound)
        raw = v.mul(v.number(SAFETY), functions.exp(v, v.mul(v.number(-1.0 / ORDER), functions.log(v, error))))
        factor = v.select(v.test(">", raw, v.number(FASTEST)), v.number(FASTEST), raw)
        factor = v.select(v.test("<", factor, v.number(SLOWEST)), v.number(SLOWEST), factor)
        refused = b.or_(b.not_(sound), negative)
        factor = v.select(refused, v.number(SLOWEST), factor)
        good = b.and_(v.test("<=", error, v.number(1.0)), b.not_(refused))
        h, wish = m.get("step.size"), m.get("wish")
        wanted = v.mul(h, factor)
        kept = b.and_(good, b.and_(v.test("<", h, wish), v.test(">", wish, wanted)))
        m.put("wish", v.select(kept, wish, wanted))
        m.put("steps", v.add(m.get("steps"), v.number(1.0)))
        afloat = v.select(b.and_(good, shallow), v.number(0.0), m.get("draining"))
        m.put("draining", v.select(negative, v.add(m.get("draining"), v.number(1.0)), afloat))
        self._give_up(good, negative)

    def _sound(self, error: Any) -> Any:
        """Tell where error and new state are finite."""
        v, infinite = self.v, self.v.number(float("inf"))
        sound = v.test("<", error, infinite)
        for s in self.plan.states:
            sound = v.builder.and_(sound, v.test("<", v.absolute(self.m.get(f"new.{s}")), infinite))
        return sound

    def _depth(self) -> tuple[Any, Any]:
        """Tell where something that cannot be negative is, and where nothing is anywhere near."""
        v, b = self.v, self.v.builder
        scale = v.mul(v.number(-TOO_NEGATIVE), self.m.get("rtol"))
        below, deep = self.nowhere(), self.nowhere()
        for s, floor, unsigned in zip(self.plan.states, self.plan.negligible, self.plan.unsigned, strict=True):
            if unsigned:
                new, limit = self.m.get(f"new.{s}"), v.mul(scale, v.number(floor))
                below = b.or_(below, v.test("<", new, limit))
                deep = b.or_(deep, v.test("<=", new, v.mul(limit, v.number(DEEP))))
        return below, b.not_(deep)

    def _give_up(self, good: Any, negative: Any) -> None:
        """Decide which lanes leave unfinished, and why."""
        v, m, b = self.v, self.m, self.v.builder
        t = v.absolute(m.get("time"))
        least = v.mul(v.number(SMALLEST_STEP), v.select(v.test(">", t, v.number(1.0)), t, v.number(1.0)))
        stuck = b.and_(b.not_(good), v.test("<", m.get("wish"), least))
        drained = b.and_(negative, b.or_(stuck, v.test(">=", m.get("draining"), v.number(float(MOST_DRAINED)))))
        exhausted = v.test(">=", m.get("steps"), m.get("max_steps"))
        outcome = v.select(exhausted, v.number(EXHAUSTED), v.number(LANDED))
        outcome = v.select(stuck, v.number(BROKEN), outcome)
        outcome = v.select(drained, v.number(BELOW), outcome)
        m.put("outcome", outcome)
        lost = b.or_(b.or_(stuck, drained), exhausted)
        self.m.flag("good", b.and_(b.and_(good, b.not_(lost)), self.m.mask("busy")))
        self.m.flag("leaves", b.and_(lost, self.m.mask("busy")))

    # ---- where the step ends ----------------------------------------------------------------------

    def signs(self) -> list[Any]:
        """Tell for every gap whether it is above zero at theta."""
        return [self.v.test(">", g, self.v.number(0.0)) for g in emit(self.v, self.plan.gaps[: self.gaps], self.m.get)]

    def crossed(self, k: int, sign: Any, before: Any) -> Any:
        """Tell where gap k changed its sign in a watched direction."""
        b = self.v.builder
        up = b.and_(self.m.mask(f"up.{k}"), b.and_(sign, b.not_(before)))
        down = b.and_(self.m.mask(f"down.{k}"), b.and_(b.not_(sign), before))
        return b.or_(up, down)

    def locate(self) -> None:
        """Find the first crossing in each good lane: look at the quarters, then halve."""
        v, m, b = self.v, self.m, self.v.builder
        m.put("low", v.number(0.0))
        m.put("high", v.number(1.0))
        m.put("ended_by", v.number(-1.0))
        self.m.flag("hit", self.nowhere())
        if not self.gaps:
            return
        for k in range(self.gaps):
            m.put(f"seen.{k}", m.get(f"above.{k}"))
        for_each(b, word(4), self._quarter)
        with b.if_then(any_lane(b, self.m.mask("hit")), likely=False):
            for_each(b, word(BISECTIONS), self._halve)
            self._name_gap()

    def nowhere(self) -> Any:
        """Give a mask that is set in no lane."""
        return ir.Constant(ir.VectorType(BIT, self.v.lanes), [0] * self.v.lanes)

    def _quarter(self, q: Any) -> None:
        """Look at one quarter; the first with a crossing becomes the bracket."""
        v, m, b = self.v, self.m, self.v.builder
        theta = v.mul(self.m.splat(b.sitofp(b.add(q, word(1)), DOUBLE)), v.number(0.25))
        m.put("step.theta", theta)
        fresh = b.and_(self.m.mask("good"), b.not_(self.m.mask("hit")))
        signs, found = self.signs(), self.nowhere()
        for k, sign in enumerate(signs):
            found = b.or_(found, self.crossed(k, sign, self.m.mask(f"seen.{k}")))
        found = b.and_(found, fresh)
        m.put("low", v.select(found, v.sub(theta, v.number(0.25)), m.get("low")))
        m.put("high", v.select(found, theta, m.get("high")))
        self.m.flag("hit", b.or_(found, self.m.mask("hit")))
        unfound = b.and_(fresh, b.not_(found))
        for k, sign in enumerate(signs):
            one = v.select(sign, v.number(1.0), v.number(0.0))
            m.put(f"seen.{k}", v.select(unfound, one, m.get(f"seen.{k}")))

    def _halve(self, _: Any) -> None:
        """Halve the bracket towards the first crossing."""
        v, m, b = self.v, self.m, self.v.builder
        middle = v.mul(v.number(0.5), v.add(m.get("low"), m.get("high")))
        m.put("step.theta", middle)
        beyond = self.nowhere()
        for k, sign in enumerate(self.signs()):
            beyond = b.or_(beyond, self.crossed(k, sign, self.m.mask(f"seen.{k}")))
        m.put("high", v.select(beyond, middle, m.get("high")))
        m.put("low", v.select(beyond, m.get("low"), middle))

    def _name_gap(self) -> None:
        """Say which gap ended the step: the first that has changed at the end of the bracket."""
        v, m = self.v, self.m
        hit = self.m.mask("hit")
        m.put("step.theta", v.select(hit, m.get("high"), v.number(1.0)))
        name = v.number(-1.0)
        for k, sign in reversed(list(enumerate(self.signs()))):
            name = v.select(self.crossed(k, sign, self.m.mask(f"seen.{k}")), v.number(float(k)), name)
        m.put("ended_by", v.select(hit, name, v.number(-1.0)))

    # ---- after the step ---------------------------------------------------------------------------

    def land(self) -> None:
        """Emit what is due, then move the good lanes to the end of their step."""
        v, m, b = self.v, self.m, self.v.builder
        good, hit, stop = self.m.mask("good"), self.m.mask("hit"), m.get("stop")
        at_stop = b.and_(b.and_(good, self.m.mask("whole")), b.not_(hit))
        inside = v.add(m.get("time"), v.mul(m.get("high"), m.get("step.size")))
        inside = v.select(v.test("<", inside, stop), inside, stop)
        m.put("until", v.select(at_stop, stop, inside))
        while_any(b, self._due, self._emit)
        with b.if_then(any_lane(b, hit), likely=False):
            self._cut_short(hit)
        self.following.land()
        for s, unsigned in zip(self.plan.states, self.plan.unsigned, strict=True):
            new = m.get(f"new.{s}")
            if unsigned:
                new = v.select(v.test("<", new, v.number(0.0)), v.number(0.0), new)
            m.put(s, v.select(good, new, m.get(s)))
        m.put("time", v.select(good, m.get("until"), m.get("time")))
        ends = v.test(">=", m.get("time"), stop)
        self.m.flag("leaves", b.or_(self.m.mask("leaves"), b.and_(good, b.or_(ends, hit))))

    def _cut_short(self, hit: Any) -> None:
        """Where a crossing ended the step, the new state is the one there."""
        v, m = self.v, self.m
        self.v.builder.call(self.parts.dense, [m.scratch])
        m.put("step.theta", m.get("high"))
        there = emit(v, self.plan.within([symbol(s) for s in self.plan.states]), m.get)
        for s, value in zip(self.plan.states, there, strict=True):
            m.put(f"new.{s}", v.select(hit, value, m.get(f"new.{s}")))
        self.following.cut_short(hit)

    def _due(self) -> Any:
        v = self.v
        return v.builder.and_(self.m.mask("good"), v.test("<", self.m.get("due"), self.m.get("until")))

    def _emit(self) -> None:
        """Write the outputs of every lane whose next visit lies inside the step."""
        v, m, b = self.v, self.m, self.v.builder
        due = self._due()
        m.put("step.theta", v.div(v.sub(m.get("due"), m.get("time")), m.get("step.size")))
        values = emit(v, self.plan.seen, m.get)
        for k, value in enumerate(values):
            m.put(f"output.{k}", value)
        self.following.show()
        cells = Cells(self.v, m, len(values))
        cells.find()
        for_set(b, due, lambda lane: self._write(lane, cells))

    def _write(self, lane: Any, cells: Cells) -> None:
        """Write one lane's outputs or their cells, and look up its next visit."""
        m, b = self.m, self.v.builder
        visit_at = m.lane("visit", lane, WORD)
        visit = b.load(visit_at)
        self.following.write(lane, visit)
        with b.if_else(cells.counting()) as (counted, stored):
            with counted:
                cells.note(lane, visit)
            with stored:
                self._store(lane, visit, cells.outputs)
        following = b.add(visit, word(1))
        b.store(following, visit_at)
        b.store(b.load(m.at(m.array("times"), following)), m.lane("due", lane))

    def _store(self, lane: Any, visit: Any, count: int) -> None:
        """Write one lane's outputs."""
        m, b = self.m, self.v.builder
        person = b.load(m.lane("person", lane, WORD))
        start = b.mul(b.add(b.mul(person, m.given["visits"]), visit), word(count))
        output = m.array("output")
        for k in range(count):
            b.store(b.load(m.lane(f"output.{k}", lane)), m.at(output, start, word(k)))

    # ---- patients come and go ---------------------------------------------------------------------

    def carried(self) -> list[tuple[str, int]]:
        """Rows of the table that a lane loads: time, states, parameters."""
        plan = self.plan
        own = {"step.size", "step.theta"} | {f"new.{s}" for s in plan.states}
        own |= {f"dense{k}.{s}" for k in (1, 2, 3) for s in plan.states} | {*plan.columns.tangents}
        return [(name, row) for name, row in plan.rows.items() if name not in own]

    def leave(self, lane: Any, taken: Any) -> None:
        """Let happen what is due; exchange the patient if that is for others to do."""
        b = self.v.builder
        goes_on = b.call(self.happen, [b.function.args[0], lane])
        with b.if_then(b.not_(goes_on)):
            self.exchange(lane, taken)

    def exchange(self, lane: Any, taken: Any) -> None:
        """Hand back the patient of a lane and take the next."""
        self._hand_back(lane)
        self.take(lane, taken)

    def _person_cell(self, array: str, person: Any, kind: ir.Type = DOUBLE) -> Any:
        return self.m.at(self.m.array(array, kind), person)

    def _hand_back(self, lane: Any) -> None:
        m, b, plan = self.m, self.v.builder, self.plan
        person = b.load(m.lane("person", lane, WORD))
        table, stride = m.array("table"), m.given["stride"]
        for name in ("time", *plan.states, *(f"new.{s}" for s in plan.states), *plan.followed):
            at = m.at(table, b.mul(word(plan.rows[name]), stride), person)
            b.store(b.load(m.lane(name, lane)), at)
        self.following.carry(lane, person, out=True)
        for name in ("wish", "steps", "draining", "outcome", "ended_by"):
            b.store(b.load(m.lane(name, lane)), self._person_cell(name, person))
        b.store(b.load(m.lane("visit", lane, WORD)), self._person_cell("visit", person, WORD))
        for k in range(self.gaps, len(plan.gaps)):
            at = m.at(m.array("above", BYTE), b.mul(word(k), stride), person)
            b.store(b.fptoui(b.load(m.lane(f"above.{k}", lane)), BYTE), at)

    def take(self, lane: Any, taken: Any) -> None:
        """Load the next patient into a lane, or leave it idle."""
        m, b = self.m, self.v.builder
        k = b.load(taken)
        with b.if_else(b.icmp_signed("<", k, m.given["count"])) as (more, none):
            with more:
                b.store(b.add(k, word(1)), taken)
                person = b.load(m.at(m.array("who", WORD), k))
                b.store(person, m.lane("person", lane, WORD))
                self._load(lane, person)
                b.call(self.parts.fixed, [m.scratch])
                b.store(ir.Constant(DOUBLE, 1.0), m.lane("busy", lane))
            with none:
                b.store(ir.Constant(DOUBLE, 0.0), m.lane("busy", lane))

    def _load(self, lane: Any, person: Any) -> None:
        m, b = self.m, self.v.builder
        table, stride = m.array("table"), m.given["stride"]
        for name, row in self.carried():
            b.store(b.load(m.at(table, b.mul(word(row), stride), person)), m.lane(name, lane))
        self.following.carry(lane, person, out=False)
        for name in ("stop", "appointed", "wish", "steps", "draining"):
            b.store(b.load(self._person_cell(name, person)), m.lane(name, lane))
        visit = b.load(self._person_cell("visit", person, WORD))
        b.store(visit, m.lane("visit", lane, WORD))
        b.store(b.load(m.at(m.array("times"), visit)), m.lane("due", lane))
        rows = (
            ("above", "above", len(self.plan.gaps)),
            ("watch_up", "up", self.gaps),
            ("watch_down", "down", self.gaps),
        )
        for array, prefix, count in rows:
            for k in range(count):
                at = m.at(m.array(array, BYTE), b.mul(word(k), stride), person)
                b.store(b.uitofp(b.load(at), DOUBLE), m.lane(f"{prefix}.{k}", lane))


def row_names(plan: Plan) -> list[str]:
    """Name every row of the scratch table."""
    lane = ["stop", "wish", "due", "until", "error", "low", "high", "steps", "draining", "outcome", "ended_by"]
    flags = ["person", "visit", "whole", "busy", "good", "leaves", "hit", "emits", "rtol", "max_steps"]
    flags += ["mark.low", "mark.high", "mark.time", "top.value", "top.theta", "top.left", "top.right"]
    passed = [name for chunks in plan.chunks.values() for piece in chunks for name in piece.names]
    watched = [f"{what}.{k}" for what in ("above", "seen", "up", "down") for k in range(len(plan.gaps))]
    outputs = [f"output.{k}" for k in range(len(plan.seen))]
    rows = [*plan.work_rows, *passed, *fixed_rows(plan), *lane, *flags, *watched, *outputs, *stop_rows(plan)]
    return list(dict.fromkeys(rows))


def write_advance(plan: Plan, target: Target) -> ir.Module:
    """Write the function ``advance(arguments)`` for a processor."""
    module = ir.Module("engraft")
    module.triple = target.triple
    function = ir.Function(module, ir.FunctionType(ir.VoidType(), [WORD.as_pointer()]), "advance")
    b = ir.IRBuilder(function.append_basic_block("entry"))
    before = mode.enter(b, target.triple)
    v = Vectors(b, target.lanes, target.fused)
    told, writer = given(b, function.args[0]), Writer(module, target, row_names(plan))
    m = Memory(v, writer.names, b.inttoptr(told["scratch"], DOUBLE.as_pointer()), told)
    parts = write_parts(plan, writer)
    following = Following(plan, m, parts.tangents)
    loop = Loop(plan, v, m, parts, write_happen(plan, writer, parts.fixed), following)
    taken = b.alloca(WORD)
    b.store(word(0), taken)
    for name in ("rtol", "max_steps"):
        m.put(name, m.splat(b.bitcast(m.given[name], DOUBLE)))
    for_each(b, word(target.lanes), lambda lane: loop.take(lane, taken))
    while_any(b, lambda: m.mask("busy"), lambda: loop.turn(taken))
    mode.leave(b, target.triple, before)
    b.ret_void()
    return module
