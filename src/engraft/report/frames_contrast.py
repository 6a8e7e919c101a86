"""Causes and covariates as tables for charts: relapse by its kind, and who fares better."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from engraft.outcomes.contrast import Ratio, hazard_ratio, odds_ratio
from engraft.outcomes.survival import cumulative_incidence

if TYPE_CHECKING:
    import pandas as pd

Flags = NDArray[np.bool_]

CLONES = "relapse_by_clone"
EVENTS = {  # what a cause is called; any other cause censors
    "CD19-positive": "CD19-positive relapse",
    "CD19-negative": "CD19-negative relapse",
    "lineage switch": "relapse with lineage switch",
    "extramedullary": "extramedullary relapse",
    "untyped": "relapse of unknown kind",
    "relapse": "relapse",
    "death": "death in remission",
}
STEPS = 250  # per curve: a chart has hardly more pixels
FEWEST = 10  # patients on each side of a covariate
WIDEST = 20.0  # upper over lower end of an interval beyond which a ratio says nothing


def incidence_frame(outcomes: pd.DataFrame, arms: Sequence[str], *, endpoint: str = CLONES) -> pd.DataFrame:
    """Estimate how often each kind of relapse, and death in remission, has happened by each day (Aalen-Johansen).

    Whatever cause is neither a relapse nor death (further therapy, the end of follow-up) censors.

    Shapes
    ------
    Columns arm, day (from remission), cause, incidence, n (patients in remission); one row per arm, cause and step.
    """
    import pandas as pd

    pieces = []
    for arm in arms:
        rows = outcomes[(outcomes["arm"] == arm) & outcomes[f"{endpoint}_day"].notna()]
        cause = [EVENTS.get(str(one), "") for one in rows[f"{endpoint}_cause"]]
        happened = [event for event in dict.fromkeys(EVENTS.values()) if event in cause]
        if not happened:
            continue
        found = cumulative_incidence(rows[f"{endpoint}_day"].to_numpy(np.float64), cause, happened)
        keep = np.unique(np.linspace(0, found.day.size - 1, min(STEPS, found.day.size)).round().astype(int))
        for name, line in zip(found.causes, found.incidence, strict=True):
            piece = {"arm": arm, "day": np.insert(found.day[keep], 0, 0.0), "cause": name}
            pieces.append(pd.DataFrame(piece | {"incidence": np.insert(line[keep], 0, 0.0), "n": len(rows)}))
    columns = ["arm", "day", "cause", "incidence", "n"]
    return pd.concat(pieces, ignore_index=True) if pieces else pd.DataFrame(columns=columns)


def forest_frame(
    outcomes: pd.DataFrame, arm: str, covariates: Mapping[str, str], *, response: str, event: str
) -> pd.DataFrame:
    """Set those above the median of each covariate, or with it, beside the others, one covariate at a time.

    The odds ratio is of ``response``, the hazard ratio of ``event``; neither is adjusted for the other covariates.

    Shapes
    ------
    covariates: column of the outcomes -> what it is in words. Columns covariate, side (the group in words), measure
    ("odds ratio", "hazard ratio"), value, lower, upper, n, inside (patients in the group).
    """
    import pandas as pd

    rows = outcomes[outcomes["arm"] == arm]
    found = [row for column, words in covariates.items() for row in _ratios(rows, column, words, response, event)]
    columns = ["covariate", "side", "measure", "value", "lower", "upper", "n", "inside"]
    return pd.DataFrame(found, columns=columns)


def _ratios(
    rows: pd.DataFrame, column: str, words: str, response: str, event: str
) -> Iterator[tuple[str, str, str, float, float, float, int, int]]:
    """Give the ratios of one covariate that can be estimated."""
    values = rows[column].to_numpy(np.float64)
    group, side = split(values)
    for measure, ratio, inside in _measured(rows, group, np.isfinite(values), response, event):
        sides = (inside, ratio.n - inside)
        if np.isfinite(ratio.value) and min(sides) >= FEWEST and ratio.upper < WIDEST**2 * ratio.lower:
            yield words, side, measure, ratio.value, ratio.lower, ratio.upper, ratio.n, inside


def _measured(
    rows: pd.DataFrame, group: Flags, known: Flags, response: str, event: str
) -> Iterator[tuple[str, Ratio, int]]:
    """Compute the odds ratio of response and the hazard ratio of the event, where the study has them."""
    if response in rows.columns:
        judged = known & rows[response].notna().to_numpy(bool)
        flags = rows[response].fillna(value=False).to_numpy(bool)
        yield "odds ratio", odds_ratio(flags[judged], group[judged]), int(group[judged].sum())
    if f"{event}_day" in rows.columns:
        timed = known & rows[f"{event}_day"].notna().to_numpy(bool)
        day = rows[f"{event}_day"].to_numpy(np.float64)[timed]
        happened = rows[f"{event}_event"].fillna(value=False).to_numpy(bool)[timed]
        if timed.any():  # nobody has a time where survival is withheld
            yield "hazard ratio", hazard_ratio(day, happened, group[timed]), int(group[timed].sum())


def split(values: NDArray[np.float64]) -> tuple[Flags, str]:
    """Split at the median, or between no and yes, and say what the group is.

    Examples
    --------
    >>> split(np.array([0.0, 1.0, 1.0]))[1], split(np.array([1.0, 2.0, 5.0, 7.0]))[0].tolist()
    ('yes against no', [False, False, True, True])
    """
    known = values[np.isfinite(values)]
    if set(np.unique(known)) <= {0.0, 1.0}:
        return np.asarray(values == 1.0), "yes against no"
    return np.asarray(values > np.median(known)), "upper against lower half"
