"""What happens to one patient at a stop, in the compiled loop: whoever can go on does so without leaving it.

One function is written per system, ``happen(arguments, lane)``. It says whether the lane goes on. If not, either
nothing was changed, and the patient is handed back to ``kernel.ensemble``, which remains the rule; or the outcome says
why this patient ends. Order and arithmetic are the same there and here. Handed back are: the last moment of the span,
hazards that end a course, two events at one instant, storms of switches, what has no room or a kind not known here,
and everybody whose system has algebraic states, which are settled after a jump, or who is asked for sensitivities.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from llvmlite import ir

from engraft.kernel.compiled.clone_steps import CloneSteps
from engraft.kernel.compiled.emit import emit
from engraft.kernel.compiled.entries import FALSE, TRUE, Entries, write_give
from engraft.kernel.compiled.families import write_arrive, write_descend
from engraft.kernel.compiled.fixed import settled
from engraft.kernel.compiled.marks import Marks
from engraft.kernel.compiled.memory import word
from engraft.kernel.compiled.one_lane import OneLane
from engraft.kernel.compiled.pieces import put_piece
from engraft.kernel.compiled.rounds import Rounds
from engraft.kernel.compiled.vectors import BIT, WORD, Vectors
from engraft.kernel.compiled.writer import Writer
from engraft.kernel.expression import Expression
from engraft.kernel.lanes import NEVER
from engraft.kernel.limits import MOST_FLIPS, SAME_INSTANT
from engraft.kernel.plan import Plan

OUTCOME_BROKEN = 1.0  # as in ``advance``


def stop_rows(plan: Plan) -> list[str]:
    """Name the rows of the scratch table that only stops need."""
    return ["appointed", *(f"clone.{c}.{k}" for c in range(len(plan.problem.clones)) for k in range(3))]


def write_happen(plan: Plan, writer: Writer, fixed: ir.Function) -> ir.Function:
    """Write the function; ``fixed`` is called when parameters may have changed."""
    module, target, names = writer.module, writer.target, writer.names
    function = ir.Function(module, ir.FunctionType(BIT, [WORD.as_pointer(), WORD]), "happen")
    function.linkage = "internal"
    function.attributes.add("noinline")
    b = ir.IRBuilder(function.append_basic_block("entry"))
    if any(plan.algebraic) or plan.problem.directions:
        b.ret(FALSE)
        return function
    m = OneLane(Vectors(b, 1, target.fused), names, function.args[0], target.lanes, function.args[1])
    arrive = None if all(plan.sterile) else write_arrive(module, target)
    clones = CloneSteps(plan, m, write_descend(module, target), arrive) if plan.problem.clones else None
    entries = Entries(plan, m, write_give(plan, writer), m.local(BIT, FALSE))
    Stops(plan, m, clones, entries, m.local(BIT, FALSE), _write_pace(plan, writer), fixed).write()
    return function


def _write_pace(plan: Plan, writer: Writer) -> list[ir.Function]:
    """Write what finds the fastest rate: for all lanes at once, which costs no more than for one."""
    found = []
    for k, part in enumerate(settled(plan)["pace"]):
        function, m = writer.function(f"pace{k}")
        put_piece(m, part.rest, kept=part.kept)
        m.b.ret_void()
        found.append(function)
    return found


def stop_laws(plan: Plan) -> list[Expression]:
    """Everything that is worked out at stops, for the name of the object."""
    problem = plan.problem
    laws = [e for law in (*plan.clone_laws, plan.gone) for e in law]
    laws += [value for h in problem.hazards for _, value in h.changes]
    laws += [e for r in problem.rules for e in (r.condition, *(a.amount for a in r.actions))]
    return laws + [s.gap if s.instant is None else s.instant for s in plan.switches]


def stop_numbers(plan: Plan) -> str:
    """All else that stops depend on, for the name of the object."""
    problem = plan.problem
    rules = [
        (r.name, r.every_at_least, r.at_most, [(a.target, a.kind, a.delay, a.duration) for a in r.actions])
        for r in problem.rules
    ]
    hazards = [(h.name, h.ends, [target for target, _ in h.changes]) for h in problem.hazards]
    clones = [(c.state, c.threshold, c.interval) for c in problem.clones]
    switches = [(s.flag, s.instant is None) for s in plan.switches]
    return repr(
        (problem.states, problem.parameters, rules, hazards, clones, switches, [m.rising for m in problem.marks])
    )


@dataclass(frozen=True)
class Stops:
    """Writes what happens at a stop.

    ``jumped`` is where it is noted that a switch turned; the functions ``pace`` find the fastest rate.
    """

    plan: Plan
    m: OneLane
    clones: CloneSteps | None
    entries: Entries
    jumped: Any
    pace: Sequence[ir.Function]
    fixed: ir.Function

    def write(self) -> None:
        """Write the function's body."""
        m, b = self.m, self.m.b
        time = m.get("time")
        stopped, due = m.holds(">=", time, m.get("stop")), m.holds(">=", time, m.get("appointed"))
        self._refuse(stopped, due)
        self._events()
        with b.if_then(stopped):
            if self.clones:
                self.clones.advance()
            with b.if_then(due):
                self._appointments()
        self._after(stopped, due)
        b.ret(TRUE)

    # ---- who is handed back -----------------------------------------------------------------------

    def _refuse_if(self, bit: Any) -> None:
        with self.m.b.if_then(bit, likely=False):
            self.m.b.ret(FALSE)

    def _ended(self, first: int, count: int) -> Any:
        """Tell whether the step was ended by one of some gaps."""
        m, v, ended = self.m, self.m.v, self.m.get("ended_by")
        inside = v.builder.and_(
            v.test(">=", ended, v.number(float(first))), v.test("<", ended, v.number(first + count))
        )
        return m.single(inside)

    def _refuse(self, stopped: Any, due: Any) -> None:
        """Hand back who cannot be carried on here, before anything is changed."""
        m, b, v, problem = self.m, self.m.b, self.m.v, self.plan.problem
        switches, hazards = len(self.plan.located), len(problem.hazards)
        self._refuse_if(m.holds("!=", m.get("outcome"), v.number(0.0)))
        self._refuse_if(m.holds(">=", m.get("time"), m.told("end")))
        self._refuse_if(b.and_(stopped, self._ended(0, switches + hazards)))
        for k, hazard in enumerate(problem.hazards):
            if hazard.ends:
                self._refuse_if(self._ended(switches + k, 1))
        if switches:
            stormy = b.icmp_signed(">=", m.index("storm"), word(MOST_FLIPS - 1))
            self._refuse_if(b.and_(stormy, self._ended(0, switches)))
        if self.clones:
            self._refuse_if(b.and_(stopped, b.not_(self.clones.prepare())))
        if self._rounds.strange():
            self._refuse_if(due)
        with b.if_then(b.or_(due, self._ended(0, len(self.plan.truncating)))):  # whoever finds the next stop anew
            self._refuse_if(self.entries.crowded())
        with b.if_then(due):
            self._refuse_if(self.entries.refused(*self._rounds.room()))

    # ---- events inside a step ---------------------------------------------------------------------

    def _events(self) -> None:
        """Let what was located happen."""
        b, first = self.m.b, len(self.plan.located)
        for k in range(first):
            with b.if_then(self._ended(k, 1)):
                self._flip(k)
        for k, hazard in enumerate(self.plan.problem.hazards):
            if not hazard.ends:
                with b.if_then(self._ended(first + k, 1)):
                    self._strike(k)
        for c in range(len(self.plan.problem.clones)):
            with b.if_then(self._ended(first + len(self.plan.problem.hazards) + c, 1)):
                self.m.set_flag("armed", c, TRUE)

    def _flip(self, k: int) -> None:
        """Turn a switch."""
        m, b, v = self.m, self.m.b, self.m.v
        flag, time, one = self.plan.located[k].flag, m.get("time"), v.number(1.0)
        now = v.sub(one, m.get(flag))
        m.keep(flag, now)
        self._see(k, v.test(">", now, v.number(0.0)))
        size = v.absolute(time)
        same = v.mul(v.number(SAME_INSTANT), v.select(v.test(">", size, one), size, one))
        idle = m.holds("<=", v.sub(time, m.read("flipped", 0)), same)
        m.set_index("storm", 0, b.select(idle, b.add(m.index("storm"), word(1)), word(0)))
        m.write("flipped", 0, time)
        b.store(TRUE, self.jumped)

    def _see(self, k: int, mask: Any) -> None:
        """Remember on which side of zero a gap is."""
        self.m.flag(f"above.{k}", mask)
        self.m.set_flag("above", k, self.m.single(mask))

    def _strike(self, k: int) -> None:
        """Let the event of a hazard happen, once."""
        m, hazard = self.m, self.plan.problem.hazards[k]
        m.write("hazard_time", k, m.get("time"))
        m.keep(f"threshold.{hazard.name}", m.v.number(NEVER))
        values = emit(m.v, [value for _, value in hazard.changes], m.get)
        for (target, _), value in zip(hazard.changes, values, strict=True):
            m.keep(target, value)
        self._settle()
        self.entries.note()

    # ---- what is due ------------------------------------------------------------------------------

    @property
    def _rounds(self) -> Rounds:
        return Rounds(self.plan, self.m, self.entries)

    def _appointments(self) -> None:
        """Do what is due at this time."""
        self.entries.end_infusions()
        self.entries.scheduled()
        if self.plan.problem.rules:
            self.entries.put_off()
            self._rounds.look()
        for instant in self._instants():
            with self.m.b.if_then(self.m.holds("==", instant, self.m.get("time"))):
                self.entries.note()

    def _instants(self) -> Sequence[Any]:
        """Work out the times of the timed switches."""
        return emit(self.m.v, [s.instant for s in self.plan.timed if s.instant is not None], self.m.get)

    # ---- what follows -----------------------------------------------------------------------------

    def _after(self, stopped: Any, due: Any) -> None:
        """See what has changed, choose the next step, and the next stop."""
        m, b = self.m, self.m.b
        changed = b.load(self.entries.changed)
        with b.if_then(changed):
            self._settle()
            if self.clones:
                self.clones.arm()
        with b.if_then(b.or_(changed, stopped) if self.clones else changed):
            self._refresh()
        paced = b.or_(changed, b.load(self.jumped))
        with b.if_then(paced):
            self._pace()
        with b.if_then(b.or_(paced, due)):
            m.put("appointed", self._appointed())
            m.write("appointed", 0, m.get("appointed"))
        stop = m.get("appointed")
        if self.clones:
            stop = m.least(self.clones.next_grid(), stop)
            self.clones.watch()
        m.put("stop", stop)
        m.write("stop", 0, stop)

    def _settle(self) -> None:
        """Work out anew what only parameters decide."""
        self.m.b.call(self.fixed, [self.m.scratch])

    def _refresh(self) -> None:
        """Read switches and marks anew after something jumped."""
        m, b, v, plan = self.m, self.m.b, self.m.v, self.plan
        for switch, instant in zip(plan.timed, self._instants(), strict=True):
            m.keep(switch.flag, v.select(v.test(">=", m.get("time"), instant), v.number(1.0), v.number(0.0)))
        first = len(plan.truncating)
        gaps = emit(v, [*(s.gap for s in plan.located), *plan.marks], m.get)
        signs = [v.test(">", gap, v.number(0.0)) for gap in gaps]
        for k, switch in enumerate(plan.located):
            m.keep(switch.flag, v.select(signs[k], v.number(1.0), v.number(0.0)))
            self._see(k, signs[k])
        for k, sign in enumerate(signs[len(plan.located) :]):
            changed = b.xor(sign, m.mask(f"above.{first + k}"))
            m.flag(f"above.{first + k}", sign)
            asked = sign if plan.crossings[k].rising else b.not_(sign)
            with b.if_then(m.single(b.and_(changed, asked)), likely=False):
                m.put("mark.time", m.get("time"))
                Marks(plan, v, m).write(k, m.place)

    def _pace(self) -> None:
        """Choose a first step from the fastest rate; a patient for whom there is none ends here."""
        m, b, v = self.m, self.m.b, self.m.v
        for part in self.pace:
            b.call(part, [m.scratch])
        fastest = v.absolute(m.get("pace"))
        m.put("wish", m.least(v.div(m.told("first_step"), fastest), m.get("wish")))
        with b.if_then(b.not_(m.holds("<", fastest, v.number(NEVER))), likely=False):
            for s in self.plan.states:
                m.put(f"new.{s}", m.get(s))
            m.put("outcome", v.number(OUTCOME_BROKEN))
            b.ret(FALSE)

    def _appointed(self) -> Any:
        """Time of the next stop for another reason than a clone's grid."""
        m, v = self.m, self.m.v
        soonest = m.least(self.entries.next(), m.told("end"))
        if self.plan.problem.rules:
            soonest = m.least(self._rounds.next(), soonest)
        for instant in self._instants():
            ahead = v.select(v.test(">", instant, m.get("time")), instant, v.number(NEVER))
            soonest = m.least(ahead, soonest)
        return soonest
