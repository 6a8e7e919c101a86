"""Intervals that mix patients and laws: what a study of this size might have shown under any of its laws."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from engraft.kernel import streams
from engraft.outcomes.figure import Figure
from engraft.outcomes.measure import Median
from engraft.outcomes.recognise import Repeated, measures
from engraft.population import Cohort
from engraft.trial.laws import LawFile, shares

if TYPE_CHECKING:
    import pandas as pd

    from engraft.trial.design import Design

Floats = NDArray[np.float64]

TRIALS = 200
DEAR = 40  # trials where every figure is asked of its endpoint again
_KNOWN = 0.5  # a figure that exists in fewer of the trials keeps the interval it had


def banded(
    plan: Design, laws: LawFile, cohort: Cohort, verdicts: Sequence[pd.DataFrame], figures: dict[str, Figure]
) -> dict[str, Figure]:
    """Give the figures of one arm 95 % intervals over trials that each draw a law and then its persons.

    Medians of a quantity keep their range over patients, which mixes the laws already.
    """
    forms = {
        key: form
        for endpoint, verdict in zip(plan.endpoints, verdicts, strict=True)
        for key, form in measures(endpoint, verdict, endpoint.keys).items()
        if not isinstance(form, Median)
    }
    seen: dict[str, list[float]] = {key: [] for key in forms}
    for k, trial in enumerate(counted(laws, plan, cohort)):  # all figures of one trial: many are read of one curve
        for key, form in forms.items():
            if k < DEAR or not isinstance(form, Repeated):
                seen[key].append(form.value(trial))
    return figures | {key: _banded(figures[key], np.array(values)) for key, values in seen.items()}


def _banded(figure: Figure, values: Floats) -> Figure:
    """Give a figure the interval of its values in the trials."""
    known = values[np.isfinite(values)]
    if known.size < _KNOWN * values.size:
        return figure
    low, high = np.quantile(known, (0.025, 0.975)).tolist()
    return replace(figure, lower=low, upper=high)


def counted(laws: LawFile, plan: Design, cohort: Cohort) -> Floats:
    """Draw trials of the size of the cohort: how often each person is in each of them.

    Shapes
    ------
    (trials, persons).
    """
    weights = shares(laws, plan.prior, cohort, seed=plan.seed)
    n, passed = len(cohort), np.cumsum(weights, axis=1)
    law = np.floor(streams.uniform(plan.seed, "band:law", np.arange(TRIALS)) * weights.shape[0]).astype(np.int64)
    rows = []
    for k, chosen in enumerate(law.tolist()):
        luck = streams.uniform(plan.seed, "band:person", k, np.arange(n)) * passed[chosen, -1]
        who = np.minimum(np.searchsorted(passed[chosen], luck, side="right"), n - 1)
        rows.append(np.bincount(who, minlength=n).astype(np.float64))
    return np.stack(rows)
