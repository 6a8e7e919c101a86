import numpy as np
import pytest

from engraft.models.blocks.b_cells import BCells

WEIGHT, TURNOVER = 39.0, 0.019
REST = {"weight": (WEIGHT, "kg"), "car_kill": (0.0, "1/day"), "kill": (0.0, "1/day")}
DAYS = np.arange(0.0, 181.0, 10.0)


@pytest.fixture(scope="module")
def system(boxed):
    return boxed(BCells(), REST)


def test_nothing_moves_at_rest(system, as_published):
    run = as_published(system, ["block.cells", "block.share_of_rest"], DAYS)
    np.testing.assert_allclose(run.course("block.cells"), 2.5e10, rtol=1e-9)
    np.testing.assert_allclose(run.course("block.share_of_rest"), 1.0, rtol=1e-9)


@pytest.mark.parametrize("port", ["car_kill", "kill"])
def test_under_a_constant_kill_the_cells_settle_where_input_meets_loss(system, as_published, port):
    run = as_published(system, ["block.share_of_rest"], [*DAYS, 300.0], values={f"drive.{port}": 1.9})
    rest = TURNOVER / (TURNOVER + 1.9)
    expected = rest + (1.0 - rest) * np.exp(-(TURNOVER + 1.9) * DAYS)
    np.testing.assert_allclose(run.course("block.share_of_rest")[:-1, 0], expected, rtol=1e-6)
    assert run.at("block.share_of_rest", 300.0)[0] == pytest.approx(0.0099, rel=1e-3)


def test_without_input_the_cells_are_gone_for_good(boxed, as_published):
    """Progenitors without CD19 are what brings B cells back: with no turnover there is none."""
    values = {"drive.car_kill": 1.0, "block.turnover": 0.0}
    run = as_published(boxed(BCells(), REST), ["block.share_of_rest"], [0.0, 10.0], values=values)
    assert run.at("block.share_of_rest", 10.0)[0] == pytest.approx(np.exp(-10.0), rel=1e-6)


def test_b_cells_of_a_blood_count_lie_below_those_of_a_healthy_child():
    per_weight = BCells.declared["cells_per_weight"].value
    assert 0.1e9 < per_weight * 0.02 / 0.075 < 0.3e9  # cell/L with 2 % in 75 mL/kg
