"""RNA as products: dosed as said, into the systems that have them."""

import pytest

from engraft import models
from engraft.errors import SpecificationError
from engraft.therapy import Dose
from engraft.therapy.catalog import get

WHERE = {
    "fusion_sirna": ("aml_silencing", "0.3 mg/kg"),
    "driver_editor": ("aml_silencing", "1 mg/kg"),
    "oblimersen": ("aml_antisense", "7 mg/kg/day"),
    "cd8_car_mrna": ("in_vivo_car", "0.1 mg/kg"),
}


@pytest.mark.parametrize("name", WHERE)
def test_every_product_enters_a_state_of_its_system(name):
    model, dose = WHERE[name]
    product = get(name)
    assert product.target in {state.name for state in models.build(model).states}
    assert product.label_dose == Dose.parse(dose)


def test_none_is_approved_and_those_without_a_dose_in_patients_say_assumed():
    assert all(get(name).approval is None for name in WHERE)
    assert all("experimental" in get(name).description for name in WHERE if name != "oblimersen")


def test_cells_are_no_dose_of_rna():
    with pytest.raises(SpecificationError, match="wrong kind"):
        get("fusion_sirna").check(Dose(1e6, "cell/kg"))
