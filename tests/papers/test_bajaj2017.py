"""Bajaj 2017, doi:10.1002/psp4.12143: nivolumab in adults with solid tumors.

Whole courses by SciPy from the equations written again here, and what the paper and the US label say of the population.
Numbers and text are read in transcriptions (nlmixr2lib and the listing of DDMODEL00000284 agree); the label's volume
in doi:10.1002/onco.13819, Table 1.
"""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from scipy.integrate import solve_ivp

from engraft import models
from engraft.kernel.streams import normal, uniform
from engraft.population import Cohort
from engraft.simulate import Needs, simulate
from engraft.simulate.people import parameter_values
from engraft.therapy import Dose, Regimen, give
from engraft.therapy.catalog import get

SEEN, CLEARANCE, VOLUME = (f"nivolumab.{name}" for name in ("concentration", "total_clearance", "plasma_volume"))
PEOPLE = np.arange(2000)
Q, VP = 0.0321 * 24.0, 2.78


@pytest.fixture(scope="module")
def paper():
    return models.build("bajaj2017")


@pytest.fixture(scope="module")
def population():
    """Draw the covariates of Table 3, independently: means, SDs and shares."""
    spread = np.sqrt(np.log1p((19.3 / 79.1) ** 2))
    weight = 79.1 * np.exp(spread * normal(1, "weight", PEOPLE) - spread**2 / 2)
    drawn = {
        "weight": weight * 1e6, "filtration": np.maximum(78.5 + 21.6 * normal(1, "filtration", PEOPLE), 25.0) * 1.44,
        "male": uniform(1, "male", PEOPLE) < 0.667, "ecog": uniform(1, "ecog", PEOPLE) < 0.6126,
        "asian": uniform(1, "asian", PEOPLE) < 0.0644,
    }  # fmt: skip
    index = pd.RangeIndex(PEOPLE.size, name="person")
    table = pd.DataFrame({f"nivolumab.{k}": np.asarray(v, dtype=float) for k, v in drawn.items()}, index=index)
    return Cohort("tumors", 1, pd.DataFrame({"weight": drawn["weight"]}, index=index), table, {"weight": "kg"})


@pytest.fixture(scope="module")
def everybody(paper, population):
    """Treat everybody for a year with 3 mg/kg every two weeks; the 12th interval is kept day by day."""
    regimen = give(get("nivolumab"), "3 mg/kg", days=tuple(14.0 * k for k in range(26)))
    days = [0.0, *154.0 + np.concatenate([[1 / 48], np.arange(0.5, 14.01, 0.5)]), 365.0]
    needs = Needs.of([SEEN, CLEARANCE, VOLUME], days)
    return simulate(paper, regimen, population, needs=needs, span=(0.0, 365.0), seed=1)


def test_clearance_falls_to_three_quarters(paper, as_published):
    """exp(-0.295) = 0.745, half of the change in its logarithm after 1410 h; a sigmoid of steepness 3.15."""
    days = [0.0, 30.0, 58.75, 120.0, 300.0]
    run = as_published(paper, [CLEARANCE], days, given={"nivolumab.central": (0.0, 240.0, 0.0)})
    share = run.course(CLEARANCE)[:, 0] / (0.0094 * 24.0)
    expected = [np.exp(-0.295 * t**3.15 / (58.75**3.15 + t**3.15)) for t in days]
    np.testing.assert_allclose(share, expected, rtol=1e-6)
    assert paper.parameter("nivolumab.final_share").value == pytest.approx(0.745, abs=0.0005)


def test_a_course_agrees_with_scipy(paper, as_published):
    """A heavy Asian man with poor kidneys and performance; half a year after one large dose."""
    days = np.array([0.02, 1.0, 7.0, 30.0, 60.0, 90.0, 180.0])
    first = 0.0094 * 24 * (110 / 80) ** 0.566 * (45 / 90) ** 0.186 * np.exp(0.165 + 0.172 - 0.125)
    vc = 3.63 * (110 / 80) ** 0.597 * np.exp(0.152)

    def change(t, y):
        cl = first * np.exp(-0.295 * t**3.15 / (58.75**3.15 + t**3.15))
        move = Q * y[0] / vc - Q * y[1] / VP
        return [-cl * y[0] / vc - move, move]

    other = solve_ivp(change, (0.0, 180.0), [800.0, 0.0], method="LSODA", rtol=1e-11, atol=1e-11, t_eval=days).y[0] / vc
    who = {"weight": 110e6, "filtration": 45 * 1.44, "male": 1.0, "ecog": 1.0, "asian": 1.0}
    values = {f"nivolumab.{k}": v for k, v in who.items()}  # canonical
    run = as_published(paper, [SEEN], days, given={"nivolumab.central": (0.0, 800.0, 0.0)}, values=values)
    np.testing.assert_allclose(run.course(SEEN)[:, 0], other, rtol=2e-6)


def test_clearance_and_volume_are_correlated_as_published(paper):
    """Table 1: variances 0.123, covariance 0.0432; Emax has variance 0.0719. Four standard errors of 2,000 persons."""
    index = pd.RangeIndex(PEOPLE.size, name="person")
    alike = Cohort("alike", 1, pd.DataFrame(index=index), pd.DataFrame(index=index), {})
    given = give(get("nivolumab"), days=(0.0, 100.0, 200.0, 300.0, 400.0))
    needs = Needs.of([CLEARANCE, VOLUME], [0.0, 500.0])
    run = simulate(paper, given, alike, needs=needs, span=(0.0, 500.0), seed=1)
    (first, last), (volume, _) = np.log(run.course(CLEARANCE)), np.log(run.course(VOLUME))
    error = 4.0 * np.sqrt(2.0 / PEOPLE.size)
    found = np.cov(first, volume)
    np.testing.assert_allclose(found, [[0.123, 0.0432], [0.0432, 0.123]], atol=0.123 * error)
    assert (last - first).mean() == pytest.approx(-0.295, abs=4.0 * np.sqrt(0.0719 / PEOPLE.size) + 0.001)
    assert (last - first).var() == pytest.approx(0.0719, rel=error + 0.003)  # 0.1 % of the change is still to come


def test_clearance_at_the_start_is_that_of_the_tumor_types(everybody):
    """Medians 10.5, 10.8 and 11.5 mL/h in lung cancer, melanoma, kidney cancer; 3 % for the draw."""
    median = np.median(everybody.course(CLEARANCE)[0]) * 1000.0 / 24.0
    assert 10.5 * 0.97 < median < 11.5 * 1.03


def test_half_lives_and_volume_at_steady_state_are_the_published_means(paper, population):
    """Geometric means: 32.5 h, 25 days, 6.8 L. Tolerances, set before the run: 10 %, 10 %, 5 %.

    Worked out here from everybody's parameters: clearance when the change is complete.
    """
    found = {k.partition(".")[2]: v for k, v in parameter_values(paper, Regimen(), population, 1).items()}
    z = found["individual_clearance"]
    cl = found["clearance"] * z * (found["weight"] / 80e6) ** 0.566 * (found["filtration"] / 129.6) ** 0.186
    cl = cl * np.exp(0.165 * found["male"] + 0.172 * found["ecog"] - 0.125 * found["asian"]) * found["final_share"]
    vc = found["volume"] * z ** (0.0432 / 0.123) * (found["weight"] / 80e6) ** 0.597 * np.exp(0.152 * found["male"])
    k10, k12, k21 = cl / vc, Q / vc, Q / found["tissue_volume"]
    total = k10 + k12 + k21
    root = np.sqrt(total**2 - 4.0 * k10 * k21)
    fast, slow = (np.exp(np.mean(np.log(np.log(2.0) / rate))) for rate in ((total + root) / 2, (total - root) / 2))
    assert fast * 24.0 == pytest.approx(32.5, rel=0.10)
    assert slow == pytest.approx(25.0, rel=0.10)
    assert np.exp(np.mean(np.log(vc + found["tissue_volume"]))) == pytest.approx(6.8, rel=0.05)


def test_the_area_of_the_twelfth_interval_is_that_of_another_program(everybody):
    """nlmixr2lib simulates 1090 (200 persons) and 966 µg·day/mL (100), geometric means; 5 % on either side."""
    days = everybody.outputs["time"].to_numpy()
    twelfth = (days > 150.0) & (days < 169.0)
    areas = np.trapezoid(everybody.course(SEEN)[twelfth], days[twelfth], axis=0)
    assert 0.95 * 966.0 < np.exp(np.mean(np.log(areas))) < 1.05 * 1090.0


def test_occupancy_is_half_at_the_dissociation_constant(paper):
    """2.6 nmol/L of 146 kg/mol are 0.38 mg/L; at the label's dose nearly all PD-1 is held."""
    system = replace(paper, parameters=tuple(replace(p, spread=0.0) for p in paper.parameters))
    index = pd.RangeIndex(1, name="person")
    one = Cohort("one", 1, pd.DataFrame(index=index), pd.DataFrame(index=index), {})
    days, held = np.arange(1.0, 400.0), "nivolumab.occupancy"
    run = simulate(system, give(get("nivolumab"), Dose(240.0, "mg")), one, needs=Needs.of([SEEN, held], days),
                   span=(0.0, 400.0), seed=1)  # fmt: skip
    seen, share = run.course(SEEN)[:, 0], run.course(held)[:, 0]
    assert np.interp(-0.5, -share, seen) == pytest.approx(0.3796, rel=1e-3)
    assert share[13] > 0.95
