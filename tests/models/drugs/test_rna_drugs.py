"""RNA as drugs: each falls as its closed form says, and what tissues take up is what left."""

import math

import numpy as np
import pytest

from engraft.models.drugs.car_mrna_nanoparticle import CarMrnaNanoparticle
from engraft.models.drugs.driver_editor import DriverEditor
from engraft.models.drugs.oblimersen import Oblimersen
from engraft.models.drugs.rna_nanoparticle import RnaNanoparticle

KG, HOUR = 1e6, 1.0 / 24.0  # canonical


def test_particles_leave_plasma_as_one_compartment_and_peak_as_patisiran(held_alone):
    days, drug = np.array([0.01, 0.5, 2.0]), RnaNanoparticle().system("sirna")
    found = held_alone(drug, ["sirna.plasma", "sirna.concentration", "sirna.uptake"], days,
                       given={"sirna.plasma": (0.0, 22.5, 0.0)}, weight=75.0 * KG)  # fmt: skip
    rate = 3.0 / (300.0 / 7.15) * 24.0
    np.testing.assert_allclose(found["sirna.plasma"], 22.5 * np.exp(-rate * days), rtol=1e-7)
    assert found["sirna.concentration"][0] == pytest.approx(7.15 * math.exp(-rate * 0.01), rel=1e-6)
    np.testing.assert_allclose(found["sirna.uptake"] * 75.0 * KG, rate * found["sirna.plasma"], rtol=1e-9)


def test_all_of_a_dose_is_taken_up(held_alone):
    days, drug = np.linspace(0.0, 6.0, 2401), RnaNanoparticle().system("sirna")
    found = held_alone(drug, ["sirna.uptake"], days, given={"sirna.plasma": (0.0, 22.5, 0.0)}, weight=75.0 * KG)
    assert np.trapezoid(found["sirna.uptake"], days) * 75.0 * KG == pytest.approx(22.5, rel=1e-3)


@pytest.mark.parametrize(("dose", "left"), [(75.0, 0.6), (150.0, 0.36), (0.0, 1.0)])
def test_a_dose_edits_the_share_that_it_reaches_times_the_share_that_succeeds(held_alone, dose, left):
    """0.8 x 0.5 of the cells by one dose, and the same share of the rest by a second."""
    days, drug = np.linspace(0.0, 30.0, 6001), DriverEditor().system("editor")
    given = {"editor.active": (0.0, dose, 0.0)} if dose else None
    found = held_alone(drug, ["editor.rate"], days, given=given, weight=75.0 * KG)
    assert math.exp(-np.trapezoid(found["editor.rate"], days)) == pytest.approx(left, rel=1e-4)


def test_oblimersen_settles_where_clearance_says_and_is_gone_in_hours(held_alone):
    """7 mg/kg a day over 0.15 L/h/kg: 1.94 ug/mL, where 2.3 (SD 0.9) were measured; half-life 2 h."""
    drug, days = Oblimersen().system("oblimersen"), np.array([2.0, 10.0, 10.0 + 2.0 * HOUR])
    found = held_alone(drug, ["oblimersen.concentration"], days,
                       given={"oblimersen.central": (0.0, 5250.0, 10.0)}, weight=75.0 * KG)  # fmt: skip
    steady = 7.0 / 24.0 / 0.15
    np.testing.assert_allclose(found["oblimersen.concentration"], [steady, steady, steady / 2.0], rtol=1e-4)
    assert abs(steady - 2.3) < 0.9


def test_internalisation_and_not_more_particles_sets_delivery_once_receptors_are_full(held_alone):
    """Ten times the particles hardly matter; a receptor that is swallowed twice as fast delivers twice as much."""
    drug = CarMrnaNanoparticle().system("particles")

    def entry(dose, faster=1.0):
        found = held_alone(drug, ["particles.entry"], [0.0, 1.0], weight=40.0 * KG,
                           given={"particles.plasma": (0.0, dose, 0.0)},
                           values={"particles.internalisation": 0.5 * faster})  # fmt: skip
        return found["particles.entry"][0]

    assert entry(400.0) < 1.02 * entry(40.0)
    assert entry(40.0, faster=2.0) == pytest.approx(2.0 * entry(40.0))
    assert entry(1e-6) == pytest.approx(0.5 * 1e-6 / (0.042 * 40.0) / 0.3, rel=1e-3)
