"""What is kept of a course instead of the course: peaks per patient, and cells of outputs to be counted."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from llvmlite import ir

from engraft.kernel.compiled.emit import emit
from engraft.kernel.compiled.memory import Memory, any_lane, for_each, word
from engraft.kernel.compiled.vectors import DOUBLE, WORD, Vectors
from engraft.kernel.expression import Expression
from engraft.kernel.peaks import HALVINGS, LOOKS
from engraft.kernel.plan import Plan, peak_rows
from engraft.kernel.problem import Peak

NOTE = ir.IntType(16)


@dataclass
class Peaks:
    """Writes the search for peaks inside the step under way, as ``engraft.kernel.peaks`` says it."""

    plan: Plan
    v: Vectors
    m: Memory

    def follow(self) -> None:
        """Look at each peak in the good lanes, up to the end of their step."""
        for k, peak in enumerate(self.plan.problem.peaks):
            self._follow(k, peak)

    def _at(self, expression: Expression, theta: Any) -> Any:
        self.m.put("step.theta", theta)
        return emit(self.v, [expression], self.m.get)[0]

    def _follow(self, k: int, peak: Peak) -> None:
        v, m, b = self.v, self.m, self.v.builder
        low, high = self._edge(peak.since), self._edge(peak.until)
        apart = v.mul(v.sub(high, low), v.number(1.0 / LOOKS))
        first = self._at(self.plan.tops[k], low)
        m.put("top.value", v.select(v.test("!=", first, first), v.number(-float("inf")), first))
        m.put("top.theta", low)

        def look(q: Any) -> None:
            share = m.splat(b.sitofp(b.add(q, word(1)), DOUBLE))
            self._higher(k, v.add(low, v.mul(share, apart)), None)

        for_each(b, word(LOOKS), look)
        self._narrow(k, low, high, apart)
        self._remember(k, peak)

    def _edge(self, time: float) -> Any:
        """Give the theta of an edge of the window, within the step."""
        v, m = self.v, self.m
        end = m.get("high")
        if time == float("inf"):
            return end
        theta = v.div(v.sub(v.number(time), m.get("time")), m.get("step.size"))
        theta = v.select(v.test(">", theta, v.number(0.0)), theta, v.number(0.0))
        return v.select(v.test("<", theta, end), theta, end)

    def _higher(self, k: int, theta: Any, among: Any) -> None:
        """Take another place where the value there is higher."""
        v, m = self.v, self.m
        value = self._at(self.plan.tops[k], theta)
        higher = v.test(">", value, m.get("top.value"))
        higher = higher if among is None else v.builder.and_(higher, among)
        m.put("top.value", v.select(higher, value, m.get("top.value")))
        m.put("top.theta", v.select(higher, theta, m.get("top.theta")))

    def _narrow(self, k: int, low: Any, high: Any, apart: Any) -> None:
        """Go from the highest place looked at to the top beside it, where that can be higher than anything before."""
        v, m, b = self.v, self.m, self.v.builder
        best, at = m.get("top.value"), m.get("top.theta")
        slope = self._at(self.plan.top_slopes[k], at)
        rising = v.test(">", slope, v.number(0.0))
        before, after = v.sub(at, apart), v.add(at, apart)
        left = v.select(rising, at, v.select(v.test(">", before, low), before, low))
        right = v.select(rising, v.select(v.test("<", after, high), after, high), at)
        tangent = v.add(best, v.mul(v.absolute(slope), v.sub(right, left)))
        chosen = b.and_(v.test("<", left, right), v.test(">", tangent, m.get(peak_rows(k)[0])))
        chosen = b.and_(chosen, m.mask("good"))
        with b.if_then(any_lane(b, chosen), likely=False):
            m.put("top.left", left)
            m.put("top.right", right)
            for_each(b, word(HALVINGS), lambda _: self._halve(k))
            self._higher(k, m.get("top.left"), chosen)

    def _halve(self, k: int) -> None:
        """Halve the bracket towards the change of sign of the slope."""
        v, m = self.v, self.m
        left, right = m.get("top.left"), m.get("top.right")
        middle = v.mul(v.number(0.5), v.add(left, right))
        before = v.test(">", self._at(self.plan.top_slopes[k], middle), v.number(0.0))
        m.put("top.left", v.select(before, middle, left))
        m.put("top.right", v.select(before, right, middle))

    def _remember(self, k: int, peak: Peak) -> None:
        """Write down a value that is higher than all before and lies in the window."""
        v, m, b = self.v, self.m, self.v.builder
        value_row, time_row = peak_rows(k)
        start, size = m.get("time"), m.get("step.size")
        end = v.add(start, v.mul(m.get("high"), size))
        reached = b.and_(v.test(">=", end, v.number(peak.since)), v.test("<=", start, v.number(peak.until)))
        higher = b.and_(v.test(">", m.get("top.value"), m.get(value_row)), b.and_(reached, m.mask("good")))
        time = v.add(start, v.mul(m.get("top.theta"), size))
        time = v.select(v.test("<", time, m.get("stop")), time, m.get("stop"))
        time = v.select(v.test(">", time, v.number(peak.since)), time, v.number(peak.since))
        m.put(value_row, v.select(higher, m.get("top.value"), m.get(value_row)))
        m.put(time_row, v.select(higher, time, m.get(time_row)))


@dataclass
class Cells:
    """Writes what becomes of outputs that are counted: the cell of a value comes from its bits."""

    v: Vectors
    m: Memory
    outputs: int

    def counting(self) -> Any:
        """Tell whether outputs are counted."""
        return self.v.builder.icmp_signed("!=", self.m.given["cells"], word(0))

    def find(self) -> None:
        """Replace the outputs of every lane by their cells, where they are counted."""
        b = self.v.builder
        if not self.outputs:
            return
        with b.if_then(self.counting()):
            told = {name: self._words(name) for name in ("cells", "origin", "shift", "first", "most")}
            for_each(b, word(self.outputs), lambda k: self._find_one(k, told))

    def _words(self, name: str) -> Any:
        """Repeat one of the caller's integers in every lane."""
        return self.v.bits(self.m.splat(self.v.builder.bitcast(self.m.given[name], DOUBLE)))

    def _find_one(self, k: Any, told: dict[str, Any]) -> None:
        """Find the cells of one output, as ``engraft.kernel.bins`` says it; few outputs have lanes below zero."""
        v, b = self.v, self.v.builder
        place = b.add(word(self.m.row["output.0"] * v.lanes), b.mul(k, word(v.lanes)))
        value = self.m.load(place)
        size = self._size(b.ashr(v.bits(value), told["shift"]), told)
        self.m.store(v.doubles(b.add(told["origin"], size)), place)
        odd = b.fcmp_unordered("<", value, v.number(0.0))
        with b.if_then(any_lane(b, odd), likely=False):
            size = self._size(b.lshr(v.bits(v.absolute(value)), told["shift"]), told)
            size = b.select(v.test("<", value, v.number(0.0)), b.sub(v.word(0), size), size)
            cell = b.add(told["origin"], size)
            cell = b.select(b.icmp_signed("<", cell, v.word(0)), v.word(0), cell)
            cell = b.select(v.test("!=", value, value), b.sub(told["cells"], v.word(1)), cell)
            self.m.store(v.doubles(cell), place)

    def _size(self, leading: Any, told: dict[str, Any]) -> Any:
        """Give the number of the bin from leading bits, zero for whatever is smaller than the first."""
        v, b = self.v, self.v.builder
        size = b.add(b.sub(leading, told["first"]), v.word(1))
        size = b.select(b.icmp_signed("<", size, v.word(0)), v.word(0), size)
        return b.select(b.icmp_signed("<", size, told["most"]), size, told["most"])

    def note(self, lane: Any, visit: Any) -> None:
        """Write down the cells of one lane's outputs at its visit."""
        m, b = self.m, self.v.builder
        if not self.outputs:
            return
        person = b.load(m.lane("person", lane, WORD))
        start = b.mul(b.add(b.mul(visit, m.given["stride"]), person), word(self.outputs))
        noted = m.array("noted", NOTE)
        for k in range(self.outputs):
            cell = b.trunc(b.load(m.lane(f"output.{k}", lane, WORD)), NOTE)
            b.store(cell, m.at(noted, start, word(k)))
