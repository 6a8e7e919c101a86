"""Quartino 2014, doi:10.1007/s11095-014-1429-9: endogenous G-CSF and neutrophils after docetaxel.

Three others wrote the numbers out: radivot/myelo (demo/quartino14.R), AMLDT/Venex_Neutropenia_Models, and Lee
2023, doi:10.1002/psp4.13012. Their derived figures are given to the digits shown; the tolerance is half a unit of
the last. The dose, 80 mg/m2 in a woman of 1.8 m2, is that of radivot/myelo. Whole courses are integrated here from
the published equations with SciPy.
"""

import numpy as np
import pytest
from scipy.integrate import solve_ivp

from engraft import models
from engraft.kernel.evaluate import evaluate

ANC, GCSF = "neutrophils.anc", "neutrophils.g_csf_concentration"
MARROW = ["neutrophils.progenitors", *(f"neutrophils.maturing_{k}" for k in range(1, 5))]
FINE = np.round(np.arange(0.0, 60.0001, 0.01), 2)
DOSE = 80.0 * 1.8
COUNT, REST, ELIMINATION, UPTAKE = 3.53, 24.3, 0.592 * 24.0, 5.64 * 24.0  # 1e9/L, ng/L, per day


@pytest.fixture(scope="module")
def paper():
    return models.build("quartino2014")


@pytest.fixture(scope="module")
def docetaxel(paper, as_published):
    return as_published(paper, [ANC, GCSF, *MARROW], FINE, given={"docetaxel.central": (0.0, DOSE, 0.0)})


@pytest.fixture(scope="module")
def other():
    """Integrate the published equations, written out anew, with another program."""
    transit, death = 5.0 / (133.0 / 24.0), np.log(2.0) / (7.0 / 24.0)
    k12, k21, k13, k31, k10 = (v * 24.0 for v in (1.06, 1.51, 1.26, 0.084, 5.2))

    def change(_, y):
        c, s, d, p, t1, t2, t3, t4, n, g = y
        effect = 17.2 * c / (7.4 * 0.808)
        faster, k = (g / REST) ** 0.444, transit * (g / REST) ** 0.234
        return [k21 * s + k31 * d - (k12 + k13 + k10) * c, k12 * c - k21 * s, k13 * c - k31 * d,
                transit * p * (1.0 - effect) * faster - k * p, k * (p - t1), k * (t1 - t2), k * (t2 - t3),
                k * (t3 - t4), k * t4 - death * n,
                (ELIMINATION + UPTAKE * COUNT) * REST - (ELIMINATION + UPTAKE * n) * g]  # fmt: skip

    start = [DOSE, 0.0, 0.0, *[COUNT * death / transit] * 5, COUNT, REST]
    return solve_ivp(change, (0.0, 60.0), start, method="LSODA", rtol=1e-10, atol=1e-12, t_eval=FINE).y


def test_g_csf_is_made_as_fast_as_lee_2023_took_from_the_paper(paper):
    made = next(flow.rate for flow in paper.flows if flow.name == "neutrophils.G-CSF is made")
    rate = evaluate([made], {one.name: one.value for one in paper.parameters})[0, 0]
    per_hour = rate / 24.0 * 1e3  # mg/L per day to ug/L per hour
    assert per_hour == pytest.approx(0.498, abs=0.0005)
    assert rate * 1e6 == pytest.approx(11956.3, abs=0.05)  # ng/L per day, radivot/myelo


def test_the_marrow_holds_what_radivot_worked_out(paper, as_published):
    run = as_published(paper, MARROW, [0.0, 1.0])
    for pool in MARROW:
        assert run.at(pool, 0.0)[0] == pytest.approx(9.297876e9, abs=0.0000005e9)


def test_nothing_happens_without_a_drug(paper, as_published):
    run = as_published(paper, [ANC, GCSF], np.arange(0.0, 101.0))
    np.testing.assert_allclose(run.course(ANC), 3.53e9, rtol=1e-12)
    np.testing.assert_allclose(run.course(GCSF), 24.3, rtol=1e-12)


def test_neutrophils_agree_with_scipy(docetaxel, other):
    np.testing.assert_allclose(docetaxel.course(ANC)[:, 0] / 1e9, other[8], rtol=1e-6)


def test_g_csf_agrees_with_scipy(docetaxel, other):
    np.testing.assert_allclose(docetaxel.course(GCSF)[:, 0], other[9], rtol=1e-6)


def test_the_marrow_agrees_with_scipy(docetaxel, other):
    for pool, expected in zip(MARROW, other[3:8], strict=True):
        np.testing.assert_allclose(docetaxel.course(pool)[:, 0] / 1e9, expected, rtol=1e-6)


def test_g_csf_is_inversely_correlated_to_neutrophils(docetaxel):
    """Where the count stands still, so does G-CSF, at kin/(ke + kANC N); the lowest count has the most G-CSF."""
    anc, g_csf = docetaxel.course(ANC)[:, 0], docetaxel.course(GCSF)[:, 0]
    low = anc.argmin()
    made = (ELIMINATION + UPTAKE * COUNT) * REST
    assert g_csf[low] == pytest.approx(made / (ELIMINATION + UPTAKE * anc[low] / 1e9), rel=1e-3)  # its lag, squared
    assert abs(FINE[g_csf.argmax()] - FINE[low]) < 1.0 / (ELIMINATION + UPTAKE * anc[low] / 1e9)  # within its lifetime


def test_without_g_csf_acting_the_count_does_not_come_back(paper, as_published):
    """With both powers at 0 a loss of progenitors is for good: nothing calls for more."""
    still = {"neutrophils.feedback_division": 0.0, "neutrophils.feedback_maturation": 0.0}
    dosed = {"docetaxel.central": (0.0, DOSE, 0.0)}
    anc = as_published(paper, [ANC], [0.0, 60.0, 100.0], given=dosed, values=still).course(ANC)[:, 0]
    transit, per_um = 5.0 / (133.0 / 24.0), 17.2 / (7.4 * 0.808)
    exposure = DOSE / (5.2 * 24.0)  # mg·day; what is left in deep tissue after 60 days is below 1e-15
    assert anc[2] / anc[0] == pytest.approx(np.exp(-transit * per_um * exposure), rel=1e-6)
