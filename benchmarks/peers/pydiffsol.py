"""pydiffsol: BDF with a dense Jacobian, one patient at a time."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pydiffsol as ds
from benchmarks.translate import listing, rates, segments, varied

from engraft.cli.benchmark.case import Case
from engraft.kernel.problem import Ensemble, Floats

PATIENTS = 200
ABOUT = "BDF, compiled by LLVM where built with it, nalgebra dense LU, one smallest atol"


def prepare(case: Case) -> Callable[[Ensemble, float], Floats]:
    """Compile the equations; the state at the start of a segment is given as parameters."""
    own = varied(case)
    ode = ds.Ode(_code(case, own), matrix_type=ds.nalgebra_dense, ode_solver=ds.bdf, linear_solver=ds.lu)
    cut = segments(case)

    def one(y: Floats, p: Floats) -> Floats:
        parts = []
        for start, end, given, times in cut:
            for state, amount in given:
                y[state] += amount
            grid = times if times[-1] == end else np.append(times, end)
            found = np.asarray(ode.solve_dense(np.concatenate([p, y]), grid - start).ys)
            parts.append(found[:, : len(times)])
            y = found[:, -1].copy()
        return np.concatenate(parts, axis=1)

    def solve(people: Ensemble, rtol: float) -> Floats:
        ode.rtol, ode.atol = rtol, rtol * min(case.problem.negligible)
        columns = zip(people.initial.T.copy(), people.parameters[own].T.copy(), strict=True)
        return np.stack([one(y, p) for y, p in columns], axis=-1)

    return solve


def _code(case: Case, own: list[int]) -> str:
    """Write the equations in DiffSL."""
    states = range(len(case.problem.states))
    leaves = {name: f"x{k}" for k, name in enumerate(case.problem.states)}
    leaves |= {case.problem.parameters[k]: f"p{i}" for i, k in enumerate(own)}
    lines, roots = listing(rates(case), leaves, "{} {{ {} }}")
    given = [f"p{i} = 1.0" for i in range(len(own))] + [f"s{k} = 1.0" for k in states]
    unknowns = [f"x{k} = s{k}" for k in states]
    parts = [
        f"in_i {{ {', '.join(given)} }}",
        f"u_i {{ {', '.join(unknowns)} }}",
        *lines,
        f"F_i {{ {', '.join(roots)} }}",
    ]
    return "\n".join(parts)
