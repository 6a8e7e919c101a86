"""Plain data (dicts of names, numbers, units and formula texts) to a draft of a system."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from engraft.errors import SpecificationError, nearest
from engraft.kernel.expression import TIME, Expression, constant, symbol
from engraft.language.entries import (
    Block,
    Draft,
    FlowEntry,
    HazardEntry,
    ObservableEntry,
    ParameterEntry,
    PortEntry,
    RateEntry,
    StateEntry,
)
from engraft.language.parse import parse
from engraft.language.quantities import Parameter, check_initial, negligible_amount
from engraft.language.source import Source
from engraft.units import canonical

Rows = Mapping[str, Sequence[Mapping[str, Any]]]

_FIELDS = {
    "states": ({"name", "unit"}, {"initial", "negligible", "clone", "signed", "source", "spread", "description"}),
    "parameters": ({"name", "value", "unit"}, {"source", "spread", "description"}),
    "flows": ({"name", "rate"}, {"into", "out_of"}),
    "rates": ({"name", "state", "rate"}, set()),
    "hazards": ({"name", "rate"}, {"ends", "empirical", "source", "description"}),
    "observables": ({"name", "expression", "unit"}, {"description", "table"}),
    "ports": ({"name", "unit"}, {"description"}),
}


def draft_from_data(name: str, rows: Rows, source: Source | None) -> Draft:
    """Turn rows of plain data into a draft; names get the prefix ``name.``."""
    if not isinstance(name, str) or not name.isidentifier():
        raise SpecificationError(f"'{name}' is not a name of a system", expected="letters, digits, _")
    for kind, given in rows.items():
        if isinstance(given, (str, Mapping)) or not isinstance(given, Sequence):
            raise SpecificationError(f"{kind} of '{name}' must be a list of rows", got=type(given).__name__)
        for row in given:
            _check_fields(kind, row, name)
    return _Builder(name, rows, source).draft()


def _check_fields(kind: str, row: Any, system: str) -> None:
    """Refuse missing and unknown fields."""
    needed, optional = _FIELDS[kind]
    if not isinstance(row, Mapping) or not isinstance(row.get("name", ""), str):
        raise SpecificationError(f"one of the {kind} of '{system}' is not a row with a name", got=repr(row)[:60])
    what = f"{kind[:-1]} '{row.get('name', '?')}' of '{system}'"
    for key in row:
        if key not in needed | optional:
            raise SpecificationError(f"'{key}' is not a field of the {what}", do=nearest(key, needed | optional))
    missing = sorted(needed - set(row))
    if missing:
        raise SpecificationError(f"the {what} lacks {', '.join(missing)}")


def _starts(row: Mapping[str, Any]) -> bool:
    """Tell whether a state starts from a number that does not vanish."""
    given = row.get("initial", 0.0)
    return not isinstance(given, str) and canonical(given, row["unit"]) != 0.0


@contextmanager
def _about(what: str) -> Iterator[None]:
    """Put the name of a row in front of what is wrong with it."""
    try:
        yield
    except SpecificationError as error:
        told = f"{what}: {error.what}"
        raise SpecificationError(told, expected=error.expected, got=error.got, do=error.do) from error


def _table(rows: Any, name: str) -> tuple[tuple[float, str], ...]:
    """Read the labels of a scale."""
    try:
        return tuple((float(value), str(label)) for value, label in rows)
    except (TypeError, ValueError) as error:
        raise SpecificationError(
            f"the table of '{name}' is malformed", expected="pairs of a number and a label"
        ) from error


class _Builder:
    """Reads rows in an order in which every name is known before a formula uses it."""

    def __init__(self, name: str, rows: Rows, source: Source | None) -> None:
        self.block, self.rows, self.source = name, rows, source
        self.known: dict[str, Expression] = {"time": TIME}
        for kind in ("states", "parameters", "ports"):
            for row in rows[kind]:
                self.known[row["name"]] = symbol(self.full(row["name"]))
        for row in rows["states"]:
            with _about(f"the state '{self.full(row['name'])}'"):
                starts = _starts(row)
            if starts:
                self.known[f"{row['name']}_initial"] = symbol(self.full(f"{row['name']}_initial"))

    def full(self, name: str) -> str:
        return f"{self.block}.{name}"

    def read(self, text: Any, what: str) -> Expression:
        """Read a formula; a bare number is allowed."""
        if isinstance(text, (int, float)) and not isinstance(text, bool):
            return constant(float(text))
        with _about(what):
            return parse(text, self.look, keep_units=True)

    def look(self, name: str) -> Expression:
        short = name.removeprefix(f"{self.block}.")
        if short not in self.known:
            raise SpecificationError(f"'{name}' is not known in '{self.block}'", do=nearest(short, self.known))
        return self.known[short]

    def end(self, name: str | None, what: str) -> str | None:
        """Qualify the end of a flow."""
        if name is None:
            return None
        found = self.read(name, what)
        if found.op != "symbol":
            raise SpecificationError(f"{what} must name a state or a port", got=str(name)[:60])
        return found.name

    def draft(self) -> Draft:
        rows = self.rows
        parameters = [self.parameter(r) for r in rows["parameters"]]
        observables = tuple(self.observables())
        states, initials = [], []
        for row in rows["states"]:
            state, extra = self.state(row)
            states.append(state)
            initials += extra
        return Draft(
            name=self.block,
            states=tuple(states),
            parameters=(*parameters, *initials),
            flows=tuple(self.flow(r) for r in rows["flows"]),
            rates=tuple(self.rate(r) for r in rows["rates"]),
            hazards=tuple(self.hazard(r) for r in rows["hazards"]),
            observables=observables,
            ports=tuple(PortEntry(self.full(r["name"]), r["unit"], r.get("description", "")) for r in rows["ports"]),
            blocks=(Block(self.block, "plain data"),),
        )

    def parameter(self, row: Mapping[str, Any]) -> ParameterEntry:
        """Read one parameter."""
        name = self.full(row["name"])
        source: Any = row.get("source") or self.source  # none is refused by Parameter
        spread, about = row.get("spread", 0.0), row.get("description", "")
        with _about(name):
            p = Parameter(row["value"], row["unit"], source=source, spread=spread, description=about)
        return entry_of(name, p)

    def state(self, row: Mapping[str, Any]) -> tuple[StateEntry, list[ParameterEntry]]:
        """Read one state; a number it starts from becomes a parameter."""
        name, unit, given = self.full(row["name"]), row["unit"], row.get("initial", 0.0)
        extra: list[ParameterEntry] = []
        if isinstance(given, str):
            initial = self.read(given, f"the initial value of '{name}'")
        else:
            start = canonical(given, unit)
            check_initial(start, bool(row.get("signed", False)), f"'{name}'")
            initial = constant(0.0)
            if _starts(row):
                wanted = {"name": f"{row['name']}_initial", "value": given, "unit": unit}
                extra.append(self.parameter({**wanted, "source": row.get("source"), "spread": row.get("spread", 0.0)}))
                initial = symbol(extra[0].name)
        with _about(f"negligible of '{name}'"):
            negligible = negligible_amount(unit, row.get("negligible"))
        clone, signed = bool(row.get("clone", False)), bool(row.get("signed", False))
        return StateEntry(name, unit, initial, negligible, clone, signed, row.get("description", "")), extra

    def flow(self, row: Mapping[str, Any]) -> FlowEntry:
        what = f"the flow '{row['name']}'"
        into, out_of = self.end(row.get("into"), what), self.end(row.get("out_of"), what)
        return FlowEntry(self.full(row["name"]), self.read(row["rate"], what), into, out_of)

    def rate(self, row: Mapping[str, Any]) -> RateEntry:
        what = f"the rate '{row['name']}'"
        state = self.end(row["state"], what)
        return RateEntry(self.full(row["name"]), str(state), self.read(row["rate"], what))

    def hazard(self, row: Mapping[str, Any]) -> HazardEntry:
        rate = self.read(row["rate"], f"the hazard '{row['name']}'")
        ends, empirical = bool(row.get("ends", False)), bool(row.get("empirical", False))
        name, about = self.full(row["name"]), row.get("description", "")
        return HazardEntry(name, rate, ends, empirical, row.get("source"), about)

    def observables(self) -> Iterator[ObservableEntry]:
        """Read observables in order; each may use those before it."""
        for row in self.rows["observables"]:
            found = self.read(row["expression"], f"the observable '{row['name']}'")
            self.known[row["name"]] = found
            table = _table(row.get("table", ()), row["name"])
            yield ObservableEntry(self.full(row["name"]), found, row["unit"], row.get("description", ""), table)


def entry_of(name: str, p: Parameter) -> ParameterEntry:
    """Give a declared parameter its qualified name."""
    return ParameterEntry(name, p.canonical, p.unit, p.source, p.spread, p.description)
