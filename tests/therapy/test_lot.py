import numpy as np
import pytest

from engraft.errors import CompatibilityError, SpecificationError
from engraft.therapy import Lot

PERSONS = np.array([7, 3, 11])


def test_rows_follow_the_persons_in_any_order() -> None:
    lot = Lot(PERSONS, np.array([70.0, 30.0, 110.0]))
    assert lot.amount[lot.rows(np.array([3, 11, 7, 3]))].tolist() == [30.0, 110.0, 70.0, 30.0]


@pytest.mark.parametrize("stranger", [0, 5, 99])
def test_a_person_without_a_bag_is_named(stranger: int) -> None:
    lot = Lot(PERSONS, np.ones(3))
    with pytest.raises(CompatibilityError, match=f"person {stranger}"):
        lot.rows(np.array([7, stranger]))


def test_an_empty_lot_has_no_bag_for_anybody() -> None:
    lot = Lot(np.array([], np.int64), np.array([]))
    with pytest.raises(CompatibilityError, match="person 1"):
        lot.rows(np.array([1]))


@pytest.mark.parametrize(
    "wrong",
    [
        {"amount": np.ones(2)},
        {"amount": np.array([1.0, -1.0, 1.0])},
        {"amount": np.array([1.0, np.nan, 1.0])},
        {"persons": np.array([7, 7, 3])},
        {"shares": {"b.memory": np.full(3, 0.4), "b.effector": np.full(3, 0.4)}},
        {"overrides": {"b.kill": np.array([1.0, np.inf, 1.0])}},
    ],
)
def test_a_malformed_lot_is_refused(wrong: dict[str, object]) -> None:
    good: dict[str, object] = {"persons": PERSONS, "amount": np.ones(3)}
    with pytest.raises(SpecificationError):
        Lot(**(good | wrong))  # type: ignore[arg-type]
