"""Short ways to state a problem and solve it."""

from __future__ import annotations

import numpy as np
import pytest

from engraft.kernel.ensemble import solve
from engraft.kernel.problem import Ensemble, Options, Schedule


def spread(values, patients):
    """Give everybody the same column, or each their own."""
    rows = [np.broadcast_to(np.asarray(v, float), patients) for v in values]
    return np.array(rows).reshape(len(rows), patients)


@pytest.fixture
def given():
    """Write a schedule from rows (time, kind, target, amount, duration), the same for everybody."""

    def write(*entries, patients=1):
        kinds = (float, np.int8, np.int64, float, float)
        columns = [
            np.array([[entry[k]] * patients for entry in entries], kind).reshape(len(entries), patients)
            for k, kind in enumerate(kinds)
        ]
        return Schedule(*columns)

    return write


@pytest.fixture
def run():
    """Solve a problem for a few patients."""

    def go(problem, initial, parameters=(), *, end, start=0.0, times=None, patients=1, doses=None, **more):
        rounds, seed = more.pop("rounds", ()), more.pop("seed", 0)
        persons = more.pop("persons", np.arange(patients))
        doses = doses or Schedule.empty(patients)
        who = Ensemble(spread(parameters, patients), spread(initial, patients), persons, doses, seed)
        times = np.array([end]) if times is None else times
        return solve(problem, who, times, span=(start, end), rounds=rounds, options=Options(**more))

    return go
