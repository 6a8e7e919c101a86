"""Steady states against closed forms and against repetition by hand."""

from __future__ import annotations

import numpy as np
import pytest

from engraft.errors import SpecificationError
from engraft.kernel import expression as ex
from engraft.kernel.ensemble import solve
from engraft.kernel.expression import TIME, symbol
from engraft.kernel.problem import Ensemble, Kind, Options, Problem, Schedule
from engraft.kernel.status import Status
from engraft.kernel.steady import MOST, Regime, running, settle

X, K, TOP, HALF = map(symbol, ("x", "k", "top", "half"))
LINEAR = Problem(("x",), ("k",), (-K * X,), (1e-9,))
SATURABLE = Problem(("x",), ("top", "half"), (-TOP * X / (HALF + X),), (1e-9,))


def regime(amount=10.0, duration=0.0, interval=1.0, phase=0.0, cases=1):
    values = (np.broadcast_to(np.asarray(v, float), cases) for v in (amount, duration, interval, phase))
    return Regime(np.zeros(cases, np.int64), *values)


def people(problem, *parameters, rest=0.0):
    columns = np.array(np.broadcast_arrays(*(np.atleast_1d(p) for p in parameters)), float)
    cases = columns.shape[1]
    initial = np.full((len(problem.states), cases), rest)
    return Ensemble(columns, initial, np.arange(cases), Schedule.empty(cases))


RATES = np.array([3.0, 0.5, 0.1, 0.01, 0.004])  # the last: a half-life of 173 days and daily doses


def test_boluses_accumulate_to_the_closed_form():
    found = settle(LINEAR, people(LINEAR, RATES), regime(cases=5), Options(rtol=1e-8))
    assert (found.status == Status.SOLVED).all()
    np.testing.assert_allclose(found.state[0], 10.0 * np.exp(-RATES) / (1 - np.exp(-RATES)), rtol=2e-7)


@pytest.mark.parametrize("backend", ["llvm", "numpy"])
@pytest.mark.parametrize("duration", [0.25, 1.0, 2.7])
def test_infusions_accumulate_to_the_closed_form_also_when_they_overlap(duration, backend):
    k, interval = np.array([0.7, 0.2]), np.array([1.0, 0.5])
    found = settle(
        LINEAR, people(LINEAR, k), regime(duration=duration, interval=interval, cases=2), Options(1e-8, backend=backend)
    )
    before = 10.0 / duration / k * (1 - np.exp(-k * duration))  # at the end of one infusion; then summed over all
    last = np.ceil(duration / interval - 1e-12)  # the first interval after whose start the infusion has ended
    ended = before * np.exp(-k * (last * interval - duration)) / (1 - np.exp(-k * interval))
    under_way = sum(np.where(j < last, 10.0 / duration / k * (1 - np.exp(-k * j * interval)), 0.0) for j in range(1, 7))
    np.testing.assert_allclose(found.state[0], ended + under_way, rtol=1e-7)


def test_a_phase_moves_along_the_cycle():
    found = settle(LINEAR, people(LINEAR, 0.5), regime(interval=8.0, phase=3.0), Options(rtol=1e-9))
    assert found.state[0, 0] == pytest.approx(10.0 * np.exp(-0.5 * 5.0) / (1 - np.exp(-0.5 * 8.0)), rel=1e-8)


def test_a_constant_infusion_balances_elimination():
    k = np.array([2.0, 0.1, 1e-4])
    found = settle(LINEAR, people(LINEAR, k), regime(amount=6.0, interval=0.0, cases=3), Options(rtol=1e-8))
    np.testing.assert_allclose(found.state[0], 6.0 / k, rtol=1e-7)


def test_saturable_elimination_agrees_with_a_long_run_by_hand():
    """Mean input 10 per day, capacity 12: near saturation, so convergence is slow and far from linear."""
    who = people(SATURABLE, [12.0, 30.0], [5.0, 40.0])
    found = settle(SATURABLE, who, regime(cases=2), Options(rtol=1e-8))
    days = 1500
    time = np.arange(days + 1.0)[:, None] * np.ones(2)
    ones = np.ones_like(time)
    doses = Schedule(time, 0 * ones.astype(np.int8) + Kind.ADD, 0 * ones.astype(np.int64), 10.0 * ones, 0 * ones)
    by_hand = solve(
        SATURABLE, Ensemble(who.parameters, who.initial, who.persons, doses), np.zeros(0), span=(0.0, float(days)),
        options=Options(rtol=1e-10),
    )  # fmt: skip
    assert (found.status == Status.SOLVED).all()
    np.testing.assert_allclose(found.state, by_hand.final - 10.0, rtol=1e-7)  # the last dose has been given already


def test_a_slow_tissue_behind_a_fast_plasma_is_not_overlooked():
    """Plasma settles within days; a tissue that exchanges with it at 1 % a day fills over a year."""
    y = symbol("y")
    problem = Problem(("x", "y"), ("k",), (-2.0 * X - K * (X - y), K * (X - y)), (1e-9, 1e-9))
    found = settle(problem, people(problem, 0.01), regime(), Options(rtol=1e-7))
    matrix = np.array([[-2.01, 0.01], [0.01, -0.01]])
    values, vectors = np.linalg.eigh(matrix)
    step = vectors @ np.diag(np.exp(values)) @ vectors.T
    exact = np.linalg.solve(np.eye(2) - step, step @ np.array([10.0, 0.0]))
    np.testing.assert_allclose(found.state[:, 0], exact, rtol=1e-6)


def test_who_never_settles_gets_a_status_and_the_others_go_on():
    """More goes in than can be eliminated: 10 a day against at most 8."""
    found = settle(SATURABLE, people(SATURABLE, [8.0, 40.0], 5.0), regime(cases=2), Options(rtol=1e-6))
    assert found.status.tolist() == [Status.UNSTEADY, Status.SOLVED]
    assert found.fault.tolist() == [0, -1]
    assert found.state[0, 0] > 2.0 * (MOST / 2)  # it was looked for up to the end
    assert "steady state" in Status.UNSTEADY.message


def test_who_cannot_be_solved_gets_that_status():
    burst = Problem(("x", "y"), ("k",), (-X, K * ex.exp(symbol("y")) - 1.0), (1e-9, 1e-9))
    found = settle(burst, people(burst, [3.0, 0.0]), regime(cases=2), Options())
    assert found.status[0] not in (Status.SOLVED, Status.UNSTEADY)  # how a blow-up is named is the stepper's affair
    assert found.status[1] == Status.NEGATIVE
    assert found.fault[1] == 1


def test_each_case_is_solved_as_if_it_were_alone():
    rates, durations, intervals = RATES[:3], np.array([0.3, 5.0, 0.0]), np.array([1.0, 2.0, 3.0])
    together = settle(LINEAR, people(LINEAR, rates), regime(10.0, durations, intervals, cases=3), Options())
    for k in range(3):
        alone = settle(
            LINEAR, people(LINEAR, rates[k]), regime(10.0, durations[k], intervals[k]), Options(threads=1, block=1)
        )
        assert alone.state[0, 0] == together.state[0, k]


def test_a_system_that_reads_the_time_has_no_steady_state():
    circadian = Problem(("x",), ("k",), (-K * X * (TIME + 1),), (1e-9,))
    with pytest.raises(SpecificationError, match="read the time"):
        settle(circadian, people(circadian, 1.0), regime(), Options())


def test_infusions_that_run_at_the_start_of_an_interval_are_listed():
    case, left = running(regime(duration=[2.5, 1.0, 0.5, 3.0], interval=1.0, phase=[0.0, 0.0, 0.75, 0.0], cases=4))
    np.testing.assert_array_equal(case, [0, 0, 2, 3, 3])
    np.testing.assert_allclose(left, [1.5, 0.5, 0.25, 2.0, 1.0])
    with pytest.raises(SpecificationError, match="too many run at once"):
        running(regime(duration=5000.0))
