"""What the kernel solves: expressions over symbols, with no biology, people or units.

All symbols are plain text. The right-hand side reads states, parameters and ``time``.
Conditions of rules may also read ``rule.<name>.count`` (times fired so far) and
``rule.<name>.since`` (time since it last fired, infinite before).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import IntEnum

import numpy as np
from numpy.typing import NDArray

from engraft.kernel.bins import Bins, Counts
from engraft.kernel.expression import Expression
from engraft.kernel.status import Status

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]
Bools = NDArray[np.bool_]

MARKS_KEPT = 8
FIRINGS_KEPT = 16


class Kind(IntEnum):
    """What a scheduled entry does to its target."""

    ADD = 0  # bolus: amount into a state
    INFUSE = 1  # amount into a state, spread evenly over a duration
    SET = 2  # a state or a parameter takes this value
    RESET = 3  # all states become zero and infusions stop; target and amount are not read


@dataclass(frozen=True)
class Clone:
    """A state that is a small number of cells: below the threshold it is born and dies by chance.

    ``gain`` and ``loss`` are the total rates of the flows into and out of the state.
    """

    state: str
    gain: Expression
    loss: Expression
    threshold: float = 100.0
    interval: float = 0.25


@dataclass(frozen=True)
class Hazard:
    """An instantaneous rate whose event is the crossing of its integral with an Exp(1) draw."""

    name: str
    rate: Expression
    ends: bool = False
    changes: tuple[tuple[str, Expression], ...] = ()  # state or parameter <- value at the event


@dataclass(frozen=True)
class Mark:
    """A crossing of ``expression - level`` through zero, recorded where it happens."""

    name: str
    expression: Expression
    level: float
    rising: bool


@dataclass(frozen=True)
class First:
    """The first time at which an expression lies above a level, or not above it.

    Whoever is there at the start of the run has the start as first time, where a mark would wait for a crossing.
    """

    name: str
    expression: Expression
    level: float
    above: bool


@dataclass(frozen=True)
class Peak:
    """The highest value an expression takes between two times, and when; the lowest is the peak of its negative.

    It is found inside steps, and at a jump the values before and after count. A step is looked at in eighths and the
    highest of these narrowed to the last places: what can be missed is a top narrower than an eighth of a step, and of
    several tops in one step the one whose eighth is not the highest. Its value is as exact as the course; equal tops
    of a course that swings for ever differ by rounding, and so may the one that is named.
    """

    name: str
    expression: Expression
    since: float = -np.inf
    until: float = np.inf


@dataclass(frozen=True)
class Total:
    """The integral of an expression over time: the state ``total.<name>``, which is zero at the start.

    Everything may read that state; an area between two visits is the difference of an output there. It is under error
    control as every state, and ``negligible`` is how much of it nobody cares about.
    """

    name: str
    expression: Expression
    negligible: float


@dataclass(frozen=True)
class Action:
    """What a rule does when it fires: add to, infuse into, or set a target."""

    target: str
    kind: Kind
    amount: Expression
    delay: float = 0.0
    duration: float = 0.0


@dataclass(frozen=True)
class Rule:
    """A condition looked at in rounds; when it holds, the actions are carried out."""

    name: str
    condition: Expression
    actions: tuple[Action, ...]
    every_at_least: float = 0.0
    at_most: int = 1_000_000


@dataclass(frozen=True)
class Problem:
    """A system of ordinary differential equations with everything that may interrupt it."""

    states: tuple[str, ...]
    parameters: tuple[str, ...]
    rates: tuple[Expression, ...]  # d(state)/dt, in the order of states
    negligible: tuple[float, ...]  # amount of each state below which nobody cares
    signed: tuple[bool, ...] = ()  # states that may be negative
    clones: tuple[Clone, ...] = ()
    hazards: tuple[Hazard, ...] = ()
    outputs: tuple[tuple[str, Expression], ...] = ()
    marks: tuple[Mark, ...] = ()
    rules: tuple[Rule, ...] = ()
    firsts: tuple[First, ...] = ()
    peaks: tuple[Peak, ...] = ()
    totals: tuple[Total, ...] = ()
    algebraic: tuple[bool, ...] = ()  # states whose rate is an equation, to be zero at all times (index 1)
    directions: tuple[str, ...] = ()  # parameters, and states whose initial value is meant, to differentiate by
    method: str = "rodas5p"  # ``solve`` fills this in from the options
    initially_moved: tuple[str, ...] = ()  # further states whose initial value depends on them; ``solve`` fills this in


@dataclass(frozen=True)
class Schedule:
    """What is given to whom and when; row k is the k-th entry of each patient.

    Shapes
    ------
    Every array is (entries, patients). Times ascend within a patient; infinity pads.
    ``target`` indexes ``states`` for ADD and INFUSE; for SET it indexes states followed by parameters;
    RESET has none and says 0.
    """

    time: Floats
    kind: NDArray[np.int8]
    target: Integers
    amount: Floats
    duration: Floats

    @staticmethod
    def empty(patients: int) -> Schedule:
        """Give nobody anything."""
        shape = (0, patients)
        none = np.zeros(shape)
        return Schedule(none, np.zeros(shape, np.int8), np.zeros(shape, np.int64), none, none)


@dataclass(frozen=True)
class Options:
    """How to solve."""

    rtol: float = 1e-6
    max_steps: int = 100_000
    method: str = "rodas5p"  # "tsit5", explicit, is faster where nothing is stiff
    backend: str = "llvm"
    target: str = "host"  # processor the compiled backend writes for
    block: int = 0  # patients solved side by side, 0: what suits the backend; never changes a result
    threads: int = 0  # of the compiled backend, 0: as many as there are processors; never changes a result
    bins: Bins | None = None  # count outputs over patients in these bins, and store none of them


@dataclass(frozen=True)
class Ensemble:
    """Whose problem it is: one column per patient.

    Shapes
    ------
    parameters (n_parameters, patients), initial (n_states, patients), persons (patients,).
    ``persons`` are the identities that key the random streams, independent of order and number.
    initial_tangents (directions, states, patients): derivatives of the initial values, for callers who work these out
    from parameters; by default each direction moves its own parameter or initial value only.
    """

    parameters: Floats
    initial: Floats
    persons: Integers
    schedule: Schedule
    seed: int = 0
    initial_tangents: Floats | None = None


@dataclass(frozen=True)
class Solution:
    """What came out, one column per patient.

    Shapes
    ------
    outputs (n_outputs, times, patients), NaN after a patient's end or failure; no times where outputs are counted.
    hazard_time (n_hazards, patients), NaN where it did not happen.
    mark_time (n_marks, MARKS_KEPT, patients), mark_count (n_marks, patients).
    rule_time (n_rules, FIRINGS_KEPT, patients), rule_count (n_rules, patients).
    extinct_time (n_clones, patients): when the clone reached zero for the last time, NaN if it did not.
    first_time (n_firsts, patients), NaN where it did not happen.
    peak, peak_time (n_peaks, patients): the first time of that value; NaN where a patient's run ends before ``since``.
    total (n_totals, patients): at the patient's end.
    tangents (directions, outputs, times, patients): sensitivities, the derivatives of the outputs.
    final_tangents (directions, states, patients): those of ``final``.
    """

    outputs: Floats
    status: NDArray[np.int8]
    end_time: Floats
    hazard_time: Floats
    mark_time: Floats
    mark_count: Integers
    rule_time: Floats
    rule_count: Integers
    extinct_time: Floats
    steps: Integers
    final: Floats
    first_time: Floats
    peak: Floats
    peak_time: Floats
    total: Floats
    tangents: Floats
    final_tangents: Floats
    counts: Counts | None = None
    where: tuple[str, ...] = field(default=())  # per patient: the state at fault, "" if solved

    def solved(self) -> Bools:
        """Tell which patients reached their end."""
        solved: Bools = self.status == Status.SOLVED
        return solved
