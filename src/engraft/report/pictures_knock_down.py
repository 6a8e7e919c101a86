"""The picture of a knock-down: mRNA and protein of a silenced gene, with the doses."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from engraft.outcomes.knock_down import KnockDown
from engraft.report.charts.knock_down import knock_down_chart
from engraft.report.charts.theme import Layout, Spec
from engraft.report.findings import kinetics_finding
from engraft.report.frames import clock
from engraft.report.frames_knock_down import courses_left, doses_frame, knock_down_frame
from engraft.report.picture import Picture
from engraft.report.tables import Group, Table
from engraft.report.words import percent

if TYPE_CHECKING:
    import pandas as pd

    from engraft.trial.result import StudyResult

MOST_ARMS = 4
TABLED = 8
ROLES = {"input": "An input", "calibrate": "Calibrated", "predict": "Beside it"}


def knock_down_pictures(result: StudyResult) -> Iterator[Picture]:
    """Draw the course where a study asks for a knock-down and somebody was given something."""
    asked = [one for one in _endpoints(result) if isinstance(one, KnockDown)]
    names = courses_left(result.trajectories)
    if not asked or not names:
        return
    until = max(one.until for one in asked)
    doses = doses_frame(result, until=until)
    arms = [arm for arm in result.arms if (doses["arm"] == arm).any()][:MOST_ARMS]
    left = knock_down_frame(result.trajectories, names, arms, until=until)
    if left.empty:
        return
    last = str(left["what"].iloc[-1])
    title = kinetics_finding(left[left["what"] == last], last, "1", lloq=None, share=True)
    note = (
        f"Simulated persons: {result.study.population} ({result.study.title}). Line: median; band: 5th to 95th "
        "percentile of those still followed, as shares of an untreated cell. Triangle: a dose; bar: how long it runs. "
        "Dotted: one half." + _held_against(result, asked)
    )

    def draw(layout: Layout) -> Spec:
        """Draw for one width."""
        time = clock(until, layout.ticks, result.zero)
        return knock_down_chart(left, doses, clock=time, layout=layout, title=title)

    yield Picture("knock-down", "Knock-down", title, note, draw, _table(left, title))


def _endpoints(result: StudyResult) -> tuple[object, ...]:
    """List the endpoints of the study; a result made by hand has none."""
    return tuple(result.basis.plan.endpoints) if result.basis is not None else ()


def _held_against(result: StudyResult, asked: list[KnockDown]) -> str:
    """Say what was published beside the course, with its role, persons, species and disease."""
    if result.published.empty:
        return ""
    own = result.published["endpoint"].astype(str).str.partition(".")[0].isin([one.name for one in asked])
    rows = result.published[own]
    said = [f"{ROLES.get(str(row.role), str(row.role))}: {row.source}; {row.note}." for row in rows.itertuples()]
    return " ".join(["", *said])


def _table(left: pd.DataFrame, caption: str) -> Table:
    """Write the medians of some days."""
    days = sorted(left["day"].unique())
    chosen = days[:: max(1, len(days) // TABLED)]
    groups = []
    for arm, rows in left.groupby("arm", sort=False):
        wide = rows.pivot_table(index="day", columns="what", values="p50", sort=False)
        some = wide[wide.index.isin(chosen)].sort_index()
        written = tuple(
            (f"{day:g}", *(percent(float(value)) for value in row))
            for day, row in zip(some.index, some.to_numpy(), strict=True)
        )
        groups.append(Group(str(arm), written))
    columns = ("Day", *dict.fromkeys(left["what"]))
    return Table(caption, columns, tuple(groups), numeric=tuple(range(len(columns))))
