"""Small clones: integers that are born and die by chance on a fixed grid.

Above its threshold a clone is part of the differential equations. Below it, it is a whole number of cells that
advances by the exact law of a linear birth-death process, with the rates averaged over the interval's two ends.
Draws belong to (patient, clone, grid index), so neither tolerance nor neighbours move them.
"""

from __future__ import annotations

import numpy as np

from engraft.kernel import streams
from engraft.kernel.birth_death import Draw, transition
from engraft.kernel.lanes import NEVER, Lanes
from engraft.kernel.limits import NO_RATE
from engraft.kernel.numpy_tangents import stand_still
from engraft.kernel.problem import Bools, Clone, Floats, Integers
from engraft.kernel.status import Status

STREAMS = ("cells", "newcomers", "whole")  # decisions about a clone, each with its own stream
GRID_BITS = np.uint64(32)  # the index of a draw is the grid point in the high half, its number there in the low one


def next_grid(lanes: Lanes, who: Integers) -> Floats:
    """Time of the next grid point at which something can happen to a clone of these patients."""
    soonest = np.full(len(who), NEVER)
    gone = lanes.plan.gone_now(lanes.table, who) > 0
    for c, clone in enumerate(lanes.plan.problem.clones):
        wait = (lanes.small[c, who] & ~gone[c]) | lanes.armed[c, who]
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
    clones = lanes.plan.problem.clones
    grids = [who[_nearest(lanes.t[who], clone) * clone.interval == lanes.t[who]] for clone in clones]
    small = [on_grid[lanes.small[c, on_grid]] for c, on_grid in enumerate(grids)]
    rates = [_mean_rates(lanes, c, lane) for c, lane in enumerate(small)]  # of all, before anyone jumps
    for c, (clone, on_grid) in enumerate(zip(clones, grids, strict=True)):
        _advance(lanes, c, small[c], rates[c])
        ready = on_grid[lanes.armed[c, on_grid] & ~_fed(lanes, clone, on_grid)]
        _discretise(lanes, c, clone, ready)
        lanes.armed[c, ready] = False
    for c in range(len(clones)):
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


def _mean_rates(lanes: Lanes, c: int, who: Integers) -> Floats:
    """Birth and death per cell, and immigration, averaged over the ends of the interval."""
    if not who.size:
        return np.zeros((3, 0))
    mean = 0.5 * (lanes.clone_start[c][:, who] + _rates(lanes, c, who))
    rates: Floats = np.where(mean < NO_RATE, np.nan, np.maximum(mean, 0.0))
    return rates


def stream_keys(clones: tuple[Clone, ...], seed: int) -> Integers:
    """Give the two words of the key of every stream of every clone."""
    keys = [streams.stream_key(seed, stream(clone, what)) for clone in clones for what in STREAMS]
    return np.array(keys, np.int64).reshape(-1)


def stream(clone: Clone, what: str) -> str:
    """Name the stream of a decision about a clone."""
    return f"clone:{clone.state}:{what}"


def _draws(lanes: Lanes, clone: Clone, who: Integers, what: str) -> Draw:
    """Give the uniforms that belong to these patients, the clone and the grid point they stand at."""
    grid = _nearest(lanes.t[who], clone).astype(np.int64).astype(np.uint64) << GRID_BITS
    persons, seed, name = lanes.ensemble.persons[who], lanes.ensemble.seed, stream(clone, what)

    def draw(which: Integers, number: Integers) -> Floats:
        return streams.uniform(seed, name, persons[which], grid[which] | number.astype(np.uint64))

    return draw


def _advance(lanes: Lanes, c: int, who: Integers, rates: Floats) -> None:
    if not who.size:
        return
    clone = lanes.plan.problem.clones[c]
    cells = lanes.row(clone.state)
    before = np.rint(cells[who]).astype(np.int64)
    draws = (_draws(lanes, clone, who, what) for what in ("cells", "newcomers"))
    after = transition(before, (rates[0], rates[1], rates[2]), clone.interval, *draws)
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
    cells[low] = np.floor(
        before + _draws(lanes, clone, low, "whole")(np.arange(len(low)), np.zeros(len(low), np.int64))
    )
    lanes.small[c, low] = True
    stand_still(lanes, clone.state, low)
    lanes.row(f"continuous.{clone.state}")[low] = 0.0
    gone = low[(cells[low] == 0) & (before > 0)]
    lanes.extinct_time[c, gone] = lanes.t[gone]


def _rejoin(lanes: Lanes, c: int, clone: Clone, who: Integers) -> None:
    lanes.small[c, who] = False
    lanes.extinct_time[c, who] = np.nan
    lanes.row(f"continuous.{clone.state}")[who] = 1.0
