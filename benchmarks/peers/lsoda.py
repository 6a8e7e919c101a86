"""SciPy's LSODA with a right-hand side compiled by numba.

``solve_ivp(method="LSODA")``; the older door to the same code, ``odeint``, is raced by ``odeint.py``. One process of a
pool is timed, on its core; what a pool adds on top is left out, in the peer's favour.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numba
import numpy as np
from benchmarks.translate import listing, rates, segments, varied
from scipy.integrate import odeint, solve_ivp

from engraft.cli.benchmark.case import Case
from engraft.kernel.problem import Ensemble, Floats

PATIENTS = 40
ABOUT = "solve_ivp, right-hand side by numba, one process on one core"


Segment = Callable[[Floats, Floats, Floats, float], Floats]  # state, parameters, times, tolerance


def prepare(case: Case) -> Callable[[Ensemble, float], Floats]:
    """Compile the right-hand side."""
    own = varied(case)
    slope = compiled(case, own, "t, y, p")
    scale = np.array(case.problem.negligible)
    slope(0.0, np.ones(len(scale)), np.ones(len(own)))

    def carry(y: Floats, p: Floats, grid: Floats, rtol: float) -> Floats:
        span = (grid[0], grid[-1])
        return solve_ivp(slope, span, y, "LSODA", grid, args=(p,), rtol=rtol, atol=scale * rtol).y.T

    return solver(case, own, carry)


def older_door(case: Case) -> Callable[[Ensemble, float], Floats]:
    """Compile the right-hand side for odeint."""
    own = varied(case)
    slope = compiled(case, own, "y, t, p")
    scale = np.array(case.problem.negligible)
    slope(np.ones(len(scale)), 0.0, np.ones(len(own)))

    def carry(y: Floats, p: Floats, grid: Floats, rtol: float) -> Floats:
        return odeint(slope, y, grid, args=(p,), rtol=rtol, atol=scale * rtol, mxstep=100_000)

    return solver(case, own, carry)


def solver(case: Case, own: list[int], carry: Segment) -> Callable[[Ensemble, float], Floats]:
    """Carry each patient from dose to dose."""
    cut = segments(case)

    def one(y: Floats, p: Floats, rtol: float) -> Floats:
        parts = []
        for _, end, given, times in cut:
            for state, amount in given:
                y[state] += amount
            found = carry(y, p, times if times[-1] == end else np.append(times, end), rtol)
            parts.append(found[: len(times)])
            y = found[-1].copy()
        return np.concatenate(parts).T

    def solve(people: Ensemble, rtol: float) -> Floats:
        columns = zip(people.initial.T.copy(), people.parameters[own].T.copy(), strict=True)
        return np.stack([one(y, p, rtol) for y, p in columns], axis=-1)

    return solve


def compiled(case: Case, own: list[int], arguments: str) -> Any:
    """Write the right-hand side as Python and let numba compile it."""
    leaves = {name: f"y[{k}]" for k, name in enumerate(case.problem.states)}
    leaves |= {case.problem.parameters[k]: f"p[{i}]" for i, k in enumerate(own)}
    lines, roots = listing(rates(case), leaves, "    {} = {}\n")
    stores = [f"    out[{k}] = {root}\n" for k, root in enumerate(roots)]
    text = "".join(
        [f"def slope({arguments}):\n", f"    out = np.empty({len(roots)})\n", *lines, *stores, "    return out\n"]
    )
    made: dict[str, Any] = {"np": np, "pow": pow}
    exec(text, made)  # our own listing of our own graph
    return numba.njit(made["slope"])
