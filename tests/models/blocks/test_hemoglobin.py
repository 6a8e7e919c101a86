import numpy as np
import pytest

from engraft.models.blocks.hemoglobin import Hemoglobin

WEIGHT = 39.0
REST = {
    "weight": (WEIGHT, "kg"),
    "stop_progenitors": (0.0, "1"),
    "ifn_gamma": (0.0, "pg/mL"),
    "marrow_room": (1.0, "1"),
}
LEVEL = "block.level"


@pytest.fixture(scope="module")
def system(boxed):
    return boxed(Hemoglobin(), REST)


def test_nothing_moves_at_rest(system, as_published):
    run = as_published(system, [LEVEL], np.arange(0.0, 200.0, 10.0))
    np.testing.assert_allclose(run.course(LEVEL), 125.0, rtol=1e-9)


@pytest.mark.parametrize("days", [10.0, 57.5, 115.0])
def test_without_production_two_ages_pass(system, as_published, days):
    run = as_published(system, [LEVEL], [0.0, days], values={"drive.stop_progenitors": 1.0})
    x = 2.0 * days / 115.0
    assert run.at(LEVEL, days)[0] == pytest.approx(125.0 * (1.0 + 0.5 * x) * np.exp(-x), rel=1e-6)


@pytest.mark.parametrize(("values", "share"), [({"drive.marrow_room": 0.25}, 0.25), ({"drive.ifn_gamma": 750e-6}, 0.5),
                                               ({"drive.stop_progenitors": 0.36}, 0.64)])  # fmt: skip
def test_hindered_production_settles_at_the_root_of_what_is_left(system, as_published, values, share):
    run = as_published(system, [LEVEL], [0.0, 3000.0], values=values)
    assert run.at(LEVEL, 3000.0)[0] == pytest.approx(125.0 * np.sqrt(share), rel=1e-5)


def test_more_than_all_progenitors_stopped_is_no_negative_production(system, as_published):
    more, all_ = (as_published(system, [LEVEL], [0.0, 60.0], values={"drive.stop_progenitors": e}) for e in (3.0, 1.0))
    assert more.at(LEVEL, 60.0)[0] == all_.at(LEVEL, 60.0)[0] > 0.0


def test_ten_ml_per_kg_of_red_cells_raise_the_level_by_two_grams_per_dl(system, as_published):
    """Davies 2007: weight · rise (g/dL) · 3/hematocrit; 1.5 g/kg are what 75 mL/kg of blood need for 2 g/dL."""
    given = {"block.old": (0.0, 1500.0 * WEIGHT, 0)}
    run = as_published(system, [LEVEL], [0.0, 1e-6], given=given)
    volume = WEIGHT * 2.0 * 3.0 / 0.6 / WEIGHT
    assert volume == pytest.approx(10.0)
    assert run.at(LEVEL, 1e-6)[0] - 125.0 == pytest.approx(20.0, rel=1e-5)
