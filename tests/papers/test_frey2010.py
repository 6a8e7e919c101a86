"""Frey 2010, doi:10.1177/0091270009350623: tocilizumab, 8 and 4 mg/kg every four weeks.

Closed forms of the typical patient; whole courses by SciPy from the equations written again here; exposure of Table IV
(the same figures stand in the US label); half-lives of the label. Numbers and correlations are read in a transcription
(nlmixr2lib). A dose of 8 mg/kg is 560 mg: the median weight is 70 kg.
"""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from scipy.integrate import solve_ivp

from engraft import models
from engraft.kernel.streams import normal, uniform
from engraft.language import Paper
from engraft.population import Cohort
from engraft.simulate import Needs, simulate
from engraft.therapy import Dose, Product, give

SEEN = "tocilizumab.concentration"
DAYS = np.array([0.01, 0.5, 1.0, 3.0, 7.0, 14.0, 28.0, 60.0])
CL, V1, Q, V2, VM, KM = 0.3, 3.5, 0.2, 2.9, 7.5, 2.7
WEEKS, HOUR, DOSES = 28.0, 1.0 / 24.0, 6
LAST = (DOSES - 1) * WEEKS + np.concatenate([[0.0, 0.02, HOUR], np.arange(0.25, WEEKS + 0.1, 0.25)])


def exponents():
    """Give the two rates of decline where the receptor eliminates nothing."""
    k10, k12, k21 = CL / V1, Q / V1, Q / V2
    total, product = k10 + k12 + k21, k10 * k21
    root = np.sqrt(total**2 - 4 * product)
    return (total + root) / 2, (total - root) / 2, k21


def repeated(system, dose, own, *, persons=1, times=LAST):
    """Give a dose every four weeks to persons with these values; keep the last interval."""
    product = Product("tocilizumab", "tocilizumab.central", "drug", Paper("test", "as published"))
    regimen = give(product, Dose(dose, "mg"), days=tuple(WEEKS * k for k in range(DOSES)), over=HOUR)
    index = pd.Index(np.arange(persons), name="person")
    table = pd.DataFrame({p.name: p.value for p in system.parameters} | own, index=index)
    cohort = Cohort("arthritis", 1, pd.DataFrame(index=index), table, {})
    needs, span = Needs.of([SEEN], times), (0.0, times[-1])
    return simulate(system, regimen, cohort, needs=needs, span=span, seed=1, rtol=1e-7).course(SEEN)


@pytest.fixture(scope="module")
def paper():
    return models.build("frey2010")


@pytest.fixture(scope="module")
def typical(paper):
    """Take the system without spread."""
    return replace(paper, parameters=tuple(replace(p, spread=0.0) for p in paper.parameters))


@pytest.fixture(scope="module")
def everybody(typical):
    """Draw 600 patients as the paper says: its spreads, its correlations, 82 % women."""
    n, names = 600, ("clearance", "volume", "tissue_volume", "saturable")
    sd = np.sqrt(np.log1p(np.array([0.39, 0.37, 0.66, 0.54]) ** 2))
    r = np.array([[1.0, 0.6, -0.1, -0.5], [0.6, 1.0, 0.5, 0.2], [-0.1, 0.5, 1.0, 0.2], [-0.5, 0.2, 0.2, 1.0]])
    person = np.arange(n)
    independent = np.stack([normal(1, f"frey:{name}", person) for name in names])
    drawn = np.exp(sd[:, None] * (np.linalg.cholesky(r) @ independent))
    value = {p.name: p.value for p in typical.parameters}
    own = {f"tocilizumab.{k}": value[f"tocilizumab.{k}"] * z for k, z in zip(names, drawn, strict=True)}
    own["tocilizumab.female"] = (uniform(1, "frey:female", person) < 0.82).astype(float)
    return {dose: repeated(typical, dose, own, persons=n) for dose in (280.0, 560.0)}


def test_without_the_receptor_a_bolus_follows_two_exponentials(paper, as_published):
    fast, slow, k21 = exponents()
    expected = 560.0 / V1 * ((fast - k21) * np.exp(-fast * DAYS) + (k21 - slow) * np.exp(-slow * DAYS)) / (fast - slow)
    run = as_published(paper, [SEEN], DAYS, given={"tocilizumab.central": (0.0, 560.0, 0)},
                       values={"tocilizumab.saturable": 0.0})  # fmt: skip
    np.testing.assert_allclose(run.course(SEEN)[:, 0], expected, rtol=1e-6)


def test_the_linear_half_life_is_that_of_the_discussion(paper, as_published):
    assert np.log(2.0) / exponents()[1] == pytest.approx(21.0, abs=0.5)  # "about 21 days"
    run = as_published(paper, [SEEN], [180.0, 201.0], given={"tocilizumab.central": (0.0, 560.0, 0)},
                       values={"tocilizumab.saturable": 0.0})  # fmt: skip
    assert run.at(SEEN, 201.0)[0] / run.at(SEEN, 180.0)[0] == pytest.approx(np.exp(-21.0 * exponents()[1]), rel=1e-5)


@pytest.mark.parametrize("rate", [2.0, 20.0, 200.0])
def test_a_steady_infusion_reaches_the_root_of_both_eliminations(paper, as_published, rate):
    """At rest rate = CL c + Vm c / (Km + c), a quadratic in c."""
    days = 2000.0
    given = {"tocilizumab.central": (0.0, rate * days, days)}
    run = as_published(paper, [SEEN], [days], end=days, given=given)
    b = CL * KM + VM - rate
    expected = (-b + np.sqrt(b**2 + 4 * CL * rate * KM)) / (2 * CL)
    assert run.course(SEEN)[0, 0] == pytest.approx(expected, rel=1e-6)


def test_a_course_agrees_with_scipy(paper, as_published):
    """A woman with other covariates than the reference, the equations written anew."""
    who = {"body_surface": 1.5, "female": 1.0, "hdl_cholesterol": 70.0, "log_rheumatoid_factor": 6.0,
           "total_protein": 65.0, "albumin": 30.0, "creatinine_clearance": 60.0, "smoker": 1.0}  # fmt: skip
    cl = CL * (1.5 / 1.8) ** 0.7 * (1 - 0.16) * (70 / 54) ** -0.2 * (6.0 / 4.7) ** 0.1
    v1 = V1 * (65 / 74) ** -1.1 * (30 / 38) ** 0.7
    vm = VM * (30 / 38) ** -0.4 * (60 / 106) ** 0.2 * (1 + 0.11)

    def change(_, y):
        c, t = y[0] / v1, y[1] / V2
        return [Q * t - Q * c - cl * c - vm * c / (KM + c), Q * c - Q * t]

    other = solve_ivp(change, (0.0, 60.0), [560.0, 0.0], method="LSODA", rtol=1e-10, atol=1e-10, t_eval=DAYS).y[0] / v1
    unit = {"body_surface": 100.0, "hdl_cholesterol": 10.0, "total_protein": 1e3, "albumin": 1e3,
            "creatinine_clearance": 1.44}  # fmt: skip
    values = {f"tocilizumab.{k}": v * unit.get(k, 1.0) for k, v in who.items()}  # canonical
    run = as_published(paper, [SEEN], DAYS, given={"tocilizumab.central": (0.0, 560.0, 0)}, values=values)
    np.testing.assert_allclose(run.course(SEEN)[:, 0], other, rtol=1e-6)


@pytest.mark.parametrize(("dose", "days"), [(280.0, 11.0), (560.0, 13.0)])
def test_the_half_life_of_the_label_is_that_of_the_clearance_at_the_peak(typical, dose, days):
    """ "Up to 11 days for 4 mg/kg and 13 days for 8 mg/kg every 4 weeks at steady state"; how, the label does not say.

    At no time does the course of the typical patient fall that slowly (receptor and tissue take their part), but
    ln 2 times the volume over all clearance is just that where clearance is least. Tolerance: one half of a day.
    """
    peak = repeated(typical, dose, {}).max()
    assert np.log(2.0) * (V1 + V2) / (CL + VM / (KM + peak)) == pytest.approx(days, abs=0.5)


@pytest.mark.parametrize(("dose", "area", "peak", "trough"), [(280.0, 13.0, 88.0, 1.5), (560.0, 35.0, 183.0, 9.7)])
def test_exposure_is_that_of_table_4(everybody, dose, area, peak, trough):
    """Means of the paper's own simulation at steady state; the other transcription's lie up to 14 % off.

    Tolerance, set before the run: 10 % for area and peak, 25 % and one last digit for the trough, which is a small
    rest of a saturable process. Covariates other than sex, and weight, are here those of the typical patient.
    """
    course = everybody[dose]
    areas = np.trapezoid(course, LAST, axis=0) * 24.0 / 1000.0
    assert areas.mean() == pytest.approx(area, rel=0.10)
    assert course.max(axis=0).mean() == pytest.approx(peak, rel=0.10)
    assert course[-1].mean() == pytest.approx(trough, rel=0.25, abs=0.1)


def test_twice_the_dose_is_more_than_twice_the_exposure(everybody):
    """The abstract: the nonlinear pathway is more saturated at 8 mg/kg; Table IV: areas 13 and 35."""
    low, high = (np.trapezoid(everybody[dose], LAST, axis=0).mean() for dose in (280.0, 560.0))
    assert high / low == pytest.approx(35.0 / 13.0, rel=0.10)


def test_what_was_given_has_gone_one_way_or_the_other(typical):
    """At steady state a dose is CL times the area and what the receptor took of it, worked out from the course."""
    days = np.concatenate([LAST[:2], np.arange(140.04, 168.001, 0.02)])
    course = repeated(typical, 560.0, {}, times=days)[:, 0]
    gone = CL * np.trapezoid(course, days) + np.trapezoid(VM * course / (KM + course), days)
    assert gone == pytest.approx(560.0, rel=0.01)  # after six doses the tissue still fills a little
