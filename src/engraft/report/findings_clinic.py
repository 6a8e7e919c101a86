"""Titles of the pictures of single patients, toxicity, relapse and covariates, made from the numbers they draw."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from engraft.outcomes.endpoint import MONTH, month_words
from engraft.report.findings import Said, against, shortened
from engraft.report.words import percent, uncapital

if TYPE_CHECKING:
    import pandas as pd

SEVERE = 3


def patients(n: int) -> str:
    """Count patients.

    Examples
    --------
    >>> patients(1), patients(1200)
    ('1 patient', '1,200 patients')
    """
    return f"{n:,} patient{'' if n == 1 else 's'}"


def grades_finding(panels: pd.DataFrame, what: str) -> str:
    """State the share with grade 3 or 4 on the worst day of each panel."""
    parts, n = [], 0
    several = panels["panel"].nunique() > 1
    for name, rows in panels.groupby("panel", sort=False):
        severe = rows[rows["grade"] >= SEVERE].groupby("day")["share"].sum()
        n = max(n, int(rows["n"].max()))
        short = str(name).replace(" grade", "") if several else ""
        worst = f"day {severe.idxmax()}" if severe.max() > 0 else ""
        place = ", ".join(part for part in (short.split(" of ")[0], worst) if part)
        parts.append(f"{percent(float(severe.max()))}{f' ({place})' if place else ''}")
    return f"{what}: on the worst day, {against(parts)} of {patients(n)} have grade 3 or 4."


def waterfall_finding(bars: pd.DataFrame, day: float) -> str:
    """State in how many the blasts fell, and by how much in the median patient."""
    firsts = bars.groupby("arm", sort=False).first()
    said = []
    for arm, row in firsts.iterrows():
        fold = 10.0 ** float(-row["middle"])
        fell = f"{percent(row['fell'] / row['n'])} of {patients(int(row['n']))}"
        said.append(Said(str(arm), f"{fell}, {fold_words(fold)} in the median patient", int(row["n"])))
    said = shortened(said)
    parts = [f"{one.value} ({one.arm})" if len(said) > 1 else one.value for one in said]
    return f"By day {day:.0f} marrow blasts have fallen in {against(parts)}."


def fold_words(fold: float) -> str:
    """Write a factor by which something fell, to two digits.

    Examples
    --------
    >>> fold_words(12500.0), fold_words(1.0), fold_words(0.48)
    ('12,000-fold', '1-fold', '0.48-fold')
    """
    rounded = float(f"{fold:.2g}")
    return f"{rounded:,.0f}-fold" if rounded >= 10.0 else f"{rounded:g}-fold"


def swimmer_finding(events: pd.DataFrame, count: int) -> str:
    """Count what happened among the patients shown."""
    verbs = {"remission": ("reaches remission", "reach remission"), "relapse": ("relapses", "relapse")}
    verbs["death"] = ("dies", "die")
    said = []
    for event, (one, many) in verbs.items():
        n = int(events.loc[events["event"] == event, "lane"].nunique())
        said.append(f"{n} {one if n == 1 else many}")
    return f"Of the first {patients(count)} infused, {said[0]}, {said[1]} and {said[2]}."


def incidence_finding(curves: pd.DataFrame) -> str:
    """State the incidence of each cause a year after remission, or at the end where that is earlier."""
    arms = list(dict.fromkeys(curves["arm"]))
    month = min(12.0, np.floor(float(curves["day"].max()) / MONTH * 10.0 + 1e-9) / 10.0)
    at = curves[curves["day"] <= month * MONTH].groupby(["arm", "cause"], sort=False)["incidence"].last()
    said = []
    for cause in dict.fromkeys(curves["cause"]):
        shares = [percent(float(at.get((arm, cause), 0.0))) for arm in arms]
        said.append(f"{uncapital(cause)} {against(shares)}")
    n = curves.groupby("arm", sort=False)["n"].first().astype(int).tolist()
    counted = " and ".join(f"{k:,}" for k in n)
    return f"{month_words(month)} after remission: {', '.join(said)}, of {counted} patients in remission."


def forest_finding(ratios: pd.DataFrame, n: int) -> str:
    """Name the covariates whose interval leaves no difference out."""
    clear = ratios[(ratios["lower"] > 1.0) | (ratios["upper"] < 1.0)]
    names = [uncapital(str(name)) for name in dict.fromkeys(clear["covariate"])]
    counted = f"{ratios['covariate'].nunique()} covariates in {patients(n)}"
    if not names:
        return f"None of {counted} makes a difference that its interval tells from chance."
    joined = names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
    verb = "makes a difference" if len(names) == 1 else "make a difference"
    return f"Of {counted}, {joined} {verb} to response or event-free survival that is told from chance."


def response_finding(frame: pd.DataFrame, what: str) -> str:
    """Set the highest medians of the groups beside each other."""
    parts, sizes = [], []
    for group, rows in frame.groupby("arm", sort=False):
        k = int(rows["p50"].to_numpy().argmax())
        parts.append((str(group), float(rows["p50"].iloc[k]), float(rows["day"].iloc[k])))
        sizes.append(int(rows["n"].max()))
    counted = ", ".join(f"{n:,} {uncapital(name)}" for (name, _, _), n in zip(parts, sizes, strict=True))
    if len(parts) == 1 or min(value for _, value, _ in parts) <= 0.0:
        return f"{what}: patients by response ({counted})."
    ratio = parts[0][1] / parts[1][1]
    first, second = parts[0][0], parts[1][0]
    return f"{what}: the median peaks {ratio:.2g} times as high in patients {first} as in those {second} ({counted})."
