"""Courses made by hand, so that a verdict can be known beforehand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import xarray as xr

from engraft.kernel.problem import FIRINGS_KEPT, MARKS_KEPT
from engraft.simulate import Trajectories


def made(
    times: Sequence[float],
    courses: Mapping[str, tuple[str, Sequence[Sequence[float]]]],
    *,
    marks: Mapping[str, Sequence[Sequence[float]]] | None = None,
    hazards: Mapping[str, Sequence[float]] | None = None,
    extinct: Mapping[str, Sequence[float]] | None = None,
    peaks: Mapping[str, Sequence[Sequence[float]]] | None = None,
    rules: Mapping[str, Sequence[Sequence[float]]] | None = None,
    end: Sequence[float] | None = None,
    status: Sequence[int] | None = None,
) -> Trajectories:
    """Build trajectories from one course per person: name to (unit, courses)."""
    n = len(next(iter(courses.values()))[1])
    data = {
        name: (("time", "person"), np.array(rows, float).T, {"unit": unit}) for name, (unit, rows) in courses.items()
    }
    recorded = {name: padded(days) for name, days in (marks or {}).items()}
    fired = {name: padded(days, FIRINGS_KEPT) for name, days in (rules or {}).items()}
    return Trajectories(
        outputs=xr.Dataset(data, coords={"time": ("time", list(times), {"unit": "day"}), "person": np.arange(n)}),
        persons=np.arange(n),
        status=np.array(status if status is not None else [0] * n, np.int8),
        end_time=np.array(end if end is not None else [times[-1]] * n, float),
        hazards={name: np.array(days, float) for name, days in (hazards or {}).items()},
        marks=recorded,
        mark_counts={name: np.isfinite(days).sum(axis=0) for name, days in recorded.items()},
        rules=fired,
        rule_counts={name: np.array([len(own) for own in days], np.int64) for name, days in (rules or {}).items()},
        extinct={name: np.array(days, float) for name, days in (extinct or {}).items()},
        peaks={name: np.array(rows, float) for name, rows in (peaks or {}).items()},
        steps=np.ones(n, np.int64),
        where=("",) * n,
    )


def padded(days: Sequence[Sequence[float]], kept: int = MARKS_KEPT) -> np.ndarray:
    """Pad each person's crossings or firings with NaN, and keep the first ones only."""
    table = np.full((kept, len(days)), np.nan)
    for person, own in enumerate(days):
        table[: len(own), person] = own[:kept]
    return table
