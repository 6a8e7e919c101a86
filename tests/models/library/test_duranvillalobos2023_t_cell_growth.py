"""T cells in a stirred vessel: identities of the lag, of starving and of what is excreted."""

import numpy as np
import pytest

from engraft import models

DAYS = np.array([0.0, 0.25, 0.5])
HELD = {"culture.use": 0.0, "culture.glucose_initial": 4500.0}


@pytest.fixture(scope="module")
def course(as_published):
    """Run the vessel with some values changed."""
    system = models.build("duranvillalobos2023")

    def run(of, days=DAYS, **values):
        own = HELD | {f"culture.{name}": value for name, value in values.items()}
        done = as_published(system, [f"culture.{one}" for one in of], days, values=own)
        return [done.course(f"culture.{one}")[:, 0] for one in of]

    return run


def test_cells_lag_as_long_as_the_inhibitor_is_below_zero(course):
    viable, inhibitor = course(["viable", "inhibitor"])
    rate = 24.0 * 0.02 / 5.0 * 4.5 / (2.71 + 4.5)
    assert (inhibitor < 0.0).all()
    np.testing.assert_allclose(viable, viable[0] * np.exp(rate * DAYS), rtol=1e-6)


def test_what_is_excreted_is_one_unit_per_hour_of_a_million_cells(course):
    [inhibitor] = course(["inhibitor"], growth=0.0)
    np.testing.assert_allclose(inhibitor, -24.0 + 1.1 * 24.0 * DAYS, rtol=1e-6)


def test_cells_without_glucose_die_at_the_rate_of_starving(course):
    viable, dead, viability = course(["viable", "dead", "viability"], glucose_initial=0.0)
    starved = 1.0 - 1.0 / (1.0 + np.exp(1.5))
    np.testing.assert_allclose(viable, viable[0] * np.exp(-24.0 * 0.083 * starved * DAYS), rtol=1e-6)
    np.testing.assert_allclose(viable + dead, viable[0], rtol=1e-9)
    np.testing.assert_allclose(viability, viable / viable[0], rtol=1e-9)


def test_new_medium_fills_the_vessel_exponentially(course):
    [glucose] = course(["glucose"], exchange=2.0)
    np.testing.assert_allclose(glucose, 20.0 - 15.5 * np.exp(-2.0 * DAYS), rtol=1e-6)
