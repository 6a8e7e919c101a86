from itertools import pairwise

import pytest

from engraft import models
from engraft.therapy import all_maintenance, graall_backbone, graall_induction, graall_rituximab
from engraft.trial import TEMPLATES


def given(regimen, name):
    """List day and dose of a product, in order of days."""
    return sorted((day, str(one.dose)) for one in regimen.events if one.product.name == name for day in one.days)


def test_rituximab_is_given_sixteen_times_and_twice_more_with_salvage() -> None:
    regimen = graall_rituximab()
    days = [day for day, _ in given(regimen, "rituximab")]
    assert len(days) == len(set(days)) == 16
    assert days[:2] == [0.0, 6.0]  # days 1 and 7 of induction
    assert sum(day < 42 for day in days) == 2
    assert sum(42 <= day < 147 for day in days) == 6
    assert sum(147 <= day < 160 for day in days) == 2
    assert sum(252 <= day < 252 + 365 for day in days) == 6
    (again,) = regimen.rules
    assert [len(one.days) for one in again.actions] == [2]


def test_induction_has_its_five_drugs_on_their_days() -> None:
    regimen = graall_induction(10.0)
    assert [day for day, _ in given(regimen, "vincristine")] == [10.0, 17.0, 24.0, 31.0]
    assert given(regimen, "daunorubicin") == [
        (10.0, "50 mg/m^2"), (11.0, "50 mg/m^2"), (12.0, "50 mg/m^2"), (24.0, "30 mg/m^2"), (25.0, "30 mg/m^2"),
    ]  # fmt: skip
    assert len(given(regimen, "asparaginase")) == 8
    assert [day for day, _ in given(regimen, "cyclophosphamide")] == [10.0, 24.0]
    steroid = next(one for one in regimen.events if one.product.name == "prednisone")
    assert (steroid.days, steroid.over) == ((3.0,), 21.0)


def test_the_backbone_has_nine_blocks() -> None:
    whole = graall_backbone()
    high_dose = [one for one in whole.events if one.product.name == "methotrexate" and str(one.dose).startswith("3000")]
    assert sorted(day for one in high_dose for day in one.days) == [56.0, 105.0, 210.0]
    assert len(given(whole, "cytarabine")) == 3 * 4
    assert len(given(whole, "etoposide")) == 3 * 2
    assert [one.name for one in whole.rules] == ["salvage"]


def test_maintenance_lasts_two_years_with_a_year_of_pulses() -> None:
    regimen = all_maintenance(0.0)
    (tablets,) = [one for one in regimen.events if one.product.name == "mercaptopurine"]
    assert tablets.over == pytest.approx(720.0)
    weekly = [day for day, _ in given(regimen, "methotrexate")]
    assert len(weekly) == 102
    assert {b - a for a, b in pairwise(weekly)} == {7.0}
    assert len(given(regimen, "vincristine")) == 12


def test_everything_enters_the_model_made_for_it() -> None:
    states = {state.name for state in models.build("first_line_b_all").states}
    for regimen in (graall_backbone(), graall_rituximab(), all_maintenance()):
        inner = [one for each in regimen.rules for one in each.actions]
        assert {one.target for one in (*regimen.events, *inner)} <= states


def test_all_four_are_templates() -> None:
    assert {"graall_backbone", "graall_induction", "graall_rituximab", "all_maintenance"} <= set(TEMPLATES)
