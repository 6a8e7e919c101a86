"""Refuse a problem whose parts do not know each other: unknown names, names given twice, actions that cannot be."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from engraft.errors import SpecificationError, nearest
from engraft.kernel.expression import TIME, Expression, free_symbols
from engraft.kernel.problem import Action, Kind, Problem

ALONE = (TIME.name, "step.size", "step.theta")  # names of the solver's own
BEFORE = ("new", "dense1", "dense2", "dense3", "at", "pull", "infusion", "continuous")  # what it puts before a state's


def check_words(problem: Problem) -> None:
    """Look at every name and every expression of a problem."""
    _names(problem)
    known = {*problem.states, *problem.parameters, TIME.name, *(f"total.{t.name}" for t in problem.totals)}
    memory = {f"rule.{r.name}.{what}" for r in problem.rules for what in ("count", "since")}
    for where, expression, words in (
        *((w, e, known) for w, e in (*_rates(problem), *_read(problem))),
        *((w, e, known | memory) for w, e in _ruled(problem)),
    ):
        _symbols(where, expression, words)
    for rule in problem.rules:
        if not rule.every_at_least >= 0.0:
            raise SpecificationError(
                f"the rest of rule '{rule.name}' must not be negative", got=str(rule.every_at_least)
            )
        for action in rule.actions:
            _action(f"rule '{rule.name}'", action, problem)
    for hazard in problem.hazards:
        for target, _ in hazard.changes:
            _target(f"hazard '{hazard.name}'", target, (*problem.states, *problem.parameters))


def _names(problem: Problem) -> None:
    """Refuse names that mean two things."""
    groups: dict[str, Iterable[str]] = {
        "state or parameter": (*problem.states, *problem.parameters),
        "hazard": [h.name for h in problem.hazards],
        "clone": [c.state for c in problem.clones],
        "rule": [r.name for r in problem.rules],
        "mark": [m.name for m in problem.marks],
        "peak": [p.name for p in problem.peaks],
        "first time": [f.name for f in problem.firsts],
        "output": [name for name, _ in problem.outputs],
    }
    for what, names in groups.items():
        twice = [name for name, count in Counter(names).items() if count > 1]
        if twice:
            raise SpecificationError(f"the {what} '{twice[0]}' is there twice", do="give each a name of its own")
    own = {*ALONE, *(f"{word}.{state}" for word in BEFORE for state in problem.states)}
    for name in (*problem.states, *problem.parameters):
        if name in own:
            raise SpecificationError(f"the name '{name}' is taken by the solver", do="choose another")


def _rates(problem: Problem) -> Iterator[tuple[str, Expression]]:
    yield from ((f"the rate of '{s}'", r) for s, r in zip(problem.states, problem.rates, strict=True))
    for clone in problem.clones:
        yield f"the gain of clone '{clone.state}'", clone.gain
        yield f"the loss of clone '{clone.state}'", clone.loss
    yield from ((f"hazard '{h.name}'", h.rate) for h in problem.hazards)
    yield from ((f"hazard '{h.name}'", value) for h in problem.hazards for _, value in h.changes)
    yield from ((f"total '{t.name}'", t.expression) for t in problem.totals)


def _read(problem: Problem) -> Iterator[tuple[str, Expression]]:
    yield from ((f"output '{name}'", e) for name, e in problem.outputs)
    for what, parts in (("mark", problem.marks), ("peak", problem.peaks), ("first time", problem.firsts)):
        yield from ((f"{what} '{part.name}'", part.expression) for part in parts)


def _ruled(problem: Problem) -> Iterator[tuple[str, Expression]]:
    yield from ((f"the condition of rule '{r.name}'", r.condition) for r in problem.rules)
    yield from ((f"an amount of rule '{r.name}'", a.amount) for r in problem.rules for a in r.actions)


def _symbols(where: str, expression: Expression, known: set[str]) -> None:
    if not isinstance(expression, Expression):
        raise SpecificationError(f"{where} is no expression", got=repr(expression), do="wrap a number in constant(...)")
    for name in sorted(free_symbols(expression) - known):
        raise SpecificationError(f"{where} reads '{name}', which is not there", do=nearest(name, sorted(known)))


def _action(where: str, action: Action, problem: Problem) -> None:
    """Refuse what a rule cannot do."""
    if action.kind is Kind.RESET:
        raise SpecificationError(
            f"{where} cannot reset", expected="to add, infuse or set", do="set the states one by one"
        )
    states = problem.states
    _target(where, action.target, states if action.kind is not Kind.SET else (*states, *problem.parameters))
    if not (0.0 <= action.delay < float("inf") and 0.0 <= action.duration < float("inf")):
        got = f"delay {action.delay}, duration {action.duration}"
        raise SpecificationError(
            f"{where} has an impossible delay or duration", expected="zero or more, finite", got=got
        )


def _target(where: str, target: str, known: tuple[str, ...]) -> None:
    if target not in known:
        raise SpecificationError(f"{where} acts on '{target}', which it cannot", do=nearest(target, known))
