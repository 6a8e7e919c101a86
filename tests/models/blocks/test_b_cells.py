"""Healthy B cells: rest, killing, and the line that starts again from stem cells, against closed forms."""

import math

import numpy as np
import pytest

from engraft.language import Assumed, Parameter
from engraft.models.blocks.b_cells import BCells

WEIGHT, TURNOVER, PACE = 39.0, 0.019, 3.0 / 30.0
REST = {
    "weight": (WEIGHT, "kg"),
    "marrow_room": (1.0, "1"),
    "car_kill": (0.0, "1/day"),
    "kill": (0.0, "1/day"),
}
POOLS = ("block.early", "block.middle", "block.late")
NAMES = [*POOLS, "block.share_of_rest"]
DAYS = np.arange(0.0, 181.0, 10.0)
LONG = 1500.0  # day; all but exp(-28) of what was is forgotten


def none(unit):
    return Parameter(0.0, unit, source=Assumed("emptied for a test", 0.0, 1.0))


def passed(days, steps, pace):
    """Share of a gamma law of so many steps that lies before these days."""
    x = pace * days
    return 1.0 - np.exp(-x) * sum(x**k / math.factorial(k) for k in range(steps))


def returned(days):
    """B cells of an emptied line: those that matured, less those among them that died, integrated by parts."""
    left = PACE - TURNOVER
    return passed(days, 3, PACE) - np.exp(-TURNOVER * days) * (PACE / left) ** 3 * passed(days, 3, left)


@pytest.fixture(scope="module")
def system(boxed):
    return boxed(BCells(), REST)


@pytest.fixture(scope="module")
def emptied(boxed):
    """Give a body that has stem cells but neither progenitors nor B cells."""
    pools = {name.partition(".")[2]: none("1") for name in POOLS}
    return boxed(BCells(**pools, cells=none("cell")), REST)


def test_nothing_moves_at_rest(system, as_published):
    run = as_published(system, ["block.cells", *NAMES], DAYS)
    np.testing.assert_allclose(run.course("block.cells"), 2.5e10, rtol=1e-9)
    for name in NAMES:
        np.testing.assert_allclose(run.course(name), 1.0, rtol=1e-9, err_msg=name)


def test_under_cells_that_kill_at_a_constant_rate_they_settle_where_input_meets_loss(system, as_published):
    run = as_published(system, NAMES, [*DAYS, 300.0], values={"drive.car_kill": 1.9})
    rest = TURNOVER / (TURNOVER + 1.9)
    expected = rest + (1.0 - rest) * np.exp(-(TURNOVER + 1.9) * DAYS)
    np.testing.assert_allclose(run.course("block.share_of_rest")[:-1, 0], expected, rtol=1e-6)
    assert run.at("block.share_of_rest", 300.0)[0] == pytest.approx(0.0099, rel=1e-3)
    for name in POOLS:  # they have no CD19
        np.testing.assert_allclose(run.course(name), 1.0, rtol=1e-9, err_msg=name)


def test_treatment_kills_progenitors_too_and_each_step_leaves_fewer(system, as_published):
    values = {"drive.kill": 0.1, "block.sensitivity": 0.5}
    run = as_published(system, NAMES, [0.0, LONG], values=values)
    step = PACE / (PACE + 0.05)
    for k, name in enumerate(POOLS, start=1):
        assert run.at(name, LONG)[0] == pytest.approx(step**k, rel=1e-6), name
    assert run.at("block.share_of_rest", LONG)[0] == pytest.approx(step**3 * TURNOVER / (TURNOVER + 0.05), rel=1e-6)


def test_sensitivity_scales_the_kill_and_nothing_else(system, as_published):
    def course(sensitivity, kill, car_kill=0.02):
        values = {"block.sensitivity": sensitivity, "drive.kill": kill, "drive.car_kill": car_kill}
        run = as_published(system, NAMES, DAYS, values=values)
        return np.array([run.course(name)[:, 0] for name in NAMES])

    np.testing.assert_allclose(course(0.25, 2.0), course(1.0, 0.5), rtol=1e-6, atol=1e-12)
    np.testing.assert_allclose(course(0.0, 2.0), course(1.0, 0.0), rtol=1e-9)
    assert course(1.0, 0.5)[-1, -1] < 0.5 * course(1.0, 0.0)[-1, -1]


def test_as_published_treatment_leaves_as_many_b_cells_as_of_lymphocytes_at_infusion(system, as_published):
    """The course takes 8.4 of the logarithm of lymphocytes; of cells that nothing replaces 1.2 % are left."""
    values = {"drive.kill": 8.4, "block.turnover": 0.0}
    run = as_published(system, ["block.share_of_rest"], [0.0, 1.0], values=values)
    assert run.at("block.share_of_rest", 1.0)[0] == pytest.approx(3.0e9 / 2.5e11, rel=1e-5)


def test_an_emptied_line_comes_back_by_the_gamma_law_of_its_three_steps(emptied, as_published):
    run = as_published(emptied, NAMES, DAYS)
    for steps, name in enumerate(POOLS, start=1):
        np.testing.assert_allclose(run.course(name)[:, 0], passed(DAYS, steps, PACE), rtol=1e-5, atol=1e-7)
    np.testing.assert_allclose(run.course("block.share_of_rest")[:, 0], returned(DAYS), rtol=1e-5, atol=1e-7)


def test_a_stem_cell_gives_a_b_cell_after_the_passage_in_the_mean(emptied, as_published):
    """The mean of a waiting time is the area above its law."""
    days = np.arange(0.0, 901.0, 0.5)
    for passage in (14.0, 30.0, 60.0):
        late = as_published(emptied, POOLS, days, values={"block.passage": passage}).course("block.late")[:, 0]
        assert np.trapezoid(1.0 - late, days) == pytest.approx(passage, rel=1e-4)


def test_half_of_the_marrow_makes_half_of_the_b_cells_in_the_long_run(system, as_published):
    run = as_published(system, NAMES, [0.0, LONG], values={"drive.marrow_room": 0.5})
    for name in NAMES:
        assert run.at(name, LONG)[0] == pytest.approx(0.5, rel=1e-6), name


def test_marrow_full_of_leukemia_loses_b_cells_as_slowly_as_an_empty_one_regains_them(system, as_published):
    run = as_published(system, ["block.share_of_rest"], DAYS, values={"drive.marrow_room": 0.0})
    np.testing.assert_allclose(run.course("block.share_of_rest")[:, 0], 1.0 - returned(DAYS), rtol=1e-5)


def test_without_input_the_cells_are_gone_for_good(system, as_published):
    """Progenitors without CD19 are what brings B cells back: with no turnover there is none."""
    values = {"drive.car_kill": 1.0, "block.turnover": 0.0}
    run = as_published(system, ["block.share_of_rest"], [0.0, 10.0], values=values)
    assert run.at("block.share_of_rest", 10.0)[0] == pytest.approx(np.exp(-10.0), rel=1e-6)


def test_b_cells_of_a_blood_count_lie_below_those_of_a_healthy_child():
    per_weight = BCells.declared["cells_per_weight"].value
    assert 0.1e9 < per_weight * 0.02 / 0.075 < 0.3e9  # cell/L with 2 % in 75 mL/kg
