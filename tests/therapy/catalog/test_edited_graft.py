import pytest

from engraft.therapy.catalog import get


def test_the_edited_product_is_that_of_the_first_patient():
    edited, kept = get("cd33_deleted_cd34"), get("cd33_kept_cd34")
    assert edited.label_dose.value + kept.label_dose.value == pytest.approx(7.6e6)
    assert edited.label_dose.value / 7.6e6 == pytest.approx(0.88)
    assert (edited.target, kept.target) == ("graft.infused_edited", "graft.infused_kept")


def test_gemtuzumab_binds_cd33_and_was_studied_at_the_dose_after_the_graft():
    drug = get("gemtuzumab_ozogamicin")
    assert drug.antigen == "CD33"
    assert drug.studied[0].low <= 0.5 <= drug.studied[0].high
