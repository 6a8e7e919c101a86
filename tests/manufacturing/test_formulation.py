"""Formulation: the dose in the bag is what is there, at most what the protocol allows at this weight."""

from __future__ import annotations

import numpy as np
import pytest

from engraft import units
from engraft.errors import CompatibilityError
from engraft.language import Assumed, Parameter
from engraft.manufacturing.batch import Batch, Contents, Note
from engraft.manufacturing.formulation import Formulation
from engraft.manufacturing.step import Bench
from engraft.population import Cohort, Covariate, Listed, Population, draw

WEIGHTS = (20.0, 50.0, 50.5, 80.0)


def cohort(name: str = "weight", unit: str = "kg") -> Cohort:
    """Give four persons of known weight."""
    one = Covariate(name, Listed(WEIGHTS), unit, Assumed("a test", 0.0, 1e3))
    return draw(Population(name="test", covariates=(one,)), 4, seed=1)


def filled(cells: float, positive: float, people: Cohort | None = None, held: Contents | None = None) -> Batch:
    """Fill the bags of four persons who have the same batch."""
    people = cohort() if people is None else people
    known = {name: one.canonical for name, one in Formulation.declared.items() if isinstance(one, Parameter)}
    at = Bench("fill", people, 1, {name: np.full(4, x) for name, x in known.items()})
    batch = Batch.empty(people.persons).but(cells=np.full(4, cells), car_positive=np.full(4, positive), contents=held)
    return Formulation().apply(batch, at)


def test_dose_is_viable_cells_times_the_positive_share() -> None:
    made = filled(2e8, 0.2)
    assert made.contents is not None
    assert made.contents.amount == pytest.approx(np.full(4, 4e7))
    assert made.notes["fill.dose_per_weight"].values == pytest.approx(4e7 / np.array(WEIGHTS))
    assert made.notes["fill.held_back"].values.sum() == 0.0


def test_dose_is_capped_by_weight() -> None:
    """5e6 per kg up to and with 50 kg, 2.5e8 cells above; what is beyond stays in the freezer."""
    made = filled(1e10, 0.2)
    assert made.contents is not None
    assert made.contents.amount == pytest.approx([1e8, 2.5e8, 2.5e8, 2.5e8])
    assert made.notes["fill.held_back"].values == pytest.approx(2e9 - made.contents.amount)


def test_dose_below_the_protocol_is_filled_and_flagged() -> None:
    """4e6 cells are enough at 20 kg (0.2e6 per kg), not at 50 kg (1e7) and above (0.1e8)."""
    made = filled(4e6, 1.0)
    assert made.contents is not None
    assert (made.contents.amount == 4e6).all()
    assert made.notes["fill.below_range"].values.tolist() == [0.0, 1.0, 1.0, 1.0]
    assert (made.rejected == "").all()


def test_a_dose_that_is_capped_below_the_protocol_is_flagged_too() -> None:
    """Ten thousand cells per kg of a rich batch: what is in the bag counts, not what could have been."""
    people = cohort()
    known = {name: one.canonical for name, one in Formulation.declared.items() if isinstance(one, Parameter)}
    low = known | {"most": 1e4 * units.factor("cell/kg"), "most_heavy": 1e5}
    at = Bench("fill", people, 1, {name: np.full(4, x) for name, x in low.items()})
    batch = Batch.empty(people.persons).but(cells=np.full(4, 1e10), car_positive=np.full(4, 0.2))
    made = Formulation().apply(batch, at)
    assert made.notes["fill.dose"].values == pytest.approx([2e5, 5e5, 1e5, 1e5])
    assert made.notes["fill.below_range"].values.tolist() == [1.0, 1.0, 1.0, 1.0]


def test_what_earlier_steps_said_of_the_cells_stays() -> None:
    factors = {"car.engrafting": np.full(4, 2.0)}
    made = filled(2e8, 0.2, held=Contents(np.zeros(4), factors=factors))
    assert made.contents is not None
    assert made.contents.factors == factors
    assert made.contents.amount == pytest.approx(np.full(4, 4e7))


def test_what_a_culture_noted_of_engraftment_goes_with_the_bag() -> None:
    people = cohort()
    known = {name: one.canonical for name, one in Formulation.declared.items() if isinstance(one, Parameter)}
    at = Bench("fill", people, 1, {name: np.full(4, x) for name, x in known.items()})
    factor = np.array([1.4, 1.0, 0.5, 0.9])
    batch = Batch.empty(people.persons).noted("culture", engrafting_factor=Note(factor, "1", "a test"))
    held = Formulation().apply(batch, at).contents
    assert held is not None
    assert held.factors["car.engrafting"].tolist() == factor.tolist()


def test_persons_without_weight_are_refused() -> None:
    with pytest.raises(CompatibilityError, match="the persons have no weight"):
        filled(1e9, 0.2, cohort("age", "year"))
