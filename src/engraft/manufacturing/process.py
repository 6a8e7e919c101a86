"""A process: the steps by which a product is made, in order, and the numbers each step uses."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from engraft import units
from engraft.errors import SpecificationError, nearest
from engraft.language.entries import ParameterEntry
from engraft.language.quantities import Parameter
from engraft.language.source import Chosen, Source
from engraft.manufacturing.step import Step


@dataclass(frozen=True, eq=False)
class Process:
    """How a product is made.

    Parameters
    ----------
    steps
        Name to step, in the order in which they are done; names begin those of parameters and notes.
    reference
        Where the process is described.
    antigen
        What the receptor binds that is put into the cells, as "CD7"; empty where the process is for any receptor.

    Raises
    ------
    SpecificationError
        If there is no step, or a step has a name that is none.
    """

    name: str
    description: str
    steps: Mapping[str, Step]
    reference: Source
    antigen: str = ""
    parameters: Mapping[str, ParameterEntry] = field(init=False)

    def __post_init__(self) -> None:
        if not self.steps:
            raise SpecificationError(f"process '{self.name}' has no step", expected="at least one")
        found = {entry.name: entry for name, step in self.steps.items() for entry in step.system(name).parameters}
        object.__setattr__(self, "parameters", found)

    @property
    def choices(self) -> tuple[str, ...]:
        """Name the parameters that whoever makes the product decides."""
        return tuple(f"{name}.{one}" for name, step in self.steps.items() for one in step.choices)

    def chosen(self, decisions: Mapping[str, str]) -> Process:
        """Give the process with some decisions made otherwise, as text with units: ``{"culture.days": "9 day"}``.

        Raises
        ------
        SpecificationError
            Naming the decision: unknown, not one to be made without a source, or in another unit.
        """
        new = {}
        for name, text in decisions.items():
            entry = self._known(name)
            if name not in self.choices:
                what = f"'{name}' is a fact of process '{self.name}', no decision"
                raise SpecificationError(what, do=f"give it with its source under parameters:; {self._decided()}")
            value, unit = units.parse(str(text))
            new[name] = Parameter(value, unit, source=Chosen("the study"), description=entry.description)
        return self.with_parameters(new)

    def with_parameters(self, changes: Mapping[str, Parameter]) -> Process:
        """Give the process with other values of some parameters, each with its source."""
        entries = dict(self.parameters)
        for name, new in changes.items():
            known = self._known(name)
            if units.dimension(new.unit) != units.dimension(known.unit):
                raise SpecificationError(f"'{name}' is in another unit", expected=known.unit, got=new.unit)
            about = new.description or known.description
            entries[name] = ParameterEntry(name, new.canonical, known.unit, new.source, new.spread, about)
        made = Process(self.name, self.description, self.steps, self.reference, self.antigen)
        object.__setattr__(made, "parameters", entries)
        return made

    def _known(self, name: str) -> ParameterEntry:
        """Find a parameter or suggest the nearest."""
        if name not in self.parameters:
            what = f"process '{self.name}' has no parameter '{name}'"
            raise SpecificationError(what, do=nearest(name, self.parameters))
        return self.parameters[name]

    def _decided(self) -> str:
        """Say which decisions there are."""
        return f"decisions are {', '.join(self.choices)}" if self.choices else "it has no decisions"
