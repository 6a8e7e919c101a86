"""Radioligands: in Gy to the organ they are prescribed by, inside of what was studied."""

from __future__ import annotations

import math

import pytest

from engraft.errors import SpecificationError
from engraft.therapy.catalog import actinium225_daratumumab_mouse, cs1_car_t_mouse, iodine131_anti_cd45
from engraft.therapy.dose import Dose


def test_the_dose_of_the_liver_is_that_of_the_trial():
    product = iodine131_anti_cd45()
    assert str(product.label_dose) == "10.5 Gy"
    assert (product.studied[0].low, product.studied[0].high) == (3.5, 12.25)
    assert product.antigen == "CD45"


def test_a_mouse_gets_what_the_activity_gives_in_all():
    """0.2 uCi times 4 Gy/d per uCi at first, over ln 2/9.92 d."""
    assert actinium225_daratumumab_mouse().label_dose.value == pytest.approx(0.8 * 9.92 / math.log(2.0), rel=1e-3)
    assert "for mice" in actinium225_daratumumab_mouse().description
    assert "for mice" in cs1_car_t_mouse().description


def test_radiation_is_not_dosed_in_milligrams():
    with pytest.raises(SpecificationError, match="wrong kind"):
        iodine131_anti_cd45().check(Dose(1.0, "mg"))
