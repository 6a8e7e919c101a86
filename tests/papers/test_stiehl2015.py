"""Stiehl 2015, Cancer Res 2015;75:940: Figure 3A as radivot/myelo replicates it.

The replication puts one leukemic cell per kg into a healthy body on day 1 of its clock; published of it are half of the
marrow blasts on day 173.4, 4.66 % on day 150 and 99.2 % on day 200. Here the cell is there on day 0, so that these are
days 172.4, 149 and 199. The paper's own figure has half of the blasts at about 200 days.
"""

import numpy as np
import pytest
from scipy.integrate import solve_ivp
from scipy.optimize import brentq

from engraft import models

LATE = 1.0  # day on which the replication puts in its cell
CELLS = ["stem", "precursors", "mature", "leukemic_stem", "leukemic_precursors", "leukemic_mature"]


def rates(_, y):
    """Give the published equations, written out anew."""
    a1, p1, d3 = 0.85, 0.1, 2.3
    turnover = d3 * 4e8 / (1e7 * p1)
    a2 = a1 * (2.0 - turnover) / (1.0 - turnover)
    p2 = p1 * 1e7 / 2e9 / (1.0 - a2 / a1)
    s = 1.0 / (1.0 + (2.0 * a1 - 1.0) / 4e8 * (y[2] + y[5]))
    change = []
    for (one, two, three), (first, p_1, second, p_2, lost) in (
        (y[:3], (a1, p1, a2, p2, d3)),
        (y[3:], (1.6 * a1, 2.0 * p1, a2, 0.5 * p2, 0.25 * d3)),
    ):
        change += [
            (2.0 * first * s - 1.0) * p_1 * one,
            2.0 * (1.0 - first * s) * p_1 * one + (2.0 * second * s - 1.0) * p_2 * two,
            2.0 * (1.0 - second * s) * p_2 * two - lost * three,
        ]
    return change


@pytest.fixture(scope="module")
def other():
    """Integrate with another program: day to the six states."""
    start = [1e7, 2e9, 4e8, 1.0, 0.0, 0.0]
    return solve_ivp(rates, (0.0, 500.0), start, method="LSODA", rtol=1e-11, atol=1e-8, dense_output=True).sol


def blasts(states):
    """Give marrow blasts, percent."""
    return 100.0 * (states[3] + states[4]) / (states[0] + states[1] + states[3] + states[4])


def test_the_equations_give_the_replicated_figure(other):
    assert brentq(lambda day: blasts(other(day)) - 50.0, 100.0, 250.0) + LATE == pytest.approx(173.4, abs=0.05)
    assert blasts(other(150.0 - LATE)) == pytest.approx(4.66, abs=0.005)
    assert blasts(other(200.0 - LATE)) == pytest.approx(99.2, abs=0.05)


def test_the_system_gives_the_replicated_figure(as_published):
    days = [149.0, 172.4, 199.0]
    run = as_published(models.build("stiehl2015"), ["aml.blast_fraction"], days)
    for day, percent, digit in zip(days, (4.66, 50.0, 99.2), (0.005, 0.5, 0.05), strict=True):
        assert 100.0 * run.at("aml.blast_fraction", day)[0] == pytest.approx(percent, abs=digit)


def test_all_six_states_agree_with_another_program(other, as_published):
    days = np.array([10.0, 60.0, 120.0, 165.0, 180.0, 250.0, 500.0])
    run = as_published(models.build("stiehl2015"), [f"aml.{name}" for name in CELLS], days)
    ours = np.stack([run.course(f"aml.{name}")[:, 0] for name in CELLS])
    np.testing.assert_allclose(ours, other(days), rtol=1e-5)


def test_the_paper_has_it_later_than_this_guess_of_its_parameters(other):
    """About 200 days in Figure 3A: the guessed ratios are not the paper's, by some four weeks."""
    assert 20.0 < 200.0 - brentq(lambda day: blasts(other(day)) - 50.0, 100.0, 250.0) < 35.0
