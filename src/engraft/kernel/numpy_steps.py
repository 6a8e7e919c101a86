"""The numpy stepper: one step at a time for every patient of a block."""

from __future__ import annotations

import numpy as np

from engraft.kernel.lanes import Lanes
from engraft.kernel.limits import (
    DEEP,
    FASTEST,
    MOST_DRAINED,
    NEARLY_ALL,
    SAFETY,
    SLOWEST,
    SMALLEST_STEP,
    TOO_NEGATIVE,
)
from engraft.kernel.locate import locate
from engraft.kernel.numpy_stages import take_step
from engraft.kernel.numpy_tangents import Followed
from engraft.kernel.peaks import follow_peaks
from engraft.kernel.problem import Bools, Floats, Integers
from engraft.kernel.rodas5p import ORDER
from engraft.kernel.status import Status


def first_broken(states: Floats) -> Integers:
    """Find the first state that is not a number, -1 if all are."""
    bad = ~np.isfinite(states)
    found: Integers = np.where(bad.any(axis=0), bad.argmax(axis=0), -1)
    return found


def carry_numpy(lanes: Lanes, who: Integers) -> tuple[Integers, Integers]:
    """Try one step for each of these patients; return who got on, and which gap ended their step (-1: none)."""
    remaining = lanes.stop[who] - lanes.t[who]
    wish = lanes.wish[who]
    whole = wish >= remaining * NEARLY_ALL
    lanes.h[who] = np.where(whole, remaining, np.where(2 * wish > remaining, 0.5 * remaining, wish))
    new, dense, error = take_step(lanes.plan, lanes.table[:, who])
    lanes.table[lanes.new, who], lanes.table[lanes.dense, who] = new, dense
    lanes.steps[who] += 1
    good = _judge(lanes, who, new, error)
    landed = who[good]
    if not landed.size:
        return landed, landed
    theta, ended_by = locate(lanes, landed)
    _land(lanes, landed, theta, whole[good] & (ended_by < 0))
    return landed, ended_by


def _judge(lanes: Lanes, who: Integers, new: Floats, error: Floats) -> Bools:
    """Accept or refuse each step, choose the next size, and give up on hopeless patients."""
    options, h = lanes.frame.options, lanes.h[who]
    error = error / options.rtol
    broken = ~np.isfinite(error) | ~np.isfinite(new).all(axis=0)
    depth = depth_below_zero(lanes, new)
    negative = (depth > 1.0).any(axis=0) & ~broken
    with np.errstate(all="ignore"):
        factor = np.clip(SAFETY * error ** (-1 / ORDER), SLOWEST, FASTEST)
    factor = np.where(broken | negative, SLOWEST, factor)
    good = (error <= 1.0) & ~broken & ~negative
    wanted = h * factor
    lanes.wish[who] = np.where(good, np.maximum(wanted, np.where(h < lanes.wish[who], lanes.wish[who], 0.0)), wanted)
    afloat = np.where(good & (depth < DEEP).all(axis=0), 0, lanes.draining[who])
    lanes.draining[who] = np.where(negative, lanes.draining[who] + 1, afloat)
    _give_up(lanes, who, good, negative, new, depth)
    accepted: Bools = good & lanes.running[who]
    return accepted


def depth_below_zero(lanes: Lanes, new: Floats) -> Floats:
    """Measure how far each state lies below zero, in multiples of what is allowed: (states, lanes)."""
    allowed = TOO_NEGATIVE * lanes.frame.options.rtol * np.asarray(lanes.plan.negligible)
    with np.errstate(all="ignore"):  # a refused step may have run away
        depth = -new / allowed[:, None]
    depth[~np.asarray(lanes.plan.unsigned)] = 0.0
    return depth


def _give_up(lanes: Lanes, who: Integers, good: Bools, negative: Bools, new: Floats, depth: Floats) -> None:
    """End patients who do not get on: steps too small, an empty state drained on, too many steps."""
    stuck = ~good & (lanes.wish[who] < SMALLEST_STEP * np.maximum(np.abs(lanes.t[who]), 1.0))
    drained = negative & (stuck | (lanes.draining[who] >= MOST_DRAINED))
    lanes.fail(who[drained], Status.NEGATIVE, depth[:, drained].argmax(axis=0))
    broken = stuck & ~drained
    lanes.fail(who[broken], Status.NONFINITE, first_broken(new[:, broken]))
    exhausted = (lanes.steps[who] >= lanes.frame.options.max_steps) & ~drained & ~broken
    lanes.fail(who[exhausted], Status.STEP_LIMIT)


def _land(lanes: Lanes, who: Integers, theta: Floats, at_stop: Bools) -> None:
    """Emit outputs up to the end of the step, look for peaks, and move there."""
    follow_peaks(lanes, who, theta)
    inside = np.minimum(lanes.t[who] + theta * lanes.h[who], lanes.stop[who])  # rounding must not pass a stop
    until = np.where(at_stop, lanes.stop[who], inside)
    followed = Followed(lanes, who) if lanes.plan.problem.directions else None
    _emit(lanes, who, until, followed)
    states = np.where(theta < 1.0, lanes.at_theta(who, theta), lanes.table[lanes.new, who])
    floor = np.where(lanes.plan.unsigned, 0.0, -np.inf)
    if followed:
        followed.land(theta, states)
    lanes.table[lanes.y, who] = np.maximum(states, floor[:, None])
    lanes.t[who] = until


def _emit(lanes: Lanes, who: Integers, until: Floats, followed: Followed | None) -> None:
    """Write outputs at the visits before ``until``."""
    times = lanes.visits
    while (due := times[lanes.visit[who]] < until).any():
        who, until = who[due], until[due]
        lanes.theta[who] = (times[lanes.visit[who]] - lanes.t[who]) / lanes.h[who]
        if followed:
            followed.show(who)
        lanes.emit(who)
