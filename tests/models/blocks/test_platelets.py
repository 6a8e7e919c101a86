import numpy as np
import pytest

from engraft.models.blocks.platelets import Platelets

WEIGHT, BASE = 39.0, 232e9
WHOLE = BASE * 0.075 * WEIGHT / 0.592
REST = {
    "weight": (WEIGHT, "kg"),
    "stop_progenitors": (0.0, "1"),
    "ifn_gamma": (0.0, "pg/mL"),
    "marrow_room": (1.0, "1"),
}
DAYS = np.arange(0.0, 61.0, 0.5)
COUNT = "block.count"


@pytest.fixture(scope="module")
def system(boxed):
    return boxed(Platelets(), REST)


def test_nothing_moves_at_rest(system, as_published):
    run = as_published(system, [COUNT, "block.circulating"], DAYS)
    np.testing.assert_allclose(run.course(COUNT), BASE, rtol=1e-9)
    np.testing.assert_allclose(run.course("block.circulating"), WHOLE, rtol=1e-9)


@pytest.mark.parametrize("room", [0.1, 0.26, 0.5, 0.9])
def test_a_filled_marrow_settles_where_feedback_pays_for_the_lost_places(system, as_published, room):
    """All pools are the same share n of rest: f = 1 + n (1 - r)/r."""
    run = as_published(system, [COUNT], [0.0, 4000.0], values={"drive.marrow_room": room})
    share = run.at(COUNT, 4000.0)[0] / BASE
    assert (233.0 / (232.0 * share + 1.0)) ** 0.217 == pytest.approx(1.0 + share * (1.0 - room) / room, rel=1e-5)
    assert share < 1.0


def test_interferon_gamma_at_rest_has_a_closed_form(system, as_published):
    """In an empty marrow f = 1/h."""
    run = as_published(system, [COUNT], [0.0, 4000.0], values={"drive.ifn_gamma": 75e-6})
    assert run.at(COUNT, 4000.0)[0] + 1e9 == pytest.approx(233e9 * (1.0 / 1.1) ** (1.0 / 0.217), rel=1e-4)


def test_a_transfusion_raises_the_count_by_what_stays_in_blood(system, as_published):
    values = {"drive.stop_progenitors": 1.0}
    given = {"block.circulating": (20.0, 2e11, 0)}
    days = [0.0, 20.0, 21.0]
    before = as_published(system, [COUNT], days, values=values)
    after = as_published(system, [COUNT], days, values=values, given=given)
    rise = after.at(COUNT, 21.0)[0] - before.at(COUNT, 21.0)[0]
    left = np.exp(-3.0 / (134.0 / 24.0))
    assert rise == pytest.approx(2e11 * 0.592 / (0.075 * WEIGHT) * left, rel=1e-4)


def test_stopped_progenitors_lower_the_count_and_nothing_becomes_negative(system, as_published):
    run = as_published(system, [COUNT, "block.progenitors"], DAYS, values={"drive.stop_progenitors": 1.0})
    count = run.course(COUNT)[:, 0]
    assert np.all(np.diff(count) < 0.0)
    assert np.all(count >= 0.0)
    assert np.all(run.course("block.progenitors") >= 0.0)


def test_the_pools_share_the_mean_transit_time(system, as_published):
    """Without division a pool lasts k t: the progenitors fall by e in a third of the mean transit time."""
    run = as_published(system, ["block.progenitors"], [0.0, 134.0 / 72.0], values={"drive.stop_progenitors": 1.0})
    assert run.at("block.progenitors", 134.0 / 72.0)[0] == pytest.approx(WHOLE / np.e, rel=1e-6)
