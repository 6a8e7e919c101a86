"""Jost 2020, doi:10.3389/fphys.2020.00217: neutrophils of children under 6-mercaptopurine.

The steady states of the median child, 0.82 m2, under 0, 20.5, 41 and 61.5 mg a day were worked out by others from the
equations as trentsuzuki/Leukemia-MASc-Code writes them; the tolerance is half a unit of the last digit given. The
limit of stability is that of the same repository (after Fornari 2020), here found anew as the place where an
eigenvalue of the equations crosses the imaginary axis. Courses are integrated here with SciPy.
"""

import csv

import numpy as np
import pandas as pd
import pytest
from scipy.integrate import solve_ivp
from scipy.optimize import brentq

from engraft import models
from engraft.kernel.evaluate import evaluate
from engraft.population import draw
from engraft.population.catalog import get
from engraft.simulate import Needs, simulate
from engraft.therapy import Dose, give
from engraft.therapy.catalog import mercaptopurine
from engraft.trial import design, load_study
from engraft.trial.blocks import simulate_block
from engraft.trial.design import drawn

ANC, TGN = "neutrophils.anc", "mercaptopurine.concentration"
POOLS = ["progenitors", "maturing_1", "maturing_2", "maturing_3", "circulating"]
LONG = 10_000.0  # days; the swings of the median child have faded below the tolerance by then
KMA = 2.3765


@pytest.fixture(scope="module")
def paper():
    return models.build("jost2020")


@pytest.fixture(scope="module")
def children():
    """Draw everybody in the paper, once."""
    return draw(get("jost2020_patients"), 116, seed=1)


def limit(kma_over_ktr):
    """Work out the published limit of gamma."""
    x = kma_over_ktr
    root = 576 + 2192 * x + 3753 * x**2 + 3588 * x**3 + 1998 * x**4 + 612 * x**5 + 81 * x**6
    return 0.5 * ((-24 - 45 * x - 34 * x**2 - 9 * x**3) / x + np.sqrt(root / x**2))


def slowest(system, share, **values):
    """Find the largest real part of the eigenvalues of the marrow at rest under a constant effect."""
    known = {p.name: p.value for p in system.parameters} | {f"neutrophils.{k}": v for k, v in values.items()}
    held = share / known["mercaptopurine.slope"] * known["mercaptopurine.volume"]
    fixed = known | {"mercaptopurine.thioguanine": held, "mercaptopurine.gut": 0.0, "mercaptopurine.blood": 0.0}
    count = known["neutrophils.baseline"] * (1.0 - share) ** (1.0 / known["neutrophils.feedback"])
    marrow = count * known["neutrophils.death"] / known["neutrophils.transit"]
    rest = np.array([marrow] * 4 + [count])
    names = [f"neutrophils.{pool}" for pool in POOLS]
    balance = system.balance()
    points = rest[:, None] * (1.0 + 1e-6 * np.concatenate([np.eye(5), -np.eye(5)], axis=1))
    rates = evaluate([balance[n] for n in names], fixed | dict(zip(names, points, strict=True)), 10)
    still = evaluate([balance[n] for n in names], fixed | dict(zip(names, rest[:, None], strict=True)), 1)
    np.testing.assert_allclose(still, 0.0, atol=1e-6 * count)
    return np.linalg.eigvals((rates[:, :5] - rates[:, 5:]) / (2e-6 * rest)).real.max()


@pytest.mark.parametrize(
    ("daily", "thioguanine", "anc", "digit"),
    [(0.0, 0.0, 2.436, 5e-4), (20.5, 0.384, 2.19, 5e-3), (41.0, 0.768, 1.95, 5e-3), (61.5, 1.153, 1.71, 5e-3)],
)
def test_the_median_child_settles_where_published(paper, as_published, daily, thioguanine, anc, digit):
    """The last was given as 1.72; the closed form Base (1 - slope 6TGN)^(1/gamma) with the same medians is 1.7096."""
    given = {"mercaptopurine.gut": (0.0, daily * LONG, LONG)}
    run = as_published(paper, [ANC, TGN], [0.0, LONG], given=given)
    assert run.at(TGN, LONG)[0] == pytest.approx(thioguanine, abs=5e-4)
    assert run.at(ANC, LONG)[0] / 1e9 == pytest.approx(anc, abs=digit)
    closed = 2.4357 * (1.0 - 0.21215 * run.at(TGN, LONG)[0]) ** (1.0 / 0.7922)
    assert run.at(ANC, LONG)[0] / 1e9 == pytest.approx(closed, rel=1e-5)


@pytest.mark.parametrize("share", [0.0, 0.2])
def test_the_median_child_swings_for_ever_above_the_published_limit_whatever_the_dose(paper, share):
    found = brentq(lambda g: slowest(paper, share, feedback=g), 0.5, 1.5, xtol=1e-9)
    assert found == pytest.approx(limit(KMA / 0.1479), abs=1e-6)
    assert found == pytest.approx(0.848, abs=1e-3)


def test_as_many_children_settle_as_published(children):
    own = children.parameters
    stable = own["neutrophils.feedback"] <= limit(KMA / own["neutrophils.transit"])
    assert stable.sum() == 94


def test_every_child_is_that_of_the_transcription(children, shared):
    with (shared / "data" / "jost2020_patient_params_stability.csv").open(encoding="utf-8", newline="") as file:
        given = {int(row["ID"]): row for row in csv.DictReader(file)}
    own = children.parameters.assign(patient=children.covariate("patient")).set_index("patient")
    assert sorted(given) == own.index.tolist()
    columns = {"neutrophils.transit": "ktr", "neutrophils.feedback": "gamma", "mercaptopurine.slope": "slope"}
    for name, column in {"neutrophils.baseline": "Base", **columns}.items():
        factor = 1e9 if column == "Base" else 1.0
        expected = [float(given[patient][column]) * factor for patient in own.index]
        np.testing.assert_allclose(own[name], expected, rtol=1e-14)


def test_the_typical_child_is_the_median(paper, children):
    for name in ("neutrophils.baseline", "neutrophils.transit", "neutrophils.feedback", "mercaptopurine.slope"):
        assert paper.parameter(name).value == pytest.approx(children.parameters[name].median(), rel=1e-12)


def test_the_courses_of_all_children_agree_with_scipy(paper, children):
    """41 mg once a day for ten days, then none."""
    days = np.arange(0.0, 60.5, 0.5)
    regimen = give(mercaptopurine(), Dose(50.0, "mg/m^2"), days=range(10))
    run = simulate(paper, regimen, children, needs=Needs.of([ANC, TGN], days), span=(0.0, 60.0), seed=1, rtol=1e-9)
    assert run.failed == 0
    for person in range(0, 116, 5):
        base, ktr, slope, gamma = (
            children.parameters[n].iloc[person]
            for n in ("neutrophils.baseline", "neutrophils.transit", "mercaptopurine.slope", "neutrophils.feedback")
        )
        anc, thioguanine = other(base / 1e9, ktr, slope, gamma, days)
        np.testing.assert_allclose(run.course(TGN)[:, person], thioguanine, rtol=1e-6, atol=1e-9)
        np.testing.assert_allclose(run.course(ANC)[:, person] / 1e9, anc, rtol=1e-6)


def other(base, ktr, slope, gamma, days):
    """Integrate the published equations, written out anew, with another program, from tablet to tablet."""
    cleared = 0.219 * 0.82**1.16

    def change(_, y):
        gut, blood, tgn, prol, t1, t2, t3, circ = y
        return [-31.2 * gut, 31.2 * gut - 12.72 * blood, 0.019 * 9.9216 * blood - cleared * tgn,
                ktr * prol * (1.0 - slope * tgn) * (base / circ) ** gamma - ktr * prol, ktr * (prol - t1),
                ktr * (t1 - t2), ktr * (t2 - t3), ktr * t3 - KMA * circ]  # fmt: skip

    state = np.array([0.0, 0.0, 0.0, *[base * KMA / ktr] * 4, base])
    found = {}
    for start, stop in [*((float(day), day + 1.0) for day in range(10)), (10.0, 60.0)]:
        state[0] += 0.22 * 41.0 if start < 10.0 else 0.0
        own = days[(days >= start) & (days <= stop)]
        solved = solve_ivp(change, (start, stop), state, method="LSODA", rtol=1e-10, atol=1e-12, t_eval=own)
        found.update({day: solved.y[[7, 2], k] for k, day in enumerate(own) if day not in found})
        state = solved.y[:, -1].copy()
    return np.array([found[day] for day in days]).T


def test_a_child_after_the_last_is_the_first_again():
    cohort = draw(get("jost2020_patients"), 117, seed=3)
    patients = cohort.covariate("patient")
    assert patients[[0, 116]].tolist() == [101.0, 101.0]
    assert len(set(patients)) == 116
    pd.testing.assert_series_equal(cohort.parameters.iloc[0], cohort.parameters.iloc[116], check_names=False)


def test_in_the_study_every_child_whose_count_settles_has_fewer_neutrophils_under_more_of_the_drug(children):
    """In order of dose, child by child; the others swing, and their means follow where a swing begins."""
    own = children.parameters
    settles = (own["neutrophils.feedback"] <= limit(KMA / own["neutrophils.transit"])).to_numpy()
    plan = design(load_study("maintenance-6mp"))
    people, judge = drawn(plan), plan.endpoints[0]
    runs = {arm.name: simulate_block(arm.run, people) for arm in plan.arms}
    mean = {name: judge.verdict(run)["counts_in_range_mean"] for name, run in runs.items()}
    assert (mean["half"] > mean["full"])[settles].all()
    assert (mean["full"] > mean["more"])[settles].all()
    assert runs["adapted"].rule_counts["too_high"].sum() > 0
    given = runs["adapted"].rule_counts["too_high"] + runs["adapted"].rule_counts["in_range"]
    assert given.max() == 53  # once a week from day 0 to day 364, by one of the two
