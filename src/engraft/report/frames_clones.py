"""Clones of one patient's graft as a table for a chart: how much of the cells each holds, from day to day."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    import pandas as pd

NAMED = 6  # clones with a colour of their own
OTHERS = "other clones"


def clones_frame(sizes: NDArray[np.int64], days: tuple[float, ...]) -> pd.DataFrame:
    """Stack the clones of one person by day; those largest at the end get a name and lie at the bottom.

    Shapes
    ------
    sizes: (days, clones). Columns clone (its place in the stack), who ("clone 1", …, the largest first, or
    ``OTHERS``), day, share, low, high (edges of the stack, shares of all cells followed), one row per clone and day.
    """
    import pandas as pd

    shares = sizes / np.maximum(sizes.sum(axis=1, keepdims=True), 1)
    order = np.argsort(-shares[-1], kind="stable")
    stacked = np.cumsum(shares[:, order], axis=1)
    rows = []
    for place, clone in enumerate(order):
        who = f"clone {place + 1}" if place < NAMED and sizes[-1, clone] > 0 else OTHERS
        piece = {"clone": place, "who": who, "day": days, "share": shares[:, clone], "high": stacked[:, place]}
        rows.append(pd.DataFrame(piece))
    found = pd.concat(rows, ignore_index=True)
    found["low"] = found["high"] - found["share"]
    return found
