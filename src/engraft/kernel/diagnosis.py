"""Of a patient who failed: which state is at fault, and whether numbers broke or steps only became too small.

Looked at once, after the end, from the last good state: so both backends say the same of the same patient.
"""

from __future__ import annotations

import numpy as np

from engraft.kernel.expression import TIME, free_symbols
from engraft.kernel.lanes import Lanes
from engraft.kernel.limits import SMALLEST_STEP
from engraft.kernel.numpy_steps import first_broken
from engraft.kernel.plan import Plan, Switch
from engraft.kernel.problem import Floats, Integers
from engraft.kernel.status import Status

AHEAD = 100 * SMALLEST_STEP  # the last steps that were tried were at most five of the smallest long


def diagnose(lanes: Lanes) -> None:
    """Name the state at fault of everybody who failed, and tell a collapsed step from a number that is none."""
    failed = np.flatnonzero(np.isin(lanes.status, (Status.NONFINITE, Status.STEP_LIMIT)))
    who = failed[np.isfinite(lanes.table[lanes.y, failed]).all(axis=0)]
    if not who.size:
        return
    here, ahead = _rates(lanes, who)
    numbers = lanes.status[who] == Status.NONFINITE
    found = np.where(first_broken(here) >= 0, first_broken(here), first_broken(ahead))
    lanes.fault[who] = np.where(numbers & (found >= 0), found, lanes.fault[who])
    unnamed = lanes.fault[who] < 0
    with np.errstate(all="ignore"):
        pace = np.abs(here) / (np.asarray(lanes.plan.negligible)[:, None] + np.abs(lanes.table[lanes.y, who]))
    lanes.fault[who[unnamed]] = pace[:, unnamed].argmax(axis=0)
    lanes.status[who[unnamed & numbers]] = Status.STEP_COLLAPSE


def _rates(lanes: Lanes, who: Integers) -> tuple[Floats, Floats]:
    """Compute the rates where these patients stand, and a little further on."""
    rates = lanes.plan.compile(lanes.plan.rates)
    table = lanes.table[:, who]
    here = rates(table, None)
    step = AHEAD * np.maximum(np.abs(lanes.t[who]), 1.0)
    with np.errstate(all="ignore"):
        table[lanes.y] += step * here
    table[lanes.plan.rows[TIME.name]] += step
    return here, rates(table, None)


def state_behind(plan: Plan, switch: Switch) -> int:
    """Find the first state that a switch looks at, -1 if it looks at none."""
    read = free_symbols(switch.gap)
    return next((k for k, name in enumerate(plan.states) if name in read), -1)
