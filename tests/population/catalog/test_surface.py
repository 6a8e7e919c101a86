"""Body surface from weight is Livingston's."""

from __future__ import annotations

import pytest

from engraft import units
from engraft.population import draw
from engraft.population.catalog import get
from engraft.population.catalog.surface import surface_of_weight


def test_seventy_kilograms_are_1_83_square_metres() -> None:
    surface = 0.1173 * 70.0**0.6466
    assert surface == pytest.approx(1.83, abs=0.005)
    assert "0.1173 [m^2] * (weight / 1 [kg]) ^ 0.6466" in surface_of_weight().expression


@pytest.mark.parametrize("name", ["tower_adults", "eliana_baseline", "graall_adults"])
def test_populations_without_heights_have_it(name: str) -> None:
    persons = draw(get(name), 5, seed=1).covariates
    weight = persons["weight"] / units.factor("kg")
    expected = 0.1173 * weight**0.6466
    assert (persons["body_surface"] / units.factor("m^2")).to_numpy() == pytest.approx(expected.to_numpy())
