import numpy as np
import pytest

from engraft.language import Assumed, Model, Parameter, join
from engraft.models.drugs.cytotoxic_drugs import AREA
from engraft.models.drugs.flag import fludarabine


@pytest.fixture(scope="module")
def system():
    weight = Parameter(70.0, "kg", source=Assumed("test", 1.0, 200.0))
    body = type("BodyOfTest", (Model,), {"__doc__": "A body.", "weight": weight})().system("body")
    return join(fludarabine().system("flu"), body, wire={"flu.weight": "body.weight"}, name="alone")


def test_a_dose_goes_with_the_half_life_of_the_triphosphate(system, as_published):
    days = np.array([0.1, 1.0, 3.0])
    run = as_published(system, ["flu.central"], days, given={"flu.central": (0.0, 50.0, 0)})
    np.testing.assert_allclose(run.course("flu.central")[:, 0], 50.0 * 0.5 ** (days * 24.0 / 15.0), rtol=1e-6)


def test_five_days_kill_a_fifth_of_three_logs(system):
    """The stated rule: kill_max times the days at full effect is 0.6 logs; summed here by brute force."""
    kill, half = system.parameter("flu.kill_max").value, system.parameter("flu.half_kill").value
    volume, step = 8.87 * 15.0 / np.log(2.0), 1e-4
    c, total = 0.0, 0.0
    for k in range(200_000):
        if k % 10_000 == 0 and k < 50_000:
            c += 30.0 * AREA / volume
        total += step * c / (c + half)
        c *= np.exp(-24.0 * 8.87 / volume * step)
    assert kill * total == pytest.approx(0.6 * np.log(10.0), rel=2e-3)
