"""Systems too full to be eliminated symbolically: the loops of both backends against another program."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.integrate import solve_ivp

from engraft.kernel.ensemble import solve
from engraft.kernel.expression import symbol
from engraft.kernel.numpy_stages import eliminate_rows, substitute_rows
from engraft.kernel.plan import plan
from engraft.kernel.problem import Ensemble, Options, Problem, Schedule
from engraft.kernel.step import MOST_ELIMINATED

N = 26  # 26³/3 multiply-subtracts are more than are written out
COUPLING = np.random.default_rng(5).uniform(0.0, 1.0, (N, N)) / N
TIMES = np.linspace(0.0, 0.4, 5)


def coupled():
    """Everybody acts on everybody, at rates that span two decades."""
    y = [symbol(f"y{i}") for i in range(N)]
    rates = []
    for i in range(N):
        rate = -symbol("k") * 10.0 ** (2.0 * i / N) * y[i]
        for j in range(N):
            rate = rate + float(COUPLING[i, j]) * y[j]
        rates.append(rate * (1 / (1 + y[i])))
    states = tuple(f"y{i}" for i in range(N))
    outputs = tuple((s, symbol(s)) for s in states)
    return Problem(states, ("k",), tuple(rates), (1e-6,) * N, (False,) * N, outputs=outputs)


def solved(backend, rtol=1e-10, lanes=3):
    people = Ensemble(np.linspace(0.5, 2.0, lanes)[None], np.ones((N, lanes)), np.arange(lanes), Schedule.empty(lanes))
    options = Options(rtol=rtol, backend=backend)
    return solve(coupled(), people, TIMES, span=(0.0, 0.4), options=options)


def test_this_system_is_solved_by_loops():
    assert N**3 / 3 > MOST_ELIMINATED
    assert plan(coupled()).step.looped


def test_backends_agree():
    ours, theirs = solved("llvm"), solved("numpy")
    assert (ours.status == 0).all()
    np.testing.assert_allclose(ours.outputs, theirs.outputs, rtol=1e-9, atol=1e-15)


@pytest.mark.parametrize("backend", ["llvm", "numpy"])
def test_another_program_agrees(backend):
    run = solved(backend, rtol=1e-9)
    fast = 10.0 ** (2.0 * np.arange(N) / N)

    def rate(_, y, k):
        return (-k * fast * y + COUPLING @ y) / (1 + y)

    for lane, k in enumerate(np.linspace(0.5, 2.0, 3)):
        other = solve_ivp(rate, (0, 0.4), np.ones(N), "Radau", TIMES, args=(k,), rtol=1e-11, atol=1e-14)
        np.testing.assert_allclose(run.outputs[:, :, lane], other.y, rtol=1e-7)


def test_elimination_in_place_solves():
    rng = np.random.default_rng(2)
    matrix, right = rng.normal(size=(9, 9, 3)) + 9 * np.eye(9)[:, :, None], rng.normal(size=(9, 3))
    expected = [np.linalg.solve(matrix[:, :, k], right[:, k]) for k in range(3)]
    eliminate_rows(matrix)
    substitute_rows(matrix, right)
    np.testing.assert_allclose(right.T, expected, rtol=1e-12)
