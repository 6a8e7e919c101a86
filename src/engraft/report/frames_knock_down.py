"""Knock-down courses as tables: what is left of mRNA and protein, and when doses were given."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from engraft.report.frames import kinetics_frame
from engraft.report.words import capital

if TYPE_CHECKING:
    import pandas as pd
    import xarray as xr

    from engraft.trial.result import StudyResult

LEFT = (".mrna_left", ".protein_left")
MOST_ROWS = 2_400


def courses_left(trajectories: xr.Dataset) -> tuple[str, ...]:
    """Name the courses that are shares of an untreated level, mRNA first."""
    names = [str(name) for name in trajectories.data_vars]
    return tuple(name for ending in LEFT for name in names if name.endswith(ending))


def knock_down_frame(
    trajectories: xr.Dataset, names: Sequence[str], arms: Sequence[str], *, until: float
) -> pd.DataFrame:
    """Take percentiles of each course in each arm, from day 0 to ``until``.

    Shapes
    ------
    Columns what (the course in words), arm, day, p5, p25, p50, p75, p95, n.
    """
    import pandas as pd

    days = trajectories["time"].to_numpy().astype(np.float64)
    here = trajectories.isel(time=np.flatnonzero((days >= 0.0) & (days <= until)))
    pieces = []
    for name in names:
        said = str(trajectories[name].attrs.get("description") or name).split(",")[0]
        piece = kinetics_frame(here, name, arms, most=MOST_ROWS // max(1, len(names)))
        pieces.append(piece.assign(what=capital(said)))
    return pd.concat(pieces, ignore_index=True)


def doses_frame(result: StudyResult, *, until: float) -> pd.DataFrame:
    """List the dated doses of each arm up to a day; what every arm gets is left out where something else is given.

    Doses that rules give are not dated and are not here.

    Shapes
    ------
    Columns arm (label), product, day, end.
    """
    import pandas as pd

    plan = result.basis.plan if result.basis is not None else None
    arms = plan.arms if plan is not None else ()
    given = {arm.label: arm.run.regimen.events for arm in arms}
    common = set.intersection(*({one.product.name for one in events} for events in given.values())) if given else set()
    apart = any(one.product.name not in common for events in given.values() for one in events)
    rows = [
        (label, one.product.name.replace("_", " "), float(day), float(day) + one.over)
        for label, events in given.items()
        for one in events
        if not apart or one.product.name not in common
        for day in one.days
        if 0.0 <= day <= until
    ]
    return pd.DataFrame(rows, columns=["arm", "product", "day", "end"])
