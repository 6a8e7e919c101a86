"""Solve one problem for many patients, each at its own pace.

Blocks only bound memory: a patient's result does not depend on its block, its neighbours or their number.
Outputs are right-continuous: a value at the time of a dose is the value after it.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import fields, replace
from threading import Lock
from typing import Any

import numpy as np

from engraft.kernel.bins import Cells, Table
from engraft.kernel.check import check
from engraft.kernel.clones import arm
from engraft.kernel.compiled.carry import carry_compiled
from engraft.kernel.compiled.tally import count_compiled
from engraft.kernel.constraints import settle
from engraft.kernel.diagnosis import diagnose, state_behind
from engraft.kernel.interrupts import interrupt, next_stop, refresh
from engraft.kernel.jumps import Turn
from engraft.kernel.kept import Kept, Tallies, count_plainly
from engraft.kernel.lanes import Frame, Lanes
from engraft.kernel.limits import MOST_FLIPS, SAME_INSTANT, first_step
from engraft.kernel.numpy_steps import carry_numpy, first_broken
from engraft.kernel.numpy_tangents import final_moves, open_tangents, show_tangents, states_moves
from engraft.kernel.peaks import look_at_last
from engraft.kernel.plan import Plan, peak_rows, plan
from engraft.kernel.problem import Ensemble, Floats, Integers, Options, Problem, Schedule, Solution
from engraft.kernel.status import Status

NARROW, WIDE = 128, 2048  # patients of a block: to begin and to end costs the same for few as for many
_one_plans = Lock()  # threads that bring the same problem wait for one of them to plan it
Carry = Callable[[Lanes, Integers], tuple[Integers, Integers]]
COUNT: Mapping[str, Callable[[Cells, Table], None]] = {"llvm": count_compiled, "numpy": count_plainly}
CARRY: Mapping[str, Carry] = {"llvm": carry_compiled, "numpy": carry_numpy}


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

    With ``options.bins`` outputs are counted over patients (see ``engraft.kernel.bins``) and no course is stored.

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
    frame = Frame(np.asarray(times, float), float(span[0]), float(span[1]), np.array(rounds, float), options)
    check(problem, ensemble, frame)
    with _one_plans:
        ready = plan(_told_of_moves(replace(problem, method=options.method), ensemble))
    count = len(ensemble.persons)
    threads = (options.threads or os.cpu_count() or 1) if options.backend == "llvm" else 1
    width = options.block or _width(count, threads)
    bins = options.bins
    output = np.empty((count, 0 if bins else len(frame.times), len(problem.outputs)))
    moved = np.empty((count, len(frame.times), len(problem.directions), len(problem.outputs)))
    tallies = Tallies(bins, (len(frame.times), min(width, count), len(problem.outputs)))
    blocks = [slice(k, k + width) for k in range(0, max(count, 1), width)]

    def one(block: slice) -> Solution:
        part = _part(ensemble, block)
        with tallies.lend() as tally:
            kept = Kept(output[block], tally.open(len(part.persons)), bins, moved[block])
            found = _solve_block(ready, part, frame, kept)
            COUNT[options.backend](kept.cells, tally.table)
        return found

    found = _together(_each(one, blocks, threads), output)
    return replace(found, tangents=moved.transpose(2, 3, 1, 0), counts=tallies.total())


def _width(count: int, threads: int) -> int:
    """Cut into blocks of which every thread gets as many, none too wide and none so narrow that it costs more."""
    rounds = -(-count // (threads * WIDE))
    return max(-(-count // (threads * max(rounds, 1))), NARROW)


def _told_of_moves(problem: Problem, ensemble: Ensemble) -> Problem:
    """Name the states whose initial values are said to depend on a direction, in any patient."""
    given = ensemble.initial_tangents
    if given is None:
        return problem
    moved = (np.asarray(given) != 0.0).any(axis=(0, 2))
    return replace(problem, initially_moved=tuple(s for s, m in zip(problem.states, moved, strict=True) if m))


def _each(one: Callable[[slice], Solution], blocks: list[slice], threads: int) -> list[Solution]:
    """Solve blocks, on several threads where that is wanted; compiled code runs beside other Python code."""
    if threads == 1 or len(blocks) == 1:
        return [one(block) for block in blocks]
    with ThreadPoolExecutor(threads) as pool:
        return list(pool.map(one, blocks))


def _part(ensemble: Ensemble, block: slice) -> Ensemble:
    """Take some patients out of an ensemble."""
    given = ensemble.schedule
    kinds = (float, np.int8, np.int64, float, float)
    columns = (getattr(given, f.name)[:, block] for f in fields(Schedule))
    schedule = Schedule(*(np.ascontiguousarray(c, kind) for c, kind in zip(columns, kinds, strict=True)))
    return replace(
        ensemble,
        initial_tangents=None if ensemble.initial_tangents is None else ensemble.initial_tangents[..., block],
        parameters=ensemble.parameters[:, block],
        initial=ensemble.initial[:, block],
        persons=np.asarray(ensemble.persons[block], np.int64),
        schedule=schedule,
    )


def _together(parts: list[Solution], output: Floats) -> Solution:
    """Put blocks side by side; their outputs are already."""
    joined: dict[str, Any] = {
        f.name: np.concatenate([getattr(p, f.name) for p in parts], axis=-1)
        for f in fields(Solution)
        if f.name not in ("where", "outputs", "counts", "tangents")
    }
    where = tuple(name for p in parts for name in p.where)
    return Solution(**joined, outputs=output.transpose(2, 1, 0), tangents=parts[0].tangents, where=where)


def _solve_block(ready: Plan, ensemble: Ensemble, frame: Frame, kept: Kept) -> Solution:
    lanes = Lanes(ready, ensemble, frame, kept)
    open_tangents(lanes)
    carry = CARRY[frame.options.backend]
    everyone = np.arange(len(ensemble.persons))
    _begin(lanes, everyone)
    while (who := np.flatnonzero(lanes.running)).size:
        _happen(lanes, *carry(lanes, who))
    diagnose(lanes)
    for lane in np.flatnonzero(lanes.visit < len(frame.times)):
        kept.nothing_from(int(lane), int(lanes.visit[lane]))
    look_at_last(lanes)
    return _solution(lanes)


def _solution(lanes: Lanes) -> Solution:
    """Gather what was found out about the patients of a block."""
    plan, marks = lanes.plan, len(lanes.plan.problem.marks)
    top, when = ([lanes.row(peak_rows(k)[j]) for k in range(len(plan.problem.peaks))] for j in (0, 1))
    peak_time = np.array(when).reshape(len(when), len(lanes.t))
    count = len(plan.problem.states)
    return Solution(
        outputs=lanes.kept.values,
        status=lanes.status,
        end_time=lanes.t.copy(),
        hazard_time=lanes.hazard_time,
        mark_time=lanes.mark_time[:marks],
        mark_count=lanes.mark_count[:marks],
        rule_time=lanes.rule_time,
        rule_count=lanes.rule_count,
        extinct_time=lanes.extinct_time,
        steps=lanes.steps,
        final=lanes.table[lanes.y][:count].copy(),
        tangents=lanes.kept.tangents,
        final_tangents=final_moves(lanes),
        first_time=np.where(np.isnan(lanes.first_time), lanes.mark_time[marks:, 0], lanes.first_time),
        peak=np.where(np.isnan(peak_time), np.nan, np.array(top).reshape(peak_time.shape)),
        peak_time=peak_time,
        total=lanes.table[lanes.y][count + len(plan.problem.hazards) :].copy(),
        where=tuple(plan.states[k] if k >= 0 else "" for k in lanes.fault),
    )


def _begin(lanes: Lanes, who: Integers) -> None:
    """Give what is due at the start, look at everything once, and choose the first step."""
    refresh(lanes, who)
    lanes.mark_count[:], lanes.mark_time[:] = 0, np.nan  # a mark above its level at the start was not crossed
    _note_firsts(lanes)
    arm(lanes, who)
    interrupt(lanes, who)
    _set_pace(lanes, who)
    next_stop(lanes, who)


def _note_firsts(lanes: Lanes) -> None:
    """Whoever begins where a first time is asked for has the start as first time."""
    firsts = lanes.plan.problem.firsts
    for k, first in enumerate(firsts):
        there = lanes.above[len(lanes.above) - len(firsts) + k] == first.above
        lanes.first_time[k, there] = lanes.frame.start


def _set_pace(lanes: Lanes, who: Integers) -> None:
    """Choose a first step from the fastest rate."""
    if not who.size:
        return
    fastest = lanes.plan.pace(lanes.table, who)[0]
    with np.errstate(all="ignore"):
        first = first_step(lanes.frame.options.rtol) / np.abs(fastest)  # never divide by -0
    lanes.wish[who] = np.minimum(lanes.wish[who], first)
    broken = ~np.isfinite(fastest)
    lanes.fail(who[broken], Status.NONFINITE, first_broken(lanes.table[lanes.y, who[broken]]))


def _emit_here(lanes: Lanes, who: Integers) -> None:
    """Write outputs at a visit that falls on the last moment."""
    who = who[lanes.visits[lanes.visit[who]] == lanes.t[who]]
    if who.size:
        lanes.stand_still(who)
        if lanes.plan.problem.directions:
            show_tangents(lanes, who, states_moves(lanes, who))
        lanes.emit(who)


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
    turn = Turn.at_gap(lanes, k, who)
    flag = lanes.row(lanes.plan.located[k].flag)
    flag[who] = 1.0 - flag[who]
    lanes.above[k, who] = flag[who] > 0
    if any(lanes.plan.algebraic):
        settle(lanes, who)
    if turn:
        turn.settle()
    t = lanes.t[who]
    idle = t - lanes.flipped[who] <= SAME_INSTANT * np.maximum(np.abs(t), 1.0)
    lanes.storm[who], lanes.flipped[who] = np.where(idle, lanes.storm[who] + 1, 0), t
    _set_pace(lanes, who)
    storming = who[lanes.storm[who] >= MOST_FLIPS]
    lanes.fail(storming, Status.EVENT_STORM, state_behind(lanes.plan, lanes.plan.located[k]))


def _strike(lanes: Lanes, k: int, who: Integers) -> None:
    """Let the event of a hazard happen, once."""
    hazard = lanes.plan.problem.hazards[k]
    turn = Turn.at_gap(lanes, len(lanes.plan.located) + k, who)
    lanes.hazard_time[k, who] = lanes.t[who]
    lanes.row(f"threshold.{hazard.name}")[who] = np.inf
    if hazard.ends:
        _emit_here(lanes, who)
        lanes.finish(who)
        if turn:
            turn.stop()
        return
    if turn:
        turn.change(k)
    values = lanes.plan.changes[k](lanes.table, who) if hazard.changes else ()
    for (target, _), value in zip(hazard.changes, values, strict=True):
        lanes.row(target)[who] = value
    arm(lanes, who)
    refresh(lanes, who)
    if turn:
        turn.settle()
    _set_pace(lanes, who)
