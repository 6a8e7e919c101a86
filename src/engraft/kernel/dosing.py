"""From dose records to what a run reads: repeats written out, lags added, steady states worked out beforehand.

A reset, and a dose that replaces everything by its steady state, call off whatever earlier records would still
bring: infusions under way, repeats, and doses on their way. Records of one instant keep their order; what comes late or
repeated falls behind the records of its instant.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np

from engraft.errors import SpecificationError
from engraft.kernel.dose_records import Doing, Records, check_records
from engraft.kernel.problem import Bools, Ensemble, Floats, Integers, Kind, Options, Problem, Schedule, Solution
from engraft.kernel.status import Status
from engraft.kernel.steady import Regime, Settled, running, settle

MOST_ENTRIES = 100_000  # of one patient
MOST_ROOM = 200_000_000  # entries of all patients, as many each as who has most: 7 GB
ROUNDING = 1e-9
EMPTY, FILL, RESUME, GIVE = range(4)  # order of what one record does at one instant


@dataclass(frozen=True)
class Unsteady:
    """Doses whose steady state was not found: whose, when, what became of the search, and which state is at fault.

    Shapes
    ------
    Every array is (cases,).
    """

    patient: Integers
    time: Floats
    status: Integers
    where: tuple[str, ...]


@dataclass(frozen=True)
class Dosed:
    """Patients with everything they are given, and the doses that could not be brought to a steady state."""

    ensemble: Ensemble
    unsteady: Unsteady


def _check_starts(records: Records, problem: Problem) -> None:
    """Refuse a new start, by reset or steady state, where it would not be what it says."""
    if not (records.resets | (records.gives & (records.steady > 0))).any():
        return
    for what, there in (
        ("sensitivities", problem.directions),
        ("states that an equation defines", any(problem.algebraic)),
    ):
        if there:
            raise SpecificationError(
                f"resets and steady states do not go with {what}",
                do="write the doses one by one, as many as matter, from the initial state",
            )


def dosed(
    problem: Problem, ensemble: Ensemble, records: Records, *, span: tuple[float, float], options: Options | None = None
) -> Dosed:
    """Give the patients of an ensemble what the records say.

    The state at rest, to which a reset returns and from which a steady state is sought, is the initial state. Whoever
    has no steady state is undefined from that dose on; :func:`judged` says so in the solution.

    Raises
    ------
    SpecificationError
        If a record cannot be carried out, the ensemble has a schedule already, one patient gets more than 100,000
        entries, or a steady state is asked of a system whose rates read the time.

    Examples
    --------
    >>> from engraft.kernel.dose_records import Record, Records
    >>> from engraft.kernel.expression import symbol
    >>> one = Problem(("drug",), ("k",), (-symbol("k") * symbol("drug"),), (1e-9,))
    >>> who = Ensemble(np.array([[0.5]]), np.zeros((1, 1)), np.arange(1), Schedule.empty(1))
    >>> daily = Records.of([Record(patient=0, time=0.0, amount=10.0, interval=1.0, additional=2)])
    >>> dosed(one, who, daily, span=(0.0, 9.0)).ensemble.schedule.time.ravel()
    array([0., 1., 2.])
    """
    options = options or Options()
    if len(ensemble.schedule.time):
        raise SpecificationError("the patients have a schedule already", do="write all of it as records")
    check_records(records, problem, len(ensemble.persons), span)
    _check_starts(records, problem)
    steady = np.flatnonzero(records.gives & (records.steady > 0))
    regime = _regime(records, steady)
    columns, rest = _parameters(problem, ensemble, records, steady), ensemble.initial[:, records.patient[steady]]
    cases = Ensemble(columns, rest, np.arange(len(steady)), Schedule.empty(len(steady)))
    found = settle(problem, cases, regime, options)
    written = [
        *_resets(records, ensemble.initial),
        _settings(records, len(problem.states)),
        *_steady(records, steady, found, rest),
        _resumed(records, steady, regime),
        _doses(records, span[1], len(ensemble.persons)),
    ]
    entries = _Entries(*(np.concatenate(column) for column in zip(*written, strict=True)))
    return Dosed(
        replace(ensemble, schedule=_schedule(entries, len(ensemble.persons))),
        _unsteady(problem, records, steady, found),
    )


def judged(given: Dosed, solution: Solution) -> Solution:
    """Tell apart who broke off because a steady state was not found."""
    status, where = solution.status.copy(), list(solution.where)
    for patient, time, reason, state in zip(*vars(given.unsteady).values(), strict=True):
        if status[patient] == Status.NONFINITE and solution.end_time[patient] == time:
            status[patient], where[patient] = reason, state
    return replace(solution, status=status, where=tuple(where))


def _unsteady(problem: Problem, records: Records, steady: Integers, found: Settled) -> Unsteady:
    """List the steady states that were not found."""
    bad = np.flatnonzero(found.status != Status.SOLVED)
    names = tuple(problem.states[k] if k >= 0 else "" for k in found.fault[bad])
    return Unsteady(records.patient[steady[bad]], records.time[steady[bad]], found.status[bad], names)


class _Entries(NamedTuple):
    """Entries of a schedule, not yet in order, each with what its place depends on."""

    patient: Integers
    time: Floats
    late: Bools  # behind the records of its instant
    record: Integers
    stage: Integers  # within its record
    kind: Integers
    target: Integers
    amount: Floats
    duration: Floats


def _entries(
    records: Records, of: Integers, stage: int, kind: Kind, values: tuple[Integers, Floats, Floats]
) -> _Entries:
    """Write one entry at the time of each of these records: target, amount and duration."""
    flat = np.ones(len(of), np.int64)
    return _Entries(records.patient[of], records.time[of], flat < 0, of, stage * flat, kind * flat, *values)


def _regime(records: Records, steady: Integers) -> Regime:
    """Say what each steady-state record has repeated for ever."""
    interval, phase = records.interval[steady], _missed(records)[1][steady]
    amount = np.where(records.constant, records.rate, records.arriving)[steady]
    return Regime(records.target[steady], amount, records.lasting[steady], interval, phase)


def _missed(records: Records) -> tuple[Floats, Floats]:
    """Count the doses of a steady state given before the record that arrive after it, and say when the first does.

    A lag that is a multiple of the interval up to rounding is one: the dose arrives with the record, not just before.
    """
    with np.errstate(divide="ignore", invalid="ignore"):
        intervals = np.where((records.steady > 0) & (records.interval > 0.0), records.lag / records.interval, 0.0)
    whole = np.rint(intervals)
    missed = np.where(np.abs(intervals - whole) <= ROUNDING * np.maximum(whole, 1.0), whole, np.floor(intervals))
    return missed, np.where(intervals == missed, 0.0, np.maximum(intervals - missed, 0.0)) * records.interval


def _parameters(problem: Problem, ensemble: Ensemble, records: Records, steady: Integers) -> Floats:
    """Collect the parameters as they are when each steady-state record acts."""
    first = len(problem.states)
    now, found = ensemble.parameters.copy(), np.empty((len(problem.parameters), len(steady)))
    setting = (records.doing == Doing.SET) & (records.target >= first)
    column = {int(i): k for k, i in enumerate(steady)}
    for i in np.flatnonzero(setting | np.isin(np.arange(len(setting)), steady)).tolist():
        if setting[i]:
            now[records.target[i] - first, records.patient[i]] = records.amount[i]
        else:
            found[:, column[i]] = now[:, records.patient[i]]
    return found


def _resets(records: Records, rest: Floats) -> Iterator[_Entries]:
    """Empty the system, then fill in the state at rest; a steady state does its own."""
    of = np.flatnonzero(records.resets & ~(records.gives & (records.steady == 1)))
    nothing = np.zeros(len(of))
    yield _entries(records, of, EMPTY, Kind.RESET, (nothing.astype(np.int64), nothing, nothing))
    for state, amounts in enumerate(rest):
        some = of[amounts[records.patient[of]] != 0.0]
        amount = amounts[records.patient[some]]
        yield _entries(records, some, FILL, Kind.ADD, (np.full(len(some), state), amount, 0.0 * amount))


def _settings(records: Records, states: int) -> _Entries:
    """Set states and parameters."""
    of = np.flatnonzero(records.doing == Doing.SET)
    return _entries(records, of, GIVE, Kind.SET, (records.target[of], records.amount[of], np.zeros(len(of))))


def _steady(records: Records, steady: Integers, found: Settled, rest: Floats) -> Iterator[_Entries]:
    """Put the system into its steady state, or add what the doses have brought above the state at rest."""
    alone = records.steady[steady] == 1
    of, nothing = steady[alone], np.zeros(int(alone.sum()))
    yield _entries(records, of, EMPTY, Kind.RESET, (nothing.astype(np.int64), nothing, nothing))
    state = np.where(found.status == Status.SOLVED, found.state, np.nan)
    for k, amount in enumerate(np.where(alone, state, state - rest)):
        yield _entries(records, steady, FILL, Kind.ADD, (np.full(len(steady), k), amount, np.zeros(len(steady))))


def _resumed(records: Records, steady: Integers, regime: Regime) -> _Entries:
    """Go on with the infusions of a steady state that run when the record acts."""
    case, left = running(regime)
    amount = regime.amount[case] * (left / regime.duration[case])
    return _entries(records, steady[case], RESUME, Kind.INFUSE, (regime.target[case], amount, left))


def _doses(records: Records, end: float, patients: int) -> _Entries:
    """Write out every dose: those that a steady state has under way, the dose itself, and its repeats."""
    of = np.flatnonzero(records.gives & ~records.constant)
    off = _called_off(records)[of]
    missed, lag, interval = _missed(records)[0][of], records.lag[of], records.interval[of]
    first = records.time[of] + lag
    with np.errstate(divide="ignore", invalid="ignore"):
        reached = np.where(
            interval > 0.0, np.floor((np.minimum(off, end) - first) / interval) + 1.0, 0.0
        )  # one too many for rounding
    count = missed + 1.0 + np.clip(reached, 0.0, records.additional[of])
    _refuse_too_many(records.patient[of], count, patients)
    count_ = count.astype(np.int64)
    which = np.repeat(np.arange(len(of)), count_)
    place = np.arange(len(which)) - np.repeat(np.cumsum(count_) - count_, count_) - missed[which]
    time = np.maximum(first[which] + place * interval[which], records.time[of[which]])
    late = (lag[which] > 0.0) | (place != 0.0)
    kept = (time <= end) & (~late | (time < off[which]))
    which, time, late = which[kept], time[kept], late[kept]
    i, flat = of[which], np.ones(len(which), np.int64)
    kind = np.where(records.lasting[i] > 0.0, Kind.INFUSE, Kind.ADD)
    doing = (kind, records.target[i], records.arriving[i], records.lasting[i])
    return _Entries(records.patient[i], time, late, i, GIVE * flat, *doing)


def _called_off(records: Records) -> Floats:
    """Find when each record's doses are called off by a later record of the same patient."""
    order = np.argsort(records.patient, kind="stable")
    calling = np.flatnonzero(records.calls_off[order])
    following = np.searchsorted(calling, np.arange(len(order)), side="right")
    until = np.full(len(order), np.inf)
    has = np.flatnonzero(following < len(calling))
    mine, theirs = order[has], order[calling[following[has]]]
    same = records.patient[mine] == records.patient[theirs]
    until[mine[same]] = records.time[theirs[same]]
    return until


def _refuse_too_many(patient: Integers, count: Floats, patients: int) -> None:
    """Refuse a storm of doses before room is made for it."""
    each = np.bincount(patient, weights=count, minlength=1)
    if each.max() > MOST_ENTRIES:
        raise SpecificationError(
            f"patient {each.argmax()} gets too many doses within the run",
            expected=f"at most {MOST_ENTRIES}",
            got=f"{each.max():.6g}",
        )
    if each.max() * patients > MOST_ROOM:
        raise SpecificationError(
            "the schedule does not fit into memory",
            expected=f"at most {MOST_ROOM:.0e} entries",
            got=f"{each.max():.6g} doses for each of {patients} patients",
            do="give the patients in several parts",
        )


def _schedule(entries: _Entries, patients: int) -> Schedule:
    """Bring entries into order, one column per patient."""
    order = np.lexsort((entries.stage, entries.record, entries.late, entries.time, entries.patient))
    patient = entries.patient[order]
    row = np.arange(len(order)) - np.searchsorted(patient, patient)
    shape = (int(row.max(initial=-1)) + 1, patients)
    time = np.full(shape, np.inf)
    kind, target = np.zeros(shape, np.int8), np.zeros(shape, np.int64)
    amount, duration = np.zeros(shape), np.zeros(shape)
    time[row, patient], kind[row, patient], target[row, patient] = (
        entries.time[order], entries.kind[order], entries.target[order]
    )  # fmt: skip
    amount[row, patient], duration[row, patient] = entries.amount[order], entries.duration[order]
    return Schedule(time, kind, target, amount, duration)
