"""Frozen stock is never negative, and a lot belongs to one person."""

from __future__ import annotations

import numpy as np
import pytest

from engraft.errors import CompatibilityError, SpecificationError
from engraft.manufacturing.stock import check_identity, draw

PERSONS = np.array([4, 7, 9])


def test_what_is_left_adds_up() -> None:
    stock = np.array([2e9, 1e9, 0.0])
    left = draw(stock, np.array([5e8, 1e9, 0.0]), PERSONS)
    assert left.tolist() == [1.5e9, 0.0, 0.0]


@pytest.mark.parametrize("amount", [[0.0, 2e9, 0.0], [0.0, -1.0, 0.0], [0.0, float("nan"), 0.0]])
def test_stock_is_never_negative(amount: list[float]) -> None:
    with pytest.raises(SpecificationError) as error:
        draw(np.array([1e9, 1e9, 1e9]), np.array(amount), PERSONS)
    assert "stock cannot be negative: frozen cells of person 7" in str(error.value)
    assert "collect again" in str(error.value)


def test_own_cells_are_given() -> None:
    check_identity(PERSONS, PERSONS.copy())


def test_two_products_of_one_person_are_refused() -> None:
    with pytest.raises(SpecificationError, match="two products of person 7"):
        check_identity(np.array([4, 7, 7]), PERSONS)


@pytest.mark.parametrize(("treated", "who"), [([4, 9, 7], 9), ([4, 7, 11], 11), ([4, 7], 9), ([4, 7, 9, 12], 12)])
def test_cells_of_another_person_are_refused(treated: list[int], who: int) -> None:
    with pytest.raises(CompatibilityError, match=f"for person {who}"):
        check_identity(PERSONS, np.array(treated))
