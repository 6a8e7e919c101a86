"""Pictures of what a clinic sees: courses by response, grades by day, single patients, relapse, covariates."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np

from engraft.report.charts.forest import forest_chart
from engraft.report.charts.grades import grades_chart
from engraft.report.charts.incidence import incidence_chart
from engraft.report.charts.kinetics import kinetics_chart
from engraft.report.charts.swimmer import swimmer_chart
from engraft.report.charts.theme import LAYOUTS, Layout, Spec
from engraft.report.charts.waterfall import waterfall_chart
from engraft.report.findings_clinic import (
    forest_finding,
    grades_finding,
    incidence_finding,
    response_finding,
    swimmer_finding,
    waterfall_finding,
)
from engraft.report.frames import clock, last_seen
from engraft.report.frames_contrast import CLONES, forest_frame, incidence_frame
from engraft.report.frames_course import graded, grades_frame, kinetics_by_response
from engraft.report.frames_persons import BARS, swimmer_frames, waterfall_frame
from engraft.report.picture import Picture
from engraft.report.tables import Group, Table
from engraft.report.words import in_words, number, observable_words, percent, unit_words

if TYPE_CHECKING:
    import pandas as pd

    from engraft.trial.result import StudyResult

MOST_ARMS = 3
RESPONSE_DAYS = 180.0
RESPONSE = "remission"
GROUPS = ("in remission within 3 months", "without remission")
COVARIATES = {
    "marrow_blasts": "Marrow blasts at enrolment",
    "age": "Age",
    "weight": "Body weight",
    "car_t_dose": "Dose of CAR T cells per body weight",
    "prior_transplant": "Transplant before",
    "waiting": "Wait from enrolment to infusion",
}
HEADS = {
    "odds ratio": "Odds ratio of remission: right of 1, remission is more frequent",
    "hazard ratio": "Hazard ratio of an event (no remission, relapse, death): right of 1, events come sooner",
}


def clinic_pictures(result: StudyResult) -> Iterator[Picture]:
    """Make those pictures that the result has data for."""
    yield from _by_response(result)
    yield from _grades(result)
    yield from _waterfall(result)
    yield from _swimmer(result)
    yield from _incidence(result)
    yield from _forest(result)


def _by_response(result: StudyResult) -> Iterator[Picture]:
    """Draw what an assay measures apart by response, in the first arm."""
    rows = result.outcomes[result.outcomes["arm"] == result.arms[0]]
    measured = [str(name) for name in result.trajectories.data_vars if str(name) in result.lloq]
    if RESPONSE not in rows.columns or not measured:
        return
    judged = rows[RESPONSE].notna().to_numpy(bool)
    responded = rows[RESPONSE].fillna(value=False).to_numpy(bool)
    if not (judged & responded).any() or not (judged & ~responded).any():
        return
    groups = dict(zip(GROUPS, (judged & responded, judged & ~responded), strict=True))
    name, end = measured[0], min(RESPONSE_DAYS, result.study.follow_up)
    lloq, unit = result.lloq[name], str(result.trajectories[name].attrs.get("unit", ""))
    frame = kinetics_by_response(result.trajectories, name, result.arms[0], groups, until=end)
    if frame.empty:  # no course is kept of an arm outside of what was studied once somebody has died
        return
    end = last_seen(frame, lloq, end)
    frame = frame[frame["day"] <= end]
    what = observable_words(result.trajectories, name)
    title = response_finding(frame, what)
    y = f"{what} ({unit_words(unit)})"

    def draw(layout: Layout) -> Spec:
        """Draw for one width."""
        time = clock(end, layout.ticks)
        return kinetics_chart(frame, GROUPS, clock=time, layout=layout, title=title, y=y, lloq=lloq)

    note = (
        "Line: median. Dark band: 25th to 75th percentile, light band: 5th to 95th, of the patients still followed. "
        f"Below the limit of quantification ({number(lloq)} {unit_words(unit)}) nothing is drawn."
    )
    yield Picture("by-response", "Kinetics by response", title, note + _of_arm(result), draw)


def _grades(result: StudyResult) -> Iterator[Picture]:
    """Draw cytokine release syndrome on all its scales together, and any other grade by itself."""
    scales = [name for name in graded(result.trajectories) if _graded_arms(result, name)]
    said = {name: observable_words(result.trajectories, name) for name in scales}
    release = [name for name, words in said.items() if "ytokine release" in words]
    groups = {"Cytokine release syndrome": sorted(release, key=lambda name: not name.startswith("penn"))}
    groups |= {words: [name] for name, words in said.items() if name not in release}
    for k, (what, names) in enumerate((what, names) for what, names in groups.items() if names):
        yield grades_picture(result, names, what, key=f"grades-{k + 1}")


def _graded_arms(result: StudyResult, name: str) -> tuple[str, ...]:
    """Name the arms of which grades are told: not those that go outside of what was studied."""
    if not result.extrapolated:
        return result.arms
    return tuple(arm for arm in result.arms if bool(result.trajectories[name].sel(arm=arm).notnull().any()))


def grades_picture(result: StudyResult, names: list[str], what: str, *, key: str) -> Picture:
    """Draw the grades of some scales by day."""
    import pandas as pd

    arms = _graded_arms(result, names[0])[:MOST_ARMS]
    pieces = []
    for name in names:
        words = observable_words(result.trajectories, name)
        for arm, rows in grades_frame(result.trajectories, name, arms).groupby("arm", sort=False):
            pieces.append(rows.assign(panel=f"{words}: {arm}" if len(arms) > 1 else words))
    panels = pd.concat(pieces, ignore_index=True)
    title = grades_finding(panels, what)
    note = (
        "Each bar is a day: the share of patients followed that day by the highest grade of the day, the gravest at "
        "the bottom. White above the bar: no grade."
    )
    worst = _worst_table(panels, title)
    return Picture(key, what, title, note, lambda layout: grades_chart(panels, layout=layout, title=title), worst)


def _worst_table(panels: pd.DataFrame, caption: str) -> Table:
    """Write the shares of every seventh day."""
    groups = []
    for name, rows in panels.groupby("panel", sort=False):
        wide = rows.pivot_table(index="day", columns="grade", values="share")
        some = wide[wide.index % 7 == 0]
        written = tuple((str(day), *(percent(float(row[g])) for g in (1, 2, 3, 4))) for day, row in some.iterrows())
        groups.append(Group(str(name), written))
    columns = ("Day", "Grade 1", "Grade 2", "Grade 3", "Grade 4")
    return Table(caption, columns, tuple(groups), numeric=(0, 1, 2, 3, 4))


def _waterfall(result: StudyResult, day: float = 28.0) -> Iterator[Picture]:
    """Draw the change of everybody's marrow to the first visit."""
    names = [str(name) for name in result.trajectories.data_vars if str(name).endswith("blast_fraction")]
    days = result.trajectories["time"].to_numpy().astype(np.float64)
    if not names or days.min() > 0.0 or np.abs(days - day).min() > 1.0:
        return
    arms = result.arms[:MOST_ARMS]
    bars = waterfall_frame(result.outcomes, result.trajectories, names[0], arms, day=day)
    if bars.empty:
        return
    title = waterfall_finding(bars, day)
    y = f"Change of marrow blasts by day {day:.0f}"
    note = (
        f"Each bar is a patient alive on day {day:.0f}; of more than {BARS} per arm some are shown, "
        "at even distances in the order. Fewer than one blast in a million marrow cells counts as one in a million. "
        "Colour: best response within 3 months."
    )
    yield Picture(
        "waterfall", "Change of each patient's marrow", title, note,
        lambda layout: waterfall_chart(bars, arms, layout=layout, title=title, y=y),
    )  # fmt: skip


def _swimmer(result: StudyResult) -> Iterator[Picture]:
    """Draw the stories of some patients of the first arm."""
    if not {"remission_day", "end_day"} <= set(result.outcomes.columns):
        return
    lanes, events = swimmer_frames(result.outcomes, result.arms[0])
    if lanes.empty:
        return
    title = swimmer_finding(events, int(lanes["lane"].max()) + 1)
    end = result.study.follow_up
    note = (
        "Each lane is a patient, the longest followed on top. Shown are the first infused ones of the cohort in the "
        "order they were drawn, whatever became of them."
    )

    def draw(layout: Layout) -> Spec:
        """Draw for one width."""
        return swimmer_chart(lanes, events, clock=clock(end, layout.ticks), layout=layout, title=title)

    yield Picture("swimmer", "Single patients", title, note + _of_arm(result), draw)


def _incidence(result: StudyResult) -> Iterator[Picture]:
    """Draw relapse by its kind, death in remission competing."""
    known = [name for name in (CLONES, "relapse") if f"{name}_cause" in result.outcomes.columns]
    if not known:
        return
    curves = incidence_frame(result.outcomes, result.arms[:MOST_ARMS], endpoint=known[0])
    if curves.empty:
        return
    title = incidence_finding(curves)
    end = float(curves["day"].max())
    note = (
        "Cumulative incidence (Aalen–Johansen): each event competes with the others; further therapy in remission and "
        "the end of follow-up censor. Only patients in remission are counted."
    )

    def draw(layout: Layout) -> Spec:
        """Draw for one width."""
        time = clock(end, layout.ticks, "remission")
        return incidence_chart(
            curves, result.arms, clock=time, layout=layout, title=title, y="Share of patients in remission"
        )

    topic = "Relapse by clone" if known[0] == CLONES else "Relapse and death in remission"
    yield Picture("relapse", topic, title, note, draw, _incidence_table(curves, title))


def _incidence_table(curves: pd.DataFrame, caption: str) -> Table:
    """Write the incidences at some months."""
    months = [m for m in (1, 3, 6, 12, 24, 36) if m * 30.4375 <= float(curves["day"].max()) + 1.0]
    groups = []
    for arm, rows in curves.groupby("arm", sort=False):
        written = []
        for cause, line in rows.groupby("cause", sort=False):
            at = [float(line.loc[line["day"] <= m * 30.4375, "incidence"].iloc[-1]) for m in months]
            written.append((in_words(str(cause)), *(percent(value) for value in at)))
        groups.append(Group(str(arm), tuple(written)))
    columns = ("Event", *(f"{m} month{'' if m == 1 else 's'}" for m in months))
    return Table(caption, columns, tuple(groups), numeric=tuple(range(1, len(columns))))


def _forest(result: StudyResult) -> Iterator[Picture]:
    """Draw what the covariates tell about response and events in the first arm."""
    outcomes = result.once
    known = {name: words for name, words in COVARIATES.items() if name in outcomes.columns}
    ratios = forest_frame(outcomes, result.arms[0], known, response=RESPONSE, event="event_free_survival")
    if ratios.empty:
        return
    title = forest_finding(ratios, int(ratios["n"].max()))
    note = (
        "Each covariate by itself, not adjusted for the others: patients above its median beside those below, or "
        "with it beside those without it. Odds ratio with Woolf's 95 % interval, hazard ratio by Cox's partial "
        "likelihood. The intervals are of chance among the simulated patients; that the model is right is not in them."
    )
    yield Picture(
        "forest", "Who fares better", title, note + _of_arm(result),
        lambda layout: forest_chart(ratios, layout=layout, title=title, heads=_short_heads(layout)),
        _forest_table(ratios, title),
    )  # fmt: skip


def _short_heads(layout: Layout) -> dict[str, str]:
    """Leave the explanation out where there is no room."""
    return HEADS if layout is LAYOUTS[0] else {key: head.split(":")[0].split(" (")[0] for key, head in HEADS.items()}


def _forest_table(ratios: pd.DataFrame, caption: str) -> Table:
    """Write every ratio."""
    groups = []
    for measure, rows in ratios.groupby("measure", sort=False):
        written = tuple(
            (f"{row.covariate}, {row.side}", f"{row.value:.2f}", f"{row.lower:.2f} to {row.upper:.2f}",
             f"{row.inside:,} of {row.n:,}")
            for row in rows.itertuples()
        )  # fmt: skip
        groups.append(Group(HEADS[str(measure)].split(":")[0], written))
    columns = ("Covariate", "Ratio", "95 % interval", "Patients in the group")
    return Table(caption, columns, tuple(groups), numeric=(1, 2, 3))


def _of_arm(result: StudyResult) -> str:
    """Say which arm a picture shows where there are several."""
    return f" Arm: {result.arms[0]}." if len(result.arms) > 1 else ""
