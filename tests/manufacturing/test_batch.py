"""A batch holds stocks and shares that can be."""

import numpy as np
import pytest

from engraft.errors import SpecificationError
from engraft.manufacturing import Batch, Note

TWO = np.array([3, 8])


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"cells": np.array([1.0, -2.0])}, "-2 for person 8"),
        ({"cells": np.array([1.0, np.nan])}, "nan for person 8"),
        ({"viability": np.array([1.0, 1.2])}, "between 0 and 1"),
        ({"car_positive": np.array([-0.1, 0.2])}, "CAR-positive"),
        ({"edits": {"TRAC": np.array([0.2, 1.5])}}, "share of TRAC"),
        ({"shares": {"effector": np.array([0.5, 0.5])}}, "sum to one"),
        ({"cells": np.array([1.0])}, "does not fit"),
    ],
)
def test_what_cannot_be_is_refused_and_named(changes, said):
    with pytest.raises(SpecificationError) as error:
        Batch.empty(TWO).but(**changes)
    assert said in str(error.value)


def test_the_first_reason_stays():
    batch = Batch.empty(TWO).refused(np.array([True, False]), "first").refused(np.array([True, True]), "second")
    assert batch.rejected.tolist() == ["first", "second"]


def test_notes_are_found_under_the_name_of_their_step():
    batch = Batch.empty(TWO).noted("vector", copies=Note(np.ones(2), "1", "copies"))
    assert batch.note("vector.copies").label == "copies"
    with pytest.raises(SpecificationError, match=r"vector\.copies"):
        batch.note("vector.titre")
