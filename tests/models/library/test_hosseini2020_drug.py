import numpy as np
import pytest

from engraft import units
from engraft.models.library.hosseini2020_drug import Hosseini2020Drug

SEEN, DRUG = "blinatumomab.concentration", "blinatumomab.central"
BLOCK = Hosseini2020Drug().system("blinatumomab")


def run(as_published, size, dose, days, *, over=0.0):
    values = {"blinatumomab.body_surface": units.canonical(size, "m^2")}
    return as_published(BLOCK, [SEEN], days, given={DRUG: (0.0, dose, over)}, values=values).course(SEEN)[:, 0]


@pytest.mark.parametrize("size", [0.5, 1.876, 2.5])
def test_a_bolus_falls_with_a_half_life_of_1_2_hours_in_everybody(as_published, size):
    hours = np.array([1e-6, 1.2, 2.4])
    there = run(as_published, size, 0.06, hours / 24.0)
    assert np.log(2.0) * 1610.0 / 22300.0 * 24.0 == pytest.approx(1.2, abs=0.01)
    np.testing.assert_allclose(there, 60e3 / (1610.0 * size) * np.exp(-22300.0 / 1610.0 * hours / 24.0), rtol=1e-6)


def test_a_dose_per_person_gives_a_smaller_body_more(as_published):
    small, large = (run(as_published, size, 0.28, [5.0], over=10.0)[0] for size in (0.5, 2.0))
    assert small == pytest.approx(4.0 * large, rel=1e-6)
    assert large == pytest.approx(28e3 / (22300.0 * 2.0), rel=1e-6)
