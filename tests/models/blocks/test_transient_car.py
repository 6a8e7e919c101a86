"""T cells that show a receptor for days, and their targets: closed forms of fading, supply and recovery."""

import numpy as np
import pytest

from engraft.models.blocks.no_killing import NoKilling
from engraft.models.blocks.targets_of_car import TargetsOfCar
from engraft.models.blocks.transient_car import TransientCar

KG = 1e6
FADING = np.log(2.0) + 0.15 + 0.05
POOL = 1e10 / 70.0 * 40.0


@pytest.fixture(scope="module")
def car():
    return TransientCar().system("car")


def test_the_receptor_fades_as_the_three_rates_together(car, held_alone):
    days = np.array([0.5, 2.0, 7.0])
    found = held_alone(car, ["car.cells"], days, given={"car.cells": (0.0, 1e9, 0.0)}, weight=40.0 * KG, antigen=1e10)
    np.testing.assert_allclose(found["car.cells"], 1e9 * np.exp(-FADING * days), rtol=1e-6)


@pytest.mark.parametrize("entry", [0.05, 0.5, 50.0])
def test_a_constant_supply_settles_below_the_pool(car, held_alone, entry):
    found = held_alone(car, ["car.cells", "car.share"], [60.0], entry=entry, weight=40.0 * KG, antigen=1e10)
    assert found["car.cells"][0] == pytest.approx(POOL * entry / (entry + FADING), rel=1e-6)
    assert found["car.share"][0] < 1.0


def test_a_cell_kills_about_one_target_a_day_however_many_there_are(car, held_alone):
    given = {"car.cells": (0.0, 1e6, 0.0)}
    for targets in (1e11, 1e12):
        found = held_alone(car, ["car.kill_rate", "car.cells"], [0.01], given=given, weight=40.0 * KG, antigen=targets)
        assert found["car.kill_rate"][0] * targets / found["car.cells"][0] == pytest.approx(1.15, rel=0.02)


def test_b_cells_settle_under_killing_and_come_back_without_it(held_alone):
    block, names, rest = TargetsOfCar().system("b_all"), ["b_all.b_cells"], 2.5e10 / 39.0 * 40.0
    under = held_alone(block, names, [200.0], weight=40.0 * KG, kill=0.5)
    assert under["b_all.b_cells"][0] == pytest.approx(rest / (1.0 + 0.5 * 60.0), rel=1e-4)
    days = np.array([10.0, 60.0])
    dip = held_alone(block, names, days, weight=40.0 * KG, given={"b_all.b_cells": (0.0, 1e9, 0.0)})
    np.testing.assert_allclose(dip["b_all.b_cells"], rest + 1e9 * np.exp(-days / 60.0), rtol=1e-7)


def test_leukemia_without_killing_grows_as_the_paper_has_it(held_alone):
    block, values = TargetsOfCar().system("b_all"), {"b_all.burden": 1e6, "b_all.capacity": 1e14 / KG}
    found = held_alone(block, ["b_all.leukemia"], [30.0], weight=40.0 * KG, values=values)
    assert found["b_all.leukemia"][0] == pytest.approx(1e6 * np.e, rel=1e-3)


def test_what_stands_in_for_other_treatment_kills_nobody():
    assert NoKilling().system("others").parameter("others.kills").value == 0.0
