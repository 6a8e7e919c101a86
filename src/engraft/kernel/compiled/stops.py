"""What happens to one patient at a stop, in the compiled loop: whoever can go on does so without leaving it.

One function is written per system, ``happen(arguments, lane)``. It says whether the lane goes on; if not, nothing
was changed, and the caller hands the patient back to ``kernel.interrupts``, which remains the rule. Order and
arithmetic are the same there and here.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from llvmlite import ir

from engraft.kernel.compiled.clone_steps import TRUE, CloneSteps
from engraft.kernel.compiled.emit import emit
from engraft.kernel.compiled.families import write_arrive, write_descend
from engraft.kernel.compiled.marks import Marks
from engraft.kernel.compiled.one_lane import OneLane
from engraft.kernel.compiled.target import Target
from engraft.kernel.compiled.vectors import BIT, WORD, Vectors
from engraft.kernel.plan import Plan


def stop_rows(plan: Plan) -> list[str]:
    """Name the rows of the scratch table that only stops need."""
    return ["appointed", *(f"clone.{c}.{k}" for c in range(len(plan.problem.clones)) for k in range(3))]


def write_happen(module: ir.Module, plan: Plan, target: Target, names: list[str]) -> ir.Function | None:
    """Write the function, if the system has something that the compiled loop can carry a patient through."""
    if not plan.problem.clones:
        return None
    function = ir.Function(module, ir.FunctionType(BIT, [WORD.as_pointer(), WORD]), "happen")
    function.linkage = "internal"
    function.attributes.add("noinline")
    b = ir.IRBuilder(function.append_basic_block("entry"))
    m = OneLane(Vectors(b, 1, target.fused), names, function.args[0], target.lanes, function.args[1])
    arrive = None if all(plan.sterile) else write_arrive(module, target)
    Stops(plan, m, CloneSteps(plan, m, write_descend(module, target), arrive)).write()
    return function


@dataclass(frozen=True)
class Stops:
    """Writes what happens at a stop."""

    plan: Plan
    m: OneLane
    clones: CloneSteps

    def write(self) -> None:
        """Write the function's body."""
        m, b, v = self.m, self.m.b, self.m.v
        self._refuse_if(b.not_(m.holds("==", m.get("outcome"), v.number(0.0))))
        fell = len(self.plan.truncating) - len(self.plan.problem.clones)
        ended = m.get("ended_by")
        other = b.and_(m.holds(">=", ended, v.number(0.0)), m.holds("<", ended, v.number(float(fell))))
        self._refuse_if(other)
        self._refuse_if(m.holds(">=", m.get("time"), m.get("appointed")))
        stopped = m.holds(">=", m.get("time"), m.get("stop"))
        self._refuse_if(b.and_(stopped, b.not_(self.clones.prepare())))
        for c in range(len(self.plan.problem.clones)):
            with b.if_then(m.holds("==", ended, v.number(float(fell + c)))):
                m.set_flag("armed", c, TRUE)
        with b.if_then(stopped):
            self.clones.advance()
            self._refresh()
        self._next_stop()
        b.ret(ir.Constant(BIT, 1))

    def _refuse_if(self, bit: Any) -> None:
        """Hand the patient back."""
        with self.m.b.if_then(bit, likely=False):
            self.m.b.ret(ir.Constant(BIT, 0))

    def _refresh(self) -> None:
        """Read switches and marks anew after something jumped."""
        m, b, v, plan = self.m, self.m.b, self.m.v, self.plan
        first = len(plan.truncating)
        gaps = emit(v, [*(s.gap for s in plan.located), *plan.marks], m.get)
        signs = [v.test(">", gap, v.number(0.0)) for gap in gaps]
        for k, switch in enumerate(plan.located):
            m.keep(switch.flag, v.select(signs[k], v.number(1.0), v.number(0.0)))
            m.flag(f"above.{k}", signs[k])
            m.set_flag("above", k, m.single(signs[k]))
        for k, sign in enumerate(signs[len(plan.located) :]):
            changed = b.xor(sign, m.mask(f"above.{first + k}"))
            m.flag(f"above.{first + k}", sign)
            asked = sign if plan.problem.marks[k].rising else b.not_(sign)
            with b.if_then(m.single(b.and_(changed, asked)), likely=False):
                m.put("mark.time", m.get("time"))
                Marks(plan, v, m).write(k, m.place)

    def _next_stop(self) -> None:
        """Set the time beyond which the patient may not step."""
        m, v = self.m, self.m.v
        grid, stop = self.clones.next_grid(), m.get("appointed")
        stop = v.select(v.test("<", grid, stop), grid, stop)
        m.put("stop", stop)
        m.write("stop", 0, stop)
        self.clones.watch()
