import numpy as np
import pytest

from engraft.models.blocks.checkpoint import Checkpoint

NAMES = ["block.signal", "block.lifted", "block.tiring", "block.release"]
FREE = {"occupancy": (0.0, "1"), "activity": (0.0, "1")}


@pytest.fixture(scope="module")
def system(boxed):
    return boxed(Checkpoint(), FREE)


def test_without_antibody_t_cells_tire_as_they_were_measured(system, as_published):
    run = as_published(system, NAMES, [0.0, 30.0], values={"drive.activity": 0.7})
    assert run.at("block.tiring", 30.0)[0] == 1.0
    assert run.at("block.release", 30.0)[0] == 0.0
    assert run.at("block.lifted", 30.0)[0] == 0.0


@pytest.mark.parametrize("occupancy", [0.25, 0.9, 1.0])
def test_what_an_antibody_lifts_is_the_signal_times_its_occupancy(system, as_published, occupancy):
    run = as_published(system, NAMES, [0.0], values={"drive.occupancy": occupancy}, end=1.0)
    signal, lifted, tiring, release = (run.at(name, 0.0)[0] for name in NAMES)
    assert signal == pytest.approx(0.3 * (1.0 - occupancy), abs=1e-12)
    assert lifted == pytest.approx(0.3 * occupancy)
    assert tiring == pytest.approx(1.0 - 0.5 * 0.3 * occupancy)
    assert release == pytest.approx(0.107 * 0.3 * occupancy)


def test_active_t_cells_raise_pd_l1_at_kosinskys_rate(system, as_published):
    days = np.array([0.0, 0.5, 2.0, 40.0])
    run = as_published(system, ["block.pd_l1"], days, values={"drive.activity": 0.6})
    settled = 0.3 + 0.7 * 0.6
    np.testing.assert_allclose(run.course("block.pd_l1")[:, 0], settled - (settled - 0.3) * np.exp(-days), rtol=1e-6)


def test_pd_l1_engages_no_more_than_all_of_pd_1(system, as_published):
    run = as_published(system, ["block.pd_l1"], [0.0, 5.0], values={"block.pd_l1_rest": 1.7, "drive.activity": 1.0})
    np.testing.assert_allclose(run.course("block.pd_l1")[:, 0], 1.0, rtol=1e-9)
