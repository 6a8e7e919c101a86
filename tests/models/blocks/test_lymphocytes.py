import numpy as np
import pytest

from engraft.language import Assumed, Parameter
from engraft.models.blocks.lymphocytes import Lymphocytes

WEIGHT = 39.0
ROOM = 2.5e11 / 70.0 * WEIGHT
REST = {"weight": (WEIGHT, "kg"), "car_total": (0.0, "cell"), "kill": (0.0, "1/day")}
NAMES = ["block.cells", "block.il15", "block.il7", "block.support"]
DAYS = np.arange(0.0, 61.0, 1.0)


@pytest.fixture(scope="module")
def system(boxed):
    return boxed(Lymphocytes(), REST)


def test_nothing_moves_at_rest(system, as_published):
    run = as_published(system, NAMES, DAYS)
    for name, value in zip(NAMES, (ROOM, 2.4, 3.8, 2.4 / (2.4 + 5.5)), strict=True):
        np.testing.assert_allclose(run.course(name)[:, 0], value, rtol=1e-9)


@pytest.mark.parametrize(("kill", "car"), [(0.5, 0.0), (2.0, 0.0), (0.5, 0.3 * ROOM)])
def test_a_constant_kill_has_a_closed_form(system, as_published, kill, car):
    """With u = ln(N/K) and no CAR T cells u' = -r u - k; with them the end is K exp(-k/r) - C."""
    values = {"drive.kill": kill, "drive.car_total": car}
    run = as_published(system, ["block.cells"], [0.0, 3.0, 400.0], values=values)
    if car == 0.0:
        expected = ROOM * np.exp(-kill / 0.17 * (1.0 - np.exp(-0.17 * 3.0)))
        assert run.at("block.cells", 3.0)[0] == pytest.approx(expected, rel=1e-6)
    end = max(ROOM * np.exp(-kill / 0.17) - car, 0.0)
    assert run.at("block.cells", 400.0)[0] == pytest.approx(end, rel=1e-5, abs=1.0)


def test_depletion_raises_both_cytokines_as_published(system, as_published):
    run = as_published(system, NAMES, [0.0, 300.0], values={"drive.kill": 5.0})
    assert run.at("block.il15", 300.0)[0] == pytest.approx(12.5, rel=1e-9)
    assert run.at("block.il7", 300.0)[0] == pytest.approx(5.1, rel=1e-9)
    assert run.at("block.support", 300.0)[0] == pytest.approx(12.5 / 18.0, rel=1e-9)


def test_car_t_cells_consume_as_normal_lymphocytes_do(system, as_published):
    run = as_published(system, NAMES, [0.0], values={"drive.car_total": 2.0 * ROOM}, end=1.0)
    share = 1.0 - 2.4 / 12.5
    assert run.at("block.il15", 0.0)[0] == pytest.approx(2.4 / (1.0 + 2.0 * share), rel=1e-9)


def test_without_consumption_the_cytokine_stays_when_lymphocytes_die(system, as_published):
    off = {"block.il15_share": 0.0, "drive.kill": 5.0}
    run = as_published(system, NAMES, DAYS, values=off)
    np.testing.assert_allclose(run.course("block.il15"), 2.4, rtol=1e-12)
    assert run.at("block.il7", 60.0)[0] > 5.0  # the other still rises


def test_room_and_start_grow_with_weight(system, as_published):
    run = as_published(system, NAMES, [0.0, 10.0], values={"drive.weight": 20.0e6})
    assert run.at("block.cells", 10.0)[0] == pytest.approx(2.5e11 / 70.0 * 20.0, rel=1e-9)


def test_lymphocytes_come_back_at_the_published_rate(boxed, as_published):
    """From 1.2 % of their room, Kimmel's start, to 90 % of it in ln(ln 0.012/ln 0.9)/r days."""
    few = Parameter(0.012 * ROOM, "cell", source=Assumed("made up for a test", 0.0, 1e12))
    day = np.log(np.log(0.012) / np.log(0.9)) / 0.17
    run = as_published(boxed(Lymphocytes(cells=few), REST), ["block.cells"], [0.0, day])
    assert run.at("block.cells", day)[0] == pytest.approx(0.9 * ROOM, rel=1e-6)
