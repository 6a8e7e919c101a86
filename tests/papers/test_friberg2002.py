"""Friberg 2002, doi:10.1200/JCO.2002.02.140: neutrophils after 180 mg docetaxel at once.

The figures were obtained by integrating the published equations with another program and are given to
two or three digits; the tolerance is half a unit of the last digit.
"""

import numpy as np
import pytest
from scipy.integrate import solve_ivp

from engraft import models

ANC = "neutrophils.anc"
FINE = np.round(np.arange(0.0, 60.0001, 0.01), 2)


@pytest.fixture(scope="module")
def paper():
    return models.build("friberg2002")


@pytest.fixture(scope="module")
def docetaxel(paper, as_published):
    return as_published(paper, [ANC, "docetaxel.concentration"], FINE, given={"docetaxel.central": (0.0, 180.0, 0.0)})


def test_the_nadir_is_grade_3_on_day_7(docetaxel):
    anc = docetaxel.course(ANC)[:, 0]
    assert anc.min() == pytest.approx(0.896e9, abs=0.0005e9)
    assert docetaxel.times[anc.argmin()] == pytest.approx(7.55, abs=0.011)  # figure and grid are both rounded


def test_the_count_overshoots_before_it_settles(docetaxel):
    anc = docetaxel.course(ANC)[:, 0]
    assert docetaxel.at(ANC, 21.0)[0] == pytest.approx(6.21e9, abs=0.005e9)
    assert anc.max() == pytest.approx(6.28e9, abs=0.005e9)
    assert docetaxel.times[anc.argmax()] == pytest.approx(19.8, abs=0.05)
    assert anc[-1] == pytest.approx(5.05e9, rel=0.02)


def test_nothing_happens_without_a_drug(paper, as_published):
    anc = as_published(paper, [ANC], np.arange(0.0, 101.0)).course(ANC)
    np.testing.assert_allclose(anc, 5.05e9, rtol=1e-12)


def test_three_compartments_agree_with_the_matrix_exponential(docetaxel):
    day = 24.0
    k12, k21, k13, k31, k10 = (k * day for k in (1.06, 1.51, 1.26, 0.084, 5.2))
    rates = np.array([[-(k12 + k13 + k10), k21, k31], [k12, -k21, 0.0], [k13, 0.0, -k31]])
    at, vectors = np.linalg.eig(rates)
    share = np.linalg.solve(vectors, [180.0, 0.0, 0.0])
    expected = np.real(np.exp(np.outer(FINE, at)) * vectors[0] @ share) / (7.4 * 808.0) * 1e3
    np.testing.assert_allclose(docetaxel.course("docetaxel.concentration")[1:, 0], expected[1:], rtol=1e-5, atol=1e-7)


def test_the_whole_course_agrees_with_scipy(docetaxel):
    k = 4.0 / (88.7 / 24.0)
    k12, k21, k13, k31, k10 = (v * 24.0 for v in (1.06, 1.51, 1.26, 0.084, 5.2))

    def change(_, y):
        c, s, d, p, t1, t2, t3, n = y
        effect = 8.58 * c / (7.4 * 0.808)
        return [k21 * s + k31 * d - (k12 + k13 + k10) * c, k12 * c - k21 * s, k13 * c - k31 * d,
                k * p * (1.0 - effect) * (5.05 / n) ** 0.161 - k * p, k * (p - t1), k * (t1 - t2), k * (t2 - t3),
                k * (t3 - n)]  # fmt: skip

    start = [180.0, 0.0, 0.0, *[5.05] * 5]
    other = solve_ivp(change, (0.0, 60.0), start, method="LSODA", rtol=1e-10, atol=1e-12, t_eval=FINE)
    np.testing.assert_allclose(docetaxel.course(ANC)[:, 0] / 1e9, other.y[7], rtol=1e-6)
