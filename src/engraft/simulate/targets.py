"""Whether what is given can enter the system."""

from __future__ import annotations

import re

from engraft import units
from engraft.errors import CompatibilityError, nearest
from engraft.language.system import System
from engraft.therapy import Give, Lot


def check_target(given: Give, system: System) -> None:
    """Refuse a dose into nothing, or of cells into a mass and the reverse.

    Raises
    ------
    CompatibilityError
        Naming the product and the system.
    """
    dimension = units.dimension("cell") if isinstance(given.dose, Lot) else given.dose.dimension
    if not given.into and not isinstance(given.dose, Lot):
        _check_own(given, dimension, system)
    for target in targets(given):
        _check_one(given.product.name, target, dimension, system)


def targets(given: Give) -> tuple[str, ...]:
    """Name the states a give enters."""
    if isinstance(given.dose, Lot) and given.dose.shares:
        return tuple(given.dose.shares)
    return (given.target,)


def _check_own(given: Give, dimension: units.Dimension, system: System) -> None:
    """Refuse a product whose own block the system lacks; of what carries an antigen receptor say where it may enter."""
    product, blocks = given.product, {state.name.partition(".")[0] for state in system.states}
    if product.target.partition(".")[0] in blocks:
        return
    entries = [
        state.name
        for state in system.states
        if product.kind == "cells" and product.antigen and re.fullmatch(r"car\w*\.infused", state.name)
        if units.dimension(state.unit) == dimension
    ]
    if entries:
        what = f"{product.name} enters '{product.target}' by itself, which the model '{system.name}' does not have"
        raise CompatibilityError(what, do=f"say where it enters: into: {' or '.join(entries)}")
    what = f"the model '{system.name}' has no {product.name}: it has no state '{product.target}'"
    raise CompatibilityError(what, do="choose a model that has it, or name the state that it enters with into:")


def _check_one(product: str, target: str, dimension: units.Dimension, system: System) -> None:
    """Check one state."""
    held = {state.name: state.unit for state in system.states}
    if target not in held:
        raise CompatibilityError(
            f"{product} is given into '{target}', which is no state of the system '{system.name}'",
            do=nearest(target, held),
        )
    if units.dimension(held[target]) != dimension:
        raise CompatibilityError(
            f"{product} does not fit the state '{target}' of the system '{system.name}'",
            expected=f"an amount in {held[target]}",
            got=f"a dose of {dimension.text()}",
        )
