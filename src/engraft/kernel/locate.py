"""Find where inside a step a gap crosses zero.

A step is looked at in quarters, so a gap that dips below zero and returns within a step is seen unless it does
so within a quarter of a step.

References
----------
Chandrupatla 1997, Advances in Engineering Software 28:145, doi:10.1016/S0965-9978(96)00051-8.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from engraft.kernel.lanes import Lanes
from engraft.kernel.problem import MARKS_KEPT, Bools, Floats, Integers

QUARTERS = (0.0, 0.25, 0.5, 0.75, 1.0)
TOLERANCE = 4e-15


def root(gap: Callable[[Floats, Integers], Floats], low: float, high: float, lanes: Integers) -> Floats:
    """Find theta just past the crossing, in each lane, by Chandrupatla's method.

    ``gap(theta, which)`` gives the gap of the lanes ``which`` (positions in ``lanes``); its signs differ at both ends.
    The answer lies on the far side of the crossing, so the sign there is the new one.
    """
    everyone = np.arange(len(lanes))
    a, b = np.full(len(lanes), high), np.full(len(lanes), low)
    fa, fb = gap(a, everyone), gap(b, everyone)
    far = fa > 0.0  # sign on the far side
    c, fc = a.copy(), fa.copy()
    share = np.full(len(lanes), 0.5)
    beyond, before = a.copy(), b.copy()  # the bracket: new side, old side
    for _ in range(80):
        open_ = np.flatnonzero(np.abs(beyond - before) > TOLERANCE)
        if not open_.size:
            break
        x = a[open_] + share[open_] * (b[open_] - a[open_])
        fx = gap(x, open_)
        new_side = (fx > 0.0) == far[open_]
        beyond[open_] = np.where(new_side, x, beyond[open_])
        before[open_] = np.where(new_side, before[open_], x)
        same = (fx > 0.0) == (fa[open_] > 0.0)
        c[open_], fc[open_] = np.where(same, a[open_], b[open_]), np.where(same, fa[open_], fb[open_])
        b[open_], fb[open_] = np.where(same, b[open_], a[open_]), np.where(same, fb[open_], fa[open_])
        a[open_], fa[open_] = x, fx
        share[open_] = _share(*(v[open_] for v in (a, b, c, fa, fb, fc)))
    return beyond


def _share(a: Floats, b: Floats, c: Floats, fa: Floats, fb: Floats, fc: Floats) -> Floats:
    """Choose inverse quadratic interpolation where it is safe, else halve."""
    with np.errstate(all="ignore"):
        xi, phi = (a - b) / (c - b), (fa - fb) / (fc - fb)
        safe = (1 - np.sqrt(1 - xi) < phi) & (phi < np.sqrt(xi))
        quadratic = fa / (fb - fa) * fc / (fb - fc) + (c - a) / (b - a) * fa / (fc - fa) * fb / (fc - fb)
        margin = 0.5 * TOLERANCE / np.abs(b - a)
    share: Floats = np.where(safe & np.isfinite(quadratic), quadratic, 0.5)
    return np.clip(share, np.minimum(margin, 0.5), np.maximum(1 - margin, 0.5))


def locate(lanes: Lanes, good: Integers) -> tuple[Floats, Integers]:
    """Find where each good step ends and which gap ended it (-1: none); record marks on the way."""
    theta, ended_by = np.ones(len(good)), np.full(len(good), -1)
    if not len(lanes.above):
        return theta, ended_by
    signs = _signs(lanes, good)
    ends = len(lanes.plan.truncating)
    for k in range(ends):
        _first_crossing(lanes, good, k, signs[k], theta, ended_by)
    for k in range(ends, len(signs)):
        _record_marks(lanes, good, k, signs[k], theta)
    return theta, ended_by


def _signs(lanes: Lanes, good: Integers) -> Bools:
    """Look at every gap at the quarters of the step: (gaps, quarters, lanes)."""
    signs = np.empty((len(lanes.above), len(QUARTERS), len(good)), bool)
    signs[:, 0] = lanes.above[:, good]
    for q, at in enumerate(QUARTERS[1:], 1):
        lanes.theta[good] = at
        signs[:, q] = lanes.plan.gaps_inside(lanes.table, lanes.rows(good)) > 0.0
    return signs


def _watched(lanes: Lanes, k: int, good: Integers) -> Bools:
    """Tell in which lanes a crossing of this gap would end the step."""
    clone = k - len(lanes.plan.located) - len(lanes.plan.problem.hazards)
    if clone < 0:
        return np.ones(len(good), bool)
    watched: Bools = ~(lanes.small[clone, good] | lanes.armed[clone, good])
    return watched


def _refine(lanes: Lanes, k: int, who: Integers, quarter: int) -> Floats:
    """Locate the crossing of one gap between two quarters."""

    def gap(theta: Floats, which: Integers) -> Floats:
        lanes.theta[who[which]] = theta
        values: Floats = lanes.plan.gap_inside[k](lanes.table, who[which])[0]
        return values

    return root(gap, QUARTERS[quarter - 1], QUARTERS[quarter], who)


def _first_crossing(lanes: Lanes, good: Integers, k: int, signs: Bools, theta: Floats, ended_by: Integers) -> None:
    """Shorten steps to the first crossing of gap k, where it comes before what was found so far."""
    undecided = _watched(lanes, k, good)
    rising_only = k >= len(lanes.plan.located)
    for q in range(1, len(QUARTERS)):
        crossed = (signs[q] != signs[q - 1]) & undecided & (signs[q] | (not rising_only))
        which = np.flatnonzero(crossed & (theta > QUARTERS[q - 1]))
        undecided &= ~crossed
        if which.size:
            at = _refine(lanes, k, good[which], q)
            earlier = at < theta[which]
            theta[which[earlier]], ended_by[which[earlier]] = at[earlier], k


def _record_marks(lanes: Lanes, good: Integers, k: int, signs: Bools, theta: Floats) -> None:
    """Record crossings of a mark up to the end of the step."""
    mark = k - len(lanes.plan.truncating)
    for q in range(1, len(QUARTERS)):
        which = np.flatnonzero((signs[q] != signs[q - 1]) & (theta > QUARTERS[q - 1]))
        if not which.size:
            continue
        at = _refine(lanes, k, good[which], q)
        inside = at <= theta[which]
        who, up = good[which][inside], signs[q][which][inside]
        lanes.above[k, who] = up
        counts = up == lanes.plan.crossings[mark].rising
        note_mark(lanes, mark, who[counts], at=at[inside][counts])


def note_mark(lanes: Lanes, mark: int, who: Integers, *, at: Floats) -> None:
    """Write down that a mark was crossed at theta ``at`` of the step under way."""
    count = lanes.mark_count[mark, who]
    keep = count < MARKS_KEPT
    lanes.mark_time[mark, count[keep], who[keep]] = (lanes.t[who] + at * lanes.h[who])[keep]
    lanes.mark_count[mark, who] += 1
