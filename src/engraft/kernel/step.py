"""One step of a method, as expressions: every backend works from the same list of operations.

It comes in pieces: what is done once, one stage that is gone through again and again, and what is seldom wanted.
Straight-line code of a whole step would be five times as long, too long for a processor's instruction cache.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from engraft.kernel import expression as ex
from engraft.kernel.derivative import Gradient, gradients
from engraft.kernel.expression import ONE, TIME, ZERO, Expression, symbol
from engraft.kernel.linear import Entries, Factors, eliminate, factorise, solve
from engraft.kernel.method import Method
from engraft.kernel.rodas5p import GAMMA, RODAS5P, SLOPES, TIME_WEIGHTS

STEP, THETA = symbol("step.size"), symbol("step.theta")
PER_STEP, STAGE_TIME, DRIFT_WEIGHT = symbol("per.step"), symbol("at.time"), symbol("drift.weight")
MOST_ELIMINATED = 4_000  # multiply-subtracts written out one by one: more would take long to compile


@dataclass(frozen=True)
class Piece:
    """Part of a step: values and the names under which later pieces read them."""

    names: tuple[str, ...]
    values: tuple[Expression, ...]

    @staticmethod
    def of(pairs: Iterable[tuple[str, Expression]]) -> Piece:
        """Collect names and values."""
        pairs = list(pairs)
        return Piece(tuple(n for n, _ in pairs), tuple(v for _, v in pairs))


@dataclass(frozen=True)
class Step:
    """One step from ``time`` to ``time + step.size``: what is computed besides weighing slopes with the tables above.

    Parameters
    ----------
    method
        Whose tables weigh the slopes.
    prepare
        Factors of the matrix, what stands still during a step, and, where ``stage`` is not asked for it too, the first
        slope, ``slope0.<state>``.
    stage
        The slope, ``slope.<state>``, from the stage's argument ``at.<state>`` and the weighed earlier slopes
        ``pull.<state>``; the caller keeps it as ``slope<k>.<state>``.
    finish
        ``new.<state>`` and ``error``, the largest component of the embedded error over its weight
        ``negligible + max(|y|, |y_new|)``: a step is good when it is at most rtol.
    looped
        The matrix is too full to be eliminated symbolically: ``prepare`` leaves its entries that are not zero,
        ``matrix.<row>.<column>``, and the slopes are right-hand sides that loops must still solve for.
    factors
        Of the matrix, by the names that ``prepare`` gives; none where loops factorise.
    still
        What stands still during a step, by the names that ``prepare`` gives.
    beside
        Further columns that lie beside the states and are weighed like them: derivatives of the states.
    """

    method: Method
    prepare: Piece
    stage: Piece
    finish: Piece
    looped: bool
    factors: Factors | None
    still: Mapping[Expression, str]
    beside: tuple[str, ...] = ()

    @property
    def first_staged(self) -> bool:
        """Tell whether the first slope is a stage like the others: elsewhere it shares much with the matrix."""
        return f"slope0.{self.states[0]}" not in self.prepare.names

    @property
    def states(self) -> tuple[str, ...]:
        """Names of the states."""
        return tuple(n.partition(".")[2] for n in self.stage.names)

    @property
    def names(self) -> tuple[str, ...]:
        """Everything that pieces leave for each other; what belongs to all states lies together."""
        blocks = [f"{what}.{s}" for what in ("at", "pull", *self.method.slopes) for s in (*self.states, *self.beside)]
        count = range(len(self.states) if self.looped else 0)
        matrix = [f"matrix.{i}.{j}" for i in count for j in count]
        return (*dict.fromkeys([*matrix, *blocks, *self.prepare.names, *clock(self.method, 0).names]),)


def clock(method: Method, stage: int) -> Piece:
    """Give a stage its time and, where a matrix is there, the weight of what drifts with time."""
    pairs = [(STAGE_TIME.name, TIME + method.nodes[stage] * STEP)]
    pairs += [(DRIFT_WEIGHT.name, method.time_weights[stage] * STEP)] if method.implicit else []
    return Piece.of(pairs)


def explicit_pieces(
    method: Method, states: Sequence[str], rates: Sequence[Expression], negligible: Sequence[float]
) -> Step:
    """Build the pieces of an explicit method: every slope is a rate times the step size."""
    at = {s: symbol(f"at.{s}") for s in states} | {TIME.name: STAGE_TIME}
    moved, still = hoisted(ex.substitute(rates, at), {n.name for n in at.values()}, "still")
    return Step(
        method,
        Piece.of(still),
        Piece.of((f"slope.{s}", STEP * f) for s, f in zip(states, moved, strict=True)),
        _finish(states, negligible, {s: (symbol(f"at.{s}"), symbol(f"pull.{s}")) for s in states}),
        False,
        None,
        {value: name for name, value in still},
    )


def step_pieces(
    states: Sequence[str],
    rates: Sequence[Expression],
    negligible: Sequence[float],
    algebraic: Sequence[bool],
    *,
    early: bool,
) -> Step:
    """Build the pieces, with one Jacobian and one factorisation for all stages.

    The rate of an algebraic state is an equation: its row of the mass matrix is zero.

    Parameters
    ----------
    early
        Whether ``prepare`` gives the first slope even where loops solve: derivatives start from what it computes.
    """
    moves = {s: ZERO if still else ONE for s, still in zip(states, algebraic, strict=True)}
    jacobian = gradients(rates, [*states, TIME.name])
    drift = {s: row[TIME.name] for s, row in zip(states, jacobian, strict=True) if TIME.name in row}
    first = [f + TIME_WEIGHTS[0] * STEP * drift.get(s, ZERO) for s, f in zip(states, rates, strict=True)]
    at = {s: symbol(f"at.{s}") for s in states} | {TIME.name: STAGE_TIME}
    moved, still = hoisted(ex.substitute(rates, at), {n.name for n in at.values()}, "still")
    right = [
        f + moves[s] * PER_STEP * symbol(f"pull.{s}") + DRIFT_WEIGHT * (symbol(f"drift.{s}") if s in drift else ZERO)
        for s, f in zip(states, moved, strict=True)
    ]
    kept, first, right, factors = _solved(_matrix(moves, jacobian), first, right)
    slopes = [(f"{SLOPES[0]}.{s}", k) for s, k in zip(states, first, strict=True)] if factors or early else []
    ends = {s: symbol(f"{SLOPES[-1]}.{s}") for s in states}
    drifts = [(f"drift.{s}", d) for s, d in drift.items()]
    return Step(
        RODAS5P,
        Piece.of([*kept, *still, *drifts, (PER_STEP.name, ex.reciprocal(STEP)), *slopes]),
        Piece.of((f"slope.{s}", k) for s, k in zip(states, right, strict=True)),
        _finish(states, negligible, {s: (symbol(f"at.{s}") + k, k) for s, k in ends.items()}),
        factors is None,
        factors,
        {value: name for name, value in still},
    )


def _matrix(moves: Mapping[str, Expression], jacobian: Sequence[Gradient]) -> Entries:
    """Write M/(h·gamma) - J, its zeros left out."""
    inverse = ex.reciprocal(GAMMA * STEP)
    entries = {
        (i, j): (inverse * moves[name] if i == j else ZERO) - row.get(name, ZERO)
        for i, row in enumerate(jacobian)
        for j, name in enumerate(moves)
    }
    return {at: value for at, value in entries.items() if value is not ZERO}


def _solved(
    matrix: Entries, first: list[Expression], right: list[Expression]
) -> tuple[list[tuple[str, Expression]], list[Expression], list[Expression], Factors | None]:
    """Solve symbolically where elimination takes little, else leave the matrix and right-hand sides to loops."""
    elimination = eliminate(matrix, len(first))
    if elimination.work > MOST_ELIMINATED:
        return [(f"matrix.{i}.{j}", value) for (i, j), value in matrix.items()], first, right, None
    factors = factorise(matrix, elimination.order)
    kept, named = _named(factors)
    return kept, solve(factors, first), solve(named, right), named


def _named(factors: Factors) -> tuple[list[tuple[str, Expression]], Factors]:
    """Give names to the entries of the factors, constants excepted."""
    kept: dict[Expression, str] = {}

    def name(value: Expression) -> Expression:
        return value if value.op == "const" else symbol(kept.setdefault(value, f"factor.{len(kept)}"))

    def rows(entries: tuple[tuple[tuple[int, Expression], ...], ...]) -> tuple[tuple[tuple[int, Expression], ...], ...]:
        return tuple(tuple((i, name(value)) for i, value in row) for row in entries)

    inverse = tuple(name(p) for p in factors.inverse_pivot)
    named = Factors(factors.order, rows(factors.lower), rows(factors.upper), inverse)
    return [(n, value) for value, n in kept.items()], named


def hoisted(
    roots: Sequence[Expression], moving: set[str], prefix: str, named: Mapping[Expression, str] | None = None
) -> tuple[list[Expression], list[tuple[str, Expression]]]:
    """Take out the largest parts of expressions that no moving symbol enters; give names to those that have none."""
    had = named or {}
    new: dict[Expression, Expression] = {}
    moves: dict[Expression, bool] = {}
    still: dict[Expression, str] = {}

    def settled(node: Expression) -> Expression:
        if moves[node] or not node.args:
            return new[node]
        return symbol(had[node] if node in had else still.setdefault(node, f"{prefix}.{len(still)}"))

    for node in ex.topological(roots):
        moves[node] = node.name in moving if node.op == "symbol" else any(moves[a] for a in node.args)
        new[node] = ex.rebuild(node.op, tuple(settled(a) for a in node.args)) if moves[node] and node.args else node
    found = [settled(root) for root in roots]
    return found, [(name, node) for node, name in still.items()]


def _finish(
    states: Sequence[str], negligible: Sequence[float], ends: Mapping[str, tuple[Expression, Expression]]
) -> Piece:
    """Find the largest error over its weight; a state ends at a value, with an error."""
    error = ZERO
    for name, floor in zip(states, negligible, strict=True):
        now, k = ends[name]
        weight = floor + ex.maximum(ex.absolute(symbol(name)), ex.absolute(now))
        error = ex.maximum(error, ex.absolute(k) / weight)
    return Piece.of([*((f"new.{s}", now) for s, (now, _) in ends.items()), ("error", error)])


def interpolant(old: Expression, new: Expression, dense: Sequence[Expression]) -> Expression:
    """Write the state at ``time + theta*h`` from both ends and the three dense slopes.

    A state that stands still over the step is given back without rounding.
    """
    k1, k2, k3 = dense
    rest = 1.0 - THETA
    return old + THETA * ((new - old) + rest * (k1 + THETA * (k2 + THETA * k3)))
