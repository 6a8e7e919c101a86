"""Adults as published: quantiles, shares, and doses that follow burden."""

from __future__ import annotations

import numpy as np
import pytest

from engraft.population import draw
from engraft.population.catalog import get

N = 20_000


def test_zuma_3_has_the_published_quantiles() -> None:
    shown = draw(get("zuma3_adults"), N, seed=3).displayed()
    assert shown["age"].quantile([0.25, 0.5, 0.75]).tolist() == pytest.approx([28.0, 40.0, 52.0], rel=0.03)
    assert shown["infused"].mean() == pytest.approx(55 / 71, abs=0.01)
    assert shown["marrow_blasts"].quantile([0.25, 0.5, 0.75]).tolist() == pytest.approx([24.0, 65.0, 87.0], rel=0.03)
    assert (shown["age"] >= 18.0).all()
    assert 1.7 < shown["body_surface"].median() < 2.1


def test_low_burden_is_two_fifths_at_mskcc_and_has_the_higher_dose() -> None:
    shown = draw(get("mskcc_adults"), N, seed=3).displayed()
    low = (shown["marrow_blasts"] < 5.0).to_numpy()
    assert low.mean() == pytest.approx(21 / 53, abs=0.01)
    np.testing.assert_allclose(shown["car_t_dose"], np.where(low, 3e6, 1e6))
    assert shown["marrow_blasts"][~low].median() == pytest.approx(63.0, rel=0.05)
