"""Clements 2020, doi:10.1007/s40262-019-00823-8: blinatumomab in children and adults, by body surface.

Closed forms and SciPy from the equations written again here. Numbers are read in a transcription (nlmixr2lib).
"""

import numpy as np
import pandas as pd
import pytest
from scipy.integrate import solve_ivp

from engraft import models, units
from engraft.language import Assumed, Paper
from engraft.models.library.clements2020_blinatumomab import RESIDUAL_SD, RESIDUAL_SD_SPREAD
from engraft.observe import Assay
from engraft.observe.assay import read
from engraft.population import Cohort
from engraft.simulate import Needs, simulate
from engraft.therapy import Dose, Product, give
from engraft.therapy.catalog import blinatumomab, blinatumomab_cycle

SEEN, DRUG = "blinatumomab.concentration", "blinatumomab.central"
M2 = units.canonical(1.0, "m^2")
CL, V, POWER, REFERENCE = 2.22 * 24.0, 5.98, 0.620, 1.876  # L/day, L


@pytest.fixture(scope="module")
def paper():
    return models.build("clements2020")


def surfaces(paper, values, *, spread=False):
    """Make persons of these body surfaces (m2) and 70 kg, alike otherwise unless told."""
    index = pd.Index(np.arange(len(values)), name="person")
    own = pd.DataFrame({"blinatumomab.body_surface": M2 * np.array(values)}, index=index)
    alike = {p.name: np.zeros(len(values)) for p in paper.parameters if p.spread} if not spread else {}
    covariates = pd.DataFrame(
        {"weight": units.canonical(70.0, "kg"), "body_surface": M2 * np.array(values)}, index=index
    )
    return Cohort("of all sizes", 1, covariates, own, {"weight": "kg", "body_surface": "m^2"}, spreads=alike)


@pytest.mark.parametrize(("rate", "steady"), [(28.0, 525.5), (9.0, 168.9), (60.0, 1126.1)])
def test_steady_state_is_the_rate_over_clearance(paper, as_published, rate, steady):
    """The figures are the ratio; 28 and 9 ug a day are the label's doses. Tolerance: half of the last digit."""
    run = as_published(paper, [SEEN], [10.0], given={DRUG: (0.0, 1e-3 * rate * 20.0, 20.0)}, end=10.0)
    found = run.course(SEEN)[0, 0]
    assert found == pytest.approx(1e3 * rate / CL, rel=1e-6)  # ug/day over L/day, in pg/mL
    assert found == pytest.approx(steady, abs=0.05)


def test_the_half_life_is_1_87_hours(paper, as_published):
    hours = np.array([0.0, 1.87, 3.74])
    run = as_published(paper, [SEEN], hours / 24.0, given={DRUG: (0.0, 0.028, 0.0)}, end=1.0)
    there = run.course(SEEN)[:, 0]
    assert np.log(2.0) * V / (CL / 24.0) == pytest.approx(1.87, abs=0.005)
    np.testing.assert_allclose(there, 0.028e9 / (1e3 * V) * np.exp(-CL / V * hours / 24.0), rtol=1e-6)
    np.testing.assert_allclose(there[1:] / there[:-1], 0.5, rtol=2e-3)


def test_clearance_goes_with_body_surface_by_its_power(paper):
    sizes = [0.37, 0.7, 1.876, 2.7]
    needs = Needs.of([SEEN], [5.0])
    run = simulate(paper, give(blinatumomab(), "28 ug/day", over=6.0), surfaces(paper, sizes), needs=needs,
                   span=(0.0, 5.0), seed=1, rtol=1e-9)  # fmt: skip
    expected = 28e3 / (CL * (np.array(sizes) / REFERENCE) ** POWER)
    np.testing.assert_allclose(run.course(SEEN)[0], expected, rtol=1e-6)


def test_the_first_cycle_agrees_with_scipy(paper):
    """9 ug a day for a week, 28 ug for three, and the drug is gone a day later; a person of 1.5 m2."""
    days = np.array([0.05, 0.2, 1.0, 6.9, 7.05, 7.2, 10.0, 27.9, 28.05, 28.3])
    cl = CL * (1.5 / REFERENCE) ** POWER

    def change(t, y):
        return (9.0 if t < 7.0 else 28.0 if t < 28.0 else 0.0) - cl / V * y

    found, y = [], [0.0]
    for begin, end in ((0.0, 7.0), (7.0, 28.0), (28.0, 29.0)):
        inside = days[(days >= begin) & (days < end)]
        part = solve_ivp(change, (begin, end - 1e-9), y, rtol=1e-10, atol=1e-12, dense_output=True)
        found, y = [*found, *(part.sol(inside)[0] / V * 1e3)], part.y[:, -1]
    run = simulate(paper, blinatumomab_cycle(), surfaces(paper, [1.5]), needs=Needs.of([SEEN], days), span=(0.0, 29.0),
                   seed=1, rtol=1e-9)  # fmt: skip
    np.testing.assert_allclose(run.course(SEEN)[:, 0], found, rtol=1e-6)


def test_persons_and_readings_spread_as_published(paper):
    """Between persons 0.476 on the log, of readings with the residual error the root of both squares."""
    many = 4000
    run = simulate(paper, give(blinatumomab(), "28 ug/day", over=6.0), surfaces(paper, [1.876] * many, spread=True),
                   needs=Needs.of([SEEN], [5.0]), span=(0.0, 5.0), seed=1)  # fmt: skip
    true = run.course(SEEN)
    assert np.log(true).std() == pytest.approx(0.476, rel=0.04)
    assert np.median(true) == pytest.approx(525.5, rel=0.03)
    lloq = Assumed("low, so that all are read", 1e-6, 1e-6)
    assay = Assay("bioassay", SEEN, "pg/mL", 1e-6, RESIDUAL_SD, lloq)
    readings = read(assay, units.canonical(1.0, "pg/mL") * true, persons=np.arange(many), visits=[0], seed=1)
    assert np.log(readings.values).std() == pytest.approx(np.hypot(0.476, 0.559), rel=0.04)
    assert RESIDUAL_SD_SPREAD == 0.643


def test_what_was_given_was_eliminated(paper, as_published):
    days = np.arange(0.0, 3.0, 0.002)
    run = as_published(paper, [SEEN], days, given={DRUG: (0.0, 0.028, 1.0)}, end=3.0)
    gone = CL * 1e3 * np.trapezoid(run.course(SEEN)[:, 0], days) * 1e-9
    assert gone == pytest.approx(0.028, rel=1e-4)


def test_a_dose_of_a_product_made_up_goes_where_it_is_told(paper):
    product = Product("blinatumomab", DRUG, "drug", Paper("test", "made up"))
    run = simulate(paper, give(product, Dose(15.0, "ug/m^2/day"), over=6.0), surfaces(paper, [1.0]),
                   needs=Needs.of([SEEN], [5.0]), span=(0.0, 5.0), seed=1, rtol=1e-9)  # fmt: skip
    assert run.course(SEEN)[0, 0] == pytest.approx(15e3 / (CL * (1.0 / REFERENCE) ** POWER), rel=1e-6)
