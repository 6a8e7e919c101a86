"""What real persons showed, beside what was simulated: the rows that charts draw, and the sentences."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from engraft.outcomes.endpoint import month_words
from engraft.outcomes.survival import kaplan_meier, median, survival_at
from engraft.report.charts.theme import BELOW, OBSERVED, SEEN
from engraft.report.frames import MONTH, kinetics_frame, times_of
from engraft.report.words import endpoint_words, number, observable_words, percent, unit_words

if TYPE_CHECKING:
    import pandas as pd

    from engraft.trial.result import StudyResult

MOST_POINTS = 1_500
LANDMARKS = (24, 12, 6, 3, 1)  # months


def observed_of(result: StudyResult, name: str) -> pd.DataFrame | None:
    """Give what was observed of an observable or endpoint; None if nothing was."""
    return None if result.observed is None else result.observed.of(name)


def with_observed(result: StudyResult, endpoint: str) -> tuple[pd.DataFrame, tuple[str, ...]]:
    """Give the outcomes and arms of a time to event, the observed persons as an arm after the simulated ones.

    Whoever was observed for longer than anybody is simulated is cut there, as the simulated ones are.
    """
    import pandas as pd

    seen = observed_of(result, endpoint)
    columns = ["arm", f"{endpoint}_day", f"{endpoint}_event", f"{endpoint}_cause"]
    outcomes = result.once
    if seen is None:
        return outcomes, result.arms
    days, end = seen["day"].to_numpy(dtype=np.float64), result.study.follow_up
    events = seen["event"].to_numpy(dtype=bool) & (days <= end)
    cause = np.where(events, "event", "censored").astype(object)
    real = pd.DataFrame(dict(zip(columns, (OBSERVED, np.minimum(days, end), events, cause), strict=True)))
    return pd.concat([outcomes[columns], real.astype({columns[2]: "boolean"})], ignore_index=True), (
        *result.arms,
        OBSERVED,
    )


def points(seen: pd.DataFrame, *, start: float, end: float) -> pd.DataFrame:
    """Give the points of a kinetics chart: no person, and a reading below its limit at the limit.

    Readings outside of the time axis, and those below a limit that nobody knows, cannot be drawn.

    Shapes
    ------
    Columns day, value, what; at most MOST_POINTS rows, thinned evenly in time.
    """
    shown = seen[seen["day"].between(start, end) & (seen["value"] > 0)].sort_values("day", kind="stable")
    if len(shown) > MOST_POINTS:
        shown = shown.iloc[np.unique(np.linspace(0, len(shown) - 1, MOST_POINTS).round().astype(int))]
    return shown[["day", "value"]].assign(what=np.where(shown["below"], BELOW, SEEN)).reset_index(drop=True)


def observed_lines(result: StudyResult) -> list[str]:
    """Say of each observable or endpoint what was observed, beside what was simulated in the first arm."""
    if result.observed is None:
        return []
    table = result.observed.table
    if result.observed.kind == "kinetics":
        said = [kinetics_line(result, str(name)) for name in dict.fromkeys(table["observable"])]
    else:
        said = [survival_line(result, str(name)) for name in dict.fromkeys(table["endpoint"])]
    left = f" Columns not read: {', '.join(result.observed.ignored)}." if result.observed.ignored else ""
    return [f"Observed ({result.observed.file}): {line}" for line in said] + [left.strip()] * bool(left)


def kinetics_line(result: StudyResult, name: str) -> str:
    """Count the readings, those below their limit, and those inside of the simulated band."""
    seen = observed_of(result, name)
    if seen is None:
        raise ValueError(f"nothing was observed of {name}")
    inside, counted = coverage(result, name)
    below = int(seen["below"].sum())
    persons = int(seen["person"].nunique())
    read = f"{len(seen):,} readings of {persons:,} {'person' if persons == 1 else 'persons'}"
    under = f", {below:,} below their limit" if below else ""
    what = observable_words(result.trajectories, name)
    band = (
        f"{inside:,} of {counted:,} quantified ones lie between the 5th and 95th percentile of the simulated patients "
        f"({result.arms[0]})"
        if counted
        else "none can be compared: there is no simulated value on their days"
    )
    return f"{what}: {read}{under}; {band}."


def coverage(result: StudyResult, name: str) -> tuple[int, int]:
    """Count the quantified readings inside of the 5th to 95th percentile of the first arm, and those compared.

    The band is of the simulated amounts themselves, without the noise of an assay; between two days it is read
    along a straight line.
    """
    seen, course = observed_of(result, name), result.trajectories[name].sel(arm=result.arms[0])
    if seen is None or not np.isfinite(course.to_numpy()).any():
        return 0, 0
    frame = kinetics_frame(result.trajectories, name, result.arms[:1])
    days = frame["day"].to_numpy(dtype=np.float64)
    read = seen[~seen["below"] & seen["day"].between(days[0], days[-1])]
    at, value = read["day"].to_numpy(dtype=np.float64), read["value"].to_numpy(dtype=np.float64)
    low, high = (np.interp(at, days, frame[p].to_numpy(dtype=np.float64)) for p in ("p5", "p95"))
    return int(((low <= value) & (value <= high)).sum()), int(value.size)


def survival_line(result: StudyResult, endpoint: str) -> str:
    """Say the share without the event at the last usual month both curves reach, and the observed median."""
    words = endpoint_words(endpoint, result.labels)
    seen = observed_of(result, endpoint)
    if seen is None:
        raise ValueError(f"nothing was observed of {endpoint}")
    real = kaplan_meier(seen["day"], seen["event"])
    n, events = int(real.at_risk[0]), int(real.events.sum())
    opening = f"{words.noun}: {events:,} events in {n:,} persons"
    day, event = times_of(result.outcomes, endpoint, result.arms[0], rising=words.rising)
    if day.size == 0:
        return f"{opening}; nobody simulated has a time."
    curve = kaplan_meier(day, event)
    both = [m for m in LANDMARKS if all(np.isfinite(survival_at(c, m * MONTH)[0]) for c in (real, curve))]
    middle = median(real)[0]
    half = f"; observed median {number(middle)} days" if np.isfinite(middle) else ""
    if not both:
        return f"{opening}{half}; the two curves share no month."
    value, low, high = survival_at(real, both[0] * MONTH)
    simulated = survival_at(curve, both[0] * MONTH)[0]
    if words.rising:
        value, low, high, simulated = 1 - value, 1 - high, 1 - low, 1 - simulated
    spread = f" (95 % {percent(low).removesuffix(' %')} to {percent(high)})" if np.isfinite(low) else ""
    return (
        f"{opening}; {percent(value)}{spread} {words.state} at {month_words(both[0])}, "
        f"simulated {percent(simulated)} ({result.arms[0]}){half}."
    )


def observed_note(result: StudyResult, name: str) -> str:
    """Say under a picture what the observed points or curve are; nothing if there are none."""
    seen, laid = observed_of(result, name), result.observed
    if seen is None or laid is None:
        return ""
    persons = f"{int(seen['person'].nunique()):,} real persons ({laid.file})"
    if laid.kind == "survival":
        longer = int((seen["day"] > result.study.follow_up).sum())
        cut = f" {longer:,} of them were followed for longer than simulated and are cut there." if longer else ""
        return f" The black curve is observed in {persons}; nothing was fitted to it.{cut}"
    unit = unit_words(str(result.trajectories[name].attrs.get("unit", "")))
    blank = int((seen["below"] & ~(seen["value"] > 0)).sum())
    missing = f" {blank:,} below a limit the file does not name are not drawn." if blank else ""
    limited = f"a triangle stands at the limit (in {unit}) that a reading is below" if unit else "triangles: below"
    return f" Dots: {len(seen):,} readings of {persons}; {limited}; nothing was fitted to them.{missing}"


def observed_object(result: StudyResult) -> dict[str, Any] | None:
    """Give what was laid over as plain data; None if nothing was."""
    if result.observed is None:
        return None
    said: dict[str, Any] = result.observed.provenance() | {"findings": observed_lines(result)}
    if result.observed.kind == "kinetics":
        names = [str(name) for name in dict.fromkeys(result.observed.table["observable"])]
        said["inside_5_to_95"] = {
            name: dict(zip(("inside", "of"), coverage(result, name), strict=True)) for name in names
        }
    return said
