"""The rows that need nobody else, by the name under which they are asked for."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial

from engraft.cli.benchmark import explicit, large, million, rows
from engraft.cli.benchmark.case import Case
from engraft.cli.benchmark.digits import correct_digits
from engraft.cli.benchmark.row import Row

Measure = Callable[[Case, rows.Effort], Row]

ALONE: Mapping[str, Measure] = {
    "machine": rows.machine_distance,
    "threads": rows.threads,
    "cold": rows.cold_start,
    "cached": rows.warm_start,
    "error": rows.achieved_error,
    "digits6": partial(correct_digits, rtol=1e-6),
    "digits8": partial(correct_digits, rtol=1e-8),
    "digits10": partial(correct_digits, rtol=1e-10),
    "numpy": rows.numpy_ratio,
    "sensitivities": rows.sensitivities,
    "million": million.seconds,
    "memory": million.memory,
    "sparse": large.sparse_row,
    "full": large.full_row,
    "explicit": explicit.explicit,
}
