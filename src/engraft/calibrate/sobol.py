"""First-order Sobol indices from persons already simulated: which input explains how much of an endpoint.

References
----------
Plischke, Borgonovo & Smith 2013, "Global sensitivity measures from given data", doi:10.1016/j.ejor.2012.11.047.
Kelley 1935, "An unbiased correlation ratio measure", doi:10.1073/pnas.21.9.554 (the correction for chance).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from engraft.calibrate.judged import Verdicts
from engraft.outcomes.endpoint import Endpoint

if TYPE_CHECKING:
    import pandas as pd

Floats = NDArray[np.float64]

MOST_BINS, PER_BIN = 40, 25
FEWEST = 200  # persons with a value, below which nothing is said
_WIDE = 100.0  # positive values whose 5th and 95th percentile differ by more are looked at as logarithms


def first_order(x: Floats, y: Floats) -> float:
    """Give the share of the variance of ``y`` that the mean of ``y`` given ``x`` explains, corrected for chance.

    Persons are put in bins of equal number along ``x``; chance alone gives 0 on average, not above.

    Shapes
    ------
    x, y (persons,).

    Examples
    --------
    >>> x = np.linspace(0.0, 1.0, 4000)
    >>> round(first_order(x, 3.0 * x), 2)
    1.0
    """
    n = x.size
    bins = max(2, min(MOST_BINS, n // PER_BIN))
    total = float(((y - y.mean()) ** 2).sum())
    if total == 0.0:
        return 0.0
    edges = (np.arange(bins) * n) // bins
    counts = np.diff(np.append(edges, n))
    sums = np.add.reduceat(y[np.argsort(x, kind="stable")], edges)
    between = float((counts * (sums / counts - y.mean()) ** 2).sum())
    return 1.0 - (total - between) / total * (n - 1) / (n - bins)


def ranking(inputs: pd.DataFrame, arm: str, endpoints: Sequence[Endpoint], verdicts: Verdicts) -> pd.DataFrame:
    """List the index of every input for every column of the endpoints, the strongest first.

    Columns
    -------
    arm, endpoint, column, input, index, n (persons with a value).
    """
    import pandas as pd

    rows = []
    for endpoint, verdict in zip(endpoints, verdicts, strict=True):
        for column, y in _columns(verdict):
            known = np.isfinite(y)
            if known.sum() < FEWEST or np.ptp(y[known]) == 0.0:
                continue
            found = [(name, first_order(inputs[name].to_numpy(np.float64)[known], y[known])) for name in inputs.columns]
            rows += [(arm, endpoint.name, column, name, index, int(known.sum())) for name, index in found]
    table = pd.DataFrame(rows, columns=["arm", "endpoint", "column", "input", "index", "n"])
    order = table.assign(place=range(len(table)) if rows else []).sort_values("index", ascending=False, kind="stable")
    groups = order.groupby(["arm", "endpoint", "column"], sort=False)["place"].transform("min")
    return (
        order.assign(group=groups)
        .sort_values("group", kind="stable")
        .drop(columns=["place", "group"])
        .reset_index(drop=True)
    )


def _columns(verdict: pd.DataFrame) -> Iterator[tuple[str, Floats]]:
    """List the columns that are numbers or flags; a flag is 0 or 1, what is not known NaN."""
    for name in map(str, verdict.columns):
        column = verdict[name]
        if str(column.dtype) in {"boolean", "bool"}:
            known = column.notna().to_numpy(bool)
            yield name, np.where(known, column.fillna(False).to_numpy(bool).astype(np.float64), np.nan)
        elif column.dtype == np.float64:
            values = column.to_numpy(np.float64)
            there = values[np.isfinite(values)]
            low, high = np.quantile(there, (0.05, 0.95)) if there.size else (0.0, 0.0)
            wide = there.size > 0 and there.min() > 0.0 and high > _WIDE * low
            yield (f"log {name}", np.log(values)) if wide else (name, values)
