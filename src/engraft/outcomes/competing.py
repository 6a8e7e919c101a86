"""Figures of competing events: how many have had one of them by some day, while the others take persons away."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np

from engraft.outcomes.endpoint import MONTH
from engraft.outcomes.figure import Figure, with_exact_end
from engraft.outcomes.survival import cumulative_incidence

if TYPE_CHECKING:
    import pandas as pd


def month_marks(months: Sequence[float]) -> dict[str, float]:
    """Name the ends of some months, and give their days."""
    return {f"month_{month:g}": month * MONTH for month in months}


def incidence_figures(
    verdict: pd.DataFrame, name: str, causes: Mapping[str, str], marks: Mapping[str, float], said: Mapping[str, str]
) -> dict[str, Figure]:
    """Give the cumulative incidence (Aalen-Johansen) of each cause at some days.

    ``causes`` gives the start of each key by the word of the cause, ``said`` what a reader calls the event; all of them
    compete, every other word is censored.
    There is no value after the last observation while somebody was still without an event.
    """
    part = verdict[verdict[f"{name}_day"].notna()]
    day, cause = part[f"{name}_day"].to_numpy(np.float64), part[f"{name}_cause"].tolist()
    found = {}
    curve = cumulative_incidence(day, cause, tuple(causes)) if day.size else None
    for mark, at in marks.items():
        k = -1 if curve is None else int(np.searchsorted(curve.day, at + 1e-6, side="right")) - 1
        for place, (word, key) in enumerate(causes.items()):
            value = 0.0
            if curve is None or (at > curve.day[-1] + 1e-6 and curve.incidence[:, -1].sum() < 1.0 - 1e-9):
                value = np.nan
            elif k >= 0:
                value = float(curve.incidence[place, k])
            text = f"{said[word]}, by {mark.replace('_', ' ')}"
            found[f"{key}.{mark}"] = with_exact_end(Figure(value, np.nan, np.nan, int(day.size), "fraction", text))
    return found
