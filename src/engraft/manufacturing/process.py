"""A process: the steps by which a product is made, in order, and the numbers each step uses."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from engraft import units
from engraft.errors import SpecificationError, nearest
from engraft.language.entries import ParameterEntry
from engraft.language.quantities import Parameter
from engraft.language.source import Chosen, Source
from engraft.manufacturing.bounds import Within, check_drawn, check_within
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
        If there is no step, a step has a name that is none, or a number of one cannot be what it is declared as.
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
        for name, entry in found.items():
            check_drawn(name, np.array([entry.value]), self.within(name), entry.unit)

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
        return self.with_parameters({name: self.decision(name, text) for name, text in decisions.items()})

    def decision(self, name: str, text: str) -> Parameter:
        """Read one decision, and refuse what cannot be decided."""
        entry = self._known(name)
        if name not in self.choices:
            what = f"'{name}' is a fact of process '{self.name}', no decision"
            raise SpecificationError(what, do=f"give it with its source under parameters:; {self._decided()}")
        value, unit = self.read(name, text)
        return self.checked(name, Parameter(value, unit, source=Chosen("the study"), description=entry.description))

    def read(self, name: str, text: str) -> tuple[float, str]:
        """Read text as a value of a parameter, with its unit."""
        entry = self._known(name)
        try:
            return units.parse(str(text))
        except SpecificationError as error:
            typical = f"{units.display(entry.value, entry.unit):g}{'' if entry.unit == '1' else f' {entry.unit}'}"
            do = error.do or f"write it like '{typical}', which is what it is unless somebody sets it"
            raise SpecificationError(f"'{name}': {error.what}", expected=error.expected, do=do) from error

    def checked(self, name: str, new: Parameter) -> Parameter:
        """Refuse a value that a parameter cannot have."""
        check_within(self._known(name), new, self.within(name))
        return new

    def within(self, name: str) -> Within:
        """Say what a parameter may be."""
        step, _, own = name.partition(".")
        return self.steps[step].bounds.get(own, Within())

    def with_parameters(self, changes: Mapping[str, Parameter]) -> Process:
        """Give the process with other values of some parameters, each with its source.

        Raises
        ------
        SpecificationError
            Naming the parameter: unknown, in another unit, outside of what it may be, or too long for the culture.
        """
        entries = dict(self.parameters)
        for name, new in changes.items():
            self.checked(name, new)
            known = self._known(name)
            about = new.description or known.description
            entries[name] = ParameterEntry(name, new.canonical, known.unit, new.source, new.spread, about)
        made = Process(self.name, self.description, self.steps, self.reference, self.antigen)
        object.__setattr__(made, "parameters", entries)
        made._check_times()
        return made

    @property
    def grown(self) -> float:
        """Give the days for which cells are grown; 0 where they are not."""
        return sum(self.parameters[f"{name}.{one.grows}"].value for name, one in self.steps.items() if one.grows)

    @property
    def waiting(self) -> float:
        """Give the days for which collected material waits."""
        return sum(self.parameters[f"{name}.{one.waits}"].value for name, one in self.steps.items() if one.waits)

    def _check_times(self) -> None:
        """Refuse what is to happen after the end of the culture."""
        grown = [f"{name}.{one.grows}" for name, one in self.steps.items() if one.grows]
        for name in (f"{step}.{time}" for step, one in self.steps.items() for time in one.during if grown):
            entry = self.parameters[name]
            if entry.value > self.grown + 1e-9:
                raise SpecificationError(
                    f"'{name}' lies beyond the end of the culture",
                    expected=f"at most the {self.grown:g} day of {grown[0]}",
                    got=f"{units.display(entry.value, entry.unit):g} {entry.unit}",
                    do=f"shorten {name} or lengthen {grown[0]}",
                )

    def _known(self, name: str) -> ParameterEntry:
        """Find a parameter or suggest the nearest."""
        if name not in self.parameters:
            what = f"process '{self.name}' has no parameter '{name}'"
            raise SpecificationError(what, do=nearest(name, self.parameters))
        return self.parameters[name]

    def _decided(self) -> str:
        """Say which decisions there are."""
        return f"decisions are {', '.join(self.choices)}" if self.choices else "it has no decisions"
