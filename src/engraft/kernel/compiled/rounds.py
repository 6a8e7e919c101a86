"""Rounds in the compiled loop: rules with memory, looked at for one patient; as in ``kernel.interrupts``."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from llvmlite import ir

from engraft.kernel.compiled.emit import emit
from engraft.kernel.compiled.entries import KNOWN, Entries, first_free, push
from engraft.kernel.compiled.memory import word
from engraft.kernel.compiled.one_lane import OneLane
from engraft.kernel.compiled.vectors import DOUBLE
from engraft.kernel.interrupts import ROUNDING
from engraft.kernel.lanes import NEVER
from engraft.kernel.plan import Plan
from engraft.kernel.problem import FIRINGS_KEPT, Action, Kind, Rule

LEAST = 5e-324


@dataclass(frozen=True)
class Rounds:
    """Writes a round."""

    plan: Plan
    m: OneLane
    entries: Entries

    @property
    def rules(self) -> tuple[Rule, ...]:
        """Rules of the problem."""
        return self.plan.problem.rules

    def room(self) -> tuple[int, int]:
        """Say how many infusions and delays one round may add."""
        actions = [a for rule in self.rules for a in rule.actions]
        now = [a for a in actions if a.delay <= 0 and a.kind is Kind.INFUSE]
        return len(now), sum(a.delay > 0 for a in actions)

    def strange(self) -> bool:
        """Tell whether a rule does something of a kind not known here."""
        return any(action.kind not in KNOWN for rule in self.rules for action in rule.actions)

    def next(self) -> Any:
        """Time of the next round."""
        m, b = self.m, self.m.b
        k, at = m.index("round"), m.local(DOUBLE, ir.Constant(DOUBLE, NEVER))
        with b.if_then(b.icmp_signed("<", k, m.given["round_count"])):
            b.store(b.load(m.at(m.array("rounds"), k)), at)
        return m.many(b.load(at))

    def look(self) -> None:
        """Look at every rule, if the patient stands at a round."""
        m, b = self.m, self.m.b
        with b.if_then(m.holds("==", self.next(), m.get("time"))):
            m.set_index("round", 0, b.add(m.index("round"), word(1)))
            for k, rule in enumerate(self.rules):
                m.keep(f"rule.{rule.name}.since", m.v.sub(m.get("time"), m.read("rule_last", k)))
            conditions = emit(m.v, [rule.condition for rule in self.rules], m.get)
            holds = [m.holds(">", value, m.v.number(0.0)) for value in conditions]
            for k, bit in enumerate(holds):
                with b.if_then(b.and_(bit, self._allowed(k))):
                    self._fire(k)

    def _allowed(self, k: int) -> Any:
        """Tell whether a rule's memory lets it fire."""
        m, b, rule = self.m, self.m.b, self.rules[k]
        since = m.v.sub(m.get("time"), m.read("rule_last", k))
        rested = m.holds(">=", since, m.v.number(rule.every_at_least * (1 - ROUNDING)))
        return b.and_(rested, b.icmp_signed("<", m.index("rule_count", k), word(rule.at_most)))

    def _fire(self, k: int) -> None:
        m, b, rule = self.m, self.m.b, self.rules[k]
        amounts = emit(m.v, [a.amount for a in rule.actions], m.get)
        count = m.index("rule_count", k)
        with b.if_then(b.icmp_signed("<", count, word(FIRINGS_KEPT))):
            m.write("rule_time", b.add(word(k * FIRINGS_KEPT), count), m.get("time"))
        more = b.add(count, word(1))
        m.set_index("rule_count", k, more)
        m.write("rule_last", k, m.get("time"))
        m.keep(f"rule.{rule.name}.count", m.many(b.sitofp(more, DOUBLE)))
        self.entries.note()
        for action, amount in zip(rule.actions, amounts, strict=True):
            self._order(action, amount)

    def _order(self, action: Action, amount: Any) -> None:
        """Carry an action out now, or put it down for later."""
        m, v = self.m, self.m.v
        target = [*self.plan.problem.states, *self.plan.problem.parameters].index(action.target)
        if action.delay <= 0:
            self.entries.order(word(action.kind), word(target), amount, v.number(action.duration))
            return
        values = (v.number(float(action.kind)), v.number(float(target)), amount, v.number(action.duration))
        push(m, "pending", first_free(self.plan, m, "pending_time"), self._later(action.delay), values)

    def _later(self, delay: float) -> Any:
        """Time of a delayed action: after now, however short the delay."""
        v, now = self.m.v, self.m.get("time")
        negative, zero = v.test("<", now, v.number(0.0)), v.test("==", now, v.number(0.0))
        moved = v.builder.add(v.bits(now), v.builder.select(negative, v.word(-1), v.word(1)))
        following = v.select(zero, v.number(LEAST), v.doubles(moved))
        later = v.add(now, v.number(delay))
        return v.select(v.test(">", later, following), later, following)
