"""Duran-Villalobos 2023, github.com/CarlosADuranVIllalobos/webappdemo: T cells without exchange of medium.

The figures were computed from the published code by another program: with glucose held at 4.5 mg/mL cells are
2.3-fold on day 4 and decline, with the faster batch (0.02189 per hour more) they are 3.9-fold. Tolerance: half of the
last digit.
"""

import numpy as np
import pytest
from scipy.integrate import solve_ivp

from engraft import models

VIABLE, GLUCOSE = "culture.viable", "culture.glucose"
DAYS = np.arange(0.0, 10.001, 0.25)
HELD = {"culture.use": 0.0, "culture.glucose_initial": 4500.0}  # nothing is used: glucose stays at 4.5 g/L
FASTER = {"culture.growth": 24.0 * (0.02 + 0.02189)}


@pytest.fixture(scope="module")
def paper():
    return models.build("duranvillalobos2023")


def fold(run):
    viable = run.course(VIABLE)[:, 0]
    return viable / viable[0]


@pytest.mark.parametrize(("batch", "day_4"), [({}, 2.3), (FASTER, 3.9)], ids=["usual", "faster"])
def test_cells_multiply_for_four_days_and_decline(paper, as_published, batch, day_4):
    found = fold(as_published(paper, [VIABLE], DAYS, values=HELD | batch))
    assert found[DAYS == 4.0][0] == pytest.approx(day_4, abs=0.05)
    assert found[-1] < 0.6 * found.max()


def test_no_exchange_of_medium_makes_it_tenfold(paper, as_published):
    """Clinical cultures make tenfold and more: what stops these cells is not in the medium that is replaced."""
    for exchange in (0.0, 1.0, 5.0):
        run = as_published(paper, [VIABLE], DAYS, values=FASTER | {"culture.exchange": exchange})
        assert 1.0 < fold(run).max() < 10.0


def test_cells_starve_without_feed_as_scipy_finds(paper, as_published):
    def change(_, y):
        x, g, i = y
        growth, death = (0.004, 0.0) if i < 0.0 else (0.02, 0.007)
        stops = 1.0 / (1.0 + np.exp(0.111 * (i - 143.26)))
        starves = 0.083 / (1.0 + np.exp(30.0 * (g - 0.05)))
        dx = x * (growth * g / (2.71 + g) * stops - death * i / (150.0 + i) - starves)
        return [dx, -0.05 * x / 1e6 * g / (0.2 + g), x / 1e6]

    days = np.arange(0.0, 5.001, 0.5)
    other = solve_ivp(change, (0.0, 120.0), [1.1e6, 1.0, -24.0], t_eval=24.0 * days, rtol=1e-9, atol=1e-9, max_step=0.1)
    run = as_published(paper, [VIABLE, GLUCOSE], days)
    np.testing.assert_allclose(run.course(VIABLE)[:, 0], other.y[0], rtol=1e-4)
    np.testing.assert_allclose(run.course(GLUCOSE)[:, 0], other.y[1], rtol=1e-3, atol=1e-6)
