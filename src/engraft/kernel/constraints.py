"""Algebraic states after a jump: Newton's method puts them back on their equations.

References
----------
Hairer & Wanner, Solving Ordinary Differential Equations II, 1996, section VI.1 (consistent values, index 1).
"""

from __future__ import annotations

import numpy as np

from engraft.kernel.lanes import Lanes
from engraft.kernel.problem import Integers
from engraft.kernel.status import Status

MOST_CORRECTIONS = 50
SHARE = 1e-3  # of the tolerance: a correction that small ends the search, and squares in the next


def settle(lanes: Lanes, who: Integers) -> None:
    """Solve the equations of the algebraic states of these patients, starting from where they are."""
    algebraic = np.flatnonzero(lanes.plan.algebraic)
    rows = lanes.y.start + algebraic
    floor = np.asarray(lanes.plan.negligible)[algebraic, None]
    for _ in range(MOST_CORRECTIONS):
        if not who.size:
            return
        correction = lanes.plan.correction(lanes.table, who)
        lanes.table[np.ix_(rows, who)] += correction
        size = np.abs(correction) / (floor + np.abs(lanes.table[np.ix_(rows, who)]))
        far = ~(size <= SHARE * lanes.frame.options.rtol).all(axis=0)  # what is not a number is far
        who = who[far]
    worst = algebraic[np.nan_to_num(size[:, far], nan=np.inf).argmax(axis=0)]
    lanes.fail(who, Status.INCONSISTENT, worst)
