"""Persons who do not differ in anything are one person, however many a study counts."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from engraft.simulate import Trajectories

_SAME = 1e-9  # of the size: rounding is no difference


def alike(runs: Mapping[str, Trajectories]) -> list[str]:
    """Say of a study whose persons have the same courses and events in every arm that its intervals count one person.

    ``runs`` are the courses of each arm, by its label.
    """
    counts = {run.persons.size for run in runs.values()}
    if not runs or max(counts) < 2 or not all(_one(run) for run in runs.values()):
        return []
    return [
        f"the {max(counts)} persons do not differ in anything: they are one, counted {max(counts)} times, and no "
        "interval here is that of a sample"
    ]


def _one(run: Trajectories) -> bool:
    """Tell whether everybody of an arm has the same courses, ends and events."""
    courses = (run.course(str(name)) for name in run.outputs.data_vars)
    events = (*run.hazards.values(), *run.extinct.values(), run.end_time)
    return all(_same(row) for course in courses for row in course) and all(map(_same, events))


def _same(values: NDArray[np.float64]) -> bool:
    """Tell whether all values are one, up to rounding; not known is the same as not known."""
    return bool(np.allclose(values, values[:1], rtol=_SAME, atol=0.0, equal_nan=True))
