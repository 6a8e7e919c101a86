"""Titles that state what a chart shows, made from the numbers it draws."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from string import ascii_lowercase
from typing import TYPE_CHECKING

import numpy as np

from engraft.outcomes.survival import kaplan_meier, survival_at
from engraft.report.frames import Clock, Floats, times_of
from engraft.report.words import (
    Wording,
    between,
    in_words,
    number,
    only_bounds,
    percent,
    quantity,
    short_arms,
    uncapital,
    unit_words,
)

if TYPE_CHECKING:
    import pandas as pd

    from engraft.outcomes.figure import Figure
    from engraft.trial.result import StudyResult


NO_VALUE = "–"


@dataclass(frozen=True)
class Said:
    """What one arm contributes to a sentence: its label, the number in words, over how many patients."""

    arm: str
    value: str
    n: int


def finding(opening: str, said: Sequence[Said], state: str) -> str:
    """Compose a sentence from one number per arm, each with its n.

    Examples
    --------
    >>> finding("At 12 months", [Said("Flu/Cy", "49 %", 198), Said("None", "5 %", 198)], "alive")
    'At 12 months, 49 % (Flu/Cy) against 5 % (None) of 198 patients per arm are alive.'
    >>> finding("At 12 months", [Said("Flu/Cy", "49 %", 198), Said("None", "5 %", 96)], "alive")
    'At 12 months, 49 % of 198 patients (Flu/Cy) against 5 % of 96 (None) are alive.'
    >>> finding("At 12 months", [Said("Flu/Cy", "49 %", 198)], "alive")
    'At 12 months, 49 % of 198 patients are alive.'
    """
    if not said:
        return f"{opening}, no patient could be counted (n = 0)."
    return f"{opening}, {_of_patients(said)} are {state}."


def shortened(said: Sequence[Said]) -> list[Said]:
    """Name the arms as shortly as keeps them apart."""
    short = short_arms([one.arm for one in said])
    return [replace(one, arm=short[one.arm]) for one in said]


def against(parts: Sequence[str]) -> str:
    """Set two numbers against each other, or list them."""
    return " against ".join(parts) if len(parts) < 3 else f"{', '.join(parts[:-1])} and {parts[-1]}"


def survival_finding(
    outcomes: pd.DataFrame, endpoint: str, arms: Sequence[str], *, clock: Clock, words: Wording
) -> str:
    """State the share at the last labelled time to which every curve is known."""
    curves = {}
    for arm in arms:
        day, event = times_of(outcomes, endpoint, arm, rising=words.rising)
        if day.size:
            curves[arm] = kaplan_meier(day, event)
    if not curves:
        return f"{words.noun}: no patient could be counted (n = 0)."
    ticks = [t for t in clock.ticks if all(np.isfinite(survival_at(c, t * clock.days)[0]) for c in curves.values())]
    last = max(ticks, default=0.0)
    said = []
    for arm, curve in curves.items():
        share = survival_at(curve, last * clock.days)[0]
        said.append(Said(arm, percent(1 - share if words.rising else share), int(curve.at_risk[0])))
    unit = clock.word if last == 1 else f"{clock.word}s"
    after = "" if clock.since == "infusion" else f" after {clock.since}"
    return finding(f"At {last:g} {unit}{after}", said, words.state)


def kinetics_finding(
    percentiles: pd.DataFrame, what: str, unit: str, *, lloq: float | None, share: bool = False
) -> str:
    """State where the median peaks, or how far it falls when it starts high."""
    said, falls, most = [], _falls(percentiles), int(percentiles["n"].max())
    for arm, rows in percentiles.groupby("arm", sort=False):
        line, days = rows["p50"].to_numpy(dtype=np.float64), rows["day"].to_numpy(dtype=np.float64)
        value, k = _lowest(line, lloq) if falls else (float(line.max()), int(np.argmax(line)))
        day = float(days[k])
        if lloq is not None and value < lloq:
            reached = f"below the limit of quantification on day {day:.0f}"
        elif falls and value > 0.7 * line[0]:
            reached = f"no lower than {_amount(value, unit, share=share)}"
        else:
            reached = f"{_amount(value, unit, share=share)} on day {day:.0f}"
        said.append(Said(str(arm), reached, int(rows["n"].iloc[k])))
    said = shortened(said)
    parts = [f"{one.value} ({one.arm})" if len(said) > 1 else one.value for one in said]
    counted = _counted(said) if min(one.n for one in said) == most else _followed(said, most)
    return f"{what}: the median {'falls to' if falls else 'peaks at'} {against(parts)}, {counted}."


def _followed(said: Sequence[Said], most: int) -> str:
    """Say how many are still followed on the day that a sentence names, of how many at first.

    Examples
    --------
    >>> _followed([Said("A", "7", 30), Said("B", "3", 2)], 30)
    'n = 2 to 30 of 30 patients per arm followed that day'
    """
    return f"{_counted(said).replace(' patients', f' of {most:,} patients')} followed that day"


def _falls(percentiles: pd.DataFrame) -> bool:
    """Tell an amount that starts high from one that rises first."""
    first = percentiles.groupby("arm", sort=False)["p50"].first()
    return bool((first >= 0.3 * percentiles.groupby("arm", sort=False)["p50"].max()).all())


def _lowest(line: Floats, lloq: float | None) -> tuple[float, int]:
    """Find how low a median goes and where it is first there: within a tenth of its lowest, or below the limit."""
    floor = max(float(line.min()) * 1.1, lloq or 0.0)
    k = int(np.argmax(line <= floor))
    return float(line.min() if lloq is None else line[k]), k


def _amount(value: float, unit: str, *, share: bool) -> str:
    """Write a value, a small share as a power of ten."""
    if share:
        return percent(value) if value >= 0.005 or value == 0 else f"{number(100 * value)} %"
    return f"{number(value)} {unit_words(unit)}".rstrip()


def anybody(result: StudyResult) -> bool:
    """Tell whether somebody was simulated to the end in any arm."""
    return any(summary.solved for summary in result.summaries)


def headline_finding(result: StudyResult) -> str:
    """State the figure the study is about; without one, say the study's own sentence."""
    return ("Extrapolated: " if result.extrapolated else "") + _headline(result)


def _headline(result: StudyResult) -> str:
    """State the figure, or the sentence."""
    if not anybody(result):
        return f"None of the {result.study.n:,} simulated patients per arm could be followed: nothing can be said."
    key = result.headline.get("figure")
    if key is None or any(key not in summary.figures for summary in result.summaries):
        return str(result.headline["sentence"])
    return _one_figure(result, str(key)).replace(" patients", " simulated patients")


def figure_finding(result: StudyResult) -> str:
    """State the first figure that every arm has and that is not of the headline's endpoint."""
    taken = str(result.headline.get("figure", "")).partition(".")[0]
    told = [key for key, one in result.summaries[0].figures.items() if not one.withheld]
    shared = [key for key in told if all(key in s.figures and not s.figures[key].withheld for s in result.summaries)]
    shared.sort(key=lambda key: key.partition(".")[0] == taken)  # stable
    if not shared:
        return f"{result.study.n:,} patients per arm, and no endpoint that all arms share."
    return _one_figure(result, shared[0])


def _one_figure(result: StudyResult, key: str) -> str:
    """State one figure of every arm."""
    figures = [(s.label, s.figures[key]) for s in result.summaries]
    said = [Said(label, _value(figure), figure.n) for label, figure in figures]
    text = in_words(figures[0][1].text)
    if not any(one.n for one in said):
        return f"{text}: no patient could be counted (n = 0)."
    several, said = len(said) > 1, shortened(said) if len(said) > 1 else said
    said = [one for one in said if one.value != NO_VALUE] or said  # who has no value says nothing beside who has one
    if figures[0][1].unit == "fraction" and not any(figure.withheld for _, figure in figures):
        alone = f" ({said[0].arm})" if several and len(said) == 1 else ""
        return f"{text}: {_of_patients(said)}{alone}."
    parts = [f"{one.value} ({one.arm})" if several else one.value for one in said]
    return f"{text}: {against(parts)}, {_counted(said)}."


def _value(figure: Figure) -> str:
    """Write the value of a figure, or that it is not told."""
    if figure.withheld:
        return f"withheld, {figure.withheld}"
    return between(figure) if only_bounds(figure) else quantity(figure.value, figure.unit)


def _counted(said: Sequence[Said]) -> str:
    """Say over how many patients."""
    sizes = sorted({min(one.n for one in said), max(one.n for one in said)})
    return f"n = {' to '.join(f'{n:,}' for n in sizes)} patients{' per arm' if len(said) > 1 else ''}"


def _of_patients(said: Sequence[Said]) -> str:
    """Write shares with the patients they are shares of."""
    if len(said) == 1:
        return f"{said[0].value} of {said[0].n:,} patients"
    said = shortened(said)
    if len({one.n for one in said}) == 1:
        return f"{against([f'{one.value} ({one.arm})' for one in said])} of {said[0].n:,} patients per arm"
    first, *others = said
    parts = [f"{first.value} of {first.n:,} patients ({first.arm})"]
    return against([*parts, *(f"{one.value} of {one.n:,} ({one.arm})" for one in others)])


def flow_finding(flow: pd.DataFrame, arms: Sequence[str]) -> str:
    """State how many of those drawn passed the last stage of the main path, and how many could not be simulated."""
    parts, first, lost, short = [], set(), 0, short_arms(arms)
    for arm in arms:
        rows = flow[flow["arm"] == arm]
        path = rows[rows["kind"] == "path"]
        lost += int(rows.loc[(rows["kind"] == "exit") & rows["stage"].str.contains("ail"), "n"].sum())
        first.add(int(path["n"].iloc[0]))
        parts.append(f"{int(path['n'].iloc[-1]):,}" + (f" ({short[arm]})" if len(arms) > 1 else ""))
    last = uncapital(str(flow[flow["kind"] == "path"]["stage"].iloc[-1]))
    reached = f"reach {last.removeprefix('in ')}" if last.startswith("in ") else f"come as far as “{last}”"
    n = " to ".join(f"{k:,}" for k in sorted({min(first), max(first)}))
    ending = (
        f"; {lost:,} simulation{'' if lost == 1 else 's'} failed and {'is' if lost == 1 else 'are'} counted"
        if lost
        else ""
    )
    return f"Of {n} patients{' in each arm' if len(arms) > 1 else ''}, {against(parts)} {reached}{ending}."


def published_finding(published: pd.DataFrame, n: int, role: str = "") -> str:
    """Count the published results that are inside their bounds; figures a and b of one id are one result."""
    if role == "input":
        figures = "1 figure was" if len(published) == 1 else f"{len(published)} figures were"
        return f"{figures} put into the study, here beside what {n:,} patients per arm give."
    results: dict[str, bool] = {}
    for k, row in enumerate(published.to_dict("records")):
        if row["inside"] is not None:
            name = str(row["id"]).rstrip(ascii_lowercase) or str(k)
            results[name] = results.get(name, True) and bool(row["inside"])
    if not results:
        return f"No interval was published of these figures; simulated with {n:,} patients per arm."
    inside, figures = sum(results.values()), "figure" if len(results) == 1 else "figures"
    lie, own = ("lies", "its bounds") if inside == 1 else ("lie", "their bounds")
    bounds = own if role == "calibrated" else "the published interval"
    counted = " ".join(part for part in (f"{inside} of {len(results)}", role, figures) if part)
    return f"{counted} simulated with {n:,} patients per arm {lie} in {bounds}."


def sources_finding(result: StudyResult) -> str:
    """State the share of parameters whose value is assumed."""
    n = len(result.sources)
    assumed = percent(result.share_assumed)
    return f"{assumed} of the {n:,} parameters are assumed; the others rest on a publication or a calibration."


def tolerance_finding(result: StudyResult) -> str:
    """State the largest move of a figure when the solver works twice as exactly."""
    table = result.tolerance
    if table.empty:
        return f"The tolerance check was not run ({result.study.n:,} patients per arm)."
    n = f"the first {int(table['n'].max()):,} patients per arm"
    lost = int(table["difference"].isna().sum())
    if lost:
        return f"{lost} of {len(table):,} figures exist at only one of two tolerances of the solver ({n})."
    moved = float((table["difference"].abs() / table["value"].abs().clip(lower=1e-12)).max())
    much = "0.01 %" if moved < 5e-5 else f"more than {percent(moved, 2)}"
    return f"At half the solver's tolerance, none of the {len(table):,} figures moves by {much} of its value ({n})."
