"""What distinguishes CAR T cell products is their traits, and the receptor decides these."""

import math

import pytest

from engraft.models import build
from engraft.simulate.traits import applied
from engraft.therapy import Product, catalog, infuse

CD28 = ("axicabtagene_ciloleucel", "brexucabtagene_autoleucel", "car_19_28z")


def factors(product: Product) -> dict[str, float]:
    return {one.trait.parameter: one.factor for one in applied(infuse(product, into="car.infused"), build("b_all"))}


def test_the_reference_has_no_traits() -> None:
    assert catalog.get("tisagenlecleucel").traits == ()


@pytest.mark.parametrize("name", CD28)
def test_cells_with_cd28_are_found_a_twelfth_as_long(name: str) -> None:
    """Guedan 2020: found for 14 days (19-28z) against 168 days (tisagenlecleucel), medians."""
    found = factors(catalog.get(name))
    assert found["car.memory_loss"] == pytest.approx(168.0 / 14.0)
    assert found["car.tiring_time"] == pytest.approx(0.5)
    assert "car.growth" not in found  # Monfrini 2022: expansion in practice is similar


def test_lisocabtagene_has_its_own_kinetics_and_the_binder_of_the_reference() -> None:
    found = factors(catalog.get("lisocabtagene_maraleucel"))
    assert found["car.growth"] == pytest.approx(math.log(2.0) / 0.755 / (math.log(3900.0) / 9.3))
    assert found["car.contraction"] == pytest.approx(math.log(2.0) / 5.0 / 0.16)
    assert found["car.memory_loss"] == pytest.approx(math.log(2.0) / 352.0 / 0.0032)
    assert set(found) == {"car.growth", "car.contraction", "car.memory_loss"}


def test_a_model_of_axicabtagene_itself_takes_no_traits() -> None:
    assert applied(infuse(catalog.get("axicabtagene_ciloleucel")), build("kimmel2021")) == ()


def test_lisocabtagene_stands_on_what_was_published() -> None:
    """Ogasawara 2021, abstract: 0.755 d (0.667 to 0.821), 5.00 d (4.15 to 5.90), 352 d (241 to 647)."""
    product = catalog.get("lisocabtagene_maraleucel")
    days = {one.parameter: math.log(2.0) / one.value for one in product.traits}
    assert days == pytest.approx({"car.growth": 0.755, "car.contraction": 5.0, "car.memory_loss": 352.0})
    assert {one.source.doi for one in product.traits} == {"10.1007/s40262-021-01039-5"}  # type: ignore[union-attr]


@pytest.mark.parametrize("name", CD28)
def test_every_trait_lies_within_its_own_bounds_and_fits_b_all(name: str) -> None:
    product = catalog.get(name)
    assert product.antigen == "CD19"
    assert len(factors(product)) == len(product.traits) > 0
    for one in product.traits:
        assert one.source.low <= one.value <= one.source.high  # type: ignore[union-attr]
