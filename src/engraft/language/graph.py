"""The chain from a dose to an endpoint: which flows read what."""

from __future__ import annotations

from dataclasses import dataclass

from engraft.kernel.expression import free_symbols
from engraft.language.system import System

Links = list[tuple[str, set[str], tuple[str, ...]]]  # a name, what it reads, what it moves


@dataclass(frozen=True)
class Step:
    """One link: a flow (or rate) that reads a reached quantity, and the states it moves."""

    flow: str
    reads: tuple[str, ...]
    moves: tuple[str, ...]
    order: int


@dataclass(frozen=True)
class Chain:
    """What a dosed state reaches: links in breadth-first order, then hazards and observables."""

    dose: str
    steps: tuple[Step, ...]
    hazards: tuple[str, ...]
    observables: tuple[str, ...]

    @property
    def reached(self) -> tuple[str, ...]:
        """The states that move because of the dose, nearest first."""
        moved = (state for step in self.steps for state in step.moves)
        return tuple(dict.fromkeys((self.dose, *moved)))

    def text(self) -> str:
        """Write the chain on indented lines.

        The dosed state comes first, then one line per flow, then the endpoints.
        """
        lines = [self.dose]
        lines += [f"{'  ' * s.order}{', '.join(s.reads)} -> {s.flow} -> {', '.join(s.moves)}" for s in self.steps]
        lines += [f"=> {name}" for name in (*self.hazards, *self.observables)]
        return "\n".join(lines)


def chain(system: System, dose_state: str) -> Chain:
    """Follow a dose through the flows that read it to every endpoint it can move.

    Raises
    ------
    SpecificationError
        If the system has no such state.
    """
    return _followed(system, system.state(dose_state).name, _links(system))


def parameter_chain(system: System, parameter: str) -> Chain:
    """Follow a parameter through the starts and flows that read it to every endpoint it can move.

    Raises
    ------
    SpecificationError
        If the system has no such parameter.
    """
    starts = [(f"start of {s.name}", free_symbols(s.initial), (s.name,)) for s in system.states]
    return _followed(system, system.parameter(parameter).name, [*starts, *_links(system)])


def _followed(system: System, first: str, links: Links) -> Chain:
    """Follow a name breadth-first through all that reads it."""
    reached, steps, used, order = {first}, [], set(), 0
    while True:
        order += 1
        found = [(name, reads & reached, moves) for name, reads, moves in links if name not in used and reads & reached]
        if not found:
            break
        steps += [Step(name, tuple(sorted(reads)), moves, order) for name, reads, moves in found]
        used |= {name for name, _, _ in found}
        reached |= {state for _, _, moves in found for state in moves}
    hazards = tuple(h.name for h in system.hazards if free_symbols(h.rate) & reached)
    seen = tuple(o.name for o in system.observables if free_symbols(o.expression) & reached)
    return Chain(first, tuple(steps), hazards, seen)


def _links(system: System) -> Links:
    """List every flow and rate: its name, what it reads, what it moves."""
    flows = [(f.name, free_symbols(f.rate), tuple(e for e in (f.out_of, f.into) if e)) for f in system.flows]
    return flows + [(r.name, free_symbols(r.rate), (r.state,)) for r in system.rates]
