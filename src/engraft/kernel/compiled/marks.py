"""Marks: crossings that are written down where they happen, and change nothing for those who cross them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from llvmlite import ir

from engraft.kernel.compiled.emit import emit
from engraft.kernel.compiled.memory import BISECTIONS, Memory, any_lane, for_each, word
from engraft.kernel.compiled.vectors import DOUBLE, WORD, Vectors
from engraft.kernel.plan import Plan
from engraft.kernel.problem import MARKS_KEPT


@dataclass
class Marks:
    """Writes the search for marks inside the step under way."""

    plan: Plan
    v: Vectors
    m: Memory

    def note(self) -> None:
        """Write down the marks that each good lane crosses up to the end of its step."""
        if not self.plan.marks:
            return
        for k in self._rows():
            self.m.put(f"seen.{k}", self.m.get(f"above.{k}"))
        for_each(self.v.builder, word(4), self._quarter)

    def _rows(self) -> range:
        """Say which gaps are marks."""
        return range(len(self.plan.truncating), len(self.plan.gaps))

    def _quarter(self, q: Any) -> None:
        """Look at one quarter of the step."""
        v, m, b = self.v, self.m, self.v.builder
        end = v.mul(m.splat(b.sitofp(b.add(q, word(1)), DOUBLE)), v.number(0.25))
        start = v.sub(end, v.number(0.25))
        m.put("step.theta", end)
        reached = b.and_(m.mask("good"), v.test("<", start, m.get("high")))
        values = emit(v, [self.plan.gaps[k] for k in self._rows()], m.get)
        signs = [v.test(">", value, v.number(0.0)) for value in values]
        for k, sign in zip(self._rows(), signs, strict=True):
            crossed = b.and_(reached, b.xor(sign, m.mask(f"seen.{k}")))
            m.flag(f"seen.{k}", sign)
            with b.if_then(any_lane(b, crossed), likely=False):
                m.put("mark.low", start)
                m.put("mark.high", end)
                self._find(k, sign)
                self._record(k, sign, crossed)

    def _find(self, k: int, sign: Any) -> None:
        """Halve the quarter towards the crossing."""
        v, m, b = self.v, self.m, self.v.builder

        def halve(_: Any) -> None:
            low, high = m.get("mark.low"), m.get("mark.high")
            middle = v.mul(v.number(0.5), v.add(low, high))
            m.put("step.theta", middle)
            (value,) = emit(v, [self.plan.gaps[k]], m.get)
            before = b.xor(v.test(">", value, v.number(0.0)), sign)
            m.put("mark.low", v.select(before, middle, low))
            m.put("mark.high", v.select(before, high, middle))

        for_each(b, word(BISECTIONS), halve)

    def _record(self, k: int, sign: Any, crossed: Any) -> None:
        """Remember the new side, and the time where the direction is the one asked for."""
        v, m, b = self.v, self.m, self.v.builder
        mark = k - len(self.plan.truncating)
        at = m.get("mark.high")
        inside = b.and_(crossed, v.test("<=", at, m.get("high")))
        m.put(f"above.{k}", v.select(inside, m.get(f"seen.{k}"), m.get(f"above.{k}")))
        asked = sign if self.plan.crossings[mark].rising else b.not_(sign)
        m.flag("emits", b.and_(inside, asked))
        m.put("mark.time", v.add(m.get("time"), v.mul(at, m.get("step.size"))))

        def one(lane: Any) -> None:
            with b.if_then(b.fcmp_ordered("!=", b.load(m.lane("emits", lane)), ir.Constant(DOUBLE, 0.0))):
                self.write(mark, lane)

        for_each(b, word(v.lanes), one)

    def write(self, mark: int, lane: Any) -> None:
        """Write one lane's crossing."""
        m, b = self.m, self.v.builder
        stride, person = m.given["stride"], b.load(m.lane("person", lane, WORD))
        count_at = m.at(m.array("mark_count", WORD), b.mul(word(mark), stride), person)
        count = b.load(count_at)
        with b.if_then(b.icmp_signed("<", count, word(MARKS_KEPT))):
            row = b.mul(b.add(word(mark * MARKS_KEPT), count), stride)
            b.store(b.load(m.lane("mark.time", lane)), m.at(m.array("mark_time"), row, person))
        b.store(b.add(count, word(1)), count_at)
