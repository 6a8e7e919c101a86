import numpy as np
import pytest

from engraft.language import Assumed, Model, Parameter, join
from engraft.models.blocks.car_t_cells import CarTCells
from engraft.models.blocks.universal_car_t_cells import UniversalCarTCells

PORTS = {"antigen": (3e10, "cell"), "support": (0.422, "1"), "steroid": (0.1, "1"), "weight": (70.0, "kg")}
LOSSES = {"antibody_kill": (0.0, "1/day"), "reject": (0.0, "1/day"), "reject_without": (0.0, "1/day")}
STATES = ("effector", "memory", "exhausted", "lodged", "infused", "fatigue")
DAYS = np.array([0.0, 3.0, 10.0, 30.0])
GUESS = Assumed("made up for a test", 0.0, 1e12)


@pytest.fixture(scope="module")
def universal():
    def build(**start):
        recipe = UniversalCarTCells(**{name: Parameter(v, "cell", source=GUESS) for name, v in start.items()})
        held = Assumed("held", -1e30, 1e30)
        declared = {n: Parameter(v, u, source=held) for n, (v, u) in (PORTS | LOSSES).items()}
        drive = type("Drive", (Model,), {"__doc__": "Drive.", **declared})().system("drive")
        wire = {f"block.{name}": f"drive.{name}" for name in PORTS | LOSSES}
        return join(recipe.system("block"), drive, wire=wire, name="alone")

    return build


@pytest.fixture(scope="module")
def resting(universal, as_published):
    """Give a function that follows effector cells without antigen, of which nothing becomes memory."""

    def run(names, days, **values):
        quiet = {"drive.antigen": 0.0, "block.memory_share": 0.0} | {k.replace("__", "."): v for k, v in values.items()}
        found = as_published(universal(infused=0.0, effector=1e9), [f"block.{n}" for n in names], days, values=quiet)
        return [found.course(f"block.{n}")[:, 0] for n in names]

    return run


def test_without_losses_they_are_the_car_t_cells_of_b_all(universal, boxed, as_published):
    names = [f"block.{one}" for one in STATES]
    free = as_published(universal(infused=2e8), names, DAYS)
    plain = as_published(boxed(CarTCells(infused=Parameter(2e8, "cell", source=GUESS)), PORTS), names, DAYS)
    for name in names:
        np.testing.assert_allclose(free.course(name), plain.course(name), rtol=1e-9, atol=1e-9)


@pytest.mark.parametrize("kept", [0.0, 0.36, 1.0])
def test_an_antibody_takes_those_with_cd52_and_leaves_the_others(resting, kept):
    """Two kinds apart: (1 - c) + c exp(-a t) of what would be left, and the odds of CD52 fall as exp(-a t)."""
    days = np.array([0.0, 2.0, 8.0])
    cells, share = resting(["effector", "cd52"], days, drive__antibody_kill=0.6, block__cd52_kept=kept)
    left = (1.0 - kept) + kept * np.exp(-0.6 * days)
    np.testing.assert_allclose(cells, 1e9 * np.exp(-0.16 * days) * left, rtol=1e-3)
    np.testing.assert_allclose(share, kept * np.exp(-0.6 * days) / left, rtol=1e-3)


def test_the_host_selects_among_cells_by_class_one(resting):
    days = np.array([0.0, 3.0, 9.0])
    losses = {"drive__reject": 0.5, "drive__reject_without": 0.1, "block__class_one_kept": 0.7}
    cells, share = resting(["effector", "class_one"], days, **losses)
    visible, hidden = 0.7 * np.exp(-0.5 * days), 0.3 * np.exp(-0.1 * days)
    np.testing.assert_allclose(cells, 1e9 * np.exp(-0.16 * days) * (visible + hidden), rtol=1e-3)
    np.testing.assert_allclose(share, visible / (visible + hidden), rtol=1e-3)


def test_before_there_is_a_cell_nothing_is_selected(universal, as_published):
    values = {"drive.antibody_kill": 2.0, "drive.reject": 1.0}
    run = as_published(universal(infused=0.0), ["block.cd52", "block.class_one"], np.array([0.0, 20.0]), values=values)
    assert run.course("block.cd52")[-1, 0] == pytest.approx(0.36, rel=1e-9)
    assert run.course("block.class_one")[-1, 0] == pytest.approx(1.0, rel=1e-9)


def test_every_kind_of_cell_is_rejected_alike(universal, as_published):
    values = {"drive.reject": 0.4, "drive.antigen": 0.0, "block.memory_share": 0.0}
    kinds = {"effector": 0.16, "exhausted": 0.16, "lodged": 0.16, "memory": 0.0032, "infused": 4.0}
    start = dict.fromkeys(kinds, 1e8)
    run = as_published(universal(**start), [f"block.{kind}" for kind in kinds], np.array([0.0, 2.0]), values=values)
    for kind in ("memory", "exhausted", "infused"):
        left = run.course(f"block.{kind}")[-1, 0] / 1e8
        assert left == pytest.approx(np.exp(-2.0 * (kinds[kind] + 0.4)), rel=1e-4), kind


def test_what_kept_its_receptor_arrives_as_it_settles(universal, as_published):
    """Of 1e9 cells 0.7 % kept it and 5 % of these will divide: that many arrive in all."""
    days = np.linspace(0.0, 4.0, 801)
    arriving = as_published(universal(infused=1e9), ["block.tcr_arriving"], days).course("block.tcr_arriving")[:, 0]
    assert np.trapezoid(arriving, days) == pytest.approx(1e9 * 0.007 * 0.05, rel=1e-3)


def test_a_share_above_one_is_all(universal, as_published):
    values = {"block.cd52_kept": 1.4, "block.tcr_positive": 3.0}
    run = as_published(
        universal(infused=1e9), ["block.cd52", "block.tcr_arriving"], np.array([0.0, 0.1]), values=values
    )
    assert run.course("block.cd52")[0, 0] == pytest.approx(1.0)
    assert run.course("block.tcr_arriving")[0, 0] == pytest.approx(4.0 * 0.05 * 1e9)
