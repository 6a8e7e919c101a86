"""What the cells of a product change in the persons who get them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations

import numpy as np

from engraft import units
from engraft.errors import CompatibilityError, nearest
from engraft.language.system import System
from engraft.population import Cohort
from engraft.therapy import Give, Product, Regimen, Trait


@dataclass(frozen=True)
class Applied:
    """One trait of a product beside the typical value of the model, both canonical."""

    product: str
    trait: Trait
    value: float
    reference: float

    @property
    def factor(self) -> float:
        """Give what everybody's value is multiplied by."""
        return self.value / self.reference


def applied(regimen: Regimen, reference: System) -> tuple[Applied, ...]:
    """Compare the traits of the cells that a regimen gives with a system that stands for the reference product.

    A trait of a block that the system does not have says nothing about it and is left out.

    Raises
    ------
    CompatibilityError
        If the block has no such parameter, or in another unit, or with the value 0; or if two products whose cells
        enter one block differ in a parameter of it.
    """
    cells, there = _cells(regimen), blocks(reference)
    found: dict[Product, dict[str, Applied]] = {one.product: {} for one in cells}
    for product, own in found.items():
        for trait in product.traits:
            if _block(trait.parameter) in there:
                own[trait.parameter] = _compared(product.name, trait, reference)
    _refuse_clashes(cells, found)
    every = {name: one for own in found.values() for name, one in own.items()}
    return tuple(every.values())


def with_traits(cohort: Cohort, traits: Sequence[Applied], system: System) -> Cohort:
    """Multiply the typical values of everybody; without traits the cohort is the same."""
    if not traits:
        return cohort
    table = cohort.parameters.copy()
    for one in traits:
        name = one.trait.parameter
        typical = table[name].to_numpy(np.float64) if name in table.columns else system.parameter(name).value
        table[name] = typical * one.factor
    return replace(cohort, parameters=table)


def blocks(system: System) -> set[str]:
    """Name the blocks of a system."""
    names = [*(entry.name for entry in system.parameters), *(state.name for state in system.states)]
    return set(map(_block, names))


def _block(name: str) -> str:
    """Name the block of a qualified name."""
    return name.partition(".")[0]


def _cells(regimen: Regimen) -> list[Give]:
    """List every give of cells, at fixed days and by rules."""
    every = [*regimen.events, *(one for rule in regimen.rules for one in rule.actions)]
    return [one for one in every if one.product.kind == "cells"]


def _compared(product: str, trait: Trait, reference: System) -> Applied:
    """Put a trait beside the typical value of the reference."""
    known = {entry.name: entry for entry in reference.parameters}
    what = f"{product} has the trait '{trait.parameter}', "
    if trait.parameter not in known:
        what += f"which is no parameter of the system '{reference.name}'"
        raise CompatibilityError(what, do=nearest(trait.parameter, known))
    entry = known[trait.parameter]
    if units.dimension(entry.unit) != units.dimension(trait.unit):
        raise CompatibilityError(f"{what}in another unit", expected=entry.unit, got=trait.unit)
    if entry.value == 0.0:
        raise CompatibilityError(f"{what}which is 0 in the system '{reference.name}': nothing to compare it with")
    return Applied(product, trait, units.canonical(trait.value, trait.unit), entry.value)


def _refuse_clashes(cells: Sequence[Give], found: Mapping[Product, Mapping[str, Applied]]) -> None:
    """Refuse cells that enter one block and differ in what that block can have only once."""
    for one, other in combinations(cells, 2):
        if _block(one.target) != _block(other.target):
            continue
        mine, theirs = found[one.product], found[other.product]
        for parameter in {**mine, **theirs}:
            pair = mine.get(parameter), theirs.get(parameter)
            values = [None if known is None else known.value for known in pair]
            if values[0] != values[1]:
                said = ["the model's" if known is None else str(known.trait) for known in pair]
                raise CompatibilityError(
                    f"{one.product.name} and {other.product.name} are given in one arm and differ in '{parameter}'",
                    expected="one kind of cells in one arm",
                    got=f"{said[0]} and {said[1]}",
                )
