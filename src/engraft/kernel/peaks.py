"""Follow the highest value of an expression through a patient's steps.

A step is looked at in eighths of what lies in the window. If the tangent at the highest of these rises above the
highest so far, the top beside it is found by halving towards the change of sign of the slope. Since every step is
looked at from its very start to its very end, the values before and after a jump are both seen.
"""

from __future__ import annotations

import numpy as np

from engraft.kernel.lanes import Lanes
from engraft.kernel.plan import peak_rows
from engraft.kernel.problem import Floats, Integers

LOOKS, HALVINGS = 8, 50


def follow_peaks(lanes: Lanes, who: Integers, end: Floats) -> None:
    """Look at each peak inside the good steps of these patients, up to theta ``end``."""
    for k in range(len(lanes.plan.problem.peaks)):
        _follow(lanes, k, who, end)


def look_at_last(lanes: Lanes) -> None:
    """Look at where everybody ended: what a dose did at the last moment is in no step."""
    if lanes.plan.problem.peaks:
        everyone = np.arange(lanes.table.shape[1])
        lanes.stand_still(everyone)
        for k in range(len(lanes.plan.problem.peaks)):
            value = _value(lanes, k, everyone, np.zeros(len(everyone)))
            peak = lanes.plan.problem.peaks[k]
            within = (lanes.t >= peak.since) & (lanes.t <= peak.until)
            _remember(lanes, k, everyone[within], value[within], lanes.t[within])


def _value(lanes: Lanes, k: int, who: Integers, theta: Floats) -> Floats:
    lanes.theta[who] = theta
    found: Floats = lanes.plan.top_inside[k][0](lanes.table, lanes.rows(who))[0]
    return found


def _slope(lanes: Lanes, k: int, who: Integers, theta: Floats) -> Floats:
    lanes.theta[who] = theta
    found: Floats = lanes.plan.top_inside[k][1](lanes.table, lanes.rows(who))[0]
    return found


def _follow(lanes: Lanes, k: int, who: Integers, end: Floats) -> None:
    peak, t, h = lanes.plan.problem.peaks[k], lanes.t[who], lanes.h[who]
    low, high = (np.minimum(np.maximum((edge - t) / h, 0.0), end) for edge in (peak.since, peak.until))
    apart = (high - low) / LOOKS
    best, at = _value(lanes, k, who, low), low
    best = np.where(np.isnan(best), -np.inf, best)
    for look in range(1, LOOKS + 1):
        best, at = _higher(lanes, k, who, (best, at), low + look * apart)
    best, at = _narrow(lanes, k, who, (best, at), (low, high))
    reached = (t + end * h >= peak.since) & (t <= peak.until)
    time = np.maximum(np.minimum(t + at * h, lanes.stop[who]), peak.since)
    _remember(lanes, k, who[reached], best[reached], time[reached])


def _higher(lanes: Lanes, k: int, who: Integers, top: tuple[Floats, Floats], theta: Floats) -> tuple[Floats, Floats]:
    """Take another place where the value there is higher."""
    value = _value(lanes, k, who, theta)
    higher = value > top[0]
    return np.where(higher, value, top[0]), np.where(higher, theta, top[1])


def _narrow(
    lanes: Lanes, k: int, who: Integers, top: tuple[Floats, Floats], window: tuple[Floats, Floats]
) -> tuple[Floats, Floats]:
    """Go from the highest place looked at to the top beside it, where that can be higher than anything before."""
    (best, at), (low, high) = top, window
    slope, apart = _slope(lanes, k, who, at), (high - low) / LOOKS
    rising = slope > 0.0
    left = np.where(rising, at, np.maximum(at - apart, low))
    right = np.where(rising, np.minimum(at + apart, high), at)
    tangent = best + np.abs(slope) * (right - left)
    chosen = np.flatnonzero((left < right) & (tangent > lanes.row(peak_rows(k)[0])[who]))
    if chosen.size:
        lane, left, right = who[chosen], left[chosen], right[chosen]
        for _ in range(HALVINGS):
            middle = 0.5 * (left + right)
            before = _slope(lanes, k, lane, middle) > 0.0
            left, right = np.where(before, middle, left), np.where(before, right, middle)
        best, at = best.copy(), at.copy()
        best[chosen], at[chosen] = _higher(lanes, k, lane, (best[chosen], at[chosen]), left)
    return best, at


def _remember(lanes: Lanes, k: int, who: Integers, value: Floats, time: Floats) -> None:
    """Write down a value that is higher than all before."""
    top, when = (lanes.row(name) for name in peak_rows(k))
    higher = value > top[who]
    top[who[higher]], when[who[higher]] = value[higher], time[higher]
