"""join: several systems and the wires between them make one."""

from __future__ import annotations

import inspect
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from itertools import chain as chained
from typing import Any

from engraft import units
from engraft.errors import CompatibilityError, SpecificationError, nearest
from engraft.kernel.expression import Expression, free_symbols, substitute, symbol
from engraft.language.entries import Block, Draft, FlowEntry, RateEntry, StateEntry, Wire
from engraft.language.system import System

Formulas = dict[str, Expression]
Wiring = Mapping[str, str] | Iterable[tuple[str, str]]


def join(
    *systems: System, wire: Wiring = (), name: str = "", leave_open: Iterable[str] = (), about: str = ""
) -> System:
    """Join systems into one; ``wire`` maps a port of one block to a quantity of another.

    ``about`` says what the whole is and what it cannot say; it stands beside the blocks, under the name of the whole.

    A port may be wired to a state, a parameter, an observable or another port. Flows may only enter
    or leave a port that ends at a state. What stands in for a port measures what the port measures, so every equation
    that was sound before is sound afterwards. Every port must be wired, or named in ``leave_open``.

    Raises
    ------
    CompatibilityError
        Naming both parties that do not fit.
    """
    _check_blocks(systems)
    draft = _together(systems, name or "+".join(s.name for s in systems))
    if about:
        draft = _told(draft, about)
    wires = _check_wires(draft, wire)
    values = _Wiring(draft, wires).values()
    _check_open(draft, wires, frozenset(leave_open))
    return System(**vars(_wired(draft, wires, values)))


def _told(draft: Draft, about: str) -> Draft:
    """Put what is said of the whole beside the blocks; it may not take the name of one of them."""
    taken = next((block for block in draft.blocks if block.name == draft.name), None)
    if taken is not None:
        raise CompatibilityError(
            f"the whole and one of its blocks, {taken.text()}, would both be called '{draft.name}'",
            do="give the whole another name: join(…, name='…')",
        )
    return replace(draft, blocks=(Block(draft.name, about=inspect.cleandoc(about)), *draft.blocks))


def _check_blocks(systems: tuple[Any, ...]) -> None:
    """Refuse nothing, strangers, and two parties with one name."""
    if not systems:
        raise CompatibilityError("join needs at least one system", got="none")
    owner: dict[str, str] = {}
    blocks: dict[str, str] = {}
    for place, system in enumerate(systems, start=1):
        if not isinstance(system, System):
            known = ", ".join(f"'{s.name}'" for s in systems if isinstance(s, System))
            raise CompatibilityError(
                f"argument {place} of join next to {known or 'nothing'} is a {type(system).__name__}",
                expected="a System",
                do="call .system(name) on a Model",
            )
        text = f"'{system.name}' (argument {place})"
        for block in system.blocks:
            if block.name in blocks:
                raise CompatibilityError(
                    f"two systems own a block named '{block.name}': {blocks[block.name]} and {block.text()} in {text}",
                    do="give one of them another name: .system('…')",
                )
            blocks[block.name] = f"{block.text()} in {text}"
        for entry in (*system.symbols(), *(f.name for f in system.flows), *(h.name for h in system.hazards)):
            if owner.setdefault(entry, text) != text:
                raise CompatibilityError(
                    f"'{entry}' has two owners: {owner[entry]} and {text}", do="rename one of them"
                )


def _together(systems: tuple[System, ...], name: str) -> Draft:
    """Put the entries side by side."""

    def all_of(kind: str) -> tuple[Any, ...]:
        return tuple(chained.from_iterable(getattr(s, kind) for s in systems))

    kinds = ("states", "parameters", "flows", "rates", "hazards", "observables", "ports", "blocks", "wires")
    parts: dict[str, Any] = {kind: all_of(kind) for kind in kinds}
    return Draft(name, **parts)


def _check_wires(draft: Draft, wire: Wiring) -> dict[str, str]:
    """Refuse wires from what is no port, to what does not exist, or between unlike units."""
    pairs = _pairs(wire)
    ports = {p.name for p in draft.ports}
    done = {w.port: w.target for w in draft.wires}
    wires: dict[str, str] = {}
    for port, target in pairs:
        if port in wires or port in done:
            before = wires.get(port) or done[port]
            raise CompatibilityError(f"the port '{port}' is already wired to '{before}', not free for '{target}'")
        if port not in ports:
            _refuse_port(draft, port, target)
        _check_target(draft, port, target)
        wires[port] = target
    return wires


def _pairs(wire: Any) -> list[tuple[str, str]]:
    """Read a wiring as pairs of names."""
    pairs = wire.items() if isinstance(wire, Mapping) else wire
    try:
        read = [(port, target) for port, target in pairs]
    except (TypeError, ValueError) as error:
        raise SpecificationError("wire is malformed", expected="{'block.port': 'block.quantity'}") from error
    for name in chained.from_iterable(read):
        if not isinstance(name, str):
            raise SpecificationError("wire must hold names", got=repr(name)[:60])
    return read


def _refuse_port(draft: Draft, port: str, target: str) -> None:
    """Say why the left side of a wire is not a port."""
    ports = [p.name for p in draft.ports]
    entry = draft.symbols().get(port)
    if entry is None:
        what = f"cannot wire '{port}' to '{target}': there is no port '{port}' in '{draft.name}'"
        raise CompatibilityError(what, do=nearest(port, ports))
    kind = type(entry).__name__.removesuffix("Entry").lower()
    hint = f"write the wire the other way: '{target}': '{port}'" if target in ports else nearest(port, ports)
    raise CompatibilityError(f"cannot wire '{port}' to '{target}': '{port}' is a {kind}, not a port", do=hint)


def _check_target(draft: Draft, port: str, target: str) -> None:
    """Refuse a target that does not exist, is the port itself, or measures something else."""
    symbols = draft.symbols()
    what = f"cannot wire '{port}' to '{target}'"
    if target not in symbols:
        raise CompatibilityError(
            f"{what}: '{draft.name}' has no '{target}'", do=nearest(target, [n for n in symbols if n != port])
        )
    if port == target:
        raise CompatibilityError(f"{what}: a port cannot be wired to itself")
    own, other = symbols[port].unit, symbols[target].unit
    if units.dimension(own) != units.dimension(other):
        raise CompatibilityError(
            f"{what}: their units do not agree",
            expected=f"{own} ({units.dimension(own).text()})",
            got=f"{other} ({units.dimension(other).text()})",
        )


def _check_open(draft: Draft, wires: dict[str, str], leave_open: frozenset[str]) -> None:
    """Refuse ports that nobody feeds."""
    ports = {p.name: p for p in draft.ports}
    for name in sorted(leave_open):
        if name not in ports or name in wires:
            state = f"wired to '{wires[name]}'" if name in wires else f"not a port of '{draft.name}'"
            raise CompatibilityError(f"leave_open names '{name}', which is {state}", do=nearest(name, ports))
    for name, port in ports.items():
        if name in wires or name in leave_open:
            continue
        like = [n for n, e in draft.symbols().items()
                if n not in ports and units.dimension(e.unit) == units.dimension(port.unit)]  # fmt: skip
        others = ", ".join(f"'{b.name}'" for b in draft.blocks if not name.startswith(f"{b.name}."))
        raise CompatibilityError(
            f"the port '{name}' ({port.unit}) is open: nothing of {others or 'no other block'} feeds it",
            expected=f"wire={{'{name}': …}} or leave_open=('{name}',)",
            do=f"of the same kind: {', '.join(like[:6])}" if like else "nothing here measures the same",
        )


@dataclass(frozen=True)
class _Wiring:
    """Follows wires to what they end at."""

    draft: Draft
    wires: dict[str, str]

    def values(self) -> dict[str, Expression]:
        """Return what each wired port stands for, refusing circles."""
        formulas = {o.name: o.expression for o in self.draft.observables}
        done: Formulas = {}
        for port in self.wires:
            self.follow(port, formulas, done, [])
        return done

    def follow(self, port: str, formulas: Formulas, done: Formulas, path: list[str]) -> Expression:
        """Work out one port, after the ports it depends on."""
        if port in done:
            return done[port]
        if port in path:
            circle = " -> ".join(f"'{p}'" for n in path[path.index(port) :] for p in (n, self.wires[n]))
            raise CompatibilityError(f"ports and observables define each other in a circle: {circle} -> '{port}'")
        target = self.wires[port]
        value = formulas.get(target, symbol(target))
        inner = sorted(free_symbols(value) & self.wires.keys())
        below = {p: self.follow(p, formulas, done, [*path, port]) for p in inner}
        done[port] = substitute([value], below)[0]
        return done[port]


def _wired(draft: Draft, wires: dict[str, str], values: dict[str, Expression]) -> Draft:
    """Put what the ports stand for in their place."""

    def put(x: Expression) -> Expression:
        return substitute([x], values)[0]

    unit = {p.name: p.unit for p in draft.ports}
    ends = _Ends(values, wires, frozenset(s.name for s in draft.states) | unit.keys())
    return replace(
        draft,
        states=tuple(_start(s, put(s.initial), draft, wires) for s in draft.states),
        flows=tuple(ends.flow(f, put(f.rate)) for f in draft.flows),
        rates=tuple(ends.rate(r, put(r.rate)) for r in draft.rates),
        hazards=tuple(replace(h, rate=put(h.rate)) for h in draft.hazards),
        observables=tuple(replace(o, expression=put(o.expression)) for o in draft.observables),
        ports=tuple(p for p in draft.ports if p.name not in wires),
        wires=(*draft.wires, *(Wire(p, t, unit[p]) for p, t in wires.items())),
    )


def _start(state: StateEntry, initial: Expression, draft: Draft, wires: dict[str, str]) -> StateEntry:
    """Refuse an initial value that would read a state of another block."""
    moving = {s.name for s in draft.states} | {"time"}
    read = sorted(free_symbols(initial) & moving)
    if read:
        ports = sorted(free_symbols(state.initial) & wires.keys())
        raise CompatibilityError(
            f"the initial value of '{state.name}' reads '{read[0]}' through the port '{ports[0]}'",
            expected="a parameter, because states have no value before the start",
        )
    return replace(state, initial=initial)


@dataclass(frozen=True)
class _Ends:
    """Follows the ends of flows through ports; they must arrive at a state."""

    values: Formulas
    wires: dict[str, str]
    movable: frozenset[str]

    def flow(self, flow: FlowEntry, rate: Expression) -> FlowEntry:
        """Give a flow its new rate and ends."""
        what = f"the flow '{flow.name}'"
        return replace(flow, rate=rate, into=self.end(flow.into, what), out_of=self.end(flow.out_of, what))

    def rate(self, entry: RateEntry, rate: Expression) -> RateEntry:
        """Give a plain term its new rate and state."""
        return replace(entry, rate=rate, state=self.end(entry.state, f"the rate '{entry.name}'") or entry.state)

    def end(self, end: str | None, what: str) -> str | None:
        """Follow one end."""
        if end is None or end not in self.values:
            return end
        value = self.values[end]
        if value.op != "symbol" or value.name not in self.movable:
            raise CompatibilityError(
                f"{what} moves the port '{end}', which is wired to '{self.wires[end]}'",
                expected="a state, because only a state can be filled or emptied",
            )
        return value.name
