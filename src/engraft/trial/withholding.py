"""Take what may not be told out of the results of an arm that goes outside of what was studied."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from engraft.kernel.status import Status
from engraft.outcomes.endpoint import Endpoint
from engraft.outcomes.figure import Figure
from engraft.outcomes.withheld import is_withheld, withheld, withheld_columns
from engraft.simulate import Trajectories
from engraft.trial.design import Design

if TYPE_CHECKING:
    import pandas as pd

CARE = "support."  # the block of what is given on a ward
_TELLING = re.compile(r"end_day|.*_extinct_day|.*_last_day|rule_.*_count")


def without_numbers(plan: Design, figures: Mapping[str, Figure]) -> dict[str, Figure]:
    """Withhold the figures of an arm that are about survival or severe toxicity."""
    return {key: withheld(one) if secret(plan, key) else one for key, one in figures.items()}


def secret(plan: Design, key: str) -> bool:
    """Tell whether a figure of a study is withheld where it goes outside of what was studied."""
    name = key.partition(".")[0].removesuffix("_uncensored")
    of = next((one for one in plan.endpoints if key in one.keys), None)
    return is_withheld(of or next(one for one in plan.endpoints if one.name == name), key)


def without_columns(endpoint: Endpoint, verdict: pd.DataFrame) -> pd.DataFrame:
    """Empty the columns of a verdict from which withheld figures could be worked out."""
    hidden = withheld_columns(endpoint, map(str, verdict.columns))
    return emptied(verdict, hidden)


def emptied(table: pd.DataFrame, names: Collection[str]) -> pd.DataFrame:
    """Put what is not known in the place of every value of some columns; their kinds stay."""
    bare = table.copy()
    for name in names:
        if bare[name].dtype == object:
            bare[name] = np.full(len(bare), None, dtype=object)
        elif bare[name].dtype == "boolean":
            bare[name] = bare[name].mask(np.ones(len(bare), dtype=bool))
        else:
            bare[name] = np.nan
    bare.attrs = dict(table.attrs)
    return bare


def without_courses(plan: Design, run: Trajectories) -> Trajectories:
    """Take out of the courses grades of toxicity and care, and of all of them whatever comes after the first death.

    Shares could be counted from the first two; a course that ends before the others tells who died, and when.
    """
    scales = {one.name for one in plan.system.observables if one.table}
    alive = run.outputs["time"] < first_death(run)
    kept = run.outputs.assign(
        {
            name: run.outputs[name].where(alive & (name not in scales and not name.startswith(CARE)))
            for name in map(str, run.outputs)
        }
    )
    for name in map(str, kept):
        kept[name].attrs = dict(run.outputs[name].attrs)
    return replace(run, outputs=kept)


def first_death(run: Trajectories) -> float:
    """Find the day on which the first person died; infinite if nobody did. Whose integration failed is told anyway."""
    died = (run.status == Status.SOLVED) & (run.end_time < run.times[-1] - 1e-9)
    return float(run.end_time[died].min()) if died.any() else float("inf")


def without_ends(outcomes: pd.DataFrame, labels: Collection[str]) -> pd.DataFrame:
    """Leave out when each person of some arms died or was last measured, and how often rules gave care."""
    bare, hidden = outcomes.copy(), outcomes["arm"].isin(list(labels))
    for name in (one for one in map(str, bare.columns) if _TELLING.fullmatch(one)):
        bare[name] = bare[name].mask(hidden)
    return bare
