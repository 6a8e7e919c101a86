"""People given a stranger's T cells: what was published of them is what is drawn."""

import numpy as np
import pytest

from engraft.population import draw
from engraft.population.catalog import get
from engraft.units import canonical


def test_nine_of_21_had_more_than_a_quarter_blasts() -> None:
    blasts = draw(get("ucart19_patients"), 4000, seed=1).covariate("marrow_blasts")
    assert np.mean(blasts > 0.25) == pytest.approx(9.0 / 21.0, abs=0.03)
    assert blasts.min() >= 0.001


def test_a_third_are_children_and_the_oldest_is_62() -> None:
    drawn = draw(get("ucart19_patients"), 4000, seed=1)
    years = drawn.covariate("age") / canonical(1.0, "year")
    assert np.mean(years < 17.0) == pytest.approx(1.0 / 3.0, abs=0.03)
    assert years.max() <= 62.0


def test_eleven_had_the_published_ranges_of_blasts_and_dose() -> None:
    drawn = draw(get("be_car7_patients"), 2000, seed=2)
    blasts, dose = drawn.covariate("marrow_blasts"), drawn.covariate("car_t_dose")
    assert 0.0018 <= blasts.min() <= blasts.max() <= 0.86
    assert dose.max() / dose.min() == pytest.approx(10.0, rel=0.05)
