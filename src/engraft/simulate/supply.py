"""Cells that are made for each person: a run asks for them when it looks at people, and gives what they hold."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from engraft import units
from engraft.errors import CompatibilityError, nearest
from engraft.population import Cohort
from engraft.simulate.people import dose_of
from engraft.therapy import Give, Lot, Regimen

Floats = NDArray[np.float64]

YES = "yes"  # in the place of a unit: 1 where something holds of a person, else 0
INFUSED = "infused"  # of nobody's lot: who got any cells at all, in an arm that gives lots
_SUPPORT = ("platelets",)  # products of cells that replace blood and treat nothing


@dataclass(frozen=True, eq=False)
class Made:
    """What came out of the making for some persons: a lot with all cells it holds, and what is known of it.

    ``told`` are quantities per person by name, as ``Trajectories.lots`` keeps them.
    """

    lot: Lot
    told: Mapping[str, Floats] = field(default_factory=dict)


class Supply(ABC):
    """A way to make the cells of persons; the same person, seed and way give the same cells in every arm."""

    name: str

    @abstractmethod
    def make(self, cohort: Cohort, seed: int) -> Made:
        """Make the cells of everybody in a cohort."""


def told(name: str, unit: str, label: str) -> str:
    """Write the name of a quantity of a lot with its unit and what it is in words."""
    return f"{name} [{unit}] {label}"


def untold(text: str) -> tuple[str, str, str]:
    """Read name, unit and words of a quantity of a lot.

    Examples
    --------
    >>> untold(told("day-9/vector.copies", "1", "copies per cell"))
    ('day-9/vector.copies', '1', 'copies per cell')
    """
    name, _, rest = text.partition(" [")
    unit, _, label = rest.partition("] ")
    return name, unit, label


def given_of(amount: Floats, cohort: Cohort) -> dict[str, Floats]:
    """Tell how many cells everybody is given of a lot, and how many per weight where it is known.

    Shapes
    ------
    amount: (persons,), in cells.
    """
    said = {told("given", "cell", "cells given"): amount / units.factor("cell")}
    unit = cohort.units.get("weight", "")
    if "weight" in cohort.covariates.columns and units.dimension(unit) == units.dimension("kg"):
        per = np.asarray(amount / cohort.covariate("weight"), dtype=np.float64)
        said[told("given_per_weight", "cell/kg", "cells given, per body weight")] = per / units.factor("cell/kg")
    return said


def check_supplies(regimen: Regimen, supplies: Mapping[str, Supply]) -> None:
    """Refuse a lot that nobody makes, and one that is two products.

    Raises
    ------
    CompatibilityError
        Naming product and lot.
    """
    products: dict[str, str] = {}
    for event in regimen.events:
        if event.lot and event.lot not in supplies:
            what = f"{event.product.name} is to come from the lot '{event.lot}', which nobody makes"
            raise CompatibilityError(what, do=nearest(event.lot, supplies) if supplies else "describe it under lots:")
        known = products.setdefault(event.lot, event.product.name)
        if event.lot and known != event.product.name:
            what = f"the lot '{event.lot}' is given as {known} and as {event.product.name}"
            raise CompatibilityError(what, expected="one product for one identity", do="make a lot for each product")


def supplied(
    regimen: Regimen, supplies: Mapping[str, Supply], cohort: Cohort, seed: int
) -> tuple[Regimen, dict[str, Floats]]:
    """Make the cells that a regimen gives and put them in place of the doses that are planned.

    A lot that is given on several days is used up in order: nobody gets more cells than there are. What is told of
    the lots includes how much of each is given, and who gets any cells at all, of a lot or not.
    """
    events = [event for event in regimen.events if not event.lot]
    said: dict[str, Floats] = {}
    for name in dict.fromkeys(event.lot for event in regimen.events if event.lot):
        made = supplies[name].make(cohort, seed)
        said |= {f"{name}/{key}": values for key, values in made.told.items()}
        own = sorted(
            ((day, event) for event in regimen.events if event.lot == name for day in event.days),
            key=lambda pair: pair[0],
        )
        bags = _given(own, made.lot, cohort)
        amounts = np.sum([dose_of(bag, cohort) for bag in bags], axis=0)
        said |= {f"{name}/{key}": values for key, values in given_of(amounts, cohort).items()}
        events += bags
    if said:
        said[told(INFUSED, YES, "given any cells")] = _infused(events, cohort)
    return Regimen(tuple(events), regimen.rules), said


def _infused(events: Sequence[Give], cohort: Cohort) -> Floats:
    """Tell who is given any cells on a fixed day, of a lot or not."""
    got = np.zeros(len(cohort), dtype=bool)
    for event in events:
        if event.product.kind == "cells" and event.product.name not in _SUPPORT:
            got |= dose_of(event, cohort) > 0.0
    return got.astype(np.float64)


def _given(planned: Sequence[tuple[float, Give]], lot: Lot, cohort: Cohort) -> list[Give]:
    """Give what is planned on each day, as far as there is of it."""
    order, given = lot.rows(cohort.persons), []
    left = lot.amount[order]
    for k, (day, event) in enumerate(planned):
        amount = np.minimum(left, dose_of(event, cohort))
        left = left - amount
        bag = Lot(
            persons=cohort.persons,
            amount=amount,
            shares={state: share[order] for state, share in lot.shares.items()},
            overrides={} if k else {one: values[order] for one, values in lot.overrides.items()},
            factors={} if k else {one: values[order] for one, values in lot.factors.items()},
            name=event.lot,
        )
        given.append(replace(event, dose=bag, days=(day,)))
    return given
