"""Solve one problem for many patients, each at its own pace.

Blocks only bound memory: a patient's result does not depend on its block, its neighbours or their number.
Outputs are right-continuous: a value at the time of a dose is the value after it.
"""

from __future__ import annotations

from dataclasses import fields, replace

import numpy as np

from engraft.kernel.check import check
from engraft.kernel.clones import arm
from engraft.kernel.interrupts import interrupt, next_stop, refresh
from engraft.kernel.lanes import Frame, Lanes
from engraft.kernel.locate import locate
from engraft.kernel.plan import Plan, plan
from engraft.kernel.problem import Bools, Ensemble, Floats, Integers, Options, Problem, Schedule, Solution
from engraft.kernel.rodas5p import ORDER
from engraft.kernel.status import Status

SAFETY, SLOWEST, FASTEST = 0.9, 0.2, 6.0
FIRST_STEP = 0.5  # of the time scale, times rtol^(1/5)
TOO_NEGATIVE = 100.0  # multiples of the absolute tolerance that a non-negative state may undershoot
DEEP = 0.1  # of that undershoot: a good step that goes less deep ends a row of refusals
MOST_DRAINED = 50  # refusals in a row until a patient is given up
SMALLEST_STEP = 1e-14
SAME_INSTANT = 1e-9  # flips closer than this, relative to time, are one moment
MOST_FLIPS = 200  # in one moment: a switch that turns itself off and on


def solve(
    problem: Problem,
    ensemble: Ensemble,
    times: Floats,
    *,
    span: tuple[float, float],
    rounds: Floats | tuple[float, ...] = (),
    options: Options | None = None,
) -> Solution:
    """Solve for every patient of an ensemble.

    Shapes
    ------
    times (n_times,) ascending output times; rounds (n_rounds,) ascending times at which rules are looked at.

    Raises
    ------
    SpecificationError
        If the backend is unknown, arrays do not fit the problem, times do not ascend or a dose comes before the span.
        A patient's numerical failure is a status, not an error.
    """
    options = options or Options()
    frame = Frame(np.asarray(times, float), float(span[0]), float(span[1]), np.asarray(rounds, float), options)
    check(problem, ensemble, frame)
    ready = plan(problem, options.backend)
    count = len(ensemble.persons)
    blocks = [slice(k, k + options.block) for k in range(0, max(count, 1), options.block)]
    return _together([_solve_block(ready, _part(ensemble, b), frame) for b in blocks])


def _part(ensemble: Ensemble, block: slice) -> Ensemble:
    """Take some patients out of an ensemble."""
    given = ensemble.schedule
    schedule = Schedule(*(getattr(given, f.name)[:, block] for f in fields(Schedule)))
    return replace(
        ensemble,
        parameters=ensemble.parameters[:, block],
        initial=ensemble.initial[:, block],
        persons=np.asarray(ensemble.persons[block], np.int64),
        schedule=schedule,
    )


def _together(parts: list[Solution]) -> Solution:
    """Put blocks side by side."""
    joined = {
        f.name: np.concatenate([getattr(p, f.name) for p in parts], axis=-1)
        for f in fields(Solution)
        if f.name != "where"
    }
    return Solution(**joined, where=tuple(name for p in parts for name in p.where))


def _solve_block(ready: Plan, ensemble: Ensemble, frame: Frame) -> Solution:
    lanes = Lanes(ready, ensemble, frame)
    everyone = np.arange(len(ensemble.persons))
    _begin(lanes, everyone)
    while (who := np.flatnonzero(lanes.running)).size:
        _advance(lanes, who)
    states = ready.states
    return Solution(
        outputs=lanes.output,
        status=lanes.status,
        end_time=lanes.t.copy(),
        hazard_time=lanes.hazard_time,
        mark_time=lanes.mark_time,
        mark_count=lanes.mark_count,
        rule_time=lanes.rule_time,
        rule_count=lanes.rule_count,
        extinct_time=lanes.extinct_time,
        steps=lanes.steps,
        final=lanes.table[lanes.y][: len(ready.problem.states)].copy(),
        where=tuple(states[k] if k >= 0 else "" for k in lanes.fault),
    )


def _begin(lanes: Lanes, who: Integers) -> None:
    """Give what is due at the start, look at everything once, and choose the first step."""
    refresh(lanes, who)
    lanes.mark_count[:], lanes.mark_time[:] = 0, np.nan  # a mark above its level at the start was not crossed
    arm(lanes, who)
    interrupt(lanes, who)
    _set_pace(lanes, who)
    next_stop(lanes, who)


def _set_pace(lanes: Lanes, who: Integers) -> None:
    """Choose a first step from the fastest rate."""
    if not who.size:
        return
    fastest = lanes.plan.pace(lanes.table, who)[0]
    with np.errstate(all="ignore"):
        first = FIRST_STEP * lanes.frame.options.rtol ** (1 / ORDER) / np.abs(fastest)  # never divide by -0
    lanes.wish[who] = np.minimum(lanes.wish[who], first)
    broken = ~np.isfinite(fastest)
    lanes.fail(who[broken], Status.NONFINITE, _first_broken(lanes.table[lanes.y, who[broken]]))


def _first_broken(states: Floats) -> Integers:
    """Find the first state that is not a number, -1 if all are."""
    bad = ~np.isfinite(states)
    found: Integers = np.where(bad.any(axis=0), bad.argmax(axis=0), -1)
    return found


def _advance(lanes: Lanes, who: Integers) -> None:
    """Try one step for each running patient."""
    remaining = lanes.stop[who] - lanes.t[who]
    wish = lanes.wish[who]
    whole = wish >= remaining * (1 - 1e-9)
    lanes.h[who] = np.where(whole, remaining, np.where(2 * wish > remaining, 0.5 * remaining, wish))
    result = lanes.plan.step(lanes.table, lanes.rows(who))
    n = lanes.new.stop - lanes.new.start
    lanes.table[lanes.new, who], lanes.table[lanes.dense, who] = result[:n], result[n:-1]
    lanes.steps[who] += 1
    good = _judge(lanes, who, result)
    if not good.any():
        return
    landed = who[good]
    theta, ended_by = locate(lanes, landed)
    _land(lanes, landed, theta, whole[good] & (ended_by < 0))
    _happen(lanes, landed, ended_by)


def _judge(lanes: Lanes, who: Integers, result: Floats) -> Bools:
    """Accept or refuse each step, choose the next size, and give up on hopeless patients."""
    options, h = lanes.frame.options, lanes.h[who]
    new = result[: lanes.new.stop - lanes.new.start]
    error = result[-1] / options.rtol
    broken = ~np.isfinite(error) | ~np.isfinite(new).all(axis=0)
    depth = _depth(lanes, new)
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


def _depth(lanes: Lanes, new: Floats) -> Floats:
    """How far each state lies below zero, in multiples of what is allowed: (states, lanes)."""
    allowed = TOO_NEGATIVE * lanes.frame.options.rtol * np.asarray(lanes.plan.negligible)
    with np.errstate(all="ignore"):  # a refused step may have run away
        depth = -new / allowed[:, None]
    depth[_signed(lanes.plan)] = 0.0
    return depth


def _give_up(lanes: Lanes, who: Integers, good: Bools, negative: Bools, new: Floats, depth: Floats) -> None:
    """End patients who do not get on: steps too small, an empty state drained on, too many steps."""
    stuck = ~good & (lanes.wish[who] < SMALLEST_STEP * np.maximum(np.abs(lanes.t[who]), 1.0))
    drained = negative & (stuck | (lanes.draining[who] >= MOST_DRAINED))
    lanes.fail(who[drained], Status.NEGATIVE, depth[:, drained].argmax(axis=0))
    broken = stuck & ~drained
    lanes.fail(who[broken], Status.NONFINITE, _first_broken(new[:, broken]))
    exhausted = (lanes.steps[who] >= lanes.frame.options.max_steps) & ~drained & ~broken
    lanes.fail(who[exhausted], Status.STEP_LIMIT)


def _signed(ready: Plan) -> Integers:
    """States that may be negative."""
    return np.flatnonzero(ready.problem.signed or [False])


def _land(lanes: Lanes, who: Integers, theta: Floats, at_stop: Bools) -> None:
    """Emit outputs up to the end of the step and move there."""
    inside = np.minimum(lanes.t[who] + theta * lanes.h[who], lanes.stop[who])  # rounding must not pass a stop
    until = np.where(at_stop, lanes.stop[who], inside)
    _emit(lanes, who, until)
    states = np.where(theta < 1.0, lanes.at_theta(who, theta), lanes.table[lanes.new, who])
    floor = np.full(len(states), 0.0)
    floor[_signed(lanes.plan)] = -np.inf
    lanes.table[lanes.y, who] = np.maximum(states, floor[:, None])
    lanes.t[who] = until


def _emit(lanes: Lanes, who: Integers, until: Floats) -> None:
    """Write outputs at the visits before ``until``."""
    times = np.append(lanes.frame.times, np.inf)
    while (due := times[lanes.visit[who]] < until).any():
        who, until = who[due], until[due]
        visit = lanes.visit[who]
        lanes.theta[who] = (times[visit] - lanes.t[who]) / lanes.h[who]
        lanes.output[:, visit, who] = lanes.plan.outputs(lanes.table, lanes.rows(who))
        lanes.visit[who] += 1


def _emit_here(lanes: Lanes, who: Integers) -> None:
    """Write outputs at a visit that falls on the last moment."""
    times = np.append(lanes.frame.times, np.inf)
    who = who[times[lanes.visit[who]] == lanes.t[who]]
    if who.size:
        lanes.theta[who] = 0.0
        lanes.table[lanes.new, who] = lanes.table[lanes.y, who]
        lanes.table[lanes.dense, who] = 0.0
        lanes.output[:, lanes.visit[who], who] = lanes.plan.outputs(lanes.table, who)
        lanes.visit[who] += 1


def _happen(lanes: Lanes, who: Integers, ended_by: Integers) -> None:
    """Let located events happen, then what is due at stops."""
    switches, hazards = len(lanes.plan.located), len(lanes.plan.problem.hazards)
    for k in np.unique(ended_by[ended_by >= 0]):
        hit = who[ended_by == k]
        if k < switches:
            _flip(lanes, int(k), hit)
        elif k < switches + hazards:
            _strike(lanes, int(k) - switches, hit)
        else:
            lanes.armed[k - switches - hazards, hit] = True
    stopped = who[(lanes.t[who] >= lanes.stop[who]) & lanes.running[who]]
    if stopped.size:
        _set_pace(lanes, interrupt(lanes, stopped))
    over = stopped[lanes.t[stopped] >= lanes.frame.end]
    _emit_here(lanes, over[lanes.running[over]])
    lanes.finish(over)
    next_stop(lanes, who[(ended_by >= 0) | (lanes.t[who] >= lanes.stop[who])])


def _flip(lanes: Lanes, k: int, who: Integers) -> None:
    """Turn a switch."""
    flag = lanes.row(lanes.plan.located[k].flag)
    flag[who] = 1.0 - flag[who]
    lanes.above[k, who] = flag[who] > 0
    t = lanes.t[who]
    idle = t - lanes.flipped[who] <= SAME_INSTANT * np.maximum(np.abs(t), 1.0)
    lanes.storm[who], lanes.flipped[who] = np.where(idle, lanes.storm[who] + 1, 0), t
    _set_pace(lanes, who)
    lanes.fail(who[lanes.storm[who] >= MOST_FLIPS], Status.STEP_LIMIT)


def _strike(lanes: Lanes, k: int, who: Integers) -> None:
    """Let the event of a hazard happen, once."""
    hazard = lanes.plan.problem.hazards[k]
    lanes.hazard_time[k, who] = lanes.t[who]
    lanes.row(f"threshold.{hazard.name}")[who] = np.inf
    if hazard.ends:
        _emit_here(lanes, who)
        lanes.finish(who)
        return
    values = lanes.plan.changes[k](lanes.table, who) if hazard.changes else ()
    for (target, _), value in zip(hazard.changes, values, strict=True):
        lanes.row(target)[who] = value
    arm(lanes, who)
    refresh(lanes, who)
    _set_pace(lanes, who)
