"""Stein 2019, doi:10.1002/psp4.12388: the typical patient of Table 1.

The course is compared with the paper's analytical solution (Figure 2 and supplement), written again here. AUC and
peak are those of another implementation (nlmixr2lib, noncompartmental analysis of the typical patient).
"""

import re

import numpy as np
import pandas as pd
import pytest
from scipy.integrate import solve_ivp

from engraft import models
from engraft.population import Cohort
from engraft.simulate import Needs, simulate
from engraft.therapy import Regimen

SEEN = "tisa_cel.transgene"
FINE = np.round(np.arange(0.0, 365.0001, 0.1), 1)
FOLD, TMAX, CMAX, ALPHA, FB, BETA = 3900.0, 9.3, 24000.0, 0.16, 0.0079, 0.0032
RHO = np.log(FOLD) / TMAX
MANY = 4000


def closed_form(t):
    """Grow to the peak, then decline in two phases."""
    past = np.maximum(t - TMAX, 0.0)
    decline = (1.0 - FB) * np.exp(-ALPHA * past) + FB * np.exp(-BETA * past)
    return np.where(t < TMAX, CMAX / FOLD * np.exp(RHO * t), CMAX * decline)


@pytest.fixture(scope="module")
def paper():
    return models.build("stein2019")


@pytest.fixture(scope="module")
def typical(paper, as_published):
    return as_published(paper, [SEEN], FINE)


def days_to_double(run, first, last):
    """Measure the doubling time (negative: half-life) between two days of a course."""
    return float((last - first) * np.log(2.0) / np.log(run.at(SEEN, last)[0] / run.at(SEEN, first)[0]))


def test_the_whole_year_agrees_with_the_closed_form(typical):
    np.testing.assert_allclose(typical.course(SEEN)[:, 0], closed_form(FINE), rtol=1e-6)  # a thousand times rtol


def test_the_peak_is_that_of_table_1(typical):
    course = typical.course(SEEN)[:, 0]
    assert course.max() == pytest.approx(24000.0, rel=1e-6)
    assert typical.times[course.argmax()] == TMAX


def test_cells_double_in_the_time_of_the_abstract(typical):
    assert days_to_double(typical, 1.0, 9.0) == pytest.approx(0.78, abs=0.005)  # half a unit of the last digit


def test_the_first_half_life_is_that_of_the_abstract(paper, as_published):
    run = as_published(paper, [SEEN], [10.0, 20.0], values={"tisa_cel.memory_fraction": 0.0})
    assert -days_to_double(run, 10.0, 20.0) == pytest.approx(4.3, abs=0.05)  # the first phase by itself


def test_the_terminal_half_life_is_that_of_the_abstract(typical):
    assert -days_to_double(typical, 200.0, 365.0) == pytest.approx(220.0, abs=5.0)  # 216.6 from 0.0032: two digits


def test_the_area_to_day_28_is_that_of_another_implementation(typical):
    early = typical.times <= 28.0
    area = np.trapezoid(typical.course(SEEN)[early, 0], typical.times[early])
    assert area == pytest.approx(172000.0, abs=500.0)  # given to three digits, from the same grid


@pytest.mark.parametrize(("drug", "factor"), [("tocilizumab", 1.2), ("steroid", 1.0), ("steroid", 0.5)])
def test_comedication_changes_the_rate_of_expansion_from_its_first_dose_to_the_peak(paper, as_published, drug, factor):
    day = {"tocilizumab": 5.7, "steroid": 7.5}[drug]  # median days of the first dose in the paper
    over = {"tocilizumab": 1 / 24, "steroid": 0.0}[drug]  # what counts is that the infusion has begun
    values = {f"tisa_cel.{drug}_factor": factor}
    run = as_published(paper, [SEEN], FINE, given={f"tisa_cel.{drug}": (day, 100.0, over)}, values=values)
    more = np.exp((factor - 1.0) * RHO * np.clip(FINE - day, 0.0, TMAX - day))
    np.testing.assert_allclose(run.course(SEEN)[:, 0], closed_form(FINE) * more, rtol=1e-6)


def test_comedication_after_the_peak_changes_nothing(paper, as_published, typical):
    given = {"tisa_cel.tocilizumab": (12.0, 400.0, 1 / 24), "tisa_cel.steroid": (12.0, 100.0, 0.0)}
    run = as_published(paper, [SEEN], FINE, given=given, values={"tisa_cel.steroid_factor": 0.1})
    np.testing.assert_allclose(run.course(SEEN), typical.course(SEEN), rtol=1e-6)


def test_both_factors_multiply_the_published_rate_in_scipy_too(paper, as_published):
    """The equations of Figure 2 integrated by another program, with both drugs, one after the other."""

    k = FB * (ALPHA - BETA)

    def change(_, y, growth, contracts):
        return [growth * y[0] - contracts * ALPHA * y[0], contracts * k * y[0] - BETA * y[1]]

    y, expected = np.array([CMAX / FOLD, 0.0]), [CMAX / FOLD]
    phases = [(0.0, 4.0, RHO, 0), (4.0, 6.0, 1.2 * RHO, 0), (6.0, TMAX, 0.84 * RHO, 0), (TMAX, 60.0, 0.0, 1)]
    for first, last, *how in phases:
        y = solve_ivp(change, (first, last), y, args=how, method="LSODA", rtol=1e-10, atol=1e-10).y[:, -1]
        expected.append(y.sum())
    at = [0.0, 4.0, 6.0, TMAX, 60.0]
    given = {"tisa_cel.tocilizumab": (4.0, 400.0, 0.0), "tisa_cel.steroid": (6.0, 100.0, 0.0)}
    run = as_published(paper, [SEEN], at, given=given, values={"tisa_cel.steroid_factor": 0.7})
    np.testing.assert_allclose(run.course(SEEN)[:, 0], expected, rtol=1e-6)


def test_patients_differ_as_published_read_as_sd(paper):
    """The first reading is Cmax/foldx, so its log has the SD of both random effects together."""
    index = pd.Index(np.arange(MANY), name="person")
    cohort = Cohort("many", 3, pd.DataFrame(index=index), pd.DataFrame(index=index), {})
    first = simulate(paper, Regimen(), cohort, needs=Needs.of([SEEN], [0.0, 1.0]), span=(0.0, 1.0), seed=3)
    logs = np.log(first.at(SEEN, 0.0))
    error = 1.0 / np.sqrt(2.0 * MANY)  # relative, of an SD; 4 of them: one false alarm in 15,000
    assert logs.std() == pytest.approx(np.hypot(0.65, 2.4), rel=4.0 * error)
    assert logs.mean() == pytest.approx(np.log(CMAX / FOLD), abs=4.0 * logs.std() / np.sqrt(MANY))


ROWS = {
    "typical Cmax": "peak",
    "typical Tmax": "peak_day",
    "fold expansion": "fold_expansion",
    "contraction rate alpha": "contraction",
    "memory fraction FB": "memory_fraction",
    "persistence rate beta": "persistence",
}


def test_every_number_is_that_of_the_transcribed_table(paper, shared):
    """The transcription calls the random effects omega squared; here the same figures are SDs."""
    table = pd.read_csv(shared / "evidence" / "clinical.csv", dtype=str)
    rows = table[table.apply(lambda row: row.astype(str).str.contains("Stein 2019").any(), axis=1)]
    found = {}
    for row in rows.astype(str).to_numpy():
        name = next((ours for theirs, ours in ROWS.items() if theirs in row), None)
        if name:
            omega = re.search(r"omega2 ([\d.]+)", " ".join(row))
            found[name] = (float(row[6]), float(omega.group(1)))
    ours = {n: paper.parameter(f"tisa_cel.{n}") for n in ROWS.values()}
    scale = {"peak": 1e3}  # canonical: copies per mg
    assert found == {n: (pytest.approx(p.value / scale.get(n, 1.0)), p.spread) for n, p in ours.items()}
