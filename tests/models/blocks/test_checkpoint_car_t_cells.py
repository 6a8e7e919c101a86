import numpy as np
import pytest

from engraft.language import Assumed, Model, Parameter, join
from engraft.models.blocks.car_t_cells import CarTCells
from engraft.models.blocks.checkpoint_car_t_cells import CheckpointCarTCells

PORTS = {"antigen": (3e10, "cell"), "support": (0.422, "1"), "steroid": (0.1, "1"), "weight": (70.0, "kg")}
GATE = {"tiring": (1.0, "1"), "release": (0.0, "1/day")}
STATES = ("effector", "memory", "exhausted", "lodged", "infused", "fatigue")
START = {"infused": Parameter(2e8, "cell", source=Assumed("made up for a test", 0.0, 1e12))}
DAYS = np.array([0.0, 3.0, 10.0, 30.0, 60.0])


@pytest.fixture(scope="module")
def gated(boxed):
    def build(**start):
        recipe = CheckpointCarTCells(**START | start).system("block")
        declared = {n: Parameter(v, u, source=Assumed("held", -1e30, 1e30)) for n, (v, u) in (PORTS | GATE).items()}
        drive = type("Drive", (Model,), {"__doc__": "Drive.", **declared})().system("drive")
        return join(recipe, drive, wire={f"block.{name}": f"drive.{name}" for name in PORTS | GATE}, name="alone")

    return build


def test_without_antibody_they_are_the_car_t_cells_of_b_all(gated, boxed, as_published):
    names = [f"block.{one}" for one in STATES]
    free = as_published(gated(), names, DAYS)
    plain = as_published(boxed(CarTCells(**START), PORTS), names, DAYS)
    for name in names:
        np.testing.assert_allclose(free.course(name), plain.course(name), rtol=1e-9, atol=1e-9)


def test_a_lifted_checkpoint_gives_effectors_and_takes_fatigue(gated, as_published):
    names = [f"block.{one}" for one in STATES]
    held, free = gated(), gated()
    values = {"drive.tiring": 0.6, "drive.release": 0.1}
    a, b = as_published(held, names, DAYS), as_published(free, names, DAYS, values=values)
    assert b.at("block.effector", 30.0)[0] > a.at("block.effector", 30.0)[0]
    assert b.at("block.fatigue", 30.0)[0] < a.at("block.fatigue", 30.0)[0]


def test_exhausted_cells_leave_by_death_and_by_return(gated, as_published):
    """Without antigen nothing tires: X falls at contraction plus release, and no cell is lost on the way back."""
    start = {name: Parameter(v, "cell", source=Assumed("made up for a test", 0.0, 1e12)) for name, v in
             {"infused": 0.0, "exhausted": 1e8}.items()}  # fmt: skip
    values = {"drive.antigen": 0.0, "drive.release": 0.1, "block.memory_share": 0.0}
    run = as_published(gated(**start), ["block.exhausted", "block.effector"], DAYS, values=values)
    exhausted, effector = (run.course(f"block.{name}")[:, 0] for name in ("exhausted", "effector"))
    np.testing.assert_allclose(exhausted, 1e8 * np.exp(-0.26 * DAYS), rtol=1e-6)
    np.testing.assert_allclose(exhausted + effector, 1e8 * np.exp(-0.16 * DAYS), rtol=1e-6)
