"""What happens to a patient at a stop: doses, ends of infusions, settings, clones, rounds.

Order at one instant: clones (their interval ends before anything is given), ends of infusions, scheduled entries,
delayed actions of rules, rounds.
"""

from __future__ import annotations

import numpy as np

from engraft.kernel.clones import advance_clones, arm, next_grid
from engraft.kernel.constraints import settle
from engraft.kernel.jumps import add_moves, put_moves, rule_moves, settle_moves, turn_timed
from engraft.kernel.lanes import NEVER, Lanes
from engraft.kernel.locate import note_mark
from engraft.kernel.problem import FIRINGS_KEPT, Action, Floats, Integers, Kind

ROUNDING = 1e-9


def next_stop(lanes: Lanes, who: Integers) -> None:
    """Set the time beyond which these patients may not step."""
    t, frame = lanes.t[who], lanes.frame
    stop = np.minimum(frame.end, _scheduled(lanes, who))
    if len(frame.rounds) and lanes.plan.problem.rules:
        following = lanes.round[who]
        at = frame.rounds[np.minimum(following, len(frame.rounds) - 1)]
        stop = np.minimum(stop, np.where(following < len(frame.rounds), at, NEVER))
    stop = np.minimum(stop, lanes.infusions.next(who))
    stop = np.minimum(stop, lanes.pending.next(who))
    if lanes.plan.timed:
        instants = lanes.plan.instants(lanes.table, who)
        stop = np.minimum(stop, np.where(instants > t, instants, NEVER).min(axis=0))
    lanes.appointed[who] = stop
    lanes.stop[who] = np.minimum(stop, next_grid(lanes, who))


def _scheduled(lanes: Lanes, who: Integers) -> Floats:
    """Time of the next entry of the schedule."""
    time = lanes.ensemble.schedule.time
    if not len(time):
        return np.full(len(who), NEVER)
    entry = lanes.entry[who]
    due: Floats = np.where(entry < len(time), time[np.minimum(entry, len(time) - 1), who], NEVER)
    return due


def interrupt(lanes: Lanes, who: Integers) -> Integers:
    """Do what is due; return the patients whose equations changed."""
    changed = np.zeros(lanes.table.shape[1], bool)
    advance_clones(lanes, who)
    for act in (_end_infusions, _scheduled_entries, _delayed):
        changed[act(lanes, who)] = True
    changed[_rounds(lanes, who)] = True
    if lanes.plan.timed:
        instants = lanes.plan.instants(lanes.table, who)
        changed[who[(instants == lanes.t[who]).any(axis=0)]] = True
        if lanes.plan.problem.directions:
            turn_timed(lanes, who)
    moved: Integers = who[changed[who]]
    arm(lanes, moved)
    refresh(lanes, who if lanes.plan.problem.clones else moved)  # clones count on their own
    return moved


def refresh(lanes: Lanes, who: Integers) -> None:
    """Settle algebraic states, and read switches and marks anew after something jumped.

    A switch may depend on an algebraic state, whose equation may depend on a switch: each is looked at in turn.
    """
    if any(lanes.plan.algebraic):
        for _ in range(1 + len(lanes.plan.switches)):
            settle(lanes, who)
            _read(lanes, who)
        settle_moves(lanes, who)
    else:
        _read(lanes, who)


def _read(lanes: Lanes, who: Integers) -> None:
    plan = lanes.plan
    if not who.size:
        return
    if plan.timed:
        for switch, instant in zip(plan.timed, plan.instants(lanes.table, who), strict=True):
            lanes.row(switch.flag)[who] = lanes.t[who] >= instant
    if not len(lanes.above):
        return
    gaps = plan.gaps_now(lanes.table, who)
    for k, switch in enumerate(plan.located):
        lanes.row(switch.flag)[who] = lanes.above[k, who] = gaps[k] > 0
    first = len(plan.truncating)
    for k, mark in enumerate(plan.crossings):
        up = gaps[first + k] > 0
        crossed = who[(up != lanes.above[first + k, who]) & (up == mark.rising)]
        lanes.above[first + k, who] = up
        note_mark(lanes, k, crossed, at=np.zeros(len(crossed)))


def _end_infusions(lanes: Lanes, who: Integers) -> Integers:
    ended = [who[lanes.infusions.time[row, who] <= lanes.t[who]] for row in range(len(lanes.infusions.time))]
    for row, lane in enumerate(ended):
        state, *_ = lanes.infusions.pop(row, lane)
        for s in np.unique(state).astype(int):
            _set_infusion(lanes, int(s), lane[state == s])
    found: Integers = np.concatenate(ended)
    return found


def _set_infusion(lanes: Lanes, state: int, who: Integers) -> None:
    """Add up the infusions that run into a state, from nothing, so that no rounding remains."""
    running = np.isfinite(lanes.infusions.time[:, who]) & (lanes.infusions.value[0][:, who] == state)
    totals = np.zeros((len(lanes.infusions.value), len(who)))
    for k, row in enumerate(running):
        totals = totals + np.where(row, lanes.infusions.value[:, k, who], 0.0)
    name = f"infusion.{lanes.plan.problem.states[state]}"
    lanes.row(name)[who] = totals[1]
    put_moves(lanes, name, who, totals[4:])


def _scheduled_entries(lanes: Lanes, who: Integers) -> Integers:
    schedule, touched = lanes.ensemble.schedule, [who[:0]]
    fixed = [0.0] * len(lanes.plan.problem.directions)
    due = who[_scheduled(lanes, who) <= lanes.t[who]]
    while due.size:
        at = lanes.entry[due]
        values = (
            schedule.kind[at, due],
            schedule.target[at, due],
            schedule.amount[at, due],
            schedule.duration[at, due],
        )
        give(lanes, due, *values, *fixed)
        lanes.entry[due] += 1
        touched.append(due)
        due = due[_scheduled(lanes, due) <= lanes.t[due]]
    found: Integers = np.unique(np.concatenate(touched))
    return found


def give(lanes: Lanes, who: Integers, *entry: Floats | float) -> None:
    """Carry out one entry per patient: kind, target, amount, duration, derivatives of the amount."""
    what = np.array([np.broadcast_to(np.asarray(value, float), len(who)) for value in entry])
    for k in np.unique(what[0]):
        for s in np.unique(what[1][what[0] == k]).astype(int):
            chosen = (what[0] == k) & (what[1] == s)
            _carry_out(lanes, Kind(int(k)), int(s), who[chosen], what[2:, chosen])


def _carry_out(lanes: Lanes, kind: Kind, target: int, who: Integers, given: Floats) -> None:
    """Carry out one entry; ``given`` holds amount, duration, derivatives of the amount."""
    states = lanes.plan.problem.states
    if kind is Kind.INFUSE and not (lanes.t[who] + given[1] > lanes.t[who]).all():
        at_once = ~(lanes.t[who] + given[1] > lanes.t[who])
        _carry_out(lanes, Kind.ADD, target, who[at_once], given[:, at_once])
        who, given = who[~at_once], given[:, ~at_once]
    amount, duration, moves = given[0], given[1], given[2:]
    if kind is Kind.ADD:
        lanes.row(states[target])[who] += amount
        add_moves(lanes, states[target], who, moves)
    elif kind is Kind.INFUSE:
        state, idle = np.full(len(who), float(target)), np.zeros(len(who))
        lanes.infusions.push(who, lanes.t[who] + duration, (state, amount / duration, idle, idle, *(moves / duration)))
        _set_infusion(lanes, target, who)
    elif kind is Kind.RESET:
        _reset(lanes, who)
    else:
        name = [*states, *lanes.plan.problem.parameters][target]
        lanes.row(name)[who] = amount
        put_moves(lanes, name, who, moves)


def _reset(lanes: Lanes, who: Integers) -> None:
    """Empty every state and stop what runs into it; what rules have ordered for later is still to come."""
    lanes.infusions.time[:, who] = NEVER
    nothing = np.zeros((len(lanes.plan.problem.directions), len(who)))
    for state in lanes.plan.problem.states:
        for name in (state, f"infusion.{state}"):
            lanes.row(name)[who] = 0.0
            put_moves(lanes, name, who, nothing)


def _delayed(lanes: Lanes, who: Integers) -> Integers:
    touched = [who[:0]]
    for row in range(len(lanes.pending.time)):
        due = who[lanes.pending.time[row, who] <= lanes.t[who]]
        if due.size:
            give(lanes, due, *lanes.pending.pop(row, due))
            touched.append(due)
    found: Integers = np.unique(np.concatenate(touched))
    return found


def _rounds(lanes: Lanes, who: Integers) -> Integers:
    """Look at every rule for the patients who stand at a round."""
    rounds, problem = lanes.frame.rounds, lanes.plan.problem
    if not (len(rounds) and problem.rules):
        return who[:0]
    due = who[lanes.round[who] < len(rounds)]
    due = due[rounds[lanes.round[due]] == lanes.t[due]]
    lanes.round[due] += 1
    fired = [who[:0]]
    if due.size:
        for k, rule in enumerate(problem.rules):
            lanes.row(f"rule.{rule.name}.since")[due] = lanes.t[due] - lanes.rule_last[k, due]
        holds = lanes.plan.conditions(lanes.table, due) > 0
        fired += [_fire(lanes, k, due[holds[k]]) for k in range(len(problem.rules))]
    found: Integers = np.unique(np.concatenate(fired))
    return found


def _fire(lanes: Lanes, k: int, who: Integers) -> Integers:
    """Carry out rule k for those whose memory allows it; return them."""
    rule = lanes.plan.problem.rules[k]
    # rounds 8 h apart are 1/3 day apart only up to rounding
    rested = lanes.t[who] - lanes.rule_last[k, who] >= rule.every_at_least * (1 - ROUNDING)
    who = who[rested & (lanes.rule_count[k, who] < rule.at_most)]
    if not who.size:
        return who
    amounts, moves = lanes.plan.amounts[k](lanes.table, who), rule_moves(lanes, k, who)
    kept = lanes.rule_count[k, who] < FIRINGS_KEPT
    lanes.rule_time[k, lanes.rule_count[k, who[kept]], who[kept]] = lanes.t[who[kept]]
    lanes.rule_count[k, who] += 1
    lanes.rule_last[k, who] = lanes.t[who]
    lanes.row(f"rule.{rule.name}.count")[who] = lanes.rule_count[k, who]
    for n, action in enumerate(rule.actions):
        _order(lanes, who, action, (amounts[n], *moves[:, n]))
    return who


def _order(lanes: Lanes, who: Integers, action: Action, given: tuple[Floats, ...]) -> None:
    """Carry an action out now, or put it down for later; ``given`` is its amount and derivatives of that."""
    names = [*lanes.plan.problem.states, *lanes.plan.problem.parameters]
    target, whole = names.index(action.target), np.ones(len(who))
    values = (action.kind * whole, target * whole, given[0], action.duration * whole, *given[1:])
    if action.delay > 0:
        later = np.maximum(lanes.t[who] + action.delay, np.nextafter(lanes.t[who], NEVER))
        lanes.pending.push(who, later, values)
    else:
        give(lanes, who, *values)
