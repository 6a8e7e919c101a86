"""The solver solves: a tighter tolerance moves little, and another program agrees."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.integrate import solve_ivp

from engraft.kernel.evaluate import evaluate
from engraft.kernel.expression import free_symbols, topological
from engraft.kernel.problem import Ensemble, Kind, Problem
from engraft.language import System
from engraft.simulate import Needs
from engraft.simulate.people import lower_people
from engraft.simulate.problem import lower_problem
from engraft.simulate.traits import applied, with_traits

FIRST, LAST = -7.0, 60.0
HAIR = 1e-9  # days
AMPLIFIED = 1000.0  # an error made while cells multiply multiplies with them


def off(one: np.ndarray, other: np.ndarray, negligible: np.ndarray) -> float:
    """Tell how far two courses lie apart, relative to what anybody cares about."""
    return float((np.abs(one - other) / (np.abs(other) + negligible)).max())


def test_half_the_tolerance_moves_courses_within_the_tolerance(
    system, whole_numbers_off, own_regimen, different, course, canonical_states, negligible
):
    plain = whole_numbers_off(system)
    regimen, cohort = own_regimen(plain), different(plain, 4)
    whole, half = (canonical_states(plain, course(plain, regimen, cohort, rtol=rtol)) for rtol in (1e-6, 5e-7))
    assert off(whole, half, negligible(plain)) < AMPLIFIED * 1e-6


def test_error_falls_with_the_tolerance(
    system, whole_numbers_off, own_regimen, different, course, canonical_states, negligible
):
    plain = whole_numbers_off(system)
    regimen, cohort = own_regimen(plain), different(plain, 1)
    exact = canonical_states(plain, course(plain, regimen, cohort, rtol=1e-9))
    errors = [
        off(canonical_states(plain, course(plain, regimen, cohort, rtol=rtol)), exact, negligible(plain))
        for rtol in (1e-4, 1e-6)
    ]
    assert errors[0] > 3.0 * errors[1]
    assert errors[1] < AMPLIFIED * 1e-6


def by_the_clock(problem: Problem, fixed: dict[str, float]) -> set[float]:
    """Find the instants at which a comparison of time with a number of the person changes its answer."""
    compared = [node for node in topological(problem.rates) if node.op in ("lt", "le")]
    sides = [node.args[0] - node.args[1] for node in compared]
    clocks = [side for side in sides if "time" in (read := free_symbols(side)) and read <= {"time", *fixed}]
    zero, one = (np.array([evaluate([side], {**fixed, "time": t})[0, 0] for side in clocks]) for t in (0.0, 1.0))
    return {float(t) for t in zero / (zero - one) if FIRST < t < LAST}  # all are straight lines in time


def radau(problem: Problem, people: Ensemble, times: np.ndarray, rtol: float) -> np.ndarray:
    """Solve one person with SciPy between the instants at which something is given: (states, times)."""
    fixed = dict(zip(problem.parameters, people.parameters[:, 0], strict=True))
    given = people.schedule
    ends = given.time + given.duration
    stops = sorted({FIRST, LAST, *given.time[:, 0], *ends[:, 0], *by_the_clock(problem, fixed)})
    y, found = people.initial[:, 0].copy(), np.full((len(problem.states), times.size), np.nan)
    for begin, end in zip(stops, [*stops[1:], np.inf], strict=True):
        inflow = np.zeros(len(y))
        for dose in range(len(given.time)):
            row, amount = given.target[dose, 0], given.amount[dose, 0]
            if given.kind[dose, 0] == Kind.ADD and given.time[dose, 0] == begin:
                y[row] += amount
            elif given.kind[dose, 0] == Kind.INFUSE and given.time[dose, 0] <= begin < ends[dose, 0]:
                inflow[row] += amount / given.duration[dose, 0]
        if begin >= LAST:
            found[:, times == LAST] = y[:, None]
            break

        between = (begin + HAIR, end - HAIR)  # at a switch itself the equations are those of the other side

        def change(t: float, y: np.ndarray, inflow=inflow, between=between) -> np.ndarray:
            columns = y.reshape(len(problem.states), -1)
            values = {**fixed, **dict(zip(problem.states, columns, strict=True)), "time": np.clip(t, *between)}
            rates = evaluate(problem.rates, values, columns.shape[1]) + inflow[:, None]
            return rates.reshape(y.shape)

        inside = times[(times >= begin) & (times < end)]
        part = solve_ivp(change, (begin, end), y, method="Radau", rtol=rtol, t_eval=[*inside, end],
                         atol=0.1 * rtol * np.asarray(problem.negligible), vectorized=True)  # fmt: skip
        assert part.success, part.message
        found[:, np.isin(times, inside)] = part.y[:, :-1]
        y = part.y[:, -1].copy()
    return found


def as_one_problem(system: System, regimen, cohort) -> tuple[Problem, Ensemble]:
    """Lower a system and its people as a run does; what differs in the cells that are given is theirs."""
    problem = lower_problem(system, regimen, Needs())
    own = with_traits(cohort, applied(regimen, system), system)
    return problem, lower_people(system, problem, regimen, own, 3)


@pytest.mark.parametrize(("rtol", "within"), [(1e-6, 1e-3), pytest.param(1e-10, 1e-6, marks=pytest.mark.slow)])
def test_another_program_finds_the_same_course(
    system, rtol, within, whole_numbers_off, own_regimen, different, course, canonical_states, negligible
):
    """SciPy's Radau with its own steps and numeric derivatives; only the equations are shared."""
    plain = whole_numbers_off(system)
    regimen, cohort = own_regimen(plain), different(plain, 1)
    run = course(plain, regimen, cohort, rtol=0.1 * rtol)
    expected = radau(*as_one_problem(plain, regimen, cohort), run.times, rtol)[:, :, None]
    assert off(canonical_states(plain, run), expected, negligible(plain)) < within
