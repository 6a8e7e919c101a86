"""A course is counted in days, short breaks included."""

from __future__ import annotations

import numpy as np
import pytest

from engraft.errors import SpecificationError
from engraft.outcomes import Icans
from engraft.outcomes.course import days_on, first_on, last_on


def seen(*marks: str) -> np.ndarray:
    return np.array([[mark == "x" for mark in row] for row in marks]).T


@pytest.mark.parametrize(
    ("marks", "gap", "lasted"),
    [
        ("..xxx...", 0.0, 3.0),  # three rounds a day apart hold three days
        ("..x.x...", 0.0, 2.0),
        ("..x.x...", 1.0, 3.0),  # the break of a day belongs to it
        ("x...x...", 1.0, 2.0),  # a break of three days does not
        ("x...x...", 3.0, 5.0),
        ("........", 3.0, 0.0),
        (".......x", 3.0, 1.0),
    ],
)
def test_short_breaks_belong_to_the_course(marks: str, gap: float, lasted: float) -> None:
    assert days_on(np.arange(8.0), seen(marks), gap).tolist() == [lasted]


def test_rounds_may_be_unequal() -> None:
    days = np.array([0.0, 0.5, 1.0, 2.0, 3.0])
    assert days_on(days, seen("xx...", "..xx.", "....x", "x...x"), 0.0).tolist() == [1.0, 2.0, 1.0, 1.5]
    assert days_on(days, seen("x...x"), 2.5).tolist() == [4.0]  # the break from 0.5 to 3


def test_first_and_last_round() -> None:
    days, on = np.array([0.0, 0.5, 1.0]), seen(".x.", "xxx", "...")
    np.testing.assert_array_equal(first_on(days, on), [0.5, 0.0, np.nan])
    np.testing.assert_array_equal(last_on(days, on), [0.5, 1.0, np.nan])


def test_rounds_are_every_twelve_hours_for_a_month_and_then_daily() -> None:
    days = Icans().days
    assert (days.size, days[1], days[60], days[61], days[-1]) == (91, 0.5, 30.0, 31.0, 60.0)
    assert (np.diff(days) > 0).all()


@pytest.mark.parametrize("wrong", [{"every": 0.0}, {"dense_until": 90.0}, {"then_every": 0.0}, {"every": 1e-4}])
def test_rounds_that_make_no_sense_are_refused(wrong: dict[str, float]) -> None:
    with pytest.raises(SpecificationError, match="no usable rounds"):
        Icans(**wrong)
