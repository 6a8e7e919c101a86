"""A radioligand: published doses of organs, and killing that adds up to the dose."""

from __future__ import annotations

import numpy as np
import pytest

from engraft.models.drugs.radioligand import Radioligand
from engraft.therapy.catalog import iodine131_anti_cd45

DAYS = np.array([0.0, 1.0, 2.5, 60.0])
ORGANS = ("liver_dose", "marrow_dose", "spleen_dose", "body_dose")


@pytest.fixture(scope="module")
def irradiated(held_alone):
    system = Radioligand().system("ligand")
    names = [f"ligand.{name}" for name in (*ORGANS, "kill_leukemia", "kill_progenitors")]
    days = np.concatenate([DAYS[:-1], np.arange(3.0, 60.5, 0.05)])
    found = held_alone(system, names, days, given={"ligand.remaining": (0.0, 10.5, 0.0)})
    return days, {name.split(".")[1]: course for name, course in found.items()}


def test_organs_get_what_the_trial_estimated(irradiated):
    """Matthews 1999: 6.5, 13.5, 2.8 and 0.4 cGy/mCi; so about 24 Gy to marrow and 50 to spleen at 10.5 to the liver."""
    _, found = irradiated
    last = [found[organ][-1] for organ in ORGANS]
    np.testing.assert_allclose(last, [10.5, 24.375, 50.625, 1.5], rtol=1e-5)


def test_half_of_the_dose_is_given_in_one_half_life(irradiated):
    days, found = irradiated
    assert found["liver_dose"][days == 2.5][0] == pytest.approx(5.25, rel=1e-6)


def test_killing_adds_up_to_sensitivity_times_dose(held_alone):
    """Closed form: ∫ kill = α D; leukemia at 0.28 per Gy loses 6.8 e-folds where progenitors lose 27.7."""
    days = np.arange(0.0, 60.0, 0.01)
    system = Radioligand().system("ligand")
    names = ["ligand.kill_leukemia", "ligand.kill_progenitors"]
    found = held_alone(system, names, days, given={"ligand.remaining": (0.0, 10.5, 0.0)})
    areas = [np.trapezoid(found[name], days) for name in names]
    np.testing.assert_allclose(areas, [0.28 * 24.375, 24.375 / 0.88], rtol=1e-3)


def test_it_is_prescribed_by_the_liver():
    product = iodine131_anti_cd45()
    assert (product.kind, str(product.label_dose)) == ("radiation", "10.5 Gy")
    assert product.approval is None
