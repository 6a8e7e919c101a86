"""Which phenotypes the cells of lots have at harvest, and how many cells there are, as a table for a chart."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    import pandas as pd

PHENOTYPES = ("stem_memory", "central_memory", "effector_memory", "effector")
NAMES = ("stem memory", "central memory", "effector memory", "effector")
CELLS, FACTOR = "cells", "engrafting_factor"


def phenotypes_frame(outcomes: pd.DataFrame, arms: Sequence[str]) -> pd.DataFrame:
    """Give the mean share of each phenotype over persons, of every lot that differs from those before.

    Shapes
    ------
    Columns lot (of the first arm that gives it), phenotype, share, low, high (ends of the stack), cells and factor
    (medians; NaN where no endpoint asked), n (persons); empty unless all four phenotypes of a step were asked for.
    """
    import pandas as pd

    columns = [_column(outcomes, name) for name in PHENOTYPES]
    rows: list[tuple[str | float, ...]] = []
    seen: list[bytes] = []
    for arm in arms if all(columns) else ():
        own = outcomes[outcomes["arm"] == arm]
        held = own[columns].to_numpy(np.float64)
        held = held[np.isfinite(held).all(axis=1)]
        if not len(held) or held.tobytes() in seen:
            continue
        seen.append(held.tobytes())
        shares = held.mean(axis=0)
        ends = np.concatenate([[0.0], np.cumsum(shares)])
        middle = (_median(own, CELLS), _median(own, FACTOR), len(held))
        rows += [(arm, name, shares[k], ends[k], ends[k + 1], *middle) for k, name in enumerate(NAMES)]
    return pd.DataFrame(rows, columns=["lot", "phenotype", "share", "low", "high", "cells", "factor", "n"])


def _column(outcomes: pd.DataFrame, name: str) -> str | None:
    """Find the column of a quantity that a step of culture noted."""
    return next((str(one) for one in outcomes.columns if str(one).endswith(f"_culture_{name}")), None)


def _median(rows: pd.DataFrame, name: str) -> float:
    """Give the median of a quantity, NaN where nobody asked."""
    column = _column(rows, name)
    values = rows[column].to_numpy(np.float64) if column else np.array([np.nan])
    return float(np.median(values[np.isfinite(values)])) if np.isfinite(values).any() else float("nan")
