"""The rows that need nobody else."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from functools import partial
from itertools import islice
from pathlib import Path

import numpy as np

from engraft.cli.benchmark.case import RTOL, Case
from engraft.cli.benchmark.clock import in_turn, one_core, wall_seconds
from engraft.cli.benchmark.cold import PATIENTS, store
from engraft.cli.benchmark.row import Row
from engraft.kernel.compiled.peak import multiply_add
from engraft.kernel.ensemble import solve
from engraft.kernel.problem import Options

WORK = 1.0e6  # operations a patient of cart12 is credited with, fixed: wasted operations do not help
PEAK_SECONDS = 0.25
TWO_CORES = 1.3  # where two threads of the loop gain less, there is no second core to be had
NOT_CART12 = "cart12 was not found: set ENGRAFT_SHARED to the folder that holds bench/cart12.json"
ONE_THREAD = Options(rtol=RTOL, threads=1)
DIRECTIONS, VISITS = 6, 25


@dataclass(frozen=True)
class Effort:
    """How much to do."""

    patients: int = 10_000
    repeats: int = 7
    numpy_patients: int = 1024
    starts: int = 5
    reduced: int = 1_000_000


FULL, QUICK = Effort(), Effort(patients=1_000, repeats=3, numpy_patients=256, starts=2, reduced=100_000)


def machine_distance(case: Case, effort: Effort) -> Row:
    """Compare end values with the processor's peak."""
    row = Row("distance to the machine", None, "% of FMA peak", 45.0, 60.0, peer="FMA loop, GFLOP/s")
    if case.truth is None:
        return replace(row, note=NOT_CART12)
    go, work = multiply_add()
    rounds = _rounds()
    people = case.people(effort.patients)
    with one_core():
        # the loop before and after, so that both see the same minute
        works = [lambda: go(rounds), lambda: case.solve(people, end_only=True), lambda: go(rounds)]
        before, ours, after = in_turn(works, effort.repeats).T
    peak = 2 * rounds * work / (before + after)
    speed = effort.patients / ours
    return replace(
        row,
        value=float(np.median(100 * speed * WORK / peak)),
        peer_value=float(np.median(peak)) / 1e9,
        note=f"{np.median(speed):,.0f} patients per core-second, end values only",
    )


def _rounds() -> int:
    """Find how many rounds of the loop take long enough to be timed."""
    go, _ = multiply_add()
    trial = 1_000_000
    go(trial)
    return max(1, int(trial * PEAK_SECONDS / max(wall_seconds(lambda: go(trial)), 1e-6)))


def threads(case: Case, effort: Effort) -> Row:
    """Compare how two threads help us with how they help the loop of multiply-adds."""
    row = Row("threads, 2 over 1", None, "share of the loop's scaling", 0.9, 0.97, peer="FMA loop, 2 threads over 1")
    if _cores() < 2:
        return replace(row, note="this process may use one core only")
    go, _ = multiply_add()
    rounds = _rounds()
    people = case.people(effort.patients)

    def both() -> None:
        with ThreadPoolExecutor(2) as pool:
            list(pool.map(go, [rounds, rounds]))

    works = [
        lambda: go(rounds),
        both,
        lambda: case.solve(people, end_only=True, options=ONE_THREAD),
        lambda: case.solve(people, end_only=True, options=Options(rtol=RTOL, threads=2)),
    ]
    loop_one, loop_two, one, two = in_turn(works, effort.repeats, wall_seconds).T
    loop, ours = 2 * loop_one / loop_two, one / two
    row = replace(row, peer_value=float(np.median(loop)))
    note = f"ours {np.median(ours):.2f}×, the loop {np.median(loop):.2f}×, on {case.name}, by the clock on the wall"
    if np.median(loop) < TWO_CORES:
        return replace(row, note=f"not to be had now: the second core is busy ({note})")
    return replace(row, value=float(np.median(ours / loop)), note=note)


def _cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def cold_start(case: Case, effort: Effort) -> Row:
    """Time a whole process to its first result with nothing cached."""
    return _start(
        Row("cold start, nothing cached", None, "s", 1.5, 0.8, lower_is_better=True), case, effort, kept=False
    )


def warm_start(case: Case, effort: Effort) -> Row:
    """Time a whole process to its first result with the object cached."""
    return _start(Row("cold start, cached", None, "s", 0.5, 0.25, lower_is_better=True), case, effort, kept=True)


def _start(row: Row, case: Case, effort: Effort, *, kept: bool) -> Row:
    """Start processes that share one cache, the first of them not counted, or that have one each."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as name:
        told = Path(name) / "case.json"
        store(case, told)
        caches = [Path(name) / ("objects" if kept else f"objects{k}") for k in range(effort.starts + kept)]
        before = os.times()
        times = [wall_seconds(partial(_process, told, cache)) for cache in caches]
        after = os.times()
    spent = (after.children_user + after.children_system - before.children_user - before.children_system) / len(times)
    worked = "" if kept or not spent else f", {spent:.2f} s of it at work on average"
    note = f"{PATIENTS} patients of {case.name}, whole process{worked}"
    return replace(row, value=float(np.median(times[kept:])), note=note)


def _process(told: Path, cache: Path) -> None:
    environment = {**os.environ, "ENGRAFT_CACHE": str(cache), "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    subprocess.run([sys.executable, "-m", "engraft.cli.benchmark.cold", str(told)], env=environment, check=True)


def achieved_error(case: Case, effort: Effort) -> Row:
    """Compare with the reference solution at the nominal tolerance."""
    row = Row("achieved max error at rtol 1e-6", None, "max error", 5e-5, 1e-5, lower_is_better=True)
    if case.truth is None:
        return replace(row, note=NOT_CART12)
    known = case.truth.shape[-1]
    return replace(row, value=case.error(case.solve(case.people(known)).outputs), note=f"{known} patients, all days")


def numpy_ratio(case: Case, effort: Effort) -> Row:
    """Compare the two backends."""
    people = case.people(effort.numpy_patients)
    with one_core():
        works = [
            lambda: case.solve(people),
            lambda: case.solve(people, options=Options(rtol=RTOL, backend="numpy")),
        ]
        ours, slow = in_turn(works, min(effort.repeats, 5)).T
    return Row(
        "compiled over NumPy backend",
        float(np.median(slow / ours)),
        "×",
        peer="NumPy backend, patients per core-second",
        peer_value=float(np.median(effort.numpy_patients / slow)),
        note=f"{np.median(effort.numpy_patients / ours):,.0f} patients per core-second compiled, daily output",
    )


def sensitivities(case: Case, effort: Effort) -> Row:
    """Compare the year with its derivatives by six parameters and without, the same outputs in both."""
    visits = np.linspace(*case.span, VISITS)
    varied = (name for name, spread in zip(case.problem.parameters, case.spread, strict=True) if spread > 0)
    names = tuple(islice(varied, DIRECTIONS))
    people = case.people(effort.patients)
    problems = case.problem, replace(case.problem, directions=names)
    with one_core():
        works = [partial(solve, problem, people, visits, span=case.span, options=ONE_THREAD) for problem in problems]
        plain, moved = in_turn(works, effort.repeats).T
    return Row(
        "six sensitivities, 25 visits",
        float(np.median(moved / plain)),
        "× nominal",
        6.0,
        4.0,
        lower_is_better=True,
        peer="without, patients per core-second",
        peer_value=float(np.median(effort.patients / plain)),
        note=f"{case.name} by {', '.join(names)}: the first six of its parameters that differ between patients",
    )
