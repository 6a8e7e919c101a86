"""How things are timed: side by side, in turn, one core at a time."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

import numpy as np

from engraft.kernel.problem import Floats

Work = Callable[[], object]
SHORTEST = 1e-6  # a coarse clock may see no time pass


@contextmanager
def one_core() -> Iterator[None]:
    """Keep this process on one core, where the system lets us say so."""
    if not hasattr(os, "sched_setaffinity"):
        yield
        return
    before = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {max(before)})
    try:
        yield
    finally:
        os.sched_setaffinity(0, before)


def core_seconds(work: Work) -> float:
    """Time by what the processor spent on this process: a neighbour's work does not count."""
    start = time.process_time()
    work()
    return max(time.process_time() - start, SHORTEST)


def wall_seconds(work: Work) -> float:
    """Time by the clock on the wall."""
    start = time.perf_counter()
    work()
    return max(time.perf_counter() - start, SHORTEST)


def in_turn(works: Sequence[Work], repeats: int, watch: Callable[[Work], float] = core_seconds) -> Floats:
    """Time each in turn, again and again, after one round that does not count.

    Shapes
    ------
    Returns (repeats, works).
    """
    for work in works:
        work()
    return np.array([[watch(work) for work in works] for _ in range(repeats)])
