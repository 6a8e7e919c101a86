"""Exposure of the tumor beside exposure elsewhere as a table for a chart."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    import pandas as pd

    from engraft.trial.result import StudyResult

MOST = 300  # persons of one panel


@dataclass(frozen=True)
class Pair:
    """One payload of one arm: what it is, and the units of both exposures and of their ratio."""

    endpoint: str
    label: str
    arm: str
    site_unit: str
    elsewhere_unit: str
    index_unit: str


def exposure_pairs(result: StudyResult) -> tuple[Pair, ...]:
    """List the pairs of exposures that somebody had."""
    return tuple(_pairs(result))


def _pairs(result: StudyResult) -> Iterator[Pair]:
    """Go through the arms that have both exposures, payload by payload."""
    columns = [str(name) for name in result.outcomes.columns]
    names = [name.removesuffix("_elsewhere") for name in columns if name.endswith("_elsewhere")]
    for name in (one for one in names if f"{one}_site" in columns):
        for arm in result.summaries:
            figure = arm.figures.get(name)
            if figure is not None and figure.n:
                site, elsewhere = arm.figures[f"{name}.site"].unit, arm.figures[f"{name}.elsewhere"].unit
                yield Pair(name, result.labels.get(name, name), arm.label, site, elsewhere, figure.unit)


def exposure_frame(result: StudyResult, pair: Pair) -> pd.DataFrame:
    """Give the persons of a pair who had both exposures.

    Shapes
    ------
    Columns site, elsewhere, index; of more than 300 persons some, at even distances in the order of the index.
    """
    wanted = [f"{pair.endpoint}_{part}" for part in ("site", "elsewhere", "index")]
    rows = result.outcomes.loc[result.outcomes["arm"] == pair.arm, wanted]
    rows.columns = ["site", "elsewhere", "index"]
    there = rows[(rows["site"] > 0.0) & (rows["elsewhere"] > 0.0)].sort_values("index").reset_index(drop=True)
    keep = np.unique(np.linspace(0, max(len(there) - 1, 0), min(MOST, len(there))).round().astype(int))
    return there.iloc[keep].reset_index(drop=True)
