"""The bag says which cells kept what was to be edited."""

import numpy as np
import pytest

from engraft.errors import CompatibilityError
from engraft.language import Chosen
from engraft.manufacturing import Process, lot_of, make
from engraft.manufacturing.catalog import get
from engraft.manufacturing.labelling import Labelling


def test_what_is_left_after_beads_is_written_on_the_bag(persons):
    batch = make(get("universal_car_t"), persons(8), seed=2)
    lot = lot_of(batch)
    assert set(lot.overrides) == {"car.tcr_positive", "car.cd52_kept"}
    np.testing.assert_allclose(lot.overrides["car.tcr_positive"], 1.0 - batch.edits["TRAC"])
    np.testing.assert_allclose(lot.overrides["car.tcr_positive"], batch.note("depletion.tcr_positive").values)
    assert (lot.overrides["car.tcr_positive"] < 0.02).all()
    assert (lot.overrides["car.cd52_kept"] > 0.1).all()


def test_a_bag_that_is_not_filled_has_no_label(persons):
    made = Process("test", "a test", {"label": Labelling()}, Chosen("a test"))
    with pytest.raises(CompatibilityError, match="put it after filling"):
        make(made, persons(2), seed=1)
