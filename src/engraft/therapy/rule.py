"""Rules: what is given when a condition holds, with memory of what was given before."""

from __future__ import annotations

from dataclasses import dataclass

from engraft.errors import SpecificationError
from engraft.therapy.duration import days, text
from engraft.therapy.give import Give
from engraft.therapy.lot import Lot

ALWAYS = 1_000_000


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
    at_most: int = ALWAYS

    def __post_init__(self) -> None:
        if not self.name.isidentifier():
            raise SpecificationError(f"rule '{self.name}' has no usable name", expected="letters, digits and _")
        if not self.when.strip():
            raise SpecificationError(f"rule '{self.name}' has no condition", expected="such as 'crs.grade >= 2'")
        if not self.actions:
            raise SpecificationError(f"rule '{self.name}' does nothing", expected="at least one product to give")
        days(self.every_at_least, what=f"every_at_least of rule '{self.name}'")
        if not isinstance(self.at_most, int) or self.at_most < 1:
            raise SpecificationError(
                f"rule '{self.name}' has no usable at_most", expected="a whole number, 1 or more", got=str(self.at_most)
            )
        for action in self.actions:
            if isinstance(action.dose, Lot):
                raise SpecificationError(f"rule '{self.name}' cannot give a lot", expected="a dose")
            for day in action.days:
                days(day, what=f"delay of {action.product.name} in rule '{self.name}'")

    def __str__(self) -> str:
        given = "; ".join(f"{act.product.name} {act.dose}" for act in self.actions)
        often = f", at most {self.at_most} times" * (self.at_most < ALWAYS)
        pause = f", {text(self.every_at_least)} apart or more" * (self.every_at_least > 0.0)
        return f"{given} when {self.when}{often}{pause}"
