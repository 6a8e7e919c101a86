"""The process as a whole: who has a lot, how much is in it, and what the days of culture change."""

from itertools import pairwise

import numpy as np
import pytest

from engraft import units
from engraft.errors import SpecificationError
from engraft.manufacturing import catalog, lot_of, make
from engraft.population import draw
from engraft.population.catalog import get as population

PEOPLE = draw(population("eliana_baseline"), 200, seed=5)
FACTOR = "car.engrafting"


def made(days):
    return make(catalog.get("lentiviral_car_t").chosen({"culture.days": f"{days} day"}), PEOPLE, seed=5)


@pytest.fixture(scope="module")
def batches():
    """Make the lots of four days of harvest for the same persons."""
    return {days: made(days) for days in (1, 3, 5, 9)}


def test_the_same_donors_and_vector_whatever_the_days(batches):
    for name in ("collection.t_cells", "vector.copies_per_transduced_cell", "culture.seeded"):
        first = batches[1].note(name).values
        for batch in batches.values():
            np.testing.assert_array_equal(batch.note(name).values, first)


def test_a_longer_culture_has_more_cells_that_engraft_worse(batches):
    lots = [lot_of(batch) for batch in batches.values()]
    held = [batch.cells * batch.car_positive for batch in batches.values()]
    for younger, older in pairwise(lots):
        assert (younger.factors[FACTOR] > older.factors[FACTOR]).all()
    for fewer, more in pairwise(held):
        assert np.median(more) > 1.5 * np.median(fewer)


def test_every_harvest_holds_the_dose_that_it_needs(batches):
    """3.1e6 per kg of day 9; of the next day 1.5e5 per kg, the highest dose of the published next-day product."""
    weight = PEOPLE.covariate("weight")
    for days, needed in ((9, 3.1e6), (1, 1.5e5)):
        free = batches[days].rejected == ""
        amount = lot_of(batches[days]).amount
        dose = np.minimum(needed * units.factor("cell/kg") * weight, 2.5e8)
        assert np.mean(amount[free] >= dose[free]) > 0.95


def test_donors_differ_less_in_phenotype_than_patients_in_engraftment(batches):
    """The spread of engrafting in the patient, 0.5, holds all there is: what culture adds to it must be small."""
    assert 0.05 < np.std(np.log(batches[9].note("culture.engrafting_factor").values)) < 0.25


def test_a_rejected_lot_is_an_outcome(batches):
    lot = lot_of(batches[9])
    refused = batches[9].rejected != ""
    assert 0 < refused.sum() < len(refused)
    assert (lot.amount[refused] == 0.0).all()
    assert (lot.amount[~refused] > 0.0).all()


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("culture.day", "3 day", "culture.days"),
        ("culture.days", "3 kg", "another unit"),
        ("culture.division", "1 1/day", "no decision"),
    ],
)
def test_what_cannot_be_decided_is_refused(name, value, said):
    with pytest.raises(SpecificationError, match=said):
        catalog.get("lentiviral_car_t").chosen({name: value})


def test_impossible_days_of_culture_are_refused():
    with pytest.raises(SpecificationError, match=r"'culture\.days' cannot be this"):
        made(40)
