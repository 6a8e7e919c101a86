"""Gibiansky 2021, doi:10.1002/psp4.12665: rituximab in chronic lymphocytic leukemia.

Covariate effects of Table 4, figures of the text, whole courses by SciPy from the equations written again here, and the
exposure of Figure 1 and of the trial. All are read in a transcription (nlmixr2lib) except the areas of SAWYER, which
stand in a review, PMC5656720, Table 2.
"""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from scipy.integrate import solve_ivp

from engraft import models
from engraft.kernel.evaluate import evaluate
from engraft.kernel.streams import normal, uniform
from engraft.population import Cohort
from engraft.simulate import Needs, simulate
from engraft.therapy import Dose, give, rituximab_cll
from engraft.therapy.catalog import get

SEEN, CLEARANCE = "rituximab.concentration", "rituximab.total_clearance"
SIXTH = 140.0 + np.concatenate([[0.0, 3.5 / 24.0], np.arange(0.25, 28.01, 0.25)])
# Table 4: parameter, covariate, its value, percent change from the reference patient.
TABLE_4 = [
    ("CLT", "body_surface", 1.53, -25.6), ("CLT", "body_surface", 2.23, 24.5), ("CLinf", "body_surface", 1.53, -25.6),
    ("Q", "body_surface", 2.23, 24.5), ("VC", "body_surface", 1.53, -15.9), ("VP", "body_surface", 2.23, 13.7),
    ("VC", "female", 1.0, -9.1), ("CLT", "white_cells", 11.6, -38.2), ("CLT", "white_cells", 281.0, 26.0),
    ("CLT", "tumor_size", 400.0, -52.7), ("CLT", "tumor_size", 27000.0, 42.3), ("ka", "body_mass_index", 20.7, 30.7),
    ("ka", "body_mass_index", 36.5, -26.2), ("F", "body_mass_index", 20.7, 13.1), ("F", "body_mass_index", 36.5, -13.1),
]  # fmt: skip
UNITS = {"body_surface": "m^2"}
CANONICAL = {"body_surface": 100.0, "female": 1.0, "white_cells": 1e9, "tumor_size": 1e-4, "body_mass_index": 1e4}


@pytest.fixture(scope="module")
def paper():
    return models.build("gibiansky2021")


def own(**covariates):
    """Write covariates in the paper's units as parameters, canonical."""
    return {f"rituximab.{name}": value * CANONICAL[name] for name, value in covariates.items()}


def worked_out(paper, values):
    """Read the paper's parameters from the rates of flows, with one mg everywhere, when treatment begins."""
    rates = {flow.name.partition(".")[2]: flow.rate for flow in paper.flows}
    names = ("to tissue", "from tissue", "linear elimination", "absorption", "lost under the skin")
    volume = paper.observable("rituximab.plasma_volume").expression
    known = {p.name: p.value for p in paper.parameters} | values
    known |= dict.fromkeys(("rituximab.central", "rituximab.peripheral", "rituximab.depot"), 1.0)

    def read(more):
        at = known | more
        return [float(row[0]) for row in evaluate([volume, *(rates[name] for name in names)], at)]

    vc, to, back, gone, arrives, lost = read({"rituximab.since_first": 0.0})
    late = read({"rituximab.since_first": 1e6})[3] * vc
    q, ka = to * vc, arrives + lost
    return {"CLT": gone * vc - late, "CLinf": late, "Q": q, "VC": vc, "VP": q / back, "ka": ka, "F": arrives / ka}


def treated(paper, regimen, table, times, *, spread=False):
    """Treat persons with these parameters; dosed by their body surface."""
    index = pd.RangeIndex(len(table), name="person")
    surface = table["rituximab.body_surface"].to_numpy()
    cohort = Cohort("cll", 1, pd.DataFrame({"body_surface": surface}, index=index), table.set_axis(index), UNITS)
    kept = tuple(p if spread else replace(p, spread=0.0) for p in paper.parameters)
    system = replace(paper, parameters=kept)
    needs = Needs.of([SEEN], times)
    return simulate(system, regimen, cohort, needs=needs, span=(0.0, 168.0), seed=1, rtol=1e-7).course(SEEN)


def regimens():
    """Give both arms of SAWYER: into a vein; under the skin from the second cycle."""
    later = tuple(28.0 * k for k in range(1, 6))
    under = give(get("rituximab"), days=(0.0,)) + give(get("rituximab_subcutaneous"), days=later)
    return rituximab_cll(), under


@pytest.mark.parametrize(("parameter", "covariate", "value", "percent"), TABLE_4)
def test_covariates_change_what_table_4_says(paper, parameter, covariate, value, percent):
    """Tolerance: 0.15 points; the table is rounded, and so are the estimates it was worked out from."""
    change = worked_out(paper, own(**{covariate: value}))[parameter] / worked_out(paper, {})[parameter]
    assert 100.0 * (change - 1.0) == pytest.approx(percent, abs=0.15)


def test_clearance_by_the_target_is_as_in_the_text(paper):
    """ "7.5 times", "half-life of 17.4 days": half a unit of the last digit."""
    typical = worked_out(paper, {})
    assert typical["CLT"] / typical["CLinf"] == pytest.approx(7.5, abs=0.05)
    assert np.log(2.0) / paper.parameter("rituximab.target_decay").value == pytest.approx(17.4, abs=0.05)


def test_clearance_falls_eightfold_and_a_half_under_treatment(paper):
    """From 1.757 to 0.207 L/day; after half a year 0.1 % of the target's part is left."""
    system = replace(paper, parameters=tuple(replace(p, spread=0.0) for p in paper.parameters))
    index = pd.RangeIndex(1, name="person")
    people = Cohort("cll", 1, pd.DataFrame({"body_surface": [190.0]}, index=index), pd.DataFrame(index=index), UNITS)
    needs = Needs.of([CLEARANCE, "rituximab.target_left"], [0.0, 17.372, 180.0, 400.0])
    run = simulate(system, rituximab_cll(), people, needs=needs, span=(0.0, 400.0), seed=1)
    course, left = run.course(CLEARANCE)[:, 0], run.course("rituximab.target_left")[:, 0]
    np.testing.assert_allclose(course[[0, -1]], [1.757, 0.207], rtol=1e-5)
    assert course[0] / course[-1] == pytest.approx(8.5, abs=0.05)
    assert left[1] == pytest.approx(0.5, abs=1e-4)
    assert left[2] == pytest.approx(np.exp(-0.0399 * 180.0), rel=1e-4)


def test_a_course_agrees_with_scipy(paper, as_published):
    """A small woman with many cells: a dose into a vein, one under the skin four weeks later."""
    clt = 1.55 * (250 / 100) ** 0.223 * (20000 / 7000) ** 0.261 * (1.6 / 1.9) ** 1.37
    cli, q = 0.207 * (1.6 / 1.9) ** 1.37, 0.42 * (1.6 / 1.9) ** 1.37
    vc, vp = 4.99 * (1.6 / 1.9) ** 0.8 * 0.909, 3.7 * (1.6 / 1.9) ** 0.8
    ka, f = 0.372 * (22 / 27) ** -1.01, 0.633 * (22 / 27) ** -0.465

    def change(t, y):
        d, a, p = y
        cl = clt * np.exp(-0.0399 * t) + cli
        move = q * a / vc - q * p / vp
        return [-ka * d, f * ka * d - cl * a / vc - move, move]

    def solve(start, days, y):
        return solve_ivp(change, (start, days[-1]), y, method="LSODA", rtol=1e-11, atol=1e-11, t_eval=days).y

    early, late = np.array([0.5, 3.0, 14.0, 28.0]), np.array([28.5, 30.0, 35.0, 56.0, 90.0])
    first = solve(0.0, early, [0.0, 600.0, 0.0])
    second = solve(28.0, late, first[:, -1] + [1600.0, 0.0, 0.0])
    other = np.concatenate([first[1], second[1]]) / vc
    who = own(body_surface=1.6, body_mass_index=22.0, white_cells=250.0, tumor_size=20000.0, female=1.0)
    given = {"rituximab.central": (0.0, 600.0, 0.0), "rituximab.depot": (28.0, 1600.0, 0.0)}
    run = as_published(paper, [SEEN], np.concatenate([early, late]), given=given, values=who)
    np.testing.assert_allclose(run.course(SEEN)[:, 0], other, rtol=1e-6)


def test_under_the_skin_the_published_share_arrives(paper, as_published):
    """Where clearance does not change, the areas of both ways are in the ratio of bioavailability."""
    days = np.linspace(0.0, 600.0, 6001)
    still = {"rituximab.target_clearance": 0.0}
    areas = [
        np.trapezoid(as_published(paper, [SEEN], days, given={to: (0.0, 1000.0, 0.0)}, values=still).course(SEEN)[:, 0])
        for to in ("rituximab.depot", "rituximab.central")
    ]
    assert areas[0] / areas[1] == pytest.approx(0.633, rel=1e-3)


def test_areas_of_the_sixth_cycle_are_those_of_the_trial(paper):
    """SAWYER: 3630 into a vein, 4089 µg·day/mL under the skin (geometric means).

    Tolerance, set before the run: 15 %; the typical patient stands for the mean of about 80 patients an arm.
    """
    typical = pd.DataFrame([own(body_surface=1.91, body_mass_index=27.3)])
    for regimen, published in zip(regimens(), (3630.0, 4089.0), strict=True):
        course = treated(paper, regimen, typical, SIXTH)[:, 0]
        assert np.trapezoid(course, SIXTH) == pytest.approx(published, rel=0.15)


def test_both_ways_compare_as_in_figure_1c(paper):
    """Body surface 1.86 to 2.01 m²: into a vein over under the skin, trough 0.879 and area 0.934.

    Tolerance, set before the run: 10 %; a patient in the middle of the group stands for its median.
    """
    middle = pd.DataFrame([own(body_surface=1.935, body_mass_index=27.3)])
    vein, skin = (treated(paper, regimen, middle, SIXTH)[:, 0] for regimen in regimens())
    assert vein[-1] / skin[-1] == pytest.approx(0.879, rel=0.10)
    assert np.trapezoid(vein, SIXTH) / np.trapezoid(skin, SIXTH) == pytest.approx(0.934, rel=0.10)


def log_normal(name, people, mean, sd):
    """Draw with a published mean and SD."""
    spread = np.sqrt(np.log1p((sd / mean) ** 2))
    return mean * np.exp(spread * normal(1, name, people) - spread**2 / 2)


def test_median_troughs_rise_as_in_figure_1a(paper):
    """Days 56 to 168; covariates of Table 2 (SAWYER), drawn independently.

    Tolerance, set before the run: 25 %. The figure uses each patient's own estimates, and the paper finds that its
    population model underestimates at late times; another program with this model lies 4 to 19 % below.
    """
    people = np.arange(600)
    table = pd.DataFrame({
        "body_surface": 1.91 + 0.192 * normal(1, "surface", people), "female": uniform(1, "sex", people) < 0.325,
        "body_mass_index": log_normal("mass", people, 27.2, 4.18),
        "white_cells": log_normal("white", people, 93.4, 71.4),
        "tumor_size": log_normal("size", people, 6960.0, 7880.0),
    })  # fmt: skip
    table = pd.DataFrame({f"rituximab.{k}": v * CANONICAL[k] for k, v in table.astype(float).items()})
    before = np.array([56.0, 84.0, 112.0, 140.0, 168.0])
    published = ([25.0, 44.0, 66.0, 86.0, 94.0], [30.0, 56.0, 80.0, 98.0, 105.0])
    for regimen, figure in zip(regimens(), published, strict=True):
        found = np.median(treated(paper, regimen, table, before, spread=True), axis=1)
        np.testing.assert_allclose(found, figure, rtol=0.25)


def test_the_label_gives_375_and_then_500_per_square_meter():
    first, later = rituximab_cll().events
    assert (str(first.dose), first.days) == ("375 mg/m^2", (0.0,))
    assert (str(later.dose), later.days) == ("500 mg/m^2", (28.0, 56.0, 84.0, 112.0, 140.0))
    people = {"body_surface": np.array([190.0])}
    total = sum(len(e.days) * e.dose.amount(people)[0] for e in (first, later) if isinstance(e.dose, Dose))
    assert total == pytest.approx(2875.0 * 1.9)  # NICE TA174
