"""heyoka: Taylor series, eight patients per vector."""

from __future__ import annotations

from collections.abc import Callable

import heyoka as hy
import numpy as np
from benchmarks.translate import fold, rates, segments, varied

from engraft.cli.benchmark.case import Case
from engraft.kernel.problem import Ensemble, Floats

PATIENTS = 1200
BATCH = 8
SCAN = (1e-3, 1e-4, 1e-5, 1e-6, 1e-7, 1e-8, 1e-9)
ABOUT = "taylor_adaptive_batch of 8, unrolled, constants put in, propagate_grid"


def prepare(case: Case) -> Callable[[Ensemble, float], Floats]:
    """Compile an integrator when a tolerance is first asked for."""
    names, own = case.problem.states, varied(case)
    unknowns = hy.make_vars(*names)
    leaves = dict(zip(names, unknowns, strict=True))
    leaves |= {case.problem.parameters[k]: hy.par[i] for i, k in enumerate(own)}
    operations = {
        "add": lambda a, b: a + b,
        "sub": lambda a, b: a - b,
        "mul": lambda a, b: a * b,
        "neg": lambda a: -a,
        "reciprocal": lambda a: 1.0 / a,
        "pow": lambda a, b: a**b,
    }
    system = list(zip(unknowns, fold(rates(case), leaves, operations, hy.expression), strict=True))
    ready = {}

    def solve(people: Ensemble, tol: float) -> Floats:
        if tol not in ready:
            blank = np.ones((len(names), BATCH))
            ready[tol] = hy.taylor_adaptive_batch(system, blank, tol=tol, pars=np.ones((len(own), BATCH)))
        return _carry(case, ready[tol], people, own)

    return solve


def _carry(case: Case, integrator: hy.taylor_adaptive_batch, people: Ensemble, own: list[int]) -> Floats:
    count = people.initial.shape[1]
    output = np.empty((len(case.problem.states), len(case.times), count))
    cut = segments(case)
    for first in range(0, count, BATCH):
        who = np.minimum(np.arange(first, first + BATCH), count - 1)
        integrator.pars[:] = people.parameters[np.ix_(own, who)]
        integrator.state[:] = people.initial[:, who]
        place = 0
        for start, end, given, times in cut:
            for state, amount in given:
                integrator.state[state] += amount
            integrator.set_time(start)
            grid = times if times[-1] == end else np.append(times, end)
            found = integrator.propagate_grid(np.repeat(grid[:, None], BATCH, axis=1))
            found = found[-1] if isinstance(found, tuple) else found
            here = slice(place, place + len(times))
            output[:, here, first : first + BATCH] = found[: len(times), :, : count - first].transpose(1, 0, 2)
            place += len(times)
    return output
