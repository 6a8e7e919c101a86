"""Percentiles of very many patients of cart12 whose courses are never stored; a process of its own, to see its memory.

Run by ``engraft bench``; its only line says how long it took and how much memory it had at most.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import time
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

import numpy as np

from engraft.cli.benchmark.case import RTOL, Case, find
from engraft.cli.benchmark.clock import wall_seconds
from engraft.cli.benchmark.row import Row
from engraft.cli.benchmark.rows import NOT_CART12, Effort
from engraft.kernel.bins import Bins, percentiles
from engraft.kernel.problem import Options, Solution

MILLION = 1_000_000
BINS = Bins()  # 1e-12 to 1e16 at five bits: a percentile is right to 1.6 %
BAR, AIM, MEMORY_BAR = 45.0, 20.0, 2.0
WEEK = 7
WANTED = (5.0, 50.0, 95.0)


@dataclass(frozen=True)
class Told:
    """What the process says."""

    patients: int
    visits: int
    draw: float  # seconds
    solve: float
    work: float  # of that, seconds of a core
    gigabytes: float
    unsolved: int
    beyond: int  # readings outside the bins


def seconds(case: Case, effort: Effort) -> Row:
    """Time a year of a million patients, percentiles of every state at every visit."""
    row = Row("1,000,000 patients, reducers only", None, "s on 2 cores", BAR, AIM, lower_is_better=True)
    if case.truth is None:
        return replace(row, note=NOT_CART12)
    told = _measured(effort.reduced, 1)
    scaled = MILLION / told.patients
    note = f"{_said(told)}; drawing them took {told.draw:.1f} s more"
    if scaled > 1:
        note = f"scaled from {told.patients:,} patients; {note}"
    elif told.solve > BAR:
        note = f"{note}; {_measured(effort.reduced, WEEK).solve:.1f} s with weekly visits"
    return replace(row, value=told.solve * scaled, note=note)


def memory(case: Case, effort: Effort) -> Row:
    """Take the peak memory of the same process."""
    row = Row("1,000,000 patients, reducers only: peak memory", None, "GB", MEMORY_BAR, lower_is_better=True)
    if case.truth is None:
        return replace(row, note=NOT_CART12)
    if effort.reduced < MILLION:
        return replace(row, note="only with all patients: leave --quick out")
    told = _measured(effort.reduced, 1)
    return replace(row, value=told.gigabytes, note=f"{_said(told)}; the whole process, patients drawn in it")


def _said(told: Told) -> str:
    """Describe what was done."""
    lost = f", {told.unsolved} unsolved" if told.unsolved else ""
    beyond = f", {told.beyond} readings beyond the bins" if told.beyond else ""
    resolved = f"percentiles right to {100 * BINS.resolution:.1f} %"
    spent = f"2 threads, {told.work:.1f} core-seconds"
    return f"14 states at {told.visits} visits, {resolved}, {spent}{lost}{beyond}"


@lru_cache(maxsize=4)
def _measured(patients: int, every: int) -> Told:
    """Start the process and read its last line."""
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    words = [sys.executable, "-m", "engraft.cli.benchmark.million", str(patients), str(every)]
    done = subprocess.run(words, env=environment, check=True, capture_output=True, text=True)
    return Told(**json.loads(done.stdout.strip().splitlines()[-1]))


def reduce(patients: int, every: int) -> Told:
    """Draw the patients, solve them without keeping their courses, and read percentiles."""
    case = find()
    case = replace(case, times=case.times[::every])
    options = Options(rtol=RTOL, threads=2, bins=BINS)
    case.solve(case.people(2), options=options)  # compiled before the clock runs
    drawn, found = [], []
    draw = wall_seconds(lambda: drawn.append(case.people(patients)))
    before = time.process_time()
    solve = wall_seconds(lambda: found.append(_reduced(case.solve(drawn[0], options=options))))
    work = time.process_time() - before
    return Told(patients, len(case.times), draw, solve, work, peak_memory() / 1e9, *found[0])


def _reduced(solution: Solution) -> tuple[int, int]:
    """Read percentiles; count who was not solved, and what lies beyond the bins."""
    counts = solution.counts
    if counts is None or np.isnan(percentiles(counts, WANTED)).any():
        msg = "a visit at which nobody was seen"
        raise ValueError(msg)
    beyond = counts.table[..., 0].sum() + counts.table[..., -2].sum()
    return int((~solution.solved()).sum()), int(beyond)


def peak_memory() -> int:
    """Ask how many bytes of memory this process had at most."""
    told = Path("/proc/self/status")
    if told.is_file():  # getrusage would count what the parent had before this program was loaded
        return 1024 * int(re.findall(r"VmHWM:\s*(\d+)", told.read_text(encoding="ascii"))[0])
    if sys.platform == "win32":
        import psutil

        return int(psutil.Process().memory_info().peak_wset)
    import resource

    return int(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)


if __name__ == "__main__":
    from dataclasses import asdict

    sys.stdout.write(json.dumps(asdict(reduce(int(sys.argv[1]), int(sys.argv[2])))) + "\n")
