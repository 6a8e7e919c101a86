"""Cells that need a driver, cells that do not, and edited cells: growth by protein, and what editing leaves."""

import math

import numpy as np
import pytest

from engraft.models.blocks.driver_dependence import DriverDependence

KG = 1e6
CLONES = ("leukemia.dependent", "leukemia.independent", "leukemia.edited")
FEW = {"leukemia.burden": 1e4 / KG, "leukemia.independent_share": 1e-2}  # far below the room, far above chance
GROWTH, LOSS = math.log(2.0) / 14.0, 0.1


@pytest.fixture(scope="module")
def block():
    return DriverDependence().system("leukemia")


def driven(protein, floor=0.2, half=0.5, steep=2.0):
    return floor + (1.0 - floor) * protein**steep * (1.0 + half**steep) / (protein**steep + half**steep)


@pytest.mark.parametrize("protein", [0.0, 0.25, 0.5, 1.0])
def test_dependent_cells_grow_as_the_protein_lets_them_and_the_others_as_ever(block, held_alone, protein):
    days = np.array([5.0, 20.0])
    found = held_alone(block, [*CLONES, "leukemia.driven"], days, values=FEW | {"leukemia.capacity": 1e12 / KG},
                       protein=protein, weight=75.0 * KG)  # fmt: skip
    start = 1e4 * 75.0 / 1.01
    net = (GROWTH + LOSS) * driven(protein) - LOSS
    assert found["leukemia.driven"][0] == pytest.approx(driven(protein), rel=1e-9)
    np.testing.assert_allclose(found["leukemia.dependent"], start * np.exp(net * days), rtol=1e-5)
    np.testing.assert_allclose(found["leukemia.independent"], 0.01 * start * np.exp(GROWTH * days), rtol=1e-5)


def test_at_full_protein_division_is_whole_and_without_it_what_is_left(block):
    assert driven(1.0) == pytest.approx(1.0)
    assert driven(0.0) == 0.2


def test_half_silenced_the_clone_still_grows_and_deeply_silenced_it_shrinks():
    """Growth turns where h = δ/(growth + δ), 0.67: at a little less than half of the protein."""
    turn = LOSS / (GROWTH + LOSS)
    assert driven(0.5) > turn > driven(0.4) > driven(0.2)


def test_editing_takes_cells_out_of_the_dependent_branch_and_they_grow_slower(block, held_alone):
    """A steady rate e and no growth at all: e^-et is left, the rest is edited; then both "
    "branches by their own rates."""
    still = {"leukemia.growth": 0.0, "leukemia.turnover": 0.0}
    moved = held_alone(block, list(CLONES), [3.0], values=FEW | still, protein=1.0, editing=0.2, weight=75.0 * KG)
    start = 1e4 * 75.0 / 1.01
    assert moved["leukemia.dependent"][0] == pytest.approx(start * math.exp(-0.6), rel=1e-4)
    assert moved["leukemia.edited"][0] == pytest.approx(start * (1.0 - math.exp(-0.6)), rel=1e-4)
    values = FEW | {"leukemia.capacity": 1e12 / KG}
    days = [10.0, 10.5]
    both = held_alone(block, list(CLONES), days, values=values, protein=1.0, editing=1.0, weight=75.0 * KG)
    slower = math.log(both["leukemia.edited"][1] / both["leukemia.edited"][0]) / 0.5
    assert slower == pytest.approx((GROWTH + LOSS) * 0.2 - LOSS, abs=2e-3)
    assert slower < 0.0 < GROWTH


def test_nobody_divides_without_room(block, held_alone):
    values = {"leukemia.burden": 1e9 / KG, "leukemia.capacity": 1e9 / KG, "leukemia.turnover": 0.0}
    found = held_alone(block, ["leukemia.total"], [0.0, 30.0], values=values, protein=1.0, weight=75.0 * KG)
    assert found["leukemia.total"][1] == pytest.approx(found["leukemia.total"][0], rel=1e-9)
