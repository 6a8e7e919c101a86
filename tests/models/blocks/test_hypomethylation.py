import numpy as np
import pytest

from engraft.models.blocks.hypomethylation import Hypomethylation
from engraft.units import canonical

FIFTY = canonical(50.0, "ng/mL")
PORTS = {"concentration": (0.0, "ng/mL"), "sensitivity": (1.0, "1")}


@pytest.fixture(scope="module")
def system(boxed):
    return boxed(Hypomethylation(), PORTS)


def test_under_a_steady_concentration_methylation_is_lost_to_a_balance(system, as_published):
    days = np.array([0.0, 3.0, 20.0])
    rate = 0.0034 * 50.0
    run = as_published(system, ["block.demethylated"], days, values={"drive.concentration": FIFTY})
    total = rate + 1.0 / 14.0
    expected = rate / total * (1.0 - np.exp(-total * days))
    np.testing.assert_allclose(run.course("block.demethylated")[:, 0], expected, rtol=1e-6)


def test_what_is_lost_kills_leukemia_by_its_sensitivity_and_hinders_healthy_cells(system, as_published):
    names = ["block.demethylated", "block.kill", "block.stop_progenitors"]
    values = {"drive.concentration": FIFTY, "drive.sensitivity": 0.5}
    run = as_published(system, names, [10.0], values=values)
    lost, kill, stop = (run.at(name, 10.0)[0] for name in names)
    assert kill == pytest.approx(0.1 * 0.5 * lost)
    assert stop == pytest.approx(0.3 * lost)
