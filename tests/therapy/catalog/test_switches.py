"""Drugs of suicide genes: investigational, dosed as published, refused where there is nothing for them to act on."""

from __future__ import annotations

import pytest

from engraft.errors import CompatibilityError, EngraftError, SpecificationError
from engraft.therapy.catalog import ganciclovir, get, oncolytic_virus, rimiducid, thymidine_kinase_vector
from engraft.trial import load_study, run_study
from engraft.trial.design import design


@pytest.mark.parametrize("make", [ganciclovir, oncolytic_virus, rimiducid, thymidine_kinase_vector])
def test_none_of_them_is_claimed_to_be_approved_for_this(make):
    product = make()
    assert product.approval is None
    assert product.kind == "drug"


def test_doses_are_those_of_label_and_trial():
    assert str(rimiducid().label_dose) == "0.4 mg/kg"
    assert (str(ganciclovir().label_dose), ganciclovir().over) == ("5 mg/kg", "1 h")


def test_a_vector_is_dosed_in_particles():
    with pytest.raises(SpecificationError, match="wrong kind"):
        thymidine_kinase_vector().check(rimiducid().label_dose.parse("1e9 cell"))


def test_rimiducid_is_refused_by_a_model_whose_cells_carry_no_switch():
    said = ["model=b_all", "population.n=2"]
    with pytest.raises((CompatibilityError, EngraftError), match="safety_switch"):
        design(load_study("question-12-safety-switch", overrides=said))


def test_a_dose_beyond_the_volunteers_is_refused():
    said = ["arms.0.regimen.0.dose=5 mg/kg", "population.n=2"]
    with pytest.raises(EngraftError, match="rimiducid"):
        run_study(load_study("safety-switch", overrides=said))


def test_a_wrong_name_suggests_the_right_one():
    with pytest.raises(SpecificationError, match="did you mean 'rimiducid'"):
        get("rimiducide")
