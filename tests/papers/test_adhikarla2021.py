"""Adhikarla 2021, doi:10.3390/cancers13205171: a radionuclide and CAR T cells against myeloma in mice.

Read: the authors' program (equations, start values and bounds of its fit, cohorts on days 7, 18, 25 and 32). The fitted
values were not found, so no figure of the paper is reproduced: what is held is the mathematics, and that an interval
exists which is neither short nor long.
"""

from itertools import pairwise

import numpy as np
import pytest
from scipy.integrate import solve_ivp

from engraft import models
from engraft.models.library.adhikarla2021_radionuclide_car_t import HALF_LIFE
from engraft.therapy.catalog import get
from engraft.units import canonical

RATE = np.log(2.0) / HALF_LIFE
DAYS = np.arange(0.0, 61.0, 4.0)
NAMES = ("tumor", "damaged", "car")


@pytest.fixture(scope="module")
def mouse():
    return models.build("adhikarla2021")


def other(days, *, radionuclide=7.0, cells=25.0, first=0.8):
    """Integrate the program's equations with SciPy from one event to the next."""

    def change(t, y):
        tumor, damaged, car = y
        rate = first * np.exp(-RATE * (t - radionuclide)) if t >= radionuclide else 0.0
        return [
            0.27 * tumor - 1.5 * rate * tumor - 1e-6 * tumor * car,
            1.5 * rate * tumor - 1e-6 * damaged * car - 0.6 * damaged,
            1e-12 * (tumor + damaged) * car - 1.8 * rate * car - 0.02 * car,
        ]

    y, rows = np.array([5e6, 0.0, 0.0]), []
    for start, end in pairwise(sorted({0.0, radionuclide, cells, days[-1]})):
        y[2] += 1e6 if start == cells else 0.0
        here = days[(days >= start) & (days < end)]
        found = solve_ivp(change, (start, end), y, "LSODA", np.append(here, end), rtol=1e-10, atol=1e-3)
        rows.append(found.y[:, :-1])
        y = found.y[:, -1].copy()
    return np.hstack([*rows, y[:, None]])


def test_both_together_agree_with_scipy(mouse, as_published):
    given = {"myeloma.remaining": (7.0, 0.8 / RATE, 0.0), "myeloma.car": (25.0, 1e6, 0.0)}
    run = as_published(mouse, [f"myeloma.{name}" for name in NAMES], DAYS, given=given)
    expected = other(DAYS)
    for k, name in enumerate(NAMES):
        np.testing.assert_allclose(run.course(f"myeloma.{name}")[:, 0], expected[k], rtol=1e-5, atol=1.0)


def test_the_dose_is_that_of_the_decays(mouse, as_published):
    """Closed form: by t days a share 1 - 2^(-t/9.92) of the dose is given, whatever the tumor does."""
    run = as_published(mouse, ["myeloma.given", "myeloma.dose_rate"], DAYS, given={"myeloma.remaining": (0.0, 10.0, 0)})
    np.testing.assert_allclose(run.course("myeloma.given")[:, 0], 10.0 * (1.0 - 0.5 ** (DAYS / HALF_LIFE)), rtol=1e-6)
    assert run.at("myeloma.dose_rate", 0.0)[0] == pytest.approx(10.0 * RATE)


def test_cells_that_meet_no_tumor_are_lost_to_time_and_to_dose(mouse, as_published):
    """Closed form: C = C0 exp(-αC D(t) - θ t)."""
    given = {"myeloma.remaining": (0.0, 2.0, 0.0), "myeloma.car": (0.0, 1e9, 0.0)}
    values = {"myeloma.expansion": 0.0}
    run = as_published(mouse, ["myeloma.car"], DAYS, given=given, values=values)
    dose = 2.0 * (1.0 - 0.5 ** (DAYS / HALF_LIFE))
    np.testing.assert_allclose(run.course("myeloma.car")[:, 0], 1e9 * np.exp(-1.8 * dose - 0.02 * DAYS), rtol=1e-6)


@pytest.mark.parametrize(("kill", "until"), [(1e-6, 320.0), (1e-7, 130.0)])
def test_the_best_interval_is_neither_short_nor_long(mouse, as_published, kill, until):
    """At the kill the fit starts from, and a tenth of it: days until 1e11 cells rise with the interval, then fall."""
    days = np.arange(20.0, until, 0.5)
    found = []
    for wait in (7.0, 14.0, 40.0, 60.0, 91.0, 98.0):
        given = {"myeloma.remaining": (7.0, 0.8 / RATE, 0.0), "myeloma.car": (7.0 + wait, 1e6, 0.0)}
        run = as_published(mouse, ["myeloma.burden"], days, given=given, values={"myeloma.kill": kill}, rtol=1e-7)
        burden = run.course("myeloma.burden")[:, 0]
        found.append(float(days[burden > 1e11][0]))
    best = int(np.argmax(found))
    assert 0 < best < len(found) - 1
    assert found[0] < found[2] < found[best]
    assert found[-1] < found[best]


def test_the_products_are_those_of_the_program():
    assert get("actinium225_daratumumab_mouse").label_dose.value == pytest.approx(0.8 / RATE, rel=1e-3)
    assert canonical(get("cs1_car_t_mouse").label_dose.value, "cell") == 1e6
