import numpy as np
import pytest

from engraft import units
from engraft.therapy import clofarabine_course, flag, inotuzumab_cycles
from engraft.therapy.catalog import get

BODY = {"body_surface": np.array([units.canonical(2.0, "m^2")]), "weight": np.array([units.canonical(70.0, "kg")])}


def given(regimen, target):
    """List (day, amount for 2 m2 and 70 kg, as written) of what enters a state."""
    chosen = [event for event in regimen.events if event.target == target]
    return sorted((day, float(event.dose.amount(BODY)[0])) for event in chosen for day in event.days)


def test_a_cycle_of_inotuzumab_is_0_8_0_5_0_5_on_days_1_8_15_of_21():
    doses = given(inotuzumab_cycles(2.0, cycles=2), "inotuzumab.central")
    assert [day for day, _ in doses] == [2.0, 9.0, 16.0, 23.0, 30.0, 37.0]
    assert [amount for _, amount in doses] == pytest.approx([1.6, 1.0, 1.0] * 2)


def test_flag_is_five_days_of_both_drugs_with_filgrastim_from_the_day_before():
    regimen = flag(10.0)
    fludarabine, cytarabine = given(regimen, "flu_cy.fludarabine"), given(regimen, "cytarabine.central")
    assert [day for day, _ in fludarabine] == [10.0, 11.0, 12.0, 13.0, 14.0]
    assert [amount for _, amount in fludarabine] == pytest.approx([60.0] * 5)
    assert [day - 4.0 / 24.0 for day, _ in cytarabine] == pytest.approx([10.0, 11.0, 12.0, 13.0, 14.0])
    assert [amount for _, amount in cytarabine] == pytest.approx([4000.0] * 5)
    assert given(regimen, "neutrophils.filgrastim")[0][0] == 9.0


def test_clofarabine_is_given_on_five_days():
    doses = given(clofarabine_course(), "clofarabine.central")
    assert doses == [(float(day), pytest.approx(104.0)) for day in range(5)]


def test_inotuzumab_says_what_it_binds_and_when_it_was_approved():
    product = get("inotuzumab_ozogamicin")
    assert product.antigen == "CD22"
    assert product.approval is not None
    assert product.approval.first == "2017-08-17"
