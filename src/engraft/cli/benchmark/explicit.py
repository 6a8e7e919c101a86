"""Where the explicit method wins: a system that is not stiff.

References
----------
Lotka 1920, PNAS 6:410, doi:10.1073/pnas.6.7.410 (two species, one eats the other).
"""

from __future__ import annotations

import numpy as np

from engraft.cli.benchmark.case import RTOL, Case
from engraft.cli.benchmark.clock import in_turn, one_core
from engraft.cli.benchmark.row import Row
from engraft.cli.benchmark.rows import Effort
from engraft.kernel.ensemble import solve
from engraft.kernel.expression import symbol
from engraft.kernel.problem import Ensemble, Floats, Options, Problem, Schedule

SPAN, TIMES = (0.0, 50.0), np.linspace(0.0, 50.0, 51)


def species() -> Problem:
    """Write predator and prey."""
    prey, predator, appetite = symbol("prey"), symbol("predator"), symbol("appetite")
    rates = (prey - appetite * prey * predator, appetite * prey * predator - predator)
    outputs = (("prey", prey), ("predator", predator))
    return Problem(("prey", "predator"), ("appetite",), rates, (1e-3, 1e-3), outputs=outputs)


def explicit(case: Case, effort: Effort) -> Row:
    """Time both methods in turn, and say how far each is from a run at a far tighter tolerance."""
    count = effort.patients
    people = Ensemble(
        np.linspace(0.5, 2.0, count)[None], np.full((2, count), 0.7), np.arange(count), Schedule.empty(count)
    )

    def outputs(method: str, rtol: float = RTOL) -> Floats:
        return solve(species(), people, TIMES, span=SPAN, options=Options(rtol=rtol, method=method, threads=1)).outputs

    truth = outputs("rodas5p", 1e-11)
    errors = [np.abs(outputs(m) / truth - 1).max() for m in ("tsit5", "rodas5p")]
    with one_core():
        ours, theirs = in_turn([lambda: outputs("tsit5"), lambda: outputs("rodas5p")], effort.repeats).T
    return Row(
        "explicit method over the stiff one, predator and prey", float(np.median(theirs / ours)), "×",
        peer="rodas5p, patients per core-second", peer_value=float(np.median(count / theirs)),
        note=f"both at rtol {RTOL:.0e}: max error {errors[0]:.1e} explicit, {errors[1]:.1e} stiff",
    )  # fmt: skip
