"""Between the lanes of a block and the compiled loop."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from engraft.kernel.clones import stream_keys
from engraft.kernel.compiled.advance import BELOW, BROKEN, EXHAUSTED, LANDED
from engraft.kernel.compiled.build import build
from engraft.kernel.compiled.memory import ARGUMENTS
from engraft.kernel.compiled.target import target
from engraft.kernel.kept import Kept
from engraft.kernel.lanes import Lanes
from engraft.kernel.limits import first_step
from engraft.kernel.numpy_steps import depth_below_zero, first_broken
from engraft.kernel.problem import Floats, Integers
from engraft.kernel.status import Status

ALIGNMENT = 64
Bytes = NDArray[np.uint8]
Argument = NDArray[Any] | int | float


def carry_compiled(lanes: Lanes, who: Integers) -> tuple[Integers, Integers]:
    """Carry each of these patients to its stop or to the first crossing of a gap.

    Returns who got there, and which gap ended the step (-1: none).
    """
    advance = build(lanes.plan.problem, target(lanes.frame.options.target))
    m = lanes.table.shape[1]
    scratch = _aligned(advance.rows * advance.lanes)
    steps, draining = lanes.steps.astype(np.float64), lanes.draining.astype(np.float64)
    outcome, ended_by = np.zeros(m), np.full(m, -1.0)
    up, down = _watched(lanes)
    who = np.ascontiguousarray(who, np.int64)
    given: dict[str, Argument] = {
        "table": lanes.table, "stride": m, "who": who, "count": len(who), "stop": lanes.stop, "wish": lanes.wish,
        "steps": steps, "draining": draining, "visit": lanes.visit, "outcome": outcome, "ended_by": ended_by,
        "above": lanes.above, "watch_up": up, "watch_down": down, "times": lanes.visits, "output": lanes.kept.values,
        "visits": len(lanes.frame.times), "rtol": lanes.frame.options.rtol,
        "max_steps": float(lanes.frame.options.max_steps), "scratch": scratch,
        "mark_time": lanes.mark_time, "mark_count": lanes.mark_count, **_counted(lanes.kept),
        "moved": lanes.kept.tangents,
        "appointed": lanes.appointed, "small": lanes.small, "armed": lanes.armed, "clone_start": lanes.clone_start,
        "extinct_time": lanes.extinct_time, "clone_keys": stream_keys(lanes.plan.problem.clones, lanes.ensemble.seed),
        "persons": np.ascontiguousarray(lanes.ensemble.persons, np.int64), **_stops(lanes),
    }  # fmt: skip
    words = np.array([_word(given[name]) for name in ARGUMENTS], np.int64)
    advance.call(words.ctypes.data)
    lanes.steps[:], lanes.draining[:] = steps, draining
    _give_up(lanes, who, outcome)
    landed = who[outcome[who] == LANDED]
    return landed, ended_by[landed].astype(np.int64)


def _stops(lanes: Lanes) -> dict[str, Argument]:
    """Give what stops need to know besides."""
    frame, given, infusions, pending = lanes.frame, lanes.ensemble.schedule, lanes.infusions, lanes.pending
    return {
        "end": frame.end, "first_step": first_step(frame.options.rtol), "hazard_time": lanes.hazard_time,
        "flipped": lanes.flipped, "storm": lanes.storm,
        "rounds": frame.rounds, "round_count": len(frame.rounds), "round": lanes.round,
        "rule_time": lanes.rule_time, "rule_count": lanes.rule_count, "rule_last": lanes.rule_last,
        "entry": lanes.entry, "entry_count": len(given.time), "entry_time": given.time, "entry_kind": given.kind,
        "entry_target": given.target, "entry_amount": given.amount, "entry_duration": given.duration,
        "infusion_rows": len(infusions.time), "infusion_time": infusions.time, "infusion_value": infusions.value,
        "pending_rows": len(pending.time), "pending_time": pending.time, "pending_value": pending.value,
    }  # fmt: skip


def _counted(kept: Kept) -> dict[str, Argument]:
    """Say in which bins outputs are counted; no cells where they are stored."""
    bins = kept.bins
    if bins is None:
        return {"noted": kept.cells} | dict.fromkeys(("cells", "origin", "shift", "first", "most"), 0)
    told: dict[str, Argument] = {"cells": bins.cells, "origin": bins.origin, "shift": bins.shift, "first": bins.first}
    return told | {"noted": kept.cells, "most": bins.count + 1}


def _word(value: Argument) -> int:
    """Pass an address, an integer, or the bits of a double."""
    if isinstance(value, np.ndarray):
        return int(value.ctypes.data)
    if isinstance(value, float):
        return int(np.float64(value).view(np.int64))
    return value


def _aligned(count: int) -> Floats:
    """Make room at an address that vector instructions like."""
    room = np.zeros(count + ALIGNMENT // 8)
    start = -room.ctypes.data // 8 % (ALIGNMENT // 8)
    return room[start : start + count]


def _watched(lanes: Lanes) -> tuple[Bytes, Bytes]:
    """Tell in which direction each gap ends a step: switches in both, hazards and clones when they rise."""
    up, down = (np.ones(lanes.above.shape, np.uint8) for _ in range(2))
    first, clones = len(lanes.plan.located), len(lanes.plan.problem.clones)
    last = len(lanes.plan.truncating)
    down[first:last] = 0
    up[last - clones : last] = ~(lanes.small | lanes.armed)
    return up, down


def _give_up(lanes: Lanes, who: Integers, outcome: Floats) -> None:
    """Give those who did not get on their status."""
    below, broken, exhausted = (who[outcome[who] == reason] for reason in (BELOW, BROKEN, EXHAUSTED))
    if below.size:
        depth = depth_below_zero(lanes, lanes.table[lanes.new, below])
        lanes.fail(below, Status.NEGATIVE, depth.argmax(axis=0))
    lanes.fail(broken, Status.NONFINITE, first_broken(lanes.table[lanes.new, broken]))
    lanes.fail(exhausted, Status.STEP_LIMIT)
