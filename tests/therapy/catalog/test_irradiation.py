import numpy as np
import pytest

from engraft.errors import SpecificationError
from engraft.therapy import Dose, Lot, Product, catalog, give


@pytest.mark.parametrize("name", ["total_body_irradiation", "involved_site_radiation"])
def test_radiation_is_dosed_in_gray(name):
    product = catalog.get(name)
    assert product.kind == "radiation"
    assert give(product, "2 Gy").events[0].dose.amount({}) == pytest.approx(2.0)
    assert give(product, "200 cGy").events[0].dose.amount({}) == pytest.approx(2.0)
    assert give(product, "6 Gy/day", over="2 day").events[0].dose.amount({}, duration=2.0) == pytest.approx(12.0)


@pytest.mark.parametrize("dose", ["30 mg/m^2", "1e8 cell", "3 IU", "12 hour"])
def test_radiation_is_dosed_in_nothing_else(dose):
    with pytest.raises(SpecificationError) as caught:
        give(catalog.total_body_irradiation(), dose)
    assert "total_body_irradiation" in str(caught.value)
    assert "Gy" in str(caught.value)


@pytest.mark.parametrize("name", [n for n in catalog.names() if catalog.get(n).kind != "radiation"])
def test_a_dose_in_gray_for_anything_else_names_both(name):
    with pytest.raises(SpecificationError) as caught:
        give(catalog.get(name), "2 Gy")
    assert catalog.get(name).name in str(caught.value)
    assert "2 Gy" in str(caught.value)
    assert len(str(caught.value).splitlines()) <= 3


@pytest.mark.parametrize("text", ["2 Gy/kg", "2 Gy/m^2", "2"])
def test_a_gray_is_not_scaled_to_a_person(text):
    with pytest.raises(SpecificationError):
        Dose.parse(text)


def test_radiation_comes_in_no_lot():
    lot = Lot(np.array([0]), np.array([1e8]))
    with pytest.raises(SpecificationError, match="cannot come as a lot"):
        give(catalog.total_body_irradiation(), lot)


def test_twelve_gray_are_six_fractions_on_three_days():
    event = catalog.fractionated_tbi(day=-6.0).events[0]
    assert sum(event.dose.amount({}) for _ in event.days) == pytest.approx(12.0)
    assert [int(np.floor(day)) for day in event.days] == [-6, -6, -5, -5, -4, -4]


def test_a_product_of_no_known_kind_is_refused():
    with pytest.raises(SpecificationError, match="unknown"):
        Product("x", "a.b", "light", catalog.total_body_irradiation().source)


def test_a_mouse_of_twenty_grams_gets_a_fifth_of_a_milligram():
    dose = catalog.anti_pd_l1_mouse().label_dose
    assert dose is not None
    assert dose.amount({"weight": np.array([0.020e6])})[0] == pytest.approx(0.2)  # 20 g in mg
