"""Edited cells are told from the reference by what was edited."""

import pytest

from engraft.models import build
from engraft.simulate.traits import applied
from engraft.therapy import catalog, infuse


def factors(name: str, model: str) -> dict[str, float]:
    return {one.trait.parameter: one.factor for one in applied(infuse(catalog.get(name)), build(model))}


def test_ucart19_is_what_the_model_says_of_itself() -> None:
    assert factors("ucart19", "b_all_universal") == {}
    assert catalog.get("ucart19").approval is None


def test_base_edited_cells_kept_less() -> None:
    found = factors("be_car7", "t_all_car7")
    assert found["car.tcr_positive"] == pytest.approx(0.004 / 0.007)
    assert found["car.cd52_kept"] == pytest.approx(0.04 / 0.36)
    assert catalog.get("be_car7").antigen == "CD7"


def test_cells_with_two_receptors_are_the_reference_of_their_model() -> None:
    assert factors("car_19_22", "b_all_two_antigens") == {}


def test_alemtuzumab_is_a_milligram_per_kg_in_five_days() -> None:
    dose = catalog.get("alemtuzumab").label_dose
    assert str(dose) == "0.2 mg/kg"
    assert {"alemtuzumab.amount"} <= {state.name for state in build("b_all_universal").states}
