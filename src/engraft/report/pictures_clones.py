"""The picture of a graft's clones: one simulated patient, followed clone by clone."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np

from engraft.outcomes.clonal_drift import ClonalDrift
from engraft.report.charts.clones import clones_chart
from engraft.report.charts.theme import Layout, Spec
from engraft.report.frames import clock
from engraft.report.frames_clones import NAMED, clones_frame
from engraft.report.picture import Picture
from engraft.report.words import percent

if TYPE_CHECKING:
    import pandas as pd

    from engraft.trial.result import StudyResult


def clone_pictures(result: StudyResult) -> Iterator[Picture]:
    """Draw the clones of the first patient with a graft, for every question about clones."""
    if result.basis is None:
        return
    asked = [one for one in result.basis.plan.endpoints if isinstance(one, ClonalDrift)]
    for k, one in enumerate(asked):
        found = clones_picture(result, one, key=f"clones-{k + 1}")
        if found is not None:
            yield found


def clones_picture(result: StudyResult, asked: ClonalDrift, *, key: str) -> Picture | None:
    """Follow one patient of the first arm again, with the luck that the verdict had; None if nobody has a graft."""
    arm, last = result.arms[0], asked.days[-1]
    rows = result.outcomes[result.outcomes["arm"] == arm]
    whole = rows[(rows[f"{asked.name}_started"] >= 1.0) & (rows["end_day"] >= last)]
    if whole.empty:
        return None
    person, started = int(whole["person"].iloc[0]), int(whole[f"{asked.name}_started"].iloc[0])
    stem = _stem(result, asked, arm, person)
    if not np.isfinite(stem).all():  # no whole course is kept of an arm outside of what was studied
        return None
    sizes = asked.sizes(person, started, stem)
    frame = clones_frame(sizes, asked.days)
    active = float(whole[f"{asked.name}_active_day_{last:g}"].iloc[0])
    title = _finding(frame, started, active, sizes.shape[1], last)

    def draw(layout: Layout) -> Spec:
        """Draw for one width."""
        return clones_chart(frame, clock=clock(last, layout.ticks, result.zero), layout=layout, title=title)

    note = (
        f"One simulated patient (n = 1, person {person}) of “{arm}”; bands: {sizes.shape[1]:,} of {started:,} "
        f"engrafted clones, each of which begins as one cell on day {asked.days[0]:g}; colours: the {NAMED} largest at "
        "the end. Neutral birth and death, shown and held against nothing."
    )
    return Picture(key, asked.label, title, note, draw)


def _stem(result: StudyResult, asked: ClonalDrift, arm: str, person: int) -> np.ndarray:
    """Take the stem cells of one person on the days asked for."""
    if not asked.stem:
        return np.ones(len(asked.days))
    course = result.trajectories[asked.stem].sel(arm=arm, person=person)
    return np.asarray(course.sel(time=list(asked.days), method="nearest").to_numpy(), dtype=np.float64)


def _finding(frame: pd.DataFrame, started: int, active: float, followed: int, last: float) -> str:
    """State how many clones are left and what the largest hold."""
    end = frame[(frame["day"] == last) & (frame["clone"] < NAMED)]["share"].sum()
    return (
        f"Of {started:,} engrafted clones of one patient about {active:,.0f} are active after {last / 365.25:.0f} "
        f"years; the {NAMED} largest of {followed:,} followed hold {percent(float(end))} of their cells."
    )
