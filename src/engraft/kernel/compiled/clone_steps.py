"""Small clones in the compiled loop: what ``kernel.clones`` does for one patient who stands on the grid.

Every method writes code; see there for the reasons.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from llvmlite import ir

from engraft.kernel.birth_death import FASTEST_RATE, MOST
from engraft.kernel.clones import STREAMS
from engraft.kernel.compiled import families
from engraft.kernel.compiled.emit import emit
from engraft.kernel.compiled.entries import FALSE, TRUE
from engraft.kernel.compiled.fixed import LAWS, settled
from engraft.kernel.compiled.memory import any_lane, word
from engraft.kernel.compiled.one_lane import OneLane
from engraft.kernel.compiled.philox import LOW, repeated, uniform
from engraft.kernel.compiled.vectors import WORD
from engraft.kernel.limits import NO_RATE
from engraft.kernel.plan import Plan
from engraft.kernel.problem import Clone

NEVER, UNKNOWN = float("inf"), float("nan")
RATES = 3  # birth, death, immigration


@dataclass(frozen=True)
class CloneSteps:
    """Writes the steps of the clones of one patient."""

    plan: Plan
    m: OneLane
    descend: ir.Function
    arrive: ir.Function | None

    @property
    def clones(self) -> tuple[Clone, ...]:
        """Clones of the problem."""
        return self.plan.problem.clones

    def gap(self, c: int) -> int:
        """Give the number of the gap that watches a clone fall."""
        return len(self.plan.truncating) - len(self.clones) + c

    # ---- the grid ---------------------------------------------------------------------------------

    def _nearest(self, c: int) -> Any:
        v = self.m.v
        return families.whole(v, v.div(self.m.get("time"), v.number(self.clones[c].interval)))

    def on_grid(self, c: int) -> Any:
        """Tell whether the patient stands on the grid of a clone."""
        v = self.m.v
        return self.m.holds("==", v.mul(self._nearest(c), v.number(self.clones[c].interval)), self.m.get("time"))

    def next_grid(self) -> Any:
        """Time of the next grid point at which something can happen to a clone."""
        m, v, b = self.m, self.m.v, self.m.b
        soonest, gone = v.number(NEVER), emit(v, self.plan.gone, m.get)
        for c, clone in enumerate(self.clones):
            lives = b.and_(m.is_set("small", c), b.not_(m.holds(">", gone[c], v.number(0.0))))
            waits = b.or_(lives, m.is_set("armed", c))
            interval, nearest = v.number(clone.interval), self._nearest(c)
            passed = v.test("<=", v.mul(nearest, interval), m.get("time"))
            grid = v.mul(v.add(nearest, v.select(passed, v.number(1.0), v.number(0.0))), interval)
            sooner = b.and_(waits, m.holds("<", grid, soonest))
            soonest = b.select(sooner, grid, soonest)
        return soonest

    def watch(self) -> None:
        """Look out for the fall of those clones that are neither small nor about to be."""
        m, b, v = self.m, self.m.b, self.m.v
        for c in range(len(self.clones)):
            busy = b.or_(m.is_set("small", c), m.is_set("armed", c))
            m.put(f"up.{self.gap(c)}", b.select(busy, v.number(0.0), v.number(1.0)))

    # ---- rates ------------------------------------------------------------------------------------

    def _rates(self, c: int) -> list[Any]:
        m, v = self.m, self.m.v
        state = self.clones[c].state

        def load(name: str) -> Any:
            value = m.get(name)
            return v.select(v.test(">", value, v.number(1.0)), value, v.number(1.0)) if name == state else value

        return emit(v, self.plan.clone_laws[c], load, kept=settled(self.plan)[LAWS][c].kept)

    def _mean_rates(self, c: int) -> list[Any]:
        m, v = self.m, self.m.v
        found = []
        for k, now in enumerate(self._rates(c)):
            mean = v.mul(v.number(0.5), v.add(m.read("clone_start", RATES * c + k), now))
            rate = v.select(v.test("<", mean, v.number(0.0)), v.number(0.0), mean)
            found.append(v.select(v.test("<", mean, v.number(NO_RATE)), v.number(float("inf")), rate))
        return found

    def note_rates(self, c: int) -> None:
        """Remember the rates at the start of an interval, if the clone is small."""
        with self.m.b.if_then(self.m.is_set("small", c)):
            for k, rate in enumerate(self._rates(c)):
                self.m.write("clone_start", RATES * c + k, rate)

    def prepare(self) -> Any:
        """Work out the rates of all clones before anyone jumps; tell whether they are sound."""
        m, v, b = self.m, self.m.v, self.m.b
        sound = TRUE
        for c, clone in enumerate(self.clones):
            fine = m.holds(">=", m.get(clone.state), v.number(-0.5))
            for k, rate in enumerate(self._mean_rates(c)):
                m.put(f"clone.{c}.{k}", rate)
                fine = b.and_(fine, m.holds("<", rate, v.number(FASTEST_RATE)))
            sound = b.and_(sound, b.or_(fine, b.not_(m.is_set("small", c))))
        return sound

    # ---- what happens on the grid -----------------------------------------------------------------

    def advance(self) -> None:
        """Move every small clone one interval on, and round those that fell; each if the patient stands on its grid."""
        m, b = self.m, self.m.b
        for c in range(len(self.clones)):
            with b.if_then(self.on_grid(c)):
                small, ready = m.is_set("small", c), b.and_(m.is_set("armed", c), b.not_(self._fed(c)))
                with b.if_then(small):
                    self._step(c)
                with b.if_then(ready):
                    self._discretise(c)
                    m.set_flag("armed", c, FALSE)
        for c in range(len(self.clones)):
            self.note_rates(c)

    def _fed(self, c: int) -> Any:
        return self.m.holds("!=", self.m.get(f"infusion.{self.clones[c].state}"), self.m.v.number(0.0))

    def _place(self, c: int, what: str) -> list[Any]:
        """Person, grid point and key of a stream."""
        m, b = self.m, self.m.b
        first = 2 * (len(STREAMS) * c + STREAMS.index(what))
        keys = m.array("clone_keys", WORD)
        grid = b.and_(m.whole(self._nearest(c)), word(LOW))
        identity = b.load(m.at(m.array("persons", WORD), m.person))
        return [identity, grid, *(b.load(m.at(keys, word(first + k))) for k in range(2))]

    def _step(self, c: int) -> None:
        m, v, b, clone = self.m, self.m.v, self.m.b, self.clones[c]
        birth, death, arriving = (m.get(f"clone.{c}.{k}") for k in range(RATES))
        one = families.lineage(v, birth, death, clone.interval)
        before = families.whole(v, m.get(clone.state))
        given = [m.whole(before), m.single(one.survive), m.single(families.log_of_more(v, one))]
        left = m.many(b.sitofp(b.call(self.descend, [*given, *self._place(c, "cells")]), ir.DoubleType()))
        if not self.plan.sterile[c]:
            left = v.add(left, self._newcomers(c, v.mul(arriving, one.span), one))
        after = v.select(v.test("<", left, v.number(MOST)), left, v.number(MOST))
        m.put(clone.state, after)
        empty = m.holds("==", after, v.number(0.0))
        with b.if_then(b.and_(empty, m.holds(">", before, v.number(0.0)))):
            m.write("extinct_time", c, m.get("time"))
        with b.if_then(b.not_(empty)):
            m.write("extinct_time", c, v.number(UNKNOWN))
        with b.if_then(m.holds(">=", after, v.number(clone.threshold))):
            self.rejoin(c)

    def _newcomers(self, c: int, weight: Any, one: families.Lineage) -> Any:
        m, v, b = self.m, self.m.v, self.m.b
        log_stop = families.log_of_stop(v, one)
        expected, certain = families.expected_families(v, weight, one, log_stop)
        sure = v.test(">=", certain, v.number(0.0))
        drawn = [m.single(x) for x in (v.select(sure, v.number(0.0), expected), log_stop, one.more)]
        number = m.many(b.call(self.arrive, [*drawn, *self._place(c, "newcomers")]))
        return v.select(sure, certain, number)

    def _discretise(self, c: int) -> None:
        m, v, b, clone = self.m, self.m.v, self.m.b, self.clones[c]
        cells, zero = m.get(clone.state), v.number(0.0)
        with b.if_then(m.holds("<", cells, v.number(clone.threshold))):
            before = v.select(v.test(">", cells, zero), cells, zero)
            who, grid, *key = self._place(c, "whole")
            u = uniform(v, repeated(v, who), (v.word(0), repeated(v, grid)), key)
            after = b.sitofp(b.fptosi(v.add(before, u), v.words), v.type)
            m.put(clone.state, after)
            m.set_flag("small", c, TRUE)
            m.keep(f"continuous.{clone.state}", zero)
            gone = b.and_(v.test("==", after, zero), v.test(">", before, zero))
            with b.if_then(any_lane(b, gone)):
                m.write("extinct_time", c, m.get("time"))

    def arm(self) -> None:
        """Watch clones that are below their threshold, and free those that were lifted above it."""
        m, b, v = self.m, self.m.b, self.m.v
        for c, clone in enumerate(self.clones):
            low = m.holds("<", m.get(clone.state), v.number(clone.threshold))
            below, small = b.and_(low, b.not_(self._fed(c))), m.is_set("small", c)
            m.set_flag("armed", c, b.or_(m.is_set("armed", c), b.and_(below, b.not_(small))))
            with b.if_then(b.and_(small, b.not_(below))):
                self.rejoin(c)
            with b.if_then(b.and_(small, below)):
                self._refill(c)

    def _refill(self, c: int) -> None:
        """Count a small clone anew: a dose may have left a fraction of a cell."""
        m, v, state = self.m, self.m.v, self.clones[c].state
        cells = m.get(state)
        near = families.whole(v, cells)
        after = v.select(v.test(">", near, cells), v.sub(near, v.number(1.0)), near)
        m.put(state, after)
        with m.b.if_then(m.holds(">", after, v.number(0.0))):
            m.write("extinct_time", c, v.number(UNKNOWN))
        self.note_rates(c)

    def rejoin(self, c: int) -> None:
        """Give a clone back to the equations."""
        self.m.set_flag("small", c, FALSE)
        self.m.write("extinct_time", c, self.m.v.number(UNKNOWN))
        self.m.keep(f"continuous.{self.clones[c].state}", self.m.v.number(1.0))
