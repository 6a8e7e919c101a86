"""From a problem to the programs that solve it, once per system.

Everything a patient carries is a row of one table (rows, patients): time, step, states (those of the
problem, then integrated hazards and totals), the new states and dense slopes of the step under way,
and the parameters (those of the problem, then thresholds, switch positions, clone flags, infusion rates,
memory of rules, peaks so far). A program reads the rows it needs.

A comparison inside a rate is a switch: its value is a parameter of the step, so the step sees a smooth
right-hand side, and the crossing is located. A switch on time alone is a scheduled stop.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache

from engraft.errors import SpecificationError
from engraft.kernel import expression as ex
from engraft.kernel.chunks import split
from engraft.kernel.clone_laws import clone_law, gone_for_ever
from engraft.kernel.derivative import Gradient, gradients
from engraft.kernel.differential import Differential
from engraft.kernel.expression import ONE, TIME, ZERO, Expression, symbol
from engraft.kernel.linear import eliminate, factorise, matched, solve
from engraft.kernel.numpy_backend import Runner, compile_numpy
from engraft.kernel.problem import Mark, Problem
from engraft.kernel.rodas5p import RODAS5P, SLOPES
from engraft.kernel.sensitivity import Columns, Tangents, columns_of, tangent_pieces
from engraft.kernel.step import STEP, THETA, Piece, Step, explicit_pieces, interpolant, step_pieces
from engraft.kernel.sums import net_flows_first
from engraft.kernel.tsit5 import TSIT5

BACKENDS = ("llvm", "numpy")
METHODS = {method.name: method for method in (RODAS5P, TSIT5)}
HAZARD_NEGLIGIBLE = 0.01  # an integrated hazard is compared with a draw of order one


@dataclass(frozen=True)
class Switch:
    """A comparison inside the rates: on while ``gap`` is positive, or from ``instant`` on."""

    flag: str
    gap: Expression
    instant: Expression | None  # when it compares time with something constant: that instant


@dataclass(frozen=True)
class Plan:
    """Where everything lies and how it is computed."""

    problem: Problem
    rates: tuple[Expression, ...]
    switches: tuple[Switch, ...]
    rows: Mapping[str, int]
    columns: Columns  # what may depend on the directions asked for

    @cached_property
    def states(self) -> tuple[str, ...]:
        """States of the problem, then integrated hazards, then totals."""
        return all_states(self.problem)

    @cached_property
    def waiting(self) -> int:
        """Count the infusions, or delayed actions, that may wait per patient before room is made.

        The compiled loop looks at no more, and hands back a patient whose round could order more: so there is
        room for two that go on and for everything that the rules may order in one round.
        """
        actions = [action for rule in self.problem.rules for action in rule.actions]
        delayed = sum(action.delay > 0 for action in actions)
        return 2 + max(len(actions) - delayed, delayed)

    @cached_property
    def algebraic(self) -> tuple[bool, ...]:
        """Which states an equation defines; an integrated hazard or a total never."""
        told = self.problem.algebraic or (False,) * len(self.problem.states)
        return (*told, *(False for _ in self.states[len(told) :]))

    @property
    def algebraic_names(self) -> tuple[str, ...]:
        """States that an equation defines."""
        return tuple(s for s, still in zip(self.states, self.algebraic, strict=True) if still)

    @cached_property
    def correction(self) -> Runner:
        """Newton's correction of the algebraic states, in their order."""
        names = [s for s, still in zip(self.states, self.algebraic, strict=True) if still]
        equations = [r for r, still in zip(self.rates, self.algebraic, strict=True) if still]
        slopes = gradients(equations, names)
        entries = {(i, names.index(n)): value for i, row in enumerate(slopes) for n, value in row.items()}
        factors = factorise(entries, eliminate(entries, len(names)).order)
        return self.compile(solve(factors, [-equation for equation in equations]))

    @cached_property
    def negligible(self) -> tuple[float, ...]:
        """Negligible amount of every state."""
        hazards = (HAZARD_NEGLIGIBLE for _ in self.problem.hazards)
        return (*self.problem.negligible, *hazards, *(total.negligible for total in self.problem.totals))

    @cached_property
    def located(self) -> tuple[Switch, ...]:
        """Switches whose crossing must be searched for."""
        return tuple(s for s in self.switches if s.instant is None)

    @cached_property
    def timed(self) -> tuple[Switch, ...]:
        """Switches at instants known beforehand."""
        return tuple(s for s in self.switches if s.instant is not None)

    def block(self, prefix: str, count: int) -> slice:
        """Rows of consecutive quantities whose first is ``prefix``."""
        start = self.rows[prefix] if count else 0
        return slice(start, start + count)

    def compile(self, outputs: Sequence[Expression]) -> Runner:
        """Make a program the interpreter runs: the whole numpy backend, and the rare moments of the compiled one."""
        return compile_numpy(outputs, self.rows)

    def within(self, outputs: Sequence[Expression]) -> list[Expression]:
        """Rewrite expressions of the state as expressions of theta inside the step under way."""
        inside: dict[str, Expression] = {TIME.name: TIME + THETA * STEP}
        for name in self.states:
            dense = [symbol(f"dense{k}.{name}") for k in (1, 2, 3)]
            inside[name] = interpolant(symbol(name), symbol(f"new.{name}"), dense)
        return ex.substitute(outputs, inside)

    @cached_property
    def unsigned(self) -> tuple[bool, ...]:
        """Which states may not be negative; an integrated hazard never is, a total may be."""
        signed = self.problem.signed or (False,) * len(self.problem.states)
        rest = (*(True for _ in self.problem.hazards), *(False for _ in self.problem.totals))
        return (*(not s for s in signed), *rest)

    @cached_property
    def step(self) -> Step:
        """One step, in pieces."""
        method = METHODS[self.problem.method]
        if not method.implicit:
            return explicit_pieces(method, self.states, self.rates, self.negligible)
        early = bool(self.problem.directions)
        pieces = step_pieces(self.states, self.rates, self.negligible, self.algebraic, early=early)
        return replace(pieces, beside=self.columns.tangents)

    @cached_property
    def chunks(self) -> Mapping[str, tuple[Piece, ...]]:
        """The pieces of a step and its first length, cut to lengths that are quickly compiled."""
        step = self.step
        named = {"prepare": step.prepare, "stage": step.stage, "finish": step.finish}
        named["pace"] = Piece(("pace",), (self.fastest,))
        if self.problem.directions:
            named |= {"still": self.tangents.prepare, "costly": self.tangents.costly, "linear": self.tangents.linear}
        return {name: split(piece, name) for name, piece in named.items()}

    @cached_property
    def work_rows(self) -> Mapping[str, int]:
        """Rows of the table, then what the pieces of a step leave for each other."""
        further = self.tangents.names if self.problem.directions else ()
        names = dict.fromkeys([*self.rows, *self.step.names, *further])
        return {name: k for k, name in enumerate(names)}

    @cached_property
    def seen_slopes(self) -> tuple[Gradient, ...]:
        """Derivatives of the outputs at theta by what they depend on; a state held at its floor does not move."""
        inside, gates = {TIME.name: TIME + THETA * STEP}, {}
        there = self.within([symbol(s) for s in self.states])
        for name, state, unsigned in zip(self.states, there, self.unsigned, strict=True):
            inside[name] = ex.maximum(state, ZERO) if unsigned else state
            gates[name] = ex.select(ex.less_equal(ZERO, state), ONE, ZERO) if unsigned else ONE
        plain = gradients([e for _, e in self.problem.outputs], self.columns.names)
        values = [ex.substitute(row.values(), inside) for row in plain]
        return tuple(
            {name: value * gates.get(name, ONE) for name, value in zip(row, found, strict=True)}
            for row, found in zip(plain, values, strict=True)
        )

    @cached_property
    def tangents(self) -> Tangents:
        """The derivative of one step, in pieces."""
        system = dict(zip(self.states, zip(self.rates, self.algebraic, strict=True), strict=True))
        return tangent_pieces(self.columns, system, self.step, self.seen_slopes)

    @cached_property
    def run_tangents(self) -> tuple[Runner, Runner, Runner, tuple[Runner, ...], tuple[Runner, ...]]:
        """The derivative of one step, run: its start, what is costly at a stage, every stage, every direction."""
        rows, pieces = dict(self.work_rows), self.tangents
        turned = [rows | {name: rows[first] + q * far for name, (first, far) in pieces.shifted.items()}
                  for q in range(len(self.problem.directions))]  # fmt: skip
        return (
            compile_numpy(pieces.dear.values, rows),
            compile_numpy(pieces.prepare.values, rows),
            compile_numpy(pieces.costly.values, rows),
            tuple(
                compile_numpy(pieces.linear.values, rows | {f"bend.{s}": rows[f"{slope}.{s}"] for s in self.states})
                for slope in SLOPES
            ),
            tuple(compile_numpy(pieces.slope.values, where) for where in turned),
        )

    def differential(self, expressions: Sequence[Expression]) -> Differential:
        """Prepare derivatives of expressions of the state, at the start of a step."""
        return Differential(gradients(expressions, [*self.columns.names, TIME.name]), self.columns, self.rows)

    @cached_property
    def output_moves(self) -> Differential:
        """Derivatives of the outputs at theta."""
        return Differential(self.seen_slopes, self.columns, self.rows)

    @cached_property
    def rates_now(self) -> Runner:
        """Rates of the states that move, at the start of a step."""
        moving = zip(self.states, self.rates, self.algebraic, strict=True)
        return self.compile([ZERO if still else r for s, r, still in moving if s in self.columns.states])

    @cached_property
    def gap_moves(self) -> tuple[Differential, ...]:
        """Derivatives of each gap that ends a step."""
        return tuple(self.differential([g]) for g in self.truncating)

    @cached_property
    def instant_moves(self) -> tuple[Differential, ...]:
        """Derivatives of each instant of a timed switch."""
        return tuple(self.differential([s.instant]) for s in self.timed if s.instant is not None)

    @cached_property
    def change_moves(self) -> tuple[Differential, ...]:
        """Derivatives of the values each hazard sets."""
        return tuple(self.differential([value for _, value in h.changes]) for h in self.problem.hazards)

    @cached_property
    def amount_moves(self) -> tuple[Differential, ...]:
        """Derivatives of the amounts of each rule."""
        return tuple(self.differential([a.amount for a in r.actions]) for r in self.problem.rules)

    @cached_property
    def equation_moves(self) -> tuple[Differential, Runner]:
        """Derivatives of the equations of algebraic states that move, and their matrix by these states."""
        pairs = [*zip(self.states, self.rates, strict=True)]
        equations = [r for s, r in pairs if s in self.algebraic_names and s in self.columns.states]
        names = [s for s in self.algebraic_names if s in self.columns.states]
        matrix = [row.get(s, ZERO) for row in gradients(equations, names) for s in names]
        return self.differential(equations), self.compile(matrix)

    @cached_property
    def run_prepare(self) -> Runner:
        """First piece of a step, run."""
        return compile_numpy(self.step.prepare.values, self.work_rows)

    @cached_property
    def run_stage(self) -> Runner:
        """A later slope, run."""
        return compile_numpy(self.step.stage.values, self.work_rows)

    @cached_property
    def run_finish(self) -> Runner:
        """Last piece of a step, run."""
        return compile_numpy(self.step.finish.values, self.work_rows)

    @cached_property
    def pace(self) -> Runner:
        """Largest rate relative to its state, run."""
        return self.compile([self.fastest])

    @cached_property
    def fastest(self) -> Expression:
        """Largest rate relative to its state: sets the first step."""
        fastest = ZERO
        for name, rate, floor in zip(self.states, self.rates, self.negligible, strict=True):
            fastest = ex.maximum(fastest, ex.absolute(rate) / (floor + ex.absolute(symbol(name))))
        return fastest

    @cached_property
    def seen(self) -> tuple[Expression, ...]:
        """Outputs at theta."""
        return self.floored([e for _, e in self.problem.outputs])

    def floored(self, wanted: Sequence[Expression]) -> tuple[Expression, ...]:
        """Rewrite for theta, with states that the interpolant may not take below zero if they have no sign."""
        pairs = zip(self.problem.states, self.unsigned, strict=False)
        floored = {name: ex.maximum(symbol(name), ZERO) for name, unsigned in pairs if unsigned}
        return tuple(self.within(ex.substitute(wanted, floored)))

    @cached_property
    def outputs(self) -> Runner:
        """Outputs at theta, run."""
        return self.compile(self.seen)

    @cached_property
    def truncating(self) -> tuple[Expression, ...]:
        """Gaps whose crossing ends a step: switches, hazards, clones falling to their threshold."""
        hazards = [symbol(f"hazard.{h.name}") - symbol(f"threshold.{h.name}") for h in self.problem.hazards]
        clones = [c.threshold - symbol(c.state) for c in self.problem.clones]
        return (*(s.gap for s in self.located), *hazards, *clones)

    @cached_property
    def crossings(self) -> tuple[Mark, ...]:
        """What is recorded where it is crossed: marks, then the levels whose first time is asked for."""
        firsts = (Mark(f.name, f.expression, f.level, f.above) for f in self.problem.firsts)
        return (*self.problem.marks, *firsts)

    @cached_property
    def marks(self) -> tuple[Expression, ...]:
        """Gaps whose crossing is recorded."""
        return tuple(m.expression - m.level for m in self.crossings)

    @cached_property
    def gaps(self) -> tuple[Expression, ...]:
        """All gaps at theta."""
        return tuple(self.within([*self.truncating, *self.marks]))

    @cached_property
    def gaps_inside(self) -> Runner:
        """All gaps at theta, run."""
        return self.compile(self.gaps)

    @cached_property
    def gap_inside(self) -> tuple[Runner, ...]:
        """Each gap at theta, alone."""
        return tuple(self.compile([g]) for g in self.gaps)

    @cached_property
    def gaps_now(self) -> Runner:
        """All gaps at the start of the step."""
        return self.compile([*self.truncating, *self.marks])

    @cached_property
    def always_dense(self) -> bool:
        """Tell whether every step is looked into, visit or not."""
        return bool(self.gaps or self.problem.peaks)

    @cached_property
    def tops(self) -> tuple[Expression, ...]:
        """Expressions at theta whose peak is looked for."""
        return self.floored([p.expression for p in self.problem.peaks])

    @cached_property
    def followed(self) -> tuple[str, ...]:
        """Rows that a step itself moves on, besides time and states."""
        return tuple(name for k in range(len(self.problem.peaks)) for name in peak_rows(k))

    @cached_property
    def top_slopes(self) -> tuple[Expression, ...]:
        """Their derivatives with respect to theta."""
        return tuple(found.get(THETA.name, ZERO) for found in gradients(self.tops, [THETA.name]))

    @cached_property
    def top_inside(self) -> tuple[tuple[Runner, Runner], ...]:
        """Each of them and its slope, run."""
        pairs = zip(self.tops, self.top_slopes, strict=True)
        return tuple((self.compile([top]), self.compile([slope])) for top, slope in pairs)

    @cached_property
    def instants(self) -> Runner:
        """Times of the timed switches."""
        return self.compile([s.instant for s in self.timed if s.instant is not None])

    @cached_property
    def clone_rates(self) -> tuple[Runner, ...]:
        """Birth and death per cell, and immigration, of each clone, run."""
        return tuple(self.compile(law) for law in self.clone_laws)

    @cached_property
    def clone_laws(self) -> tuple[tuple[Expression, ...], ...]:
        """Birth and death per cell, and immigration, of each clone."""
        return tuple(clone_law(c) for c in self.problem.clones)

    @cached_property
    def sterile(self) -> tuple[bool, ...]:
        """Clones into which nothing ever flows."""
        return tuple(arriving is ZERO for _, _, arriving in self.clone_laws)

    @cached_property
    def gone(self) -> tuple[Expression, ...]:
        """When each clone is empty for ever."""
        arriving = {c.state: law[-1] for c, law in zip(self.problem.clones, self.clone_laws, strict=True)}
        return gone_for_ever(arriving, self.problem.parameters)

    @cached_property
    def gone_now(self) -> Runner:
        """When each clone is empty for ever, run."""
        return self.compile(self.gone)

    @cached_property
    def conditions(self) -> Runner:
        """Condition of each rule."""
        return self.compile([r.condition for r in self.problem.rules])

    @cached_property
    def amounts(self) -> tuple[Runner, ...]:
        """Amounts of the actions of each rule."""
        return tuple(self.compile([a.amount for a in r.actions]) for r in self.problem.rules)

    @cached_property
    def changes(self) -> tuple[Runner, ...]:
        """New values set by each hazard."""
        return tuple(self.compile([value for _, value in h.changes]) for h in self.problem.hazards)


@lru_cache(maxsize=32)
def plan(problem: Problem) -> Plan:
    """Prepare a problem for solving; the same problem is prepared once."""
    algebraic = problem.algebraic or (False,) * len(problem.states)
    fed = [
        r if still else r + symbol(f"infusion.{s}")
        for s, r, still in zip(problem.states, _in_their_place(problem), algebraic, strict=True)
    ]
    flagged = {c.state: symbol(f"continuous.{c.state}") for c in problem.clones}
    # select, not a product: a growth law such as c·log(K/c) is undefined for an empty clone
    rates = [ex.select(flagged[s], r, ZERO) if s in flagged else r for s, r in zip(problem.states, fed, strict=True)]
    integrated = [*(h.rate for h in problem.hazards), *(total.expression for total in problem.totals)]
    smooth, switches = _take_out_switches([*rates, *integrated], problem)
    extra = [
        *(f"threshold.{h.name}" for h in problem.hazards),
        *(s.flag for s in switches),
        *(f"continuous.{c.state}" for c in problem.clones),
        *(f"infusion.{s}" for s in problem.states),
        *(f"rule.{r.name}.count" for r in problem.rules),
        *(f"rule.{r.name}.since" for r in problem.rules),
        *(name for k in range(len(problem.peaks)) for name in peak_rows(k)),
    ]
    states = all_states(problem)
    columns = columns_of(problem, states, smooth, jumps=bool(switches or problem.hazards))
    names = [TIME.name, STEP.name, THETA.name, *states, *columns.tangents, *(f"new.{s}" for s in states)]
    names += [f"dense{k}.{s}" for k in (1, 2, 3) for s in states]
    names += [*problem.parameters, *extra, *columns.rows]
    rows = {name: k for k, name in enumerate(names)}
    return Plan(problem, tuple(net_flows_first(smooth)), tuple(switches), rows, columns)


def all_states(problem: Problem) -> tuple[str, ...]:
    """Name everything that is integrated."""
    hazards, totals = (f"hazard.{h.name}" for h in problem.hazards), (f"total.{t.name}" for t in problem.totals)
    return (*problem.states, *hazards, *totals)


def peak_rows(k: int) -> tuple[str, str]:
    """Name the rows of the highest value so far and of its time."""
    return f"peak.{k}", f"peak.{k}.time"


def _in_their_place(problem: Problem) -> list[Expression]:
    """Give every algebraic state an equation that it enters, so that no pivot is zero by its place alone."""
    names = [s for s, still in zip(problem.states, problem.algebraic, strict=False) if still]
    equations = [r for r, still in zip(problem.rates, problem.algebraic, strict=False) if still]
    slopes = gradients(equations, names)
    entries = [(i, names.index(name)) for i, row in enumerate(slopes) for name in row]
    order = matched(entries, len(names))
    if order is None:
        raise SpecificationError(
            "the algebraic equations do not determine the algebraic states",
            expected=f"equations that can be solved for {', '.join(names)} (index 1)",
            do="differentiate a constraint that does not name them, or make one of them a differential state",
        )
    rates = list(problem.rates)
    for name, row in zip(names, order, strict=True):
        rates[problem.states.index(name)] = equations[row]
    return rates


def _take_out_switches(rates: Sequence[Expression], problem: Problem) -> tuple[list[Expression], list[Switch]]:
    """Replace every comparison that can change its mind by a flag."""
    moving = {TIME.name, *problem.states, *(f"total.{total.name}" for total in problem.totals)}
    new: dict[Expression, Expression] = {}
    found: dict[Expression, Switch] = {}
    for node in ex.topological(rates):
        args = tuple(new[a] for a in node.args)
        plain = node if args == node.args else ex.rebuild(node.op, args)
        if plain.op in ("lt", "le") and (ex.free_symbols(plain) & moving):
            plain = _flag(plain, found, moving)
        new[node] = plain
    return [new[r] for r in rates], list(found.values())


def _flag(node: Expression, found: dict[Expression, Switch], moving: set[str]) -> Expression:
    """Stand the flag of a switch, or its opposite, in for a comparison: ``a <= b`` is ``not b < a``."""
    a, b = node.args
    instant = _instant(b - a, moving)
    if instant is not None:
        at, rising = instant
        key, gap, opposite = ex.less_equal(at, TIME), TIME - at, not rising
    else:
        opposite = node.op == "le"
        low, high = (b, a) if opposite else (a, b)
        key, gap = ex.less(low, high), high - low
    switch = found.setdefault(key, Switch(f"switch.{len(found)}", gap, at if instant else None))
    flag = symbol(switch.flag)
    return ex.negation(flag) if opposite else flag


def _instant(gap: Expression, moving: set[str]) -> tuple[Expression, bool] | None:
    """When a gap is a constant multiple of time plus something still: its zero, and whether it rises there."""
    names = ex.free_symbols(gap)
    if names & moving != {TIME.name} or any(name.startswith("switch.") for name in names):
        return None
    slope = gradients([gap], [TIME.name])[0].get(TIME.name, ZERO)
    if slope.op != "const" or slope.value == 0.0:
        return None
    (still,) = ex.substitute([gap], {TIME.name: 0.0})
    return still * (-1.0 / slope.value), slope.value > 0.0
