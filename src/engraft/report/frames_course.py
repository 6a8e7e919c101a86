"""Courses as tables for charts: grades by day, and kinetics by response."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from engraft.report.frames import Floats, kinetics_frame

if TYPE_CHECKING:
    import pandas as pd
    import xarray as xr

GRADES = (1, 2, 3, 4)
LONGEST = 60  # days: later grades are of something else
SHORTEST = 14
RARE = 0.002  # a share of patients below which a course is over for a chart


def graded(trajectories: xr.Dataset) -> tuple[str, ...]:
    """Name the grading scales that were kept."""
    return tuple(str(name) for name in trajectories.data_vars if str(name).endswith(".grade"))


def grades_frame(trajectories: xr.Dataset, name: str, arms: Sequence[str]) -> pd.DataFrame:
    """Share the patients followed on each day out among grades, each by the highest of that day.

    Grade 4 lies at the bottom of the stack, so that the edge above grade 3 is the share with grade 3 or 4.

    Shapes
    ------
    Columns arm, day, grade, share, low, high (edges of the stack), n (patients followed that day); one row per arm,
    day and grade, up to the last day on which somebody to speak of has a grade.
    """
    import pandas as pd

    days = trajectories["time"].to_numpy().astype(np.float64)
    chosen = (days >= 0.0) & (days < LONGEST + 1)
    values = trajectories[name].transpose("arm", "person", "time").to_numpy()[:, :, chosen]
    known = [str(label) for label in trajectories["arm"].to_numpy()]
    whole = np.floor(days[chosen] + 1e-9).astype(int)
    pieces = [_one_arm(arm, values[known.index(arm)], whole) for arm in arms]
    both = pd.concat(pieces, ignore_index=True)
    ill = both.groupby("day")["share"].max()
    last = max([SHORTEST, *(int(day) + 2 for day in ill.index[ill >= RARE])])
    return both[both["day"] < min(last, LONGEST)].reset_index(drop=True)


def _one_arm(arm: str, grades: Floats, whole: NDArray[np.int64]) -> pd.DataFrame:
    """Count the grades of one arm, day by day."""
    import pandas as pd

    rows = []
    for day in np.unique(whole):
        today = grades[:, whole == day]
        followed = np.isfinite(today).any(axis=1)
        n = int(followed.sum())
        highest = np.round(np.where(np.isfinite(today), today, 0.0).max(axis=1))[followed]
        edge = 0.0
        for grade in reversed(GRADES):
            share = float((highest == grade).mean()) if n else 0.0
            rows.append((arm, int(day), grade, share, edge, edge + share, n))
            edge += share
    return pd.DataFrame(rows, columns=["arm", "day", "grade", "share", "low", "high", "n"])


def kinetics_by_response(
    trajectories: xr.Dataset, name: str, arm: str, groups: Mapping[str, NDArray[np.bool_]], *, until: float
) -> pd.DataFrame:
    """Take percentiles of one arm apart by group; each group stands in the column ``arm``.

    Shapes
    ------
    groups: flags over the persons of the trajectories. As ``kinetics_frame``.
    """
    import pandas as pd

    days = trajectories["time"].to_numpy()
    chosen = trajectories[[name]].sel(arm=[arm]).isel(time=np.flatnonzero((days >= 0.0) & (days <= until)))
    pieces = []
    for label, flags in groups.items():
        if flags.any():
            piece = kinetics_frame(chosen.isel(person=np.flatnonzero(flags)), name, [arm])
            pieces.append(piece.assign(arm=label))
    return pd.concat(pieces, ignore_index=True)
