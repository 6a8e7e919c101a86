"""What became of each edited gene in the cells of an arm, as a table for a chart."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    import pandas as pd

OUTCOMES = {  # as a step notes them, in the order in which a bar holds them
    "inserted": "knock-in",
    "converted": "base converted",
    "indel": "indel",
    "large_deletion": "large deletion",
    "broken": "open break",
    "wild_type": "wild type",
}
ROLES = {"predict": "predicted, not fitted to", "calibrate": "fitted to", "input": "an input"}
_COLUMN = re.compile(rf"_([A-Z][A-Za-z0-9]*)_({'|'.join(OUTCOMES)})$")
_ENDPOINT = re.compile(r"^\w+\.\w+\.(knock_in|translocations|tcr_positive|chromosome_14_loss|antigen_negative)$")
_WORDS = {
    "knock_in": "knock-in",
    "translocations": "translocations in edited cells",
    "tcr_positive": "cells that keep their T-cell receptor",
    "chromosome_14_loss": "cells without chromosome 14",
    "antigen_negative": "cells without the antigens",
}


def editing_frame(outcomes: pd.DataFrame, arms: Sequence[str]) -> pd.DataFrame:
    """Give the mean share of each outcome at each locus and arm, stacked: means sum to one, medians need not.

    Shapes
    ------
    Columns locus, arm, outcome, share, low, high (ends of the part of the bar), n (persons with a lot); empty unless
    all outcomes of a locus were asked for. Arms in which a locus is not edited are left out of it.
    """
    import pandas as pd

    found = {str(c): match for c in outcomes.columns if (match := _COLUMN.search(str(c)))}
    rows: list[tuple[str | float, ...]] = []
    for locus in dict.fromkeys(match[1] for match in found.values()):
        columns = {match[2]: name for name, match in found.items() if match[1] == locus}
        if set(columns) != set(OUTCOMES):
            continue
        for arm in arms:
            held = outcomes.loc[outcomes["arm"] == arm, [columns[kind] for kind in OUTCOMES]].to_numpy(np.float64)
            held = held[np.isfinite(held).all(axis=1)]
            if len(held):
                shares = held.mean(axis=0)
                ends = np.concatenate([[0.0], np.cumsum(shares)])
                rows += [
                    (locus, arm, word, shares[k], ends[k], ends[k + 1], len(held))
                    for k, word in enumerate(OUTCOMES.values())
                ]
    return pd.DataFrame(rows, columns=["locus", "arm", "outcome", "share", "low", "high", "n"])


def published_edits(published: pd.DataFrame) -> tuple[str, ...]:
    """Write what was published of edited cells: the figure, who said so of what cells, and what it is to the study."""
    said = []
    wanted = published.reindex(columns=["endpoint", "value", "source", "role"])
    for endpoint, value, source, role in wanted.itertuples(index=False):
        match = _ENDPOINT.match(str(endpoint))
        if match and value is not None and np.isfinite(float(value)):
            figure = f"{_WORDS[match[1]]} {100.0 * float(value):.3g} % ({source}; {ROLES.get(str(role), 'shown only')})"
            said.append(figure)
    return tuple(dict.fromkeys(said))
