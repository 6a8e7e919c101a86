import numpy as np
import pytest

from engraft.models.blocks.humoral import Humoral

WEIGHT, HALF, LONG, SHORT = 39.0, 22.4, 5.0 * 365.25, 0.38
REST = {"weight": (WEIGHT, "kg"), "b_cells_share": (1.0, "1")}
DAYS = np.arange(0.0, 361.0, 30.0)


@pytest.fixture(scope="module")
def system(boxed):
    return boxed(Humoral(), REST)


def test_nothing_moves_at_rest(system, as_published):
    run = as_published(system, ["block.igg_level", "block.plasma_cells"], DAYS)
    np.testing.assert_allclose(run.course("block.igg_level"), 5.87, rtol=1e-9)
    np.testing.assert_allclose(run.course("block.plasma_cells"), 2e7 * WEIGHT, rtol=1e-9)


def test_without_b_cells_igg_falls_to_the_long_lived_share(system, as_published):
    """dG/dt = k ((1 - s) exp(-a t) - G) from 1: the closed form, with long-lived plasma cells aging slowly."""
    run = as_published(system, ["block.igg_level"], DAYS, values={"drive.b_cells_share": 0.0})
    k, a = np.log(2.0) / HALF, np.log(2.0) / LONG
    slow = (1.0 - SHORT) * k / (k - a)
    expected = slow * np.exp(-a * DAYS) + (1.0 - slow) * np.exp(-k * DAYS)
    np.testing.assert_allclose(run.course("block.igg_level")[:, 0] / 5.87, expected, rtol=1e-6)
    assert expected[6] == pytest.approx(362.0 / 587.0, rel=0.06)  # half a year after CAR T cells, PMID 39505278


def test_long_lived_plasma_cells_survive_without_b_cells(system, as_published):
    run = as_published(system, ["block.plasma_cells"], [0.0, LONG], values={"drive.b_cells_share": 0.0})
    assert run.at("block.plasma_cells", LONG)[0] == pytest.approx(1e7 * WEIGHT, rel=1e-6)


def test_igg_that_is_given_raises_the_level_and_leaves_with_its_half_life(system, as_published):
    given = {"block.igg": (1.0, 400.0 * WEIGHT, 0)}
    run = as_published(system, ["block.igg_level"], [0.0, 1.0, 1.0 + HALF], given=given)
    rise = 0.4 / (5.41 / 70.0)  # g/kg over L/kg
    assert run.at("block.igg_level", 1.0 + HALF)[0] - 5.87 == pytest.approx(0.5 * rise, rel=1e-6)


def test_with_no_short_lived_share_b_cells_do_not_matter_soon(system, as_published):
    values = {"drive.b_cells_share": 0.0, "block.short_lived_share": 0.0}
    run = as_published(system, ["block.igg_level"], [0.0, 90.0], values=values)
    assert run.at("block.igg_level", 90.0)[0] > 0.96 * 5.87
