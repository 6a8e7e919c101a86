"""AMLDT/Venex_Neutropenia_Models, model 1: venetoclax and azacitidine in AML, from the equations with another program.

Nothing was published of this model's courses, and its patients are private. So a course under treatment is integrated
anew from the equations, with doses that add to what is left (the program sets the depot to the dose), and the
pharmacokinetics are held against figures of labels.
"""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from scipy.integrate import solve_ivp

from engraft import models, units
from engraft.population import Cohort
from engraft.simulate import Needs, simulate
from engraft.therapy import venetoclax_azacitidine

DAYS = np.array([3.0, 10.0, 28.0, 45.0, 56.0])
NAMES = [
    "aml.white_cell_count",
    "aml.blast_fraction",
    "aml.mature_blasts",
    "venetoclax.amount",
    "venetoclax.peripheral",
]
SURFACE = 1.6  # so that azacitidine is 120 mg, for which the program was written


def rates(_, y):
    """Give the equations of the program, written out anew; counts in 1e9/L."""
    gut, plasma, tissue, depot, aza, dividing, maturing, white, blasts, mature = y
    reckoned = np.log1p(plasma), np.log1p(aza)
    left = 1.0 - 0.15 * reckoned[0] - 0.5 * reckoned[1]
    made = left * 0.236 * (1.0 if left < 0.0 else (4.67 / white) ** 0.651)
    crowd = 1.0 / (1.0 + 0.01 * white + 0.01 * mature)
    killed = 0.5 * reckoned[0] + reckoned[1]
    return [
        -3.83 * gut,
        3.83 * gut - (449.0 + 130.0) / 99.0 * plasma + 130.0 / 147.0 * tissue,
        130.0 / 99.0 * plasma - 130.0 / 147.0 * tissue,
        -17.0 * depot,
        17.0 * depot - 4589.0 / 110.0 * aza,
        dividing * (made - 0.236),
        0.236 * (dividing - maturing),
        0.236 * maturing - 2.3765 * white,
        (2.0 * 0.875 * crowd - 1.0) * 0.1 * blasts - 0.1 * killed * blasts,
        2.0 * (1.0 - 0.875 * crowd) * 0.1 * blasts - 2.3 * mature,
    ]


@pytest.fixture(scope="module")
def other():
    """Integrate two cycles with another program, day by day: (days, five states)."""
    rest = 4.67 * 2.3765 / 0.236
    state, found = np.array([0.0, 0.0, 0.0, 0.0, 0.0, rest, rest, 4.67, 0.5, 0.0]), {}
    for day in range(56):
        state[0] += {0: 100.0, 1: 200.0}.get(day, 400.0)
        state[3] += 75.0 * SURFACE if day % 28 < 7 else 0.0
        state = solve_ivp(rates, (day, day + 1.0), state, method="LSODA", rtol=1e-9, atol=1e-12).y[:, -1]
        found[day + 1.0] = state
    return np.array([found[day][[7, 8, 9, 1, 2]] for day in DAYS])


@pytest.fixture(scope="module")
def ours():
    """Simulate the template in a patient without any difference from the typical one."""
    system = models.build("amldt2025")
    plain = replace(system, parameters=tuple(replace(p, spread=0.0) for p in system.parameters))
    own = {p.name: p.value for p in plain.parameters} | {"aml.blasts_at_start": 0.5}
    index = pd.Index([0], name="person")
    surface = pd.DataFrame({"body_surface": [units.canonical(SURFACE, "m^2")]}, index=index)
    people = Cohort("one", 1, surface, pd.DataFrame(own, index=index), {"body_surface": "m^2"})
    needs = Needs.of(NAMES, DAYS - 1e-6)  # just before the dose of that day
    run = simulate(plain, venetoclax_azacitidine(cycles=3), people, needs=needs, span=(0.0, 84.0), seed=1, rtol=1e-8)
    assert run.failed == 0
    return np.stack([run.course(name)[:, 0] for name in NAMES]).T / [1e9, 1.0, 1.0, 1.0, 1.0]


def test_the_course_under_both_drugs_is_that_of_another_program(ours, other):
    np.testing.assert_allclose(ours, other, rtol=1e-4, atol=1e-9)


def test_white_cells_fall_and_blasts_fall_faster(ours):
    assert ours[2, 0] < 4.67
    assert ours[2, 1] / 0.5 < ours[2, 0] / 4.67


def test_exposure_at_400_mg_is_within_one_sd_of_the_label(as_published):
    """US label: area over a day 32.8 (SD 16.9) ug h/mL and peak 2.1 (SD 1.1) ug/mL at 400 mg with a light meal."""
    system, days = models.build("amldt2025"), np.linspace(0.0, 40.0, 4001)
    run = as_published(system, ["venetoclax.concentration"], days, given={"venetoclax.gut": (0.0, 400.0, 0.0)})
    once = run.course("venetoclax.concentration")[:, 0]
    area = np.trapezoid(once, days) * 24.0
    assert area == pytest.approx(400.0 / 449.0 * 24.0, rel=1e-3)
    assert abs(area - 32.8) < 16.9
    daily = once.reshape(-1)[:-1].reshape(40, 100).sum(axis=0)  # one dose a day for ever: all days on one another
    assert abs(daily.max() - 2.1) < 1.1


def test_venetoclax_stays_about_as_long_as_its_label_says():
    """Half-life 26 hours by label (an estimate from the same kind of model); 22 hours is what these values give."""
    k10, k12, k21 = 449.0 / 99.0, 130.0 / 99.0, 130.0 / 147.0
    total = k10 + k12 + k21
    slow = (total - np.sqrt(total**2 - 4.0 * k10 * k21)) / 2.0
    assert 24.0 * np.log(2.0) / slow == pytest.approx(26.0, rel=0.25)
