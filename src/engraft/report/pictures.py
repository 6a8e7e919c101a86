"""Pictures: a chart at two widths, the sentence it shows, and its numbers as a table."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np

from engraft.report.against import published_pictures
from engraft.report.charts.flow import flow_chart
from engraft.report.charts.kinetics import kinetics_chart
from engraft.report.charts.survival import survival_chart
from engraft.report.charts.theme import LAYOUTS, OBSERVED, Layout, Spec
from engraft.report.findings import flow_finding, kinetics_finding, survival_finding
from engraft.report.frames import (
    FEWEST_DAYS,
    Clock,
    clock,
    flow_frame,
    kinetics_frame,
    last_seen,
    risk_frame,
    survival_frame,
)
from engraft.report.frames_persons import infused_flags
from engraft.report.observed import observed_note, observed_of, points, with_observed
from engraft.report.picture import Picture, extrapolated_picture
from engraft.report.pictures_clinic import clinic_pictures
from engraft.report.pictures_clones import clone_pictures
from engraft.report.pictures_copies import copies_pictures
from engraft.report.pictures_editing import editing_pictures
from engraft.report.pictures_exposure import exposure_pictures
from engraft.report.pictures_knock_down import knock_down_pictures
from engraft.report.pictures_phenotypes import phenotypes_pictures
from engraft.report.tables import survival_table
from engraft.report.words import endpoint_words, number, observable_words, unit_words

if TYPE_CHECKING:
    import pandas as pd

    from engraft.trial.result import StudyResult

MOST_KINETICS = 4

NOISE = 1e-6  # of the largest value: how far below zero a solver may leave an amount
FALLING = (
    "Kaplan–Meier estimate with its 95 % band. A tick marks the end of a patient's observation without the event; "
    "only patients for whom the clock has started are counted."
)
RISING = (
    "Cumulative incidence with its 95 % band; who dies first stays without. A tick marks the end of a patient's "
    "observation; only patients for whom the clock has started are counted."
)
OF_FIRST_ARM = ("by-response", "swimmer", "forest")
WITHHELD = ("survival-", "grades-", "relapse")
SHARES = ("", "1", "dimensionless", "fraction")


def pictures(result: StudyResult) -> list[Picture]:
    """Make every picture the result has data for, the headline first."""
    clinic = clinic_pictures(result)
    made = [
        *_survival(result),
        *exposure_pictures(result),
        *_kinetics(result),
        *knock_down_pictures(result),
        *clinic,
        *copies_pictures(result),
        *editing_pictures(result),
        *clone_pictures(result),
        *phenotypes_pictures(result),
        *_flow(result),
    ]
    made += published_pictures(result)
    return [extrapolated_picture(one) if _goes_outside(result, one) else one for one in made]


def _goes_outside(result: StudyResult, picture: Picture) -> bool:
    """Tell whether a picture shows an arm that goes outside of what was studied."""
    beyond = {arm.label for arm in result.summaries for one in result.extrapolated if arm.name in one.arms}
    if not beyond or len(beyond) == len(result.arms):
        return bool(beyond)
    if picture.key in OF_FIRST_ARM:
        return result.arms[0] in beyond
    if picture.key.startswith(WITHHELD) and picture.table is not None:  # such arms are left out of most of these
        return any(label in group.heading for group in picture.table.groups for label in beyond)
    return True


def _survival(result: StudyResult) -> Iterator[Picture]:
    """Draw each time-to-event endpoint for which somebody has a time."""
    endpoints = sorted(result.time_to_event, key=lambda name: endpoint_words(name).rising)  # stable
    for k, endpoint in enumerate(endpoints):
        if result.outcomes[f"{endpoint}_day"].notna().any():
            yield survival_picture(result, endpoint, key=f"survival-{k + 1}")


def survival_picture(result: StudyResult, endpoint: str, *, key: str) -> Picture:
    """Draw one time-to-event endpoint over its numbers at risk."""
    words, since = endpoint_words(endpoint, result.labels), result.time_from.get(endpoint, result.zero)
    outcomes, every = with_observed(result, endpoint)
    arms = tuple(arm for arm in every if not _withheld(result, outcomes, endpoint, arm))
    curves = survival_frame(outcomes, endpoint, arms, rising=words.rising)
    horizon = _horizon(curves, result.study.follow_up)
    time = clock(horizon, LAYOUTS[0].ticks, since)
    title = survival_finding(outcomes, endpoint, _reaching(curves, arms, time), clock=time, words=words)

    def at_risk(time: Clock) -> pd.DataFrame:
        """Count who is at risk at the labelled times."""
        return risk_frame(outcomes, endpoint, arms, [t * time.days for t in time.ticks])

    def draw(layout: Layout) -> Spec:
        """Draw for one width."""
        time = clock(horizon, layout.ticks, since)
        y = f"Share {words.state}"
        return survival_chart(curves, at_risk(time), arms, clock=time, layout=layout, title=title, y=y)

    table = survival_table(curves, at_risk(time), title, clock=time)
    note = (RISING if words.rising else FALLING) + as_if_note(result, since) + observed_note(result, endpoint)
    note += _left_out(every, arms)
    return Picture(key, words.noun, title, note, draw, table)


def _withheld(result: StudyResult, outcomes: pd.DataFrame, endpoint: str, arm: str) -> bool:
    """Tell whether an arm has no curve because it goes outside of what was studied."""
    return bool(result.extrapolated) and not outcomes.loc[outcomes["arm"] == arm, f"{endpoint}_day"].notna().any()


def _left_out(every: tuple[str, ...], arms: tuple[str, ...]) -> str:
    """Name the arms that are not drawn, and say why."""
    left = " and ".join(f"“{arm}”" for arm in every if arm not in arms)
    return f" Not drawn: {left}, withheld outside of what was studied." if left else ""


def as_if_note(result: StudyResult, since: str) -> str:
    """Say that a clock that starts at the infusion runs for everybody, where persons were drawn as not infused."""
    outcomes = result.outcomes[result.outcomes["arm"] == result.arms[0]]
    infused = int(infused_flags(outcomes).sum())
    if since == "enrolment" or infused == len(outcomes) or "infused" not in outcomes.columns:
        return ""
    return (
        f" As infused: all are followed as if infused, though {len(outcomes) - infused:,} of {len(outcomes):,} "
        "enrolled were not; these are counted in the curve from enrolment."
    )


def _reaching(curves: pd.DataFrame, arms: tuple[str, ...], time: Clock) -> tuple[str, ...]:
    """Leave the observed persons out of a title if their curve ends before its first labelled time."""
    ends = curves.groupby("arm")["day"].max()
    first = time.ticks[1] * time.days if len(time.ticks) > 1 else 0.0
    return tuple(arm for arm in arms if arm != OBSERVED or float(ends[arm]) >= first)


def _horizon(curves: pd.DataFrame, follow_up: float) -> float:
    """End the time axis a little after the last event where all events are early, else at the end of follow-up."""
    events = curves.loc[curves["events"] > 0, "day"]
    if events.empty or float(events.max()) > 0.4 * follow_up:
        return follow_up
    return float(min(follow_up, max(FEWEST_DAYS, np.ceil(1.5 * float(events.max()) / 14.0) * 14.0)))


def _kinetics(result: StudyResult) -> Iterator[Picture]:
    """Draw the measured observables first, then the others that a log axis can show."""
    names = [str(name) for name in result.trajectories.data_vars]
    names.sort(key=lambda name: (observed_of(result, name) is None, name not in result.lloq))  # stable
    shown = [name for name in names if _drawable(result.trajectories[name].to_numpy())]
    for k, name in enumerate(shown[:MOST_KINETICS]):
        yield kinetics_picture(result, name, key=f"kinetics-{k + 1}")


def _drawable(values: np.ndarray) -> bool:
    """Tell an amount from a grade or a flag: positive somewhere, and not whole numbers below ten only."""
    known = values[np.isfinite(values)]
    if known.size == 0 or known.max() <= 0 or known.min() < -NOISE * known.max():
        return False
    return bool(known.max() >= 10 or (known != np.round(known)).any())


def kinetics_picture(result: StudyResult, name: str, *, key: str) -> Picture:
    """Draw one observable over time."""
    arms, lloq = result.arms, result.lloq.get(name)
    unit = str(result.trajectories[name].attrs.get("unit", ""))
    what = observable_words(result.trajectories, name)
    frame = kinetics_frame(result.trajectories, name, arms)
    share = unit in SHARES and float(frame["p95"].max()) <= 1.0
    real, follow_up = observed_of(result, name), result.study.follow_up
    horizon = last_seen(frame, lloq, follow_up)
    if real is not None:
        horizon = min(follow_up, max(horizon, float(real["day"].max()) * 1.02))
    seen = frame[frame["day"] <= horizon]
    dots = None if real is None else points(real, start=float(frame["day"].min()), end=horizon)
    title = kinetics_finding(frame, what, unit, lloq=lloq, share=share)
    axis = what if share or not unit_words(unit) else f"{what} ({unit_words(unit)})"

    def draw(layout: Layout) -> Spec:
        """Draw for one width."""
        time = clock(horizon, layout.ticks, result.zero)
        return kinetics_chart(
            seen, arms, clock=time, layout=layout, title=title, y=axis, lloq=lloq, share=share, points=dots
        )

    limit = f" Below the limit of quantification ({number(lloq)} {unit_words(unit)}) nothing is drawn." if lloq else ""
    note = "Line: median. Dark band: 25th to 75th percentile, light band: 5th to 95th, of the patients still followed."
    return Picture(key, "Kinetics", title, note + limit + observed_note(result, name), draw)


def _flow(result: StudyResult) -> Iterator[Picture]:
    """Draw the patient flow."""
    if result.flow.empty:
        return
    flow = flow_frame(result.flow)
    title = flow_finding(flow, result.arms)
    note = (
        "Boxes count patients; the filled part is their share of the first box. "
        "Simulations that failed have a box of their own."
    )
    yield Picture(
        "flow", "Patient flow", title, note, lambda layout: flow_chart(flow, result.arms, layout=layout, title=title)
    )
