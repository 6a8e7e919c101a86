"""Steady states: where a system is after the same dose has been given at the same interval for ever.

The steady state is the limit, from the state at rest, of repeating one interval with everything that then runs in.
It is looked for by repeating, 8 intervals, 16, 32 and so on, until what the last two doublings let us expect of all
later ones moves no state by more than the tolerance. No step is extrapolated, so the answer is the
limit of the repetition also where the model is not linear and has several periodic solutions.

Time is counted in intervals of each case, so cases with different intervals are solved side by side.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from engraft.errors import SpecificationError
from engraft.kernel.ensemble import solve
from engraft.kernel.expression import TIME, free_symbols, symbol
from engraft.kernel.problem import Bools, Ensemble, Floats, Integers, Kind, Options, Problem, Schedule
from engraft.kernel.status import Status

INTERVAL = "steady:interval"  # a colon: no parameter of a model has one
FIRST = 4  # intervals before the first look
MOST = 2**13  # intervals until a case is given up: 22 years of days
LONGEST = 2**30  # the same for a constant infusion, in units of time: nothing repeats, so long is cheap
CHUNK = 256  # intervals solved at once
FINEST = 1e-10  # no steady state is sought closer than this
TRUST = 0.1  # no mode is believed to shrink more than that over half of what has been seen
NOISE = 1e-3  # of the tolerance: what a doubling moves less than that is rounding
MOST_RUNNING = 1000  # infusions of one dose that run at the same time


@dataclass(frozen=True)
class Regime:
    """What is repeated, one element per case.

    ``phase`` is the time from the start of an interval until the dose arrives, 0 <= phase < interval.
    A case without interval is a constant infusion of ``amount`` per unit of time.

    Shapes
    ------
    Every array is (cases,).
    """

    target: Integers
    amount: Floats
    duration: Floats
    interval: Floats
    phase: Floats

    def part(self, chosen: Bools | Integers) -> Regime:
        """Take some cases out."""
        dose = (self.amount[chosen], self.duration[chosen])
        return Regime(self.target[chosen], *dose, self.interval[chosen], self.phase[chosen])


@dataclass(frozen=True)
class Settled:
    """The states at the start of an interval, one column per case, and what became of the search.

    Shapes
    ------
    state (n_states, cases), status (cases,), fault (cases,): the state that did not settle, -1 where all did.
    """

    state: Floats
    status: Integers
    fault: Integers


def running(regime: Regime) -> tuple[Integers, Floats]:
    """List the infusions that run at the start of every interval: their case and the time they have left.

    Raises
    ------
    SpecificationError
        If more than a thousand of one case run at once.
    """
    with np.errstate(divide="ignore", invalid="ignore"):
        most = np.where(regime.interval > 0.0, (regime.phase + regime.duration) / regime.interval, 0.0)
    if (most > MOST_RUNNING).any():
        raise SpecificationError(
            "a steady-state infusion lasts so long that too many run at once",
            expected=f"at most {MOST_RUNNING} intervals", got=f"{most.max():.6g} intervals",
            do="shorten the infusion, or give it as a constant infusion without interval",
        )  # fmt: skip
    count = most.astype(np.int64)
    case = np.repeat(np.arange(len(count)), count)
    before = np.arange(len(case)) - np.repeat(np.cumsum(count) - count, count) + 1  # intervals since its start
    left = regime.phase[case] + regime.duration[case] - before * regime.interval[case]
    return case[left > 0.0], left[left > 0.0]


def settle(problem: Problem, who: Ensemble, regime: Regime, options: Options) -> Settled:
    """Find the steady state of every case; ``who`` has one column per case, its initial state the state at rest.

    Chance takes no part: clones are continuous, hazards do not strike, rules are not looked at.

    Raises
    ------
    SpecificationError
        If the rates read time, so that no two intervals are alike, or too many infusions run at once.
    """
    if len(who.persons) and TIME.name in free_symbols(*problem.rates):
        raise SpecificationError(
            "a system whose rates read the time has no steady state", do="give the doses one by one, for long enough"
        )
    state, status = who.initial.copy(), np.full(len(who.persons), int(Status.SOLVED))
    fault = np.full(len(status), -1)
    for constant in (False, True):
        chosen = np.flatnonzero((regime.interval == 0.0) == constant)
        if chosen.size:
            found = _Search(_repeated(problem), _columns(who, regime, chosen), regime.part(chosen), options).go()
            state[:, chosen], status[chosen], fault[chosen] = found.state, found.status, found.fault
    return Settled(state, status, fault)


def _repeated(problem: Problem) -> Problem:
    """Leave only what is certain, and count time in intervals."""
    interval = symbol(INTERVAL)
    return Problem(
        problem.states,
        (*problem.parameters, INTERVAL),
        tuple(rate * interval for rate in problem.rates),
        problem.negligible,
        problem.signed,
    )


def _columns(who: Ensemble, regime: Regime, chosen: Integers) -> Ensemble:
    """Take some cases and tell them their interval."""
    interval = np.where(regime.interval > 0.0, regime.interval, 1.0)
    parameters = np.vstack([who.parameters, interval[None]])[:, chosen]
    return Ensemble(parameters, who.initial[:, chosen], np.arange(len(chosen)), Schedule.empty(len(chosen)))


@dataclass(frozen=True)
class _Search:
    """A search under way: the cases and how they are carried on."""

    problem: Problem
    who: Ensemble
    regime: Regime
    options: Options

    @property
    def tolerance(self) -> float:
        """How close to its limit each state must be, relative to its amount plus the negligible one."""
        return max(self.options.rtol, FINEST)

    def go(self) -> Settled:
        """Double the number of intervals until every case has settled or is given up."""
        constant = bool((self.regime.interval == 0.0).all())
        count = len(self.who.persons)
        status, fault = np.full(count, int(Status.UNSTEADY)), np.full(count, -1)
        open_ = np.arange(count)
        early = self.carry(self.who.initial, FIRST, open_, status, fault)
        state = self.carry(early, FIRST, open_, status, fault)
        done, open_ = 2 * FIRST, open_[status == Status.UNSTEADY]
        while open_.size and done < (LONGEST if constant else MOST):
            late = self.carry(state[:, open_], done, open_, status, fault)
            left = self.left(early[:, open_], state[:, open_], late)
            early[:, open_], state[:, open_] = state[:, open_], late
            fault[open_] = np.where(status[open_] == Status.UNSTEADY, left.argmax(axis=0), fault[open_])
            settled = open_[(left.max(axis=0) <= self.tolerance) & (status[open_] == Status.UNSTEADY)]
            status[settled], fault[settled] = Status.SOLVED, -1
            open_, done = open_[status[open_] == Status.UNSTEADY], 2 * done
        return Settled(state, status, fault)

    def left(self, early: Floats, middle: Floats, late: Floats) -> Floats:
        """Bound what is missing, seen after n/2, n and 2n intervals, relative to the amount of each state.

        A mode that shrinks by s over n/2 intervals moves by s(1-s) and then by s²(1-s²): the ratio tells s, and
        s²/(1-s²) of the second move is still to come. As another mode may hide, s is not believed to be tiny.
        """
        scale = np.abs(late) + np.array(self.problem.negligible)[:, None]
        with np.errstate(all="ignore"):
            first, second = np.abs(middle - early) / scale, np.abs(late - middle) / scale
            s = np.maximum(0.5 * (np.sqrt(1.0 + 4.0 * second / first) - 1.0), TRUST)
            coming = np.where(s < 1.0, second * s * s / (1.0 - s * s), np.inf)
        missing: Floats = np.where(second <= NOISE * self.tolerance, second, coming)
        return np.where(np.isnan(missing), np.inf, missing)

    def carry(self, state: Floats, intervals: int, cases: Integers, status: Integers, fault: Integers) -> Floats:
        """Repeat the interval that many times; write down who cannot be solved."""
        regime = self.regime.part(cases)
        constant = bool((regime.interval == 0.0).all())
        chunk = intervals if constant else min(intervals, CHUNK)
        schedule = _constant(regime, chunk) if constant else _arrivals(regime, chunk)
        options = replace(self.options, rtol=0.1 * self.tolerance)
        for _ in range(intervals // chunk):
            who = replace(
                self.who, parameters=self.who.parameters[:, cases], initial=state, persons=cases, schedule=schedule
            )
            solution = solve(self.problem, who, np.zeros(0), span=(0.0, float(chunk)), options=options)
            state = solution.final
            failed = (solution.status != Status.SOLVED) & (status[cases] == Status.UNSTEADY)
            status[cases[failed]] = solution.status[failed]
            names = [solution.where[k] for k in np.flatnonzero(failed)]
            fault[cases[failed]] = [self.problem.states.index(name) if name else -1 for name in names]
        return state


def _constant(regime: Regime, length: int) -> Schedule:
    """Let a constant infusion run beyond the end."""
    over = np.full((1, len(regime.target)), length + 1.0)
    kind = np.full(over.shape, Kind.INFUSE, np.int8)
    return Schedule(0.0 * over, kind, regime.target[None], regime.amount * over, over)


def _arrivals(regime: Regime, intervals: int) -> Schedule:
    """Give what runs already, then the dose once in every interval; time counts in intervals."""
    case, left = running(regime)
    cases = len(regime.target)
    place = np.arange(len(case)) - np.searchsorted(case, case)
    head = int(place.max(initial=-1)) + 1
    shape = (head + intervals, cases)
    time, amount, duration = np.zeros(shape), np.zeros(shape), np.zeros(shape)
    share = left / regime.duration[case]
    amount[place, case], duration[place, case] = regime.amount[case] * share, left / regime.interval[case]
    time[head:] = np.arange(intervals)[:, None] + regime.phase / regime.interval
    amount[head:], duration[head:] = regime.amount, regime.duration / regime.interval
    kind = np.full(shape, Kind.INFUSE, np.int8)  # over no time it is a bolus
    return Schedule(time, kind, np.broadcast_to(regime.target, shape).copy(), amount, duration)
