"""Derivatives of the step in given directions: how every state moves with a parameter or an initial value.

The step is a formula, so its derivative is one too. With the step size held fast, each slope of the step has a derivative
that solves a system with the very matrix the step has factorised. What is alike in all directions, the entries of the
matrices that multiply, is worked out once per stage; a direction then costs two products with sparse matrices and one
triangular solve. What comes out is the derivative of the numbers the stepper computes, not an approximation to it.

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
from engraft.kernel.derivative import Gradient, gradients
from engraft.kernel.expression import TIME, ZERO, Expression, symbol
from engraft.kernel.linear import Factors, solve
from engraft.kernel.problem import Kind, Problem
from engraft.kernel.rodas5p import DRIFT_WEIGHT, PER_STEP, STAGE_TIME, Piece, hoisted


@dataclass(frozen=True)
class Columns:
    """What values may depend on, besides time: states, changed symbols, and parameters that are directions.

    Parameters
    ----------
    own
        Directions that are parameters and never changed: only their own direction moves them.
    """

    directions: tuple[str, ...]
    states: tuple[str, ...]
    changed: tuple[str, ...]

    @property
    def own(self) -> tuple[str, ...]:
        """Directions that only they themselves move."""
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


def columns_of(problem: Problem, states: Sequence[str]) -> Columns:
    """Find out what may depend on a direction."""
    if not problem.directions:
        return Columns((), tuple(states), ())
    set_later = [(target, value) for h in problem.hazards for target, value in h.changes]
    actions = [a for r in problem.rules for a in r.actions]
    set_later += [(a.target, a.amount) for a in actions if a.kind is Kind.SET]
    set_later += [(f"infusion.{a.target}", a.amount) for a in actions if a.kind is Kind.INFUSE]
    changed = [target for target, value in set_later if value.op != "const" and target not in states]
    return Columns(problem.directions, tuple(states), tuple(dict.fromkeys(changed)))


@dataclass(frozen=True)
class Tangents:
    """The derivative of a step, in pieces.

    Parameters
    ----------
    prepare
        What stands still during the step.
    linear
        Entries of the matrices at a stage, for all directions: from ``at.<state>`` and the stage's slope
        ``bend.<state>``.
    slope
        Derivative of a stage's slope in one direction, in the order of the states.
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
    linear: Piece
    slope: Piece
    look: Piece
    shown: Piece
    shifted: Mapping[str, tuple[str, int]]

    @property
    def names(self) -> tuple[str, ...]:
        """Rows of scratch beside those of the step."""
        directions, states = range(len(self.columns.directions)), self.columns.states
        blocks = [f"bend.{s}" for s in states]
        blocks += [f"push{q}.{s}" for q in directions for s in states]
        blocks += [f"there.{t}" for t in self.columns.tangents]
        blocks += [f"{what}{q}.{k}" for what in ("glint", "shown") for q in directions for k in self.shown.names]
        return (*dict.fromkeys([*blocks, *self.prepare.names, *self.linear.names, *self.look.names]),)


def tangent_pieces(
    columns: Columns, rates: Sequence[Expression], factors: Factors, seen: Sequence[Gradient]
) -> Tangents:
    """Differentiate the step.

    Parameters
    ----------
    factors
        Of the step's matrix, by name.
    seen
        Derivatives of the outputs at theta, by column.
    """
    matrices, push = _entries(columns, rates)
    variable = {*(f"{what}.{s}" for what in ("at", "bend") for s in columns.states), STAGE_TIME.name, DRIFT_WEIGHT.name}
    values, still = hoisted([*matrices.values(), *push.values()], variable, "held")
    settled = dict(zip([*matrices, *push], values, strict=True))
    moves = {name: bool(ex.free_symbols(value) & variable) for name, value in settled.items()}
    quiet = [f"push{q}.{s}" for q in range(len(columns.directions)) for s in columns.states]
    always = [(name, settled.get(name, ZERO)) for name in quiet if not moves.get(name, False)]
    look, shown = _outputs(columns, seen)
    return Tangents(
        columns,
        Piece.of([*still, *always]),
        Piece.of((name, settled[name]) for name in settled if moves[name]),
        _slope(columns, {name: symbol(name) if moves[name] else settled[name] for name in matrices}, factors),
        look,
        shown,
        _shifted(columns, len(seen)),
    )


def _entries(columns: Columns, rates: Sequence[Expression]) -> tuple[dict[str, Expression], dict[str, Expression]]:
    """Differentiate what a slope is made of: the rates at the stage, and matrix times slope at the start of the step.

    Returns entries by which all directions multiply, and those that only one parameter enters.
    """
    at = {s: symbol(f"at.{s}") for s in columns.states} | {TIME.name: STAGE_TIME}
    now = [dict(zip(g, ex.substitute(g.values(), at), strict=True)) for g in gradients(rates, columns.names)]
    was = gradients(_bent(columns.states, rates), columns.names)
    matrices: dict[str, Expression] = {}
    push: dict[str, Expression] = {}
    for s, there, here in zip(columns.states, now, was, strict=True):
        for c in columns.names:
            if c in columns.states:
                pairs = ((f"now.{s}.{c}", there), (f"was.{s}.{c}", here))
                matrices |= {name: row[c] for name, row in pairs if c in row}
            elif c in there or c in here:
                both = there.get(c, ZERO) + here.get(c, ZERO)
                if c in columns.changed:
                    matrices[f"now.{s}.{c}"] = both
                else:
                    push[f"push{columns.directions.index(c)}.{s}"] = both
    return matrices, push


def _bent(states: Sequence[str], rates: Sequence[Expression]) -> list[Expression]:
    """Write the matrix at the start of the step times a slope, and the drift with time."""
    found = []
    for row in gradients(rates, [*states, TIME.name]):
        total = DRIFT_WEIGHT * row.get(TIME.name, ZERO)
        for s in states:
            total = total + row.get(s, ZERO) * symbol(f"bend.{s}")
        found.append(total)
    return found


def _slope(columns: Columns, matrices: Mapping[str, Expression], factors: Factors) -> Piece:
    """Write the derivative of a slope in one direction."""
    right = []
    for s in columns.states:
        total = PER_STEP * symbol(f"draw.{s}") + symbol("own") * symbol(f"push.{s}")
        for what, across, names in (
            ("now", "du", columns.states),
            ("was", "were", columns.states),
            ("now", "move", columns.changed),
        ):
            for c in names:
                total = total + matrices.get(f"{what}.{s}.{c}", ZERO) * symbol(f"{across}.{c}")
        right.append(total)
    return Piece(tuple(f"slope.{s}" for s in columns.states), tuple(solve(factors, right)))


def _outputs(columns: Columns, seen: Sequence[Gradient]) -> tuple[Piece, Piece]:
    """Write the derivatives of the outputs at theta, for all directions and for one."""
    look: dict[str, Expression] = {}
    shown = []
    for k, row in enumerate(seen):
        total = symbol("own") * symbol(f"glint.{k}")
        for q, c in enumerate(columns.directions):
            look[f"glint{q}.{k}"] = row.get(c, ZERO) if c in columns.own else ZERO
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
    rows = (("du", "at.tangent0"), ("were", "tangent0"), ("draw", "pull.tangent0"), ("push", "push0"),
            ("there", "there.tangent0"))  # fmt: skip
    found |= {f"{name}.{s}": (f"{row}.{s}", n) for name, row in rows for s in columns.states}
    found |= {f"move.{s}": (f"move0.{s}", c) for s in columns.changed}
    return found | {f"glint.{k}": (f"glint0.{k}", outputs) for k in range(outputs)}
