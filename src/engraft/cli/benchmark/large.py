"""Large systems: how long it takes until the first patient of one is solved, with nothing cached.

``python -m engraft.cli.benchmark.large NAME`` solves one of them and prints the seconds, imports not counted.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Callable
from itertools import pairwise
from time import perf_counter

import numpy as np

from engraft.cli.benchmark.case import Case
from engraft.cli.benchmark.row import Row
from engraft.cli.benchmark.rows import Effort
from engraft.kernel.ensemble import solve
from engraft.kernel.expression import Expression, symbol
from engraft.kernel.problem import Ensemble, Options, Problem, Schedule
from engraft.kernel.streams import uniform

STATES = 100
LONGEST = 10.0  # seconds


def chain(count: int) -> list[Expression]:
    """Pass something from compartment to compartment, each saturable: the matrix is sparse."""
    y = [symbol(f"y{k}") for k in range(count)]
    passed = [symbol("k") * u / (1.0 + u) for u in y]
    return [-passed[0], *(before - after for before, after in pairwise(passed))]


def web(count: int) -> list[Expression]:
    """Let every state act on every other: the matrix is full."""
    y = [symbol(f"y{k}") for k in range(count)]
    strength = uniform(1, "web", np.arange(count)[:, None], np.arange(count)) / count
    rates = []
    for i, row in enumerate(strength):
        rate = -symbol("k") * float(i + 1) * y[i]
        for weight, other in zip(row, y, strict=True):
            rate = rate + float(weight) * other
        rates.append(rate)
    return rates


SYSTEMS: dict[str, Callable[[int], list[Expression]]] = {"chain": chain, "web": web}


def first_result(name: str, count: int) -> float:
    """Compile a system, solve one patient, and return the seconds."""
    states = tuple(f"y{k}" for k in range(count))
    outputs = ((states[-1], symbol(states[-1])),)
    began = perf_counter()
    problem = Problem(states, ("k",), tuple(SYSTEMS[name](count)), (1e-3,) * count, outputs=outputs)
    alone = Ensemble(np.ones((1, 1)), np.full((count, 1), 0.5), np.array([0]), Schedule.empty(1))
    run = solve(problem, alone, np.array([10.0]), span=(0.0, 10.0), options=Options(threads=1))
    seconds = perf_counter() - began
    if not run.solved().all():
        msg = f"the benchmark's own system '{name}' was not solved"
        raise RuntimeError(msg)
    return seconds


def sparse_row(case: Case, effort: Effort) -> Row:
    """Time a chain."""
    return _row("chain", f"{STATES} states in a chain, compile and first result", effort)


def full_row(case: Case, effort: Effort) -> Row:
    """Time a web."""
    return _row("web", f"{STATES} states that all act on each other, compile and first result", effort)


def _row(name: str, title: str, effort: Effort) -> Row:
    seconds = [_elsewhere(name) for _ in range(min(effort.starts, 3))]
    note = "nothing cached, imports not counted"
    return Row(title, float(np.median(seconds)), "s", LONGEST, None, lower_is_better=True, note=note)


def _elsewhere(name: str) -> float:
    """Ask a process of its own, with an empty cache."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as cache:
        path = os.pathsep.join(filter(None, sys.path))
        environment = {**os.environ, "ENGRAFT_CACHE": cache, "PYTHONPATH": path}
        command = [sys.executable, "-m", "engraft.cli.benchmark.large", name]
        told = subprocess.run(command, env=environment, check=True, capture_output=True, text=True)
    return float(told.stdout)


if __name__ == "__main__":
    sys.stdout.write(f"{first_result(sys.argv[1], STATES)}\n")
