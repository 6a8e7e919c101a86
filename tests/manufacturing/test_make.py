"""The same person has the same luck in every process; a rejected lot is an outcome and gives no cells."""

from dataclasses import replace

import numpy as np
import pytest

from engraft.errors import SpecificationError
from engraft.language import Assumed, Chosen, Parameter
from engraft.manufacturing import Making, Process, lot_of, make
from engraft.simulate import untold
from engraft.therapy import Lot


def test_a_person_does_not_depend_on_the_others(toy, persons):
    whole = make(toy(), persons(9), seed=4).cells
    part = make(toy(), persons(9).subset(np.arange(9) == 6), seed=4).cells
    assert part[0] == whole[6]
    assert make(toy(), persons(9), seed=5).cells[6] != whole[6]


def test_a_decision_leaves_luck_alone(toy, persons):
    two, four = (make(toy().chosen({"collection.days": f"{n} day"}), persons(9), seed=4).cells for n in (2, 4))
    np.testing.assert_allclose(four, 2.0 * two, rtol=1e-14)


def test_the_spread_is_that_of_the_logarithm(toy, persons):
    cells = make(toy(), persons(4000), seed=4).cells
    assert np.log(cells).std() == pytest.approx(0.5, rel=0.05)
    assert np.median(cells) == pytest.approx(2e8, rel=0.05)


def test_a_rejected_lot_is_an_outcome(toy, persons):
    least = Parameter(2e8, "cell", source=Assumed("half of them", 0.0, 1e12))
    process = toy().with_parameters({"collection.least": least})
    batch = make(process, persons(200), seed=4)
    lot = lot_of(batch)
    refused = batch.rejected == "too few cells"
    assert 60 < refused.sum() < 140
    assert (lot.amount[refused] == 0.0).all()
    assert (lot.amount[~refused] > 0.0).all()


def test_an_empty_bag_is_no_infusion(toy, persons):
    nothing = Parameter(0.0, "1", source=Assumed("nothing is filled", 0.0, 1.0))
    made = Making("mine", toy().with_parameters({"fill.share": nothing})).make(persons(3), 4)
    told = {untold(key)[0]: values.tolist() for key, values in made.told.items()}
    assert set(made.lot.rejected) == {"nothing in the bag"}
    assert told["released"] == [0.0, 0.0, 0.0]
    assert told["rejected.nothing_in_the_bag"] == [1.0, 1.0, 1.0]


def test_cells_of_a_rejected_lot_cannot_be_given(toy, persons):
    lot = lot_of(make(toy(), persons(2), seed=4))
    with pytest.raises(SpecificationError) as error:
        replace(lot, rejected=np.array(["", "too few cells"]))
    assert "too few cells" in str(error.value)
    assert "release it by exception" in str(error.value)


def test_a_batch_that_nobody_filled_is_no_lot(toy, persons):
    steps = {"collection": toy().steps["collection"]}
    with pytest.raises(SpecificationError, match="fills the bags"):
        lot_of(make(Process("half", "half", steps, Chosen("a test")), persons(2), seed=4))


def test_a_reason_nobody_declared_is_refused(toy, persons):
    process = toy()
    type(process.steps["collection"]).reasons = ()
    try:
        least = Parameter(1e11, "cell", source=Assumed("all of them", 0.0, 1e12))
        with pytest.raises(SpecificationError, match="add it to its reasons"):
            make(process.with_parameters({"collection.least": least}), persons(2), seed=4)
    finally:
        type(process.steps["collection"]).reasons = ("too few cells",)


def test_what_was_noted_is_told_with_units_and_reasons(toy, persons):
    made = Making("mine", toy()).make(persons(3), 4)
    names = {untold(key)[0]: untold(key)[1:] for key in made.told}
    assert names["collection.cells"] == ("cell", "cells collected")
    assert names["rejected.too_few_cells"] == ("yes", "rejected: too few cells")
    assert isinstance(made.lot, Lot)
