"""Chen 2019, doi:10.1111/cts.12662: IL-6 under a T-cell engager, and what a small first dose does.

The regimens are those of the model file that came with a review (doi:10.1158/1078-0432.CCR-21-0470, Figure 2D-E):
300 ug at once, or 60 ug and a week later 300 ug. Peaks come from the published equations run by another program
beforehand; SciPy integrates them here once more.
"""

import numpy as np
import pandas as pd
import pytest
from scipy.integrate import solve_ivp

from engraft import models
from engraft.language import Paper
from engraft.population import Cohort
from engraft.simulate import Needs, simulate
from engraft.therapy import Dose, Product, Regimen, give

SEEN, DRUG, NUMBER = "engager.il6", "engager.concentration", "engager.dose_number"
HOURS = np.round(np.arange(0.0, 336.0001, 0.05), 2)
WEEK = 168.0
EMAX, EC50, IC50, K, DEG, TU, V, CL = 3590.0, 10.0, 182.0, 2.83, 0.18, 10.0, 3100.0, 12.5


def given(*doses):
    """Give each dose, in ug at an hour, into the state that bears its number."""
    regimen = Regimen()
    for number, (hour, amount) in enumerate(doses, start=1):
        product = Product("engager", f"engager.drug_{number}", "drug", Paper("test", "as published"))
        regimen += give(product, Dose(amount, "ug"), days=(hour / 24.0,))
    return regimen


def course(paper, *doses, hours=HOURS, values=None):
    """Run a regimen with the published values; give IL-6, drug and number of the dose."""
    index = pd.Index([0], name="person")
    own = {p.name: p.value for p in paper.parameters} | dict(values or {})
    cohort = Cohort("one", 1, pd.DataFrame(index=index), pd.DataFrame(own, index=index), {})
    needs, span = Needs.of([SEEN, DRUG, NUMBER], hours / 24.0), (0.0, hours[-1] / 24.0)
    run = simulate(paper, given(*doses), cohort, needs=needs, span=span, seed=1, rtol=1e-9)
    return tuple(run.course(name)[:, 0] for name in (SEEN, DRUG, NUMBER))


def in_scipy(*doses):
    """Integrate the published equations, written out anew, dose by dose; in hours."""

    def change(_, y, n):
        synapses = y[0] * TU
        left = 1.0 - y[2] / (IC50 / K ** (n - 1) + y[2])
        return [-CL / V * y[0], EMAX * synapses / (EC50 + synapses) * left - DEG * y[1], y[1]]

    y, found = np.zeros(3), []
    ends = [hour for hour, _ in doses[1:]] + [HOURS[-1]]
    for n, ((begin, amount), end) in enumerate(zip(doses, ends, strict=True), start=1):
        y[0] += amount / V
        last = end == HOURS[-1]
        inside = HOURS[(begin <= HOURS) & (last | (end > HOURS))]
        part = solve_ivp(change, (begin, end), y, args=(n,), method="LSODA", rtol=1e-10, atol=1e-12,
                         dense_output=True, max_step=1.0)  # fmt: skip
        found.append(part.sol(inside)[1])
        y = part.y[:, -1].copy()
    return np.concatenate(found)


@pytest.fixture(scope="module")
def paper():
    return models.build("chen2019")


REGIMENS = {
    "all at once": ((0.0, 300.0),),
    "step-up": ((0.0, 60.0), (WEEK, 300.0)),
    "the same again": ((0.0, 60.0), (WEEK, 60.0)),
}


@pytest.mark.parametrize("regimen", REGIMENS)
def test_il_6_agrees_with_scipy(paper, regimen):
    il6, _, _ = course(paper, *REGIMENS[regimen])
    expected = in_scipy(*REGIMENS[regimen])
    np.testing.assert_allclose(il6, expected, rtol=1e-5, atol=1e-6 * expected.max())


@pytest.mark.parametrize(
    ("regimen", "first", "hour", "second"),
    [("all at once", 333.0, 3.08, None), ("step-up", 118.8, 4.49, 25.7), ("the same again", 118.8, 4.49, 8.49)],
)
def test_peaks_are_those_of_another_program(paper, regimen, first, hour, second):
    """Tolerance: half a unit of the last digit given, and of the grid for the hour."""
    il6, _, _ = course(paper, *REGIMENS[regimen])
    before = HOURS < WEEK
    assert il6[before].max() == pytest.approx(first, abs=0.05)
    assert HOURS[il6[before].argmax()] == pytest.approx(hour, abs=0.03)
    if second is not None:
        again = il6[~before].max()
        assert again == pytest.approx(second, abs=0.05 if second > 10.0 else 0.005)


def test_step_up_lowers_the_peak_though_more_drug_is_given(paper):
    at_once, stepped = (course(paper, *REGIMENS[name])[0].max() for name in ("all at once", "step-up"))
    assert stepped < 0.5 * at_once  # 118.8 of 333.0


def test_step_up_lowers_the_peak_with_the_numbers_of_the_other_transcription_too(paper):
    """EC50 1e4 ng/mL of drug alone, here times 10 cells/uL, and Imax 0.995; a Hill exponent of 0.92 is left out."""
    as_read = {p.name: p.value for p in paper.parameters}
    other = {"engager.half_synapses": 10.0 * as_read["engager.half_synapses"], "engager.largest_inhibition": 0.995}
    at_once, stepped = (course(paper, *REGIMENS[name], values=other)[0].max() for name in ("all at once", "step-up"))
    assert stepped < 0.5 * at_once


def test_priming_and_memory_of_exposure_both_lower_the_second_peak(paper):
    """With K = 1 the number of the dose says nothing, and what is left is the memory of exposure."""
    late = HOURS >= WEEK
    primed, unprimed = (
        course(paper, *REGIMENS["step-up"], values={"engager.priming": k})[0][late].max() for k in (K, 1.0)
    )
    alone = course(paper, *REGIMENS["all at once"])[0].max()
    assert primed < 0.6 * unprimed  # about 1/K: exposure is far above IC50 by then
    assert unprimed < 0.6 * alone


def test_the_drug_falls_exponentially_whatever_number_it_bears(paper):
    _, drug, number = course(paper, *REGIMENS["step-up"])
    first, second = np.exp(-CL / V * HOURS), np.where(HOURS >= WEEK, np.exp(-CL / V * (HOURS - WEEK)), 0.0)
    np.testing.assert_allclose(drug, (60.0 * first + 300.0 * second) / V, rtol=1e-6)
    np.testing.assert_array_equal(number, np.where(HOURS >= WEEK, 2.0, 1.0))


def test_without_inhibition_release_is_a_turnover_in_closed_form(paper):
    """A drug that stays and release that never tires: C = R/deg (1 - exp(-deg t))."""
    still = {"engager.largest_inhibition": 0.0, "engager.clearance": 0.0}
    il6, _, _ = course(paper, (0.0, 300.0), values=still)
    synapses = 300.0 / V * TU
    release = EMAX * synapses / (EC50 + synapses)
    np.testing.assert_allclose(il6, release / DEG * -np.expm1(-DEG * HOURS), rtol=1e-6, atol=1e-9)


def test_a_hundredfold_of_release_and_half_exposure_is_a_hundredfold_of_il_6(paper):
    """Why the other transcription, with both a hundred times as large, says the same of step-up."""
    as_read = {p.name: p.value for p in paper.parameters}
    larger = {name: 100.0 * as_read[name] for name in ("engager.largest_release", "engager.half_exposure")}
    one, other = (course(paper, *REGIMENS["step-up"], values=values)[0] for values in ({}, larger))
    np.testing.assert_allclose(other, 100.0 * one, rtol=1e-5, atol=1e-4)
