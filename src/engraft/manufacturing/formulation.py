"""Formulation: how many CAR-positive viable cells of a batch go into the bag for this person."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from engraft import units
from engraft.errors import CompatibilityError
from engraft.language import Paper, Parameter
from engraft.manufacturing.batch import Batch, Contents, Note
from engraft.manufacturing.bounds import SOME, Within
from engraft.manufacturing.culture import ENGRAFTING, FACTOR
from engraft.manufacturing.step import Bench, Step
from engraft.manufacturing.stock import draw
from engraft.simulate.supply import YES

Floats = NDArray[np.float64]

_PROTOCOL = Paper("10.1080/21645515.2023.2210046", "Table 1", "0.2e6 to 5e6 per kg up to 50 kg, 0.1e8 to 2.5e8 above")


class Formulation(Step):
    """Fill the bag: CAR-positive viable cells, at most what the protocol allows at this weight.

    dose = viable cells x CAR-positive share, capped at 5e6 per kg up to 50 kg and at 2.5e8 above

    A dose below the least of the protocol, of few cells or because no more is filled, goes into the bag all the same
    and is written down as out of range: whether it is given is decided at release. An empty bag is none.

    What a culture noted of the engraftment of its cells goes with the bag and multiplies the parameter of the
    patient's model.

    What this step cannot say: cells lost while filling, and cells kept back for tests.
    """

    choices = ("most", "most_heavy")
    reads = ("weight",)
    within: ClassVar[Mapping[str, Within]] = {"most": SOME, "most_heavy": SOME}

    weight_limit = Parameter(
        50.0, "kg", source=_PROTOCOL, description="weight above which cells are counted, not cells per kg"
    )
    least = Parameter(0.2e6, "cell/kg", source=_PROTOCOL, description="least dose up to that weight")
    most = Parameter(5.0e6, "cell/kg", source=_PROTOCOL, description="most that is filled up to that weight")
    least_heavy = Parameter(0.1e8, "cell", source=_PROTOCOL, description="least dose above that weight")
    most_heavy = Parameter(2.5e8, "cell", source=_PROTOCOL, description="most that is filled above that weight")

    def apply(self, batch: Batch, at: Bench) -> Batch:
        """Fill everybody's bag and write the dose down."""
        weight = at.covariate("weight")
        if weight is None:
            raise CompatibilityError(
                f"step '{at.step}' doses by body weight, and the persons have no weight",
                do="add the covariate 'weight' to the population",
            )
        heavy = weight > at["weight_limit"]
        least = np.where(heavy, at["least_heavy"], at["least"] * weight)
        most = np.where(heavy, at["most_heavy"], at["most"] * weight)
        held = batch.cells * batch.car_positive
        dose = np.minimum(held, most)
        left = draw(held, dose, batch.persons, what="CAR-positive viable cells")
        known = batch.contents or Contents(dose)
        filled = replace(known, amount=dose, factors={**_factors(batch), **known.factors})
        return batch.but(contents=filled).noted(
            at.step,
            dose=Note(dose, "cell", "CAR-positive viable cells in the bag"),
            dose_per_weight=Note(
                dose / weight / units.factor("cell/kg"),
                "cell/kg",
                "CAR-positive viable cells in the bag, per body weight",
            ),
            below_range=Note((dose < least).astype(np.float64), YES, "dose below the least of the protocol"),
            held_back=Note(left, "cell", "CAR-positive viable cells beyond the most of the protocol"),
        )


def _factors(batch: Batch) -> dict[str, Floats]:
    """Give by what the cells multiply a parameter of the patient, as the last culture noted it."""
    noted = [note.values for name, note in batch.notes.items() if name.rpartition(".")[2] == FACTOR]
    return {ENGRAFTING: noted[-1]} if noted else {}
