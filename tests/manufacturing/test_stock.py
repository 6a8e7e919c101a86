"""Stock of cells is never negative."""

from __future__ import annotations

import numpy as np
import pytest

from engraft.errors import SpecificationError
from engraft.manufacturing.stock import draw

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
