"""Small clones: integers that are born and die by chance on a fixed grid.

Above its threshold a clone is part of the differential equations. Below it, it is a whole number of cells that
advances by the exact law of a linear birth-death process, with the rates averaged over the interval's two ends.
Draws belong to (patient, clone, grid index), so neither tolerance nor neighbours move them.
"""

from __future__ import annotations

import numpy as np

from engraft.kernel import streams
from engraft.kernel.birth_death import transition
from engraft.kernel.lanes import NEVER, Lanes
from engraft.kernel.numpy_tangents import stand_still
from engraft.kernel.problem import Bools, Clone, Floats, Integers
from engraft.kernel.status import Status

GRID_ORIGIN = 1 << 20  # index of the grid point at time zero: conditioning has negative times
ROUNDING = 3  # draws 0-2 of a grid point advance the clone, draw 3 rounds it to a whole number


def next_grid(lanes: Lanes, who: Integers) -> Floats:
    """Time of the next grid point at which something can happen to a clone of these patients."""
    soonest = np.full(len(who), NEVER)
    for c, clone in enumerate(lanes.plan.problem.clones):
        alive = lanes.small[c, who] & ((lanes.row(clone.state)[who] > 0) | (not lanes.plan.sterile[c]))
        wait = alive | lanes.armed[c, who]
        nearest = _nearest(lanes.t[who], clone)
        grid = (nearest + (nearest * clone.interval <= lanes.t[who])) * clone.interval
        soonest = np.where(wait, np.minimum(soonest, grid), soonest)
    return soonest


def _nearest(t: Floats, clone: Clone) -> Floats:
    """Index of the nearest grid point; rounding to it, not down, survives intervals like 1/24."""
    nearest: Floats = np.rint(t / clone.interval)
    return nearest


def _fed(lanes: Lanes, clone: Clone, who: Integers) -> Bools:
    """Tell into whom cells are being infused: meanwhile the clone is continuous."""
    fed: Bools = lanes.row(f"infusion.{clone.state}")[who] != 0.0
    return fed


def advance_clones(lanes: Lanes, who: Integers) -> None:
    """Move every small clone of these patients one interval on, if they stand on its grid."""
    for c, clone in enumerate(lanes.plan.problem.clones):
        on_grid = who[_nearest(lanes.t[who], clone) * clone.interval == lanes.t[who]]
        _advance(lanes, c, clone, on_grid[lanes.small[c, on_grid]])
        ready = on_grid[lanes.armed[c, on_grid] & ~_fed(lanes, clone, on_grid)]
        _discretise(lanes, c, clone, ready)
        lanes.armed[c, ready] = False
    for c in range(len(lanes.plan.problem.clones)):
        note_rates(lanes, c, who[lanes.small[c, who]])


def arm(lanes: Lanes, who: Integers) -> None:
    """Watch clones that are below their threshold, and free those that were lifted above it."""
    for c, clone in enumerate(lanes.plan.problem.clones):
        cells = lanes.row(clone.state)
        below = (cells[who] < clone.threshold) & ~_fed(lanes, clone, who)
        lanes.armed[c, who] |= below & ~lanes.small[c, who]
        _rejoin(lanes, c, clone, who[lanes.small[c, who] & ~below])
        refilled = who[lanes.small[c, who] & below]  # a dose may have left a fraction of a cell
        cells[refilled] = np.floor(cells[refilled])
        stand_still(lanes, clone.state, refilled)
        lanes.extinct_time[c, refilled[cells[refilled] > 0]] = np.nan
        note_rates(lanes, c, refilled)


def note_rates(lanes: Lanes, c: int, who: Integers) -> None:
    """Remember the rates at the start of an interval."""
    if who.size:
        lanes.clone_start[c][:, who] = _rates(lanes, c, who)


def _rates(lanes: Lanes, c: int, who: Integers) -> Floats:
    """Birth and death per cell, and immigration; an empty clone is read as one cell."""
    cells = lanes.row(lanes.plan.problem.clones[c].state)
    kept = cells[who]
    cells[who] = np.maximum(kept, 1.0)
    rates = lanes.plan.clone_rates[c](lanes.table, who)
    cells[who] = kept
    return rates


def _draws(lanes: Lanes, clone: Clone, who: Integers, first: int, count: int) -> Floats:
    grid = _nearest(lanes.t[who], clone).astype(np.int64) + GRID_ORIGIN
    persons = lanes.ensemble.persons[who]
    name = f"clone:{clone.state}"
    index = 4 * grid + first + np.arange(count)[:, None]
    return streams.uniform(lanes.ensemble.seed, name, persons, index)


def _advance(lanes: Lanes, c: int, clone: Clone, who: Integers) -> None:
    if not who.size:
        return
    cells = lanes.row(clone.state)
    birth, death, arriving = np.maximum(0.5 * (lanes.clone_start[c][:, who] + _rates(lanes, c, who)), 0.0)
    before = np.rint(cells[who]).astype(np.int64)
    after = transition(before, birth, death, arriving, clone.interval, _draws(lanes, clone, who, 0, ROUNDING))
    cells[who] = after
    lanes.fail(who[after < 0], Status.NONFINITE, lanes.plan.states.index(clone.state))
    lanes.extinct_time[c, who[(after == 0) & (before > 0)]] = lanes.t[who[(after == 0) & (before > 0)]]
    lanes.extinct_time[c, who[after > 0]] = np.nan
    _rejoin(lanes, c, clone, who[after >= clone.threshold])


def _discretise(lanes: Lanes, c: int, clone: Clone, who: Integers) -> None:
    """Round a clone that has fallen below its threshold to a whole number, fairly."""
    cells = lanes.row(clone.state)
    low = who[cells[who] < clone.threshold]
    if not low.size:
        return
    before = np.maximum(cells[low], 0.0)
    cells[low] = np.floor(before + _draws(lanes, clone, low, ROUNDING, 1)[0])
    lanes.small[c, low] = True
    stand_still(lanes, clone.state, low)
    lanes.row(f"continuous.{clone.state}")[low] = 0.0
    gone = low[(cells[low] == 0) & (before > 0)]
    lanes.extinct_time[c, gone] = lanes.t[gone]


def _rejoin(lanes: Lanes, c: int, clone: Clone, who: Integers) -> None:
    lanes.small[c, who] = False
    lanes.extinct_time[c, who] = np.nan
    lanes.row(f"continuous.{clone.state}")[who] = 1.0
