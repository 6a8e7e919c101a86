import numpy as np
import pytest

from engraft.models.blocks.host_t_cells import HostTCells

WEIGHT = 75.0
NAMES = ["block.effector", "block.exhausted"]
MUCH = 1e18  # leukemia far above what stimulates
REST = {
    "leukemia": (MUCH, "cell"),
    "weight": (WEIGHT, "kg"),
    "tiring": (1.0, "1"),
    "release": (0.0, "1/day"),
    "steroid": (0.0, "1"),
}
ROOM = {"block.capacity": 1e12}  # cells per mg: no room is taken
KX, D, DX = 0.361, 0.16, 0.0905
E0 = 4e6 * WEIGHT * DX / (DX + KX)


@pytest.fixture(scope="module")
def system(boxed):
    return boxed(HostTCells(), REST)


def test_untreated_nothing_moves(system, as_published):
    for vigor in (0.0, 0.5, 2.0):
        run = as_published(system, NAMES, [0.0, 200.0], values=ROOM | {"block.vigor": vigor})
        np.testing.assert_allclose(run.course("block.effector")[:, 0], E0, rtol=1e-6)
        np.testing.assert_allclose(run.course("block.exhausted")[:, 0], E0 * KX / DX, rtol=1e-6)


@pytest.mark.parametrize(("tiring", "release"), [(0.6, 0.0), (1.0, 0.08), (0.7, 0.05)])
def test_released_they_follow_two_linear_equations(system, as_published, tiring, release):
    """With leukemia in excess and room: y' = M y + A, from the rest without antibody."""
    days = np.array([0.0, 7.0, 40.0])
    values = ROOM | {"drive.tiring": tiring, "drive.release": release}
    run = as_published(system, NAMES, days, values=values)
    growth = D + 0.5 * KX
    matrix = np.array([[growth - D - KX * tiring, release], [KX * tiring, -DX - release]])
    comes = np.array([0.5 * KX * E0, 0.0])
    rest = np.linalg.solve(matrix, -comes)
    root, vectors = np.linalg.eig(matrix)
    start = np.linalg.solve(vectors, np.array([E0, E0 * KX / DX]) - rest)
    for k, day in enumerate(days):
        expected = rest + (vectors @ (start * np.exp(root * day))).real
        found = [run.course(name)[k, 0] for name in NAMES]
        np.testing.assert_allclose(found, expected.real, rtol=1e-6)


def test_released_they_kill_more_and_stay_within_their_room(system, as_published):
    values = {"drive.tiring": 0.5, "drive.release": 0.107}
    names = [*NAMES, "block.kill_rate", "block.total"]
    held = as_published(system, names, [0.0, 120.0])
    free = as_published(system, names, [0.0, 120.0], values=values)
    assert free.at("block.kill_rate", 120.0)[0] > 10.0 * held.at("block.kill_rate", 120.0)[0]
    assert free.at("block.total", 120.0)[0] < 6.96e10 / 70.0 * WEIGHT * (1.0 + 1e-9) + 0.5 * KX * E0 / DX


def test_without_leukemia_they_die_away(system, as_published):
    run = as_published(system, NAMES, [0.0, 10.0], values={"drive.leukemia": 0.0})
    assert run.at("block.effector", 10.0)[0] == pytest.approx(E0 * np.exp(-D * 10.0), rel=1e-6)
    assert run.at("block.exhausted", 10.0)[0] == pytest.approx(E0 * KX / DX * np.exp(-DX * 10.0), rel=1e-6)


def test_what_they_do_not_see_they_do_not_kill(system, as_published):
    run = as_published(system, ["block.kill_rate"], [0.0], values={"block.recognition": 0.0}, end=1.0)
    assert run.at("block.kill_rate", 0.0)[0] == 0.0


def test_each_kills_at_most_as_many_as_one_cell_can(system, as_published):
    names = ["block.kill_rate", *NAMES]
    few = as_published(system, names, [0.0], values={"drive.leukemia": 1e14}, end=1.0)
    rate, effector, exhausted = (few.at(name, 0.0)[0] for name in names)
    assert rate * 1e14 == pytest.approx(1.15 * (effector + 0.3 * exhausted), rel=1e-2)


def test_steroids_slow_division(system, as_published):
    values = {"drive.tiring": 0.5, "drive.release": 0.107}
    plain = as_published(system, ["block.total"], [0.0, 30.0], values=values)
    slow = as_published(system, ["block.total"], [0.0, 30.0], values=values | {"drive.steroid": 1.0})
    assert slow.at("block.total", 30.0)[0] < plain.at("block.total", 30.0)[0]
