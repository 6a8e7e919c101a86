"""Immunity against the receptor, alone: closed forms of priming and forgetting, and who has none."""

import numpy as np
import pytest

from engraft import units
from engraft.models.blocks.anti_car_immunity import AntiCarImmunity

FULL = 1e20  # CAR T cells, so that antigen is full
PORTS = {"drive.lymphocytes": 1e9, "drive.foreign": FULL, "drive.weight": 40.0 * units.factor("kg")}
NAMES = ["block.primed", "block.memory", "block.reject", "block.antigen"]


@pytest.fixture(scope="module")
def block(driven):
    return driven(AntiCarImmunity().system("block"))


def value(block, name):
    return block.parameter(f"block.{name}").value


def test_primed_cells_grow_from_precursors_as_the_closed_form(block, as_published):
    at = np.array([0.5, 1.0, 3.0])
    run = as_published(block, NAMES, [0.0, *at], values=PORTS)
    seen = value(block, "precursors") * value(block, "naive_share") * 1e9
    r, p = value(block, "recruitment"), value(block, "division")
    expected = r * seen / p * np.expm1(p * at)
    np.testing.assert_allclose(run.course("block.primed")[1:, 0], expected, rtol=1e-4)


def test_who_does_not_recognise_it_has_no_immunity(block, as_published):
    run = as_published(block, NAMES, [0.0, 30.0], values=PORTS | {"block.recognised": 0.0})
    assert run.at("block.primed", 30.0)[0] == 0.0
    assert run.at("block.reject", 30.0)[0] == 0.0


def test_it_stops_growing_where_it_is_crowded_and_kills_no_faster_than_a_cell_can(block, as_published):
    run = as_published(block, NAMES, [0.0, 60.0], values=PORTS | {"drive.foreign": 1e9})
    primed, reject = (run.at(name, 60.0)[0] for name in ("block.primed", "block.reject"))
    assert primed > value(block, "crowding") * PORTS["drive.weight"]
    assert 0.0 < reject < value(block, "kills")


def test_drugs_that_kill_lymphocytes_kill_primed_cells(block, as_published):
    plain, killed = (
        as_published(block, NAMES, [0.0, 5.0], values=PORTS | {"drive.kill": k}).at("block.primed", 5.0)[0]
        for k in (0.0, 1.0)
    )
    p, r = value(block, "division"), 5.0
    assert killed / plain == pytest.approx(np.expm1((p - 1.0) * r) / (p - 1.0) / (np.expm1(p * r) / p), rel=1e-3)
