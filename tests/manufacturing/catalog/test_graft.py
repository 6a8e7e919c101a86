"""The graft as a whole: what is in the bag of each child, and what more vector changes."""

from __future__ import annotations

import numpy as np
import pytest

from engraft.manufacturing import catalog, lot_of, make
from engraft.population import draw
from engraft.population.catalog import get as population

PEOPLE = draw(population("eliana_baseline"), 200, seed=5)


def bag(**chosen):
    process = catalog.get("gene_added_graft").chosen({name.replace("__", "."): value for name, value in chosen.items()})
    return make(process, PEOPLE, seed=5)


def test_the_middle_graft_has_the_copies_that_were_put_in():
    made = bag()
    copies = made.note("fill.copies").values * made.note("fill.corrected").values
    assert np.median(copies) == pytest.approx(1.1, rel=0.15)
    assert np.median(made.note("collection.cd34_per_weight").values) == pytest.approx(10.3e6, rel=0.15)


def test_more_vector_makes_more_corrected_cells_with_more_copies_of_the_same_harvest():
    usual, more = bag(), bag(vector__multiplicity="15")
    np.testing.assert_array_equal(usual.note("collection.cd34").values, more.note("collection.cd34").values)
    assert (more.note("fill.corrected").values > usual.note("fill.corrected").values).all()
    assert (more.note("fill.copies").values > usual.note("fill.copies").values).all()


def test_a_lot_names_the_branches_of_the_patients_blood():
    made = bag()
    lot = lot_of(made)
    assert set(lot.shares) == {"corrected.infused", "uncorrected.infused"}
    assert set(lot.overrides) == {"blood.copies"}
    assert ((lot.amount > 0.0) == (made.rejected == "")).all()
    assert 0.9 < (made.rejected == "").mean() < 1.0
