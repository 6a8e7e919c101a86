"""Derivatives of the step in given directions: how every state moves with a parameter or an initial value.

The step is a formula, so its derivative is one too. With the step size held fast, each slope of the step has a
derivative that solves a system with the very matrix the step has factorised. What is alike in all directions, the
entries of the matrices that multiply, is worked out once per stage; a direction then costs two products with sparse
matrices and one triangular solve. What comes out is the derivative of the numbers the stepper computes, not an
approximation to it. Step sizes follow the course alone.

A direction is a parameter or the initial value of a state. A parameter that is set during a run to something that
depends on the course (by a hazard or a rule) has derivatives of its own from then on; so has an infusion that a rule
dosed by the course. Both are called changed here.

References
----------
Bock 1983, in Deuflhard & Hairer (eds), Numerical Treatment of Inverse Problems, 95-121 (internal differentiation).
Hairer & Wanner, Solving Ordinary Differential Equations II, 1996, section IV.7 (the form of the step).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from engraft.kernel import expression as ex
from engraft.kernel.chunks import split
from engraft.kernel.derivative import Gradient, gradients
from engraft.kernel.expression import TIME, ZERO, Expression, symbol
from engraft.kernel.linear import solve
from engraft.kernel.problem import Kind, Problem
from engraft.kernel.step import DRIFT_WEIGHT, STAGE_TIME, Piece, Step, hoisted

COSTLY = frozenset({"reciprocal", "pow", "exp", "log", "sqrt", "tanh"})


@dataclass(frozen=True)
class Columns:
    """What values may depend on, besides time: states, changed symbols, and parameters that are directions.

    Parameters
    ----------
    states
        Those that some direction leads to; the others never move.
    changed
        Symbols that are set, during the run, to values that depend on the course.
    """

    directions: tuple[str, ...]
    states: tuple[str, ...]
    changed: tuple[str, ...]

    @property
    def own(self) -> tuple[str, ...]:
        """Directions that are parameters and never changed: only they themselves move them."""
        return tuple(q for q in self.directions if q not in self.states and q not in self.changed)

    @property
    def names(self) -> tuple[str, ...]:
        """All columns."""
        return (*self.states, *self.changed, *self.own)

    @property
    def tangents(self) -> tuple[str, ...]:
        """Rows for the derivatives of the states, direction after direction."""
        return tuple(f"tangent{q}.{s}" for q in range(len(self.directions)) for s in self.states)

    @property
    def rows(self) -> tuple[str, ...]:
        """Rows for the derivatives of what is no state: 1 or 0 for a direction's own parameter, then the changed."""
        count = range(len(self.directions))
        return (*(f"own{q}" for q in count), *(f"move{q}.{c}" for q in count for c in self.changed))


def columns_of(problem: Problem, states: Sequence[str], rates: Sequence[Expression], *, jumps: bool) -> Columns:
    """Find out what may depend on a direction.

    Parameters
    ----------
    jumps
        Whether something happens at instants that move: then every state may.
    """
    if not problem.directions:
        return Columns((), (), ())
    set_later = [(target, value) for h in problem.hazards for target, value in h.changes]
    actions = [a for r in problem.rules for a in r.actions]
    set_later += [(a.target, a.amount) for a in actions if a.kind is not Kind.INFUSE]
    set_later += [(f"infusion.{a.target}", a.amount) for a in actions if a.kind is Kind.INFUSE]
    targets = dict.fromkeys(target for target, value in set_later if value.op != "const")
    seeds = {*problem.directions, *problem.initially_moved, *targets}
    moved = states if jumps else _reached(states, rates, seeds)
    return Columns(problem.directions, tuple(moved), tuple(t for t in targets if t not in states))


def _reached(states: Sequence[str], rates: Sequence[Expression], seeds: set[str]) -> list[str]:
    """List the states that anything of this leads to, or one of them all; the others never move."""
    reads = [ex.free_symbols(rate) for rate in rates]
    moved = {s for s in states if s in seeds}
    while True:
        found = moved | {s for s, names in zip(states, reads, strict=True) if names & (seeds | moved)}
        if found == moved:
            return [s for s in states if s in moved] or [states[0]]
        moved = found


@dataclass(frozen=True)
class Tangents:
    """The derivative of a step, in pieces.

    Parameters
    ----------
    prepare
        What stands still during the step.
    linear
        Entries of the matrices at a stage, for all directions, from ``at.<state>`` and the stage's slope
        ``bend.<state>``; and what the own parameter of a direction does, ``push<q>.<state>``.
    dear
        Reciprocals and functions that the step's own preparation computes and ``prepare`` reads again.
    early
        Of ``costly``, what that computes too, at the first stage.
    costly
        Reciprocals and functions that a stage computes and ``linear`` reads again.
    slope
        Derivative of a stage's slope in one direction, in the order of the states that move; where loops solve, the
        right-hand side of every state.
    look
        Derivatives of the outputs by what they depend on, at theta.
    shown
        Derivative of every output in one direction.
    shifted
        Symbols of ``slope`` and ``shown`` that differ between directions: the row of direction 0, and how many rows
        further that of the next one lies.
    """

    columns: Columns
    prepare: Piece
    dear: Piece
    early: Piece
    costly: Piece
    linear: Piece
    slope: Piece
    look: Piece
    shown: Piece
    shifted: Mapping[str, tuple[str, int]]

    @property
    def names(self) -> tuple[str, ...]:
        """Rows of scratch beside those of the step."""
        directions = range(len(self.columns.directions))
        blocks = [f"whole.{name.removeprefix('slope.')}" for name in self.slope.names]
        blocks += [f"there.{t}" for t in self.columns.tangents]
        blocks += [f"push{q}.{s}" for q in directions for s in self.columns.states]
        blocks += [f"{what}{q}.{k}" for what in ("glint", "shown") for q in directions for k in self.shown.names]
        own = (self.prepare, self.dear, self.costly, self.linear, self.look)
        return (*dict.fromkeys([*blocks, *(name for piece in own for name in piece.names)]),)


def tangent_pieces(
    columns: Columns, system: Mapping[str, tuple[Expression, bool]], step: Step, seen: Sequence[Gradient]
) -> Tangents:
    """Differentiate the step.

    Parameters
    ----------
    system
        Every state's rate, and whether that is an equation.
    seen
        Derivatives of the outputs at theta, by column.
    """
    states, rates = [*system], [rate for rate, _ in system.values()]
    bend = [symbol(f"bend.{s}") for s in states]
    now, was = gradients(rates, columns.names), gradients(_bent(states, rates, bend), columns.names)
    at = {s: symbol(f"at.{s}") for s in states} | {TIME.name: STAGE_TIME}
    later = [dict(zip(g, ex.substitute(g.values(), at), strict=True)) for g in now]
    matrices, pushes = _entries(columns, states, later, was)
    variable = {s.name for s in (*at.values(), *bend, DRIFT_WEIGHT)}
    values, still = hoisted([*matrices.values(), *pushes.values()], variable, "held", step.still)
    costly, values = _shared(_costly(step.stage, "stage"), values, "costly")
    at_start = _costly(step.prepare, "prepare")
    dear, held = _shared(at_start, [value for _, value in still], "dear")
    still = [(name, value) for (name, _), value in zip(still, held, strict=True)]
    here = {place.name: symbol(s) for s, place in at.items() if s != TIME.name} | {STAGE_TIME.name: TIME}
    early = ex.substitute(costly.values, here | {name: node for node, name in step.still.items()})
    found = [(n, e) for n, e in zip(costly.names, early, strict=True) if e in at_start]
    settled = dict(zip([*matrices, *pushes], values, strict=True))
    variable |= {*costly.names}
    kept = [name for name in matrices if ex.free_symbols(settled[name]) & variable]
    pushed, quiet = _pushed(columns, {name: settled[name] for name in pushes})
    look, shown = _outputs(columns, seen)
    return Tangents(
        columns,
        Piece.of([*still, *quiet]),
        dear,
        Piece.of(found),
        costly,
        Piece.of([*((name, settled[name]) for name in kept), *pushed]),
        _slope(columns, {n: symbol(n) if n in kept else settled[n] for n in matrices}, [*pushes], system, step),
        look,
        shown,
        _shifted(columns, len(seen)),
    )


def _pushed(
    columns: Columns, pushes: Mapping[str, Expression]
) -> tuple[list[tuple[str, Expression]], list[tuple[str, Expression]]]:
    """Write what the own parameter of each direction does to states that any of them pushes, and where it does nothing.

    Pushes are named after direction and state, ``push<q>.<state>``.
    """
    states = dict.fromkeys(name.partition(".")[2] for name in pushes)
    everywhere = [(f"push{q}.{s}", q) for q in range(len(columns.directions)) for s in states]
    found = [(name, symbol(f"own{q}") * pushes[name]) for name, q in everywhere if name in pushes]
    return found, [(name, ZERO) for name, _ in everywhere if name not in pushes]


def _costly(piece: Piece, name: str) -> set[Expression]:
    """Collect what is costly and stands written in a piece of the step, as it is cut."""
    written = [value for part in split(piece, name) for value in part.values]
    return {node for node in ex.topological(written) if node.op in COSTLY}


def _shared(known: set[Expression], values: Sequence[Expression], prefix: str) -> tuple[Piece, list[Expression]]:
    """Name what is known already, and read it by name."""
    names: dict[Expression, str] = {}
    new: dict[Expression, Expression] = {}
    for node in ex.topological(values):
        if node in known:
            new[node] = symbol(names.setdefault(node, f"{prefix}.{len(names)}"))
        else:
            args = tuple(new[a] for a in node.args)
            new[node] = node if args == node.args else ex.rebuild(node.op, args)
    return Piece.of((name, node) for node, name in names.items()), [new[value] for value in values]


def _entries(
    columns: Columns, states: Sequence[str], now: Sequence[Gradient], was: Sequence[Gradient]
) -> tuple[dict[str, Expression], dict[str, Expression]]:
    """Name what a slope's derivative is made of: the rates at the stage, and matrix times slope at the step's start.

    Returns entries by which all directions multiply, and those that only one parameter enters.
    """
    matrices: dict[str, Expression] = {}
    pushes: dict[str, Expression] = {}
    for s, there, here in zip(states, now, was, strict=True):
        matrices |= {f"now.{s}.{c}": value for c, value in there.items() if c in columns.states}
        matrices |= {f"was.{s}.{c}": value for c, value in here.items() if c in columns.states}
        for c in (*columns.changed, *columns.own):
            if c in there or c in here:
                both = there.get(c, ZERO) + here.get(c, ZERO)
                if c in columns.changed:
                    matrices[f"now.{s}.{c}"] = both
                else:
                    pushes[f"push{columns.directions.index(c)}.{s}"] = both
    return matrices, pushes


def _bent(states: Sequence[str], rates: Sequence[Expression], bend: Sequence[Expression]) -> list[Expression]:
    """Write the matrix at the start of the step times a slope, and the drift with time."""
    found = []
    for row in gradients(rates, [*states, TIME.name]):
        total = DRIFT_WEIGHT * row.get(TIME.name, ZERO)
        for s, slope in zip(states, bend, strict=True):
            total = total + row.get(s, ZERO) * slope
        found.append(total)
    return found


def _slope(
    columns: Columns,
    matrices: Mapping[str, Expression],
    pushes: Sequence[str],
    system: Mapping[str, tuple[Expression, bool]],
    step: Step,
) -> Piece:
    """Write the derivative of a slope in one direction; an equation is not pulled by earlier slopes."""
    kinds = (("now", "du", columns.states), ("was", "were", columns.states), ("now", "move", columns.changed))
    pushed = {name.partition(".")[2] for name in pushes}
    right = []
    for s in step.states:
        total = symbol(f"draw.{s}") if s in columns.states and not system[s][1] else ZERO
        total = total + (symbol(f"push.{s}") if s in pushed else ZERO)
        for what, across, names in kinds:
            for c in names:
                total = total + matrices.get(f"{what}.{s}.{c}", ZERO) * symbol(f"{across}.{c}")
        right.append(total)
    if step.factors is None:
        return Piece.of((f"slope.{s}", b) for s, b in zip(step.states, right, strict=True))
    pairs = zip(step.states, solve(step.factors, right), strict=True)
    return Piece.of((f"slope.{s}", k) for s, k in pairs if s in columns.states)


def _outputs(columns: Columns, seen: Sequence[Gradient]) -> tuple[Piece, Piece]:
    """Write the derivatives of the outputs at theta, for all directions and for one."""
    look: dict[str, Expression] = {}
    shown = []
    for k, row in enumerate(seen):
        total = ZERO
        if any(c in row for c in columns.own):
            total = symbol("own") * symbol(f"glint.{k}")
            look |= {f"glint{q}.{k}": row[c] if c in columns.own and c in row else ZERO
                     for q, c in enumerate(columns.directions)}  # fmt: skip
        for c in (*columns.states, *columns.changed):
            if c in row:
                look[f"look.{k}.{c}"] = row[c]
                moved = f"there.{c}" if c in columns.states else f"move.{c}"
                total = total + symbol(f"look.{k}.{c}") * symbol(moved)
        shown.append((str(k), total))
    return Piece.of(look.items()), Piece.of(shown)


def _shifted(columns: Columns, outputs: int) -> dict[str, tuple[str, int]]:
    """Say where symbols lie that differ between directions."""
    n, c = len(columns.states), len(columns.changed)
    found = {"own": ("own0", 1)}
    rows = (("du", "at.tangent0"), ("were", "tangent0"), ("draw", "pull.tangent0"), ("there", "there.tangent0"),
            ("push", "push0"))  # fmt: skip
    found |= {f"{name}.{s}": (f"{row}.{s}", n) for name, row in rows for s in columns.states}
    found |= {f"move.{s}": (f"move0.{s}", c) for s in columns.changed}
    return found | {f"glint.{k}": (f"glint0.{k}", outputs) for k in range(outputs)}
