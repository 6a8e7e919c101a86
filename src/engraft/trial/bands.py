"""Intervals that mix patients and laws: what a study of this size might have shown under any of its laws."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from engraft.kernel import streams
from engraft.outcomes.figure import Figure, with_exact_end
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

    Medians of a quantity keep their range over patients, which mixes the laws already. What happened to nobody in any
    trial gets the exact interval of as many persons as speak for a law.
    """
    weights = shares(laws, plan.prior, cohort, seed=plan.seed)
    behind = float(np.median(1.0 / (weights**2).sum(axis=1))) / len(cohort)
    forms = {
        key: form
        for endpoint, verdict in zip(plan.endpoints, verdicts, strict=True)
        for key, form in measures(endpoint, verdict, endpoint.keys).items()
        if not isinstance(form, Median)
    }
    seen: dict[str, list[float]] = {key: [] for key in forms}
    for k, trial in enumerate(_redrawn(plan, weights)):  # all figures of one trial: many are read of one curve
        for key, form in forms.items():
            if k < DEAR or not isinstance(form, Repeated):
                seen[key].append(form.value(trial))
    return figures | {key: _banded(figures[key], np.array(values), behind) for key, values in seen.items()}


def _banded(figure: Figure, values: Floats, behind: float) -> Figure:
    """Give a figure the interval of its values in the trials; ``behind`` is the share of persons behind one law."""
    known = values[np.isfinite(values)]
    if known.size < _KNOWN * values.size:
        return figure
    low, high = np.quantile(known, (0.025, 0.975)).tolist()
    return with_exact_end(replace(figure, lower=low, upper=high), behind * figure.n)


def of_the_distinct(plan: Design, verdicts: Sequence[pd.DataFrame], figures: Mapping[str, Figure]) -> dict[str, Figure]:
    """Give figures over repeated persons the interval and the number of the different persons among them."""
    found: dict[str, Figure] = {}
    for endpoint, verdict in zip(plan.endpoints, verdicts, strict=True):
        found |= endpoint.figures(verdict.iloc[: plan.distinct])
    return {key: replace(found[key], value=one.value) for key, one in figures.items()}


def counted(laws: LawFile, plan: Design, cohort: Cohort) -> Floats:
    """Draw trials of as many persons as differ: how often each of the cohort is in each of them.

    Shapes
    ------
    (trials, persons).
    """
    return _redrawn(plan, shares(laws, plan.prior, cohort, seed=plan.seed))


def _redrawn(plan: Design, weights: Floats) -> Floats:
    """Draw a law for each trial, then its persons."""
    n, passed = weights.shape[1], np.cumsum(weights, axis=1)
    law = np.floor(streams.uniform(plan.seed, "band:law", np.arange(TRIALS)) * weights.shape[0]).astype(np.int64)
    rows = []
    for k, chosen in enumerate(law.tolist()):
        luck = streams.uniform(plan.seed, "band:person", k, np.arange(plan.distinct)) * passed[chosen, -1]
        who = np.minimum(np.searchsorted(passed[chosen], luck, side="right"), n - 1)
        rows.append(np.bincount(who, minlength=n).astype(np.float64))
    return np.stack(rows)
