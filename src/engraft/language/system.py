"""System: the frozen description that every other room sees."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from functools import cached_property
from typing import Any, TypeVar, final

from engraft import units
from engraft.errors import SpecificationError, nearest
from engraft.kernel.expression import TIME, ZERO, Expression, substitute, symbol
from engraft.language.check import check_structure, dimensions, settle
from engraft.language.data import draft_from_data
from engraft.language.dimension import check_dimension, dimension_of, strip_units
from engraft.language.entries import (
    Contents,
    Draft,
    FlowEntry,
    HazardEntry,
    ObservableEntry,
    ParameterEntry,
    PortEntry,
    StateEntry,
)
from engraft.language.parse import parse
from engraft.language.quantities import Parameter
from engraft.language.source import Source
from engraft.units import Dimension

Entry = TypeVar("Entry", StateEntry, ParameterEntry, PortEntry, ObservableEntry, HazardEntry, FlowEntry)


@final
@dataclass(frozen=True)
class System(Contents):
    """States, parameters, flows, hazards, observables and open ports, with qualified names.

    Everything numeric is canonical. A System is checked when it is constructed and never changes.
    """

    def __post_init__(self) -> None:
        """Check names, symbols, sources and ends of flows."""
        check_structure(self)

    @staticmethod
    def of(draft: Draft) -> System:
        """Check a draft's dimensions and freeze it."""
        return _freeze(settle(draft))

    @staticmethod
    def from_data(
        name: str,
        *,
        states: Sequence[Mapping[str, Any]] = (),
        parameters: Sequence[Mapping[str, Any]] = (),
        flows: Sequence[Mapping[str, Any]] = (),
        rates: Sequence[Mapping[str, Any]] = (),
        hazards: Sequence[Mapping[str, Any]] = (),
        observables: Sequence[Mapping[str, Any]] = (),
        ports: Sequence[Mapping[str, Any]] = (),
        source: Source | None = None,
    ) -> System:
        """Build a system at run time from plain data, as an importer does.

        Expressions are text for the one parser. ``source`` stands for every number that brings none.
        """
        parts = {"states": states, "parameters": parameters, "flows": flows, "rates": rates}
        rest = {"hazards": hazards, "observables": observables, "ports": ports}
        return System.of(draft_from_data(name, parts | rest, source))

    @cached_property
    def names(self) -> tuple[str, ...]:
        """Every name an expression about this system may use."""
        return (*self.symbols(), "time")

    @cached_property
    def _dimensions(self) -> dict[str, Dimension]:
        return dimensions(self)

    def state(self, name: str) -> StateEntry:
        """Look a state up."""
        return _find(self.states, name, "state", self.name)

    def parameter(self, name: str) -> ParameterEntry:
        """Look a parameter up."""
        return _find(self.parameters, name, "parameter", self.name)

    def observable(self, name: str) -> ObservableEntry:
        """Look an observable up."""
        return _find(self.observables, name, "observable", self.name)

    def port(self, name: str) -> PortEntry:
        """Look an open port up."""
        return _find(self.ports, name, "port", self.name)

    def hazard(self, name: str) -> HazardEntry:
        """Look a hazard up."""
        return _find(self.hazards, name, "hazard", self.name)

    def flow(self, name: str) -> FlowEntry:
        """Look a flow up."""
        return _find(self.flows, name, "flow", self.name)

    def unit_of(self, name: str) -> str:
        """Return the declared unit of a state, parameter, port, observable or ``time``."""
        if name == "time":
            return "day"
        known = self.symbols()
        if name not in known:
            raise _unknown("quantity", name, self.name, known)
        return known[name].unit

    def dimension_of(self, what: str | Expression) -> Dimension:
        """Return what a name or an expression over this system measures."""
        if isinstance(what, Expression):
            return dimension_of(what, self._dimensions) or units.DIMENSIONLESS
        return units.dimension(self.unit_of(what))

    def value_of(self, name: str) -> Expression:
        """Return the expression a name stands for: its symbol, or an observable's formula."""
        if name == "time":
            return TIME
        entry = self.symbols().get(name)
        if entry is None:
            raise _unknown("quantity", name, self.name, self.names)
        return entry.expression if isinstance(entry, ObservableEntry) else symbol(name)

    def expression(
        self, text: str, unit: str | None = None, also: Mapping[str, Expression] | None = None
    ) -> Expression:
        """Read a text about this system, check its dimension, and return the plain expression.

        ``also`` names further dimensionless symbols the text may use, such as a rule's memory.
        """
        extra = dict(also or {})
        read = parse(text, lambda name: extra[name] if name in extra else self._named(name), keep_units=True)
        table = self._dimensions | {s.name: units.DIMENSIONLESS for s in extra.values() if s.op == "symbol"}
        expected = dimension_of(read, table, f"'{text[:60]}'")
        if unit is not None and expected is not None:
            check_dimension(read, units.dimension(unit), table, f"'{text[:60]}'", unit)
        formulas = {o.name: o.expression for o in self.observables}
        return substitute(strip_units([read]), formulas)[0]

    def _named(self, name: str) -> Expression:
        """Return the symbol of a known name, observables included."""
        self.unit_of(name)
        return symbol(name)

    def gains(self, state: str) -> Expression:
        """Sum the flows into a state."""
        return _sum(f.rate for f in self.flows if f.into == self.state(state).name)

    def losses(self, state: str) -> Expression:
        """Sum the flows out of a state."""
        return _sum(f.rate for f in self.flows if f.out_of == self.state(state).name)

    def balance(self) -> dict[str, Expression]:
        """Return dx/dt of every state: flows in, minus flows out, plus plain rates, in declared order."""
        total = {s.name: ZERO for s in self.states}
        for flow in self.flows:
            if flow.into in total:
                total[flow.into] = total[flow.into] + flow.rate
            if flow.out_of in total:
                total[flow.out_of] = total[flow.out_of] - flow.rate
        for rate in self.rates:
            if rate.state in total:
                total[rate.state] = total[rate.state] + rate.rate
        return total

    def with_parameters(self, changes: Mapping[str, Parameter]) -> System:
        """Return the system with some parameters replaced, each with its own source."""
        for name, new in changes.items():
            old = self.parameter(name)
            if units.dimension(new.unit) != units.dimension(old.unit):
                raise SpecificationError(f"'{name}' has another unit", expected=old.unit, got=new.unit)
        changed = tuple(_replaced(p, changes.get(p.name)) for p in self.parameters)
        return replace(self, parameters=changed)


def _freeze(draft: Draft) -> System:
    return System(**{f.name: getattr(draft, f.name) for f in fields(draft)})


def _replaced(old: ParameterEntry, new: Parameter | None) -> ParameterEntry:
    if new is None:
        return old
    return replace(old, value=new.canonical, unit=new.unit, source=new.source, spread=new.spread,
                   description=new.description or old.description)  # fmt: skip


def _sum(rates: Iterable[Expression]) -> Expression:
    total = ZERO
    for rate in rates:
        total = total + rate
    return total


def _find(entries: tuple[Entry, ...], name: str, kind: str, system: str) -> Entry:
    for entry in entries:
        if entry.name == name:
            return entry
    raise _unknown(kind, name, system, (e.name for e in entries))


def _unknown(kind: str, name: str, system: str, known: Iterable[str]) -> SpecificationError:
    return SpecificationError(f"'{name}' is not a {kind} of '{system}'", do=nearest(name, known))
