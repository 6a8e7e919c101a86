"""Dose records as pharmacometricians write them, in plain words and arrays, and what is wrong with them.

A record says what is done to one patient at one time. The records of a patient are in the order of their times;
records of one instant act in the order in which they stand.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields
from enum import IntEnum
from typing import Any

import numpy as np

from engraft.errors import SpecificationError
from engraft.kernel.problem import Bools, Floats, Integers, Problem


class Doing(IntEnum):
    """What a record does."""

    GIVE = 0  # a dose
    RESET = 1  # all states return to the state at rest, infusions stop, nothing given before is still to come
    RESET_AND_GIVE = 2
    SET = 3  # a state or a parameter takes the value ``amount``


@dataclass(frozen=True)
class Record:
    """One record; what is left out does nothing.

    Parameters
    ----------
    patient
        Column of the ensemble.
    target
        Index of the state that is dosed; for SET of the state or, after the states, of the parameter.
    amount
        What is given, before bioavailability; with SET the new value.
    rate, duration
        An infusion has one of the two, a bolus neither.
    lag
        Time until each dose arrives.
    bioavailability
        Share of the amount that arrives: it shortens an infusion at a rate and slows one over a duration.
    interval, additional
        Time between doses and how many more follow; only the first resets or stands for a steady state.
    steady
        1: the state becomes what it would be had the dose been given at this interval for ever, and everything given
        before is called off. 2: that state is added to what is there. Without interval and amount the rate ran for
        ever and ends now; bioavailability does not touch it, and without a rate the system settles by itself.
    """

    patient: int
    time: float
    doing: Doing = Doing.GIVE
    target: int = 0
    amount: float = 0.0
    rate: float = 0.0
    duration: float = 0.0
    lag: float = 0.0
    bioavailability: float = 1.0
    interval: float = 0.0
    additional: int = 0
    steady: int = 0


_WHOLE = ("patient", "doing", "target", "additional", "steady")
_TYPE = {f.name: np.int64 if f.name in _WHOLE else np.float64 for f in fields(Record)}


@dataclass(frozen=True)
class Records:
    """Many records, one array per field of :class:`Record`.

    Shapes
    ------
    Every array is (records,).
    """

    patient: Integers
    time: Floats
    doing: Integers
    target: Integers
    amount: Floats
    rate: Floats
    duration: Floats
    lag: Floats
    bioavailability: Floats
    interval: Floats
    additional: Integers
    steady: Integers

    @staticmethod
    def of(records: Iterable[Record]) -> Records:
        """Put single records into arrays."""
        rows = list(records)
        columns: dict[str, Any] = {f.name: np.array([getattr(row, f.name) for row in rows]) for f in fields(Record)}
        return Records(**{name: column.astype(_TYPE[name]) for name, column in columns.items()})

    @property
    def gives(self) -> Bools:
        """Tell which records give a dose, be it one for ever."""
        found: Bools = (self.doing == Doing.GIVE) | (self.doing == Doing.RESET_AND_GIVE)
        return found

    @property
    def resets(self) -> Bools:
        """Tell which records reset the system."""
        found: Bools = (self.doing == Doing.RESET) | (self.doing == Doing.RESET_AND_GIVE)
        return found

    @property
    def calls_off(self) -> Bools:
        """Tell after which records nothing given before is still to come."""
        found: Bools = self.resets | (self.gives & (self.steady == 1))
        return found

    @property
    def constant(self) -> Bools:
        """Tell which records stand for an infusion that ran for ever and ends now."""
        found: Bools = self.gives & (self.steady > 0) & (self.interval == 0.0)
        return found

    @property
    def arriving(self) -> Floats:
        """Amount that arrives of each dose."""
        return self.amount * self.bioavailability

    @property
    def lasting(self) -> Floats:
        """Time over which each dose arrives, 0 for a bolus."""
        with np.errstate(divide="ignore", invalid="ignore"):
            return np.where(self.rate > 0.0, self.arriving / self.rate, self.duration)


def check_records(records: Records, problem: Problem, patients: int, span: tuple[float, float]) -> None:
    """Refuse records that cannot be carried out, naming the first and counting the others.

    Raises
    ------
    SpecificationError
        What is wrong with them.
    """
    lengths = {f.name: getattr(records, f.name).shape for f in fields(Records)}
    if len(set(lengths.values())) > 1 or records.time.ndim != 1:
        raise SpecificationError("the arrays of the dose records differ in length", got=str(lengths))
    for name in _WHOLE:
        if getattr(records, name).dtype.kind not in "iu":
            raise SpecificationError(f"the {name} of dose records is a whole number")
    for faults in (_misplaced(records, problem, patients, span), _impossible(records)):
        for what, expected, values, wrong in faults:
            if wrong.any():
                first, more = int(np.flatnonzero(wrong)[0]), int(wrong.sum()) - 1
                raise SpecificationError(
                    f"dose record {first} (patient {records.patient[first]}, time {records.time[first]:g}) {what}"
                    + (f", and so do {more} more" if more else ""),
                    expected=expected,
                    got=f"{values[first]:g}",
                )


_Fault = tuple[str, str, Floats | Integers, Bools]


def _misplaced(records: Records, problem: Problem, patients: int, span: tuple[float, float]) -> Iterator[_Fault]:
    """Look at whom, when, what and in which order."""
    states = len(problem.states)
    targets = np.where(records.doing == Doing.SET, states + len(problem.parameters), states)
    in_patient = np.argsort(records.patient, kind="stable")
    patient, time = records.patient[in_patient], records.time[in_patient]
    back = np.zeros(len(time), bool)
    back[in_patient[1:]] = (patient[1:] == patient[:-1]) & (time[1:] < time[:-1])
    yield "names no patient", f"0 to {patients - 1}", records.patient, _outside(records.patient, patients)
    yield "does something unknown", f"0 to {len(Doing) - 1}", records.doing, _outside(records.doing, len(Doing))
    yield (
        "has no such target",
        f"0 to {states - 1}, or a parameter to set",
        records.target,
        _outside(records.target, targets),
    )
    late = ~((records.time >= span[0]) & (records.time <= span[1]))
    yield "lies outside the run", f"times from {span[0]:g} to {span[1]:g}", records.time, late
    yield "comes before the one above it", "times that ascend within a patient", records.time, back


def _impossible(records: Records) -> Iterator[_Fault]:
    """Look at the doses."""
    gives, doses = records.gives, records.gives & ~records.constant
    sets = records.doing == Doing.SET
    yield "has a value that is not finite", "a number", records.amount, ~np.isfinite(records.amount)
    for name in ("amount", "rate", "duration", "lag", "bioavailability", "interval", "additional"):
        values = getattr(records, name)
        yield f"has an impossible {name}", "zero or more", values, gives & ~((values >= 0) & (values < np.inf))
    yield "has an unknown kind of steady state", "0, 1 or 2", records.steady, gives & _outside(records.steady, 3)
    for name, neutral in (("rate", 0), ("duration", 0), ("lag", 0), ("interval", 0), ("additional", 0), ("steady", 0)):
        values = getattr(records, name)
        yield f"sets a value, but has a {name}", str(neutral), values, sets & (values != neutral)
    yield "sets a value, but has a bioavailability", "1", records.bioavailability, sets & (records.bioavailability != 1)
    both = gives & (records.rate > 0) & (records.duration > 0)
    yield "has a rate and a duration", "one of them", records.duration, both
    yield (
        "repeats a dose without interval",
        "an interval above 0",
        records.interval,
        doses & (records.additional > 0) & (records.interval == 0),
    )
    yield "infuses nothing", "an amount above 0", records.amount, doses & (records.rate > 0) & (records.amount == 0)
    still = records.constant & ((records.amount > 0) | (records.duration > 0))
    yield "asks for a steady state without interval", "an interval, or a rate alone", records.interval, still
    busy = records.constant & ((records.lag > 0) | (records.additional > 0))
    yield "ends an infusion that ran for ever, later or again", "no lag and no additional dose", records.lag, busy


def _outside(values: Integers, count: int | Integers) -> Bools:
    """Tell which indices point at nothing."""
    wrong: Bools = (values < 0) | (values >= count)
    return wrong
