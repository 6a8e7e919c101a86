"""Rules: what is given when a condition holds, with memory of what was given before."""

from __future__ import annotations

from dataclasses import dataclass

from engraft.errors import SpecificationError
from engraft.therapy.duration import days
from engraft.therapy.give import Give
from engraft.therapy.lot import Lot


@dataclass(frozen=True)
class Rule:
    """A condition looked at in rounds; when it holds, the actions are carried out.

    The condition is text over states, parameters and observables of the system, over ``time``, and over
    the memory of rules: ``rule.<name>.count`` (times fired) and ``rule.<name>.since`` (days since, infinite before).

    Parameters
    ----------
    actions
        What is given; their days are delays after the round.
    every_at_least
        Days that must pass between two firings.
    at_most
        How often it may fire for one person.

    Raises
    ------
    SpecificationError
        If the name is no word, the condition is empty, an action is early or a lot, or the memory makes no sense.
    """

    name: str
    when: str
    actions: tuple[Give, ...]
    every_at_least: float = 0.0
    at_most: int = 1_000_000

    def __post_init__(self) -> None:
        if not self.name.isidentifier():
            raise SpecificationError(f"rule '{self.name}' has no usable name", expected="letters, digits and _")
        if not self.when.strip():
            raise SpecificationError(f"rule '{self.name}' has no condition", expected="such as 'crs.grade >= 2'")
        if not self.actions:
            raise SpecificationError(f"rule '{self.name}' does nothing", expected="at least one product to give")
        days(self.every_at_least, what=f"every_at_least of rule '{self.name}'")
        if self.at_most < 1:
            raise SpecificationError(f"rule '{self.name}' may never fire", expected="at_most of 1 or more")
        for action in self.actions:
            if isinstance(action.dose, Lot):
                raise SpecificationError(f"rule '{self.name}' cannot give a lot", expected="a dose")
            for day in action.days:
                days(day, what=f"delay of {action.product.name} in rule '{self.name}'")

    def __str__(self) -> str:
        given = "; ".join(f"{act.product.name} {act.dose}" for act in self.actions)
        return f"{given} when {self.when} (at most {self.at_most}, every {self.every_at_least:g} days at least)"
