"""What makes a system sound: checked once, at construction."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from engraft import units
from engraft.errors import SpecificationError, nearest
from engraft.kernel.expression import Expression, free_symbols
from engraft.language.dimension import check_dimension, strip_units
from engraft.language.entries import Contents, Draft, FlowEntry, PortEntry, RateEntry, StateEntry, Symbolic
from engraft.language.quantities import check_bounds, check_initial, check_spread
from engraft.language.source import check_source
from engraft.units import Dimension

_NAME = re.compile(r"[A-Za-z_]\w*(\.[A-Za-z_]\w*)*", re.ASCII)
PER_DAY = "1/day"


def dimensions(draft: Contents) -> dict[str, Dimension]:
    """Map every symbol an equation may read to its dimension."""
    table = {name: units.dimension(entry.unit) for name, entry in draft.symbols().items()}
    return table | {"time": units.dimension("day")}


def settle(draft: Draft) -> Draft:
    """Check every dimension, then drop the unit symbols.

    Raises
    ------
    SpecificationError
        Naming the flow, hazard or observable and the two sides that do not agree.
    """
    check_structure(draft)
    check_dimensions(draft)
    return replace(
        draft,
        states=tuple(replace(s, initial=_bare(s.initial)) for s in draft.states),
        flows=tuple(replace(f, rate=_bare(f.rate)) for f in draft.flows),
        rates=tuple(replace(r, rate=_bare(r.rate)) for r in draft.rates),
        hazards=tuple(replace(h, rate=_bare(h.rate)) for h in draft.hazards),
        observables=tuple(replace(o, expression=_bare(o.expression)) for o in draft.observables),
    )


def _bare(expression: Expression) -> Expression:
    return strip_units([expression])[0]


def check_dimensions(draft: Contents) -> None:
    """Refuse equations whose two sides do not measure the same."""
    table, per_day = dimensions(draft), units.dimension(PER_DAY)
    unit = {s.name: s.unit for s in _movable(draft)}
    for state in draft.states:
        check_dimension(state.initial, table[state.name], table, f"the initial value of '{state.name}'", state.unit)
    for flow in draft.flows:
        for end in filter(None, (flow.into, flow.out_of)):
            expected = table[end] * per_day
            check_dimension(flow.rate, expected, table, f"the flow '{flow.name}' of '{end}'", f"{unit[end]}/day")
    for rate in draft.rates:
        expected = table[rate.state] * per_day
        check_dimension(rate.rate, expected, table, f"the rate '{rate.name}'", f"{unit[rate.state]}/day")
    for hazard in draft.hazards:
        check_dimension(hazard.rate, per_day, table, f"the hazard '{hazard.name}'", PER_DAY)
    for seen in draft.observables:
        check_dimension(seen.expression, table[seen.name], table, f"the observable '{seen.name}'", seen.unit)


def check_structure(draft: Contents) -> None:
    """Refuse doubled names, unresolved symbols, numbers without source and impossible ends of flows."""
    _check_names(draft)
    _check_states(draft)
    _check_parameters(draft)
    _check_ends(draft)
    _check_resolved(draft)
    _check_starts(draft)


def _check_states(draft: Contents) -> None:
    """Refuse clones that are not cells and amounts that cannot be negligible."""
    for state in draft.states:
        if state.clone and units.dimension(state.unit) != units.dimension("cell"):
            raise SpecificationError(f"the clone '{state.name}' is not a number of cells", got=state.unit)
        if not (math.isfinite(state.negligible) and state.negligible > 0):
            raise SpecificationError(f"negligible of '{state.name}' must be positive", got=str(state.negligible))


def _check_names(draft: Contents) -> None:
    """Refuse malformed and doubled names."""
    entries: list[Symbolic] = [*draft.states, *draft.parameters, *draft.ports, *draft.observables]
    _unique((e.name for e in entries), draft.name)
    moves: list[FlowEntry | RateEntry] = [*draft.flows, *draft.rates]
    _unique((e.name for e in moves), draft.name)
    _unique((e.name for e in draft.hazards), draft.name)
    for entry in entries:
        if not _NAME.fullmatch(entry.name) or entry.name == "time":
            raise SpecificationError(
                f"'{entry.name}' is not a name", expected="letters, digits, _ and dots; not 'time'"
            )
        units.check_unit(entry.unit)


def _unique(names: Iterable[str], system: str) -> None:
    seen: set[str] = set()
    for name in names:
        if name in seen:
            raise SpecificationError(f"'{name}' is declared twice in '{system}'", do="rename one of them")
        seen.add(name)


def _check_parameters(draft: Contents) -> None:
    """Refuse parameters without source or outside their bounds."""
    for p in draft.parameters:
        what = f"the parameter '{p.name}'"
        check_source(p.source, what)
        if not math.isfinite(p.value):
            raise SpecificationError(f"{what} must be a finite number", got=str(p.value))
        check_spread(p.spread, p.value, what)
        check_bounds(p.source, p.value, p.unit, what)
    for h in draft.hazards:
        if h.empirical:
            check_source(h.source, f"the empirical hazard '{h.name}'")


def _check_ends(draft: Contents) -> None:
    """Refuse flows and rates of anything but a state or an open port."""
    movable = {e.name for e in _movable(draft)}
    clones = {s.name for s in draft.states if s.clone}
    for flow in draft.flows:
        if flow.into is None and flow.out_of is None:
            raise SpecificationError(f"the flow '{flow.name}' goes nowhere", expected="into, out_of or both")
        for end in filter(None, (flow.into, flow.out_of)):
            _check_movable(end, movable, f"the flow '{flow.name}'")
    for rate in draft.rates:
        _check_movable(rate.state, movable, f"the rate '{rate.name}'")
        if rate.state in clones:
            raise SpecificationError(
                f"the clone '{rate.state}' has the plain rate '{rate.name}'",
                expected="flows, because births and deaths are drawn apart",
                do="write it as Flow(into=…) and Flow(out_of=…)",
            )


def _movable(draft: Contents) -> tuple[StateEntry | PortEntry, ...]:
    return (*draft.states, *draft.ports)


def _check_movable(end: str, movable: set[str], what: str) -> None:
    if end not in movable:
        raise SpecificationError(f"{what} moves '{end}', which is not a state", do=nearest(end, movable))


def _check_resolved(draft: Contents) -> None:
    """Refuse symbols that nobody declares."""
    fixed = {p.name for p in draft.parameters} | {p.name for p in draft.ports}
    known = fixed | {s.name for s in draft.states} | {"time"}
    for state in draft.states:
        _check_known(state.initial, fixed, f"the initial value of '{state.name}'", "a parameter")
    for what, expression in _equations(draft):
        _check_known(expression, known, what, "a state, parameter or port")


def _check_starts(draft: Contents) -> None:
    """Refuse a state that would start below zero."""
    values = {p.name: p.value for p in draft.parameters}
    for state in draft.states:
        start = state.initial
        value = start.value if start.op == "const" else values.get(start.name, 0.0)
        check_initial(value, state.signed, f"'{state.name}'")


def _equations(draft: Contents) -> Iterator[tuple[str, Expression]]:
    yield from ((f"the flow '{f.name}'", f.rate) for f in draft.flows)
    yield from ((f"the rate '{r.name}'", r.rate) for r in draft.rates)
    yield from ((f"the hazard '{h.name}'", h.rate) for h in draft.hazards)
    yield from ((f"the observable '{o.name}'", o.expression) for o in draft.observables)


def _check_known(expression: Expression, known: set[str], what: str, kind: str) -> None:
    for name in sorted(free_symbols(expression)):
        if name not in known and not name.startswith("["):
            raise SpecificationError(f"{what} reads '{name}', which is not {kind}", do=nearest(name, known))
