"""Who of the transduced cells has how many copies, simulated and counted, as a table for a chart."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    import pandas as pd

NOTED = ("one_copy", "two_copies", "three_copies", "four_or_more")
CLASSES = ("1", "2", "3", "4 or more")
COUNTED = "counted in single cells"
ROLES = {"predict": "predicted, not fitted to", "calibrate": "fitted to", "input": "an input"}
_KEY = re.compile(rf"\.({'|'.join(NOTED)})$")


def copies_frame(outcomes: pd.DataFrame, published: pd.DataFrame, arms: Sequence[str]) -> pd.DataFrame:
    """Give the median over persons of each class with its quartiles, and what the study holds against it.

    Shapes
    ------
    Columns series (an arm, or what was counted), copies, share, low, high (quartiles; of counted cells the published
    interval, else the share), n (persons); empty unless the four classes of a step were asked for.
    """
    import pandas as pd

    rows: list[tuple[str | float, ...]] = []
    columns = [next((str(c) for c in outcomes.columns if str(c).endswith(f"_{name}")), None) for name in NOTED]
    if all(columns):
        for arm in arms:
            held = outcomes.loc[outcomes["arm"] == arm, columns].to_numpy(np.float64)
            held = held[np.isfinite(held).all(axis=1)]
            if len(held):
                low, middle, high = np.quantile(held, (0.25, 0.5, 0.75), axis=0)
                rows += [(arm, c, middle[k], low[k], high[k], len(held)) for k, c in enumerate(CLASSES)]
        rows = _counted(published) + rows if rows else rows
    return pd.DataFrame(rows, columns=["series", "copies", "share", "low", "high", "n"])


def counted_source(published: pd.DataFrame) -> str:
    """Say where counted cells are from; nothing where the study names none."""
    known = published.reindex(columns=["endpoint", "source", "role"])
    found = [(source, role) for endpoint, source, role in known.itertuples(index=False) if _KEY.search(str(endpoint))]
    return f"{found[0][0]} ({ROLES.get(str(found[0][1]), 'shown only')})" if found else ""


def _counted(published: pd.DataFrame) -> list[tuple[str | float, ...]]:
    """Read the shares of counted cells of the first arm that has them."""
    found: dict[str, tuple[float, ...]] = {}
    known = published.reindex(columns=["endpoint", "value", "lower", "upper"])
    for endpoint, *numbers in known.itertuples(index=False):
        match = _KEY.search(str(endpoint))
        if match and match[1] not in found:
            value, low, high = np.array(numbers, dtype=np.float64).tolist()  # None becomes NaN
            found[match[1]] = (value, *(value if np.isnan(one) else one for one in (low, high)))
    return [(COUNTED, CLASSES[NOTED.index(name)], *values, 0) for name, values in found.items()]
