"""What a System holds: entries with qualified names and canonical numbers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import final

from engraft import units
from engraft.kernel.expression import Expression
from engraft.language.source import Source


@dataclass(frozen=True)
class Block:
    """One instance of a recipe inside a system."""

    name: str
    recipe: str = ""
    about: str = ""
    reference: str = ""

    def text(self) -> str:
        """Name the block and what it was made from."""
        return f"'{self.name}' ({self.recipe})" if self.recipe else f"'{self.name}'"


@dataclass(frozen=True)
class StateEntry:
    """A state; ``negligible`` is canonical, ``initial`` an expression of parameters."""

    name: str
    unit: str
    initial: Expression
    negligible: float
    clone: bool = False
    signed: bool = False
    description: str = ""


@dataclass(frozen=True)
class ParameterEntry:
    """A parameter; ``value`` is canonical, ``spread`` an SD of the log between patients."""

    name: str
    value: float
    unit: str
    source: Source
    spread: float = 0.0
    description: str = ""

    @property
    def shown(self) -> float:
        """The value in its declared unit."""
        return units.display(self.value, self.unit)


@dataclass(frozen=True)
class PortEntry:
    """An open port."""

    name: str
    unit: str
    description: str = ""


@dataclass(frozen=True)
class FlowEntry:
    """A flow between states (or ports); ends are qualified names."""

    name: str
    rate: Expression
    into: str | None = None
    out_of: str | None = None


@dataclass(frozen=True)
class RateEntry:
    """A plain term of dx/dt."""

    name: str
    state: str
    rate: Expression


@dataclass(frozen=True)
class HazardEntry:
    """A hazard, 1/day."""

    name: str
    rate: Expression
    ends: bool = False
    empirical: bool = False
    source: Source | None = None
    description: str = ""


@dataclass(frozen=True)
class ObservableEntry:
    """A named expression, canonical; ``unit`` is the one to show it in."""

    name: str
    expression: Expression
    unit: str
    description: str = ""
    table: tuple[tuple[float, str], ...] = ()


@dataclass(frozen=True)
class Wire:
    """A port that was wired, kept for the reader."""

    port: str
    target: str
    unit: str


Symbolic = StateEntry | ParameterEntry | PortEntry | ObservableEntry


@dataclass(frozen=True)
class Contents:
    """What a Draft and a System both hold; never made itself."""

    name: str
    states: tuple[StateEntry, ...] = ()
    parameters: tuple[ParameterEntry, ...] = ()
    flows: tuple[FlowEntry, ...] = ()
    rates: tuple[RateEntry, ...] = ()
    hazards: tuple[HazardEntry, ...] = ()
    observables: tuple[ObservableEntry, ...] = ()
    ports: tuple[PortEntry, ...] = ()
    blocks: tuple[Block, ...] = ()
    wires: tuple[Wire, ...] = ()

    def symbols(self) -> dict[str, Symbolic]:
        """Map every name that an equation may use to its entry."""
        entries: tuple[Symbolic, ...] = (*self.states, *self.parameters, *self.ports, *self.observables)
        return {entry.name: entry for entry in entries}


@final
@dataclass(frozen=True)
class Draft(Contents):
    """A system being put together, not yet checked."""
