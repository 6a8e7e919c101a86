"""The patients of one block under way: one column each, every patient at its own time.

A lane never reads another lane.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from engraft.kernel import streams
from engraft.kernel.expression import TIME
from engraft.kernel.kept import Kept
from engraft.kernel.plan import Plan, peak_rows
from engraft.kernel.problem import FIRINGS_KEPT, MARKS_KEPT, Ensemble, Floats, Integers, Options
from engraft.kernel.status import Status
from engraft.kernel.step import STEP, THETA

NEVER = np.inf


@dataclass(frozen=True)
class Frame:
    """What all patients of a run share."""

    times: Floats
    start: float
    end: float
    rounds: Floats
    options: Options


class Waiting:
    """Entries that wait for their time: (rows, lanes), grown when a lane has no free row."""

    def __init__(self, rows: int, lanes: int, directions: int) -> None:
        self.time = np.full((rows, lanes), NEVER)
        # meaning is the owner's; last the amount's derivatives
        self.value = np.zeros((4 + directions, rows, lanes))

    def push(self, lanes: Integers, time: Floats, values: tuple[Floats, ...]) -> None:
        """Add one entry to each of these lanes."""
        if not np.all(np.isinf(self.time[:, lanes]).any(axis=0)):
            grow = ((0, 1), (0, 0))
            self.time = np.pad(self.time, grow, constant_values=NEVER)
            self.value = np.pad(self.value, ((0, 0), *grow))
        row = np.isinf(self.time[:, lanes]).argmax(axis=0)
        self.time[row, lanes] = time
        for k, value in enumerate(values):
            self.value[k, row, lanes] = value

    def next(self, lanes: Integers) -> Floats:
        """Time of the earliest entry of each lane."""
        earliest: Floats = self.time[:, lanes].min(axis=0)
        return earliest

    def pop(self, row: int, lanes: Integers) -> list[Floats]:
        """Take an entry out."""
        self.time[row, lanes] = NEVER
        return [self.value[k, row, lanes].copy() for k in range(len(self.value))]


class Lanes:
    """Everything that changes while a block of patients is solved."""

    def __init__(self, plan: Plan, ensemble: Ensemble, frame: Frame, kept: Kept) -> None:
        problem, m = plan.problem, len(ensemble.persons)
        self.plan, self.ensemble, self.frame, self.kept = plan, ensemble, frame, kept
        self.table = np.zeros((len(plan.rows), m))
        n = len(plan.states)
        self.y = plan.block(plan.states[0], n)
        self.tangents = slice(self.y.stop, self.y.stop + len(plan.columns.tangents))
        self.new = plan.block(f"new.{plan.states[0]}", n)
        self.dense = plan.block(f"dense1.{plan.states[0]}", 3 * n)
        self.parameters = plan.block(problem.parameters[0] if problem.parameters else "", len(problem.parameters))
        self.t, self.h = self.table[plan.rows[TIME.name]], self.table[plan.rows[STEP.name]]
        self.theta = self.table[plan.rows[THETA.name]]

        self.running = np.ones(m, bool)
        self.status = np.full(m, Status.SOLVED, np.int8)
        self.fault = np.full(m, -1)
        self.steps = np.zeros(m, np.int64)
        self.wish = np.full(m, NEVER)  # step size the error allows
        self.draining = np.zeros(m, np.int64)  # refusals in a row because an empty state was drained
        self.flipped = np.full(m, -NEVER)  # when a switch last flipped
        self.storm = np.zeros(m, np.int64)  # flips in a row without getting on
        self.stop = np.full(m, frame.start)
        self.appointed = np.full(m, frame.start)  # stop for another reason than a clone's grid
        self.entry = np.zeros(m, np.int64)  # next entry of the schedule
        self.round = np.zeros(m, np.int64)  # next round
        self.visit = np.zeros(m, np.int64)  # next output time
        self.visits = np.append(frame.times, NEVER)
        directions = len(problem.directions)
        self.infusions, self.pending = (Waiting(plan.waiting, m, directions) for _ in range(2))

        clones = len(problem.clones)
        self.small = np.zeros((clones, m), bool)  # advanced as integers
        self.armed = np.zeros((clones, m), bool)  # to be looked at on the next grid point
        self.clone_start = np.zeros((clones, 3, m))  # rates at the start of the interval under way
        self.extinct_time = np.full((clones, m), np.nan)

        self._open_records()
        self._load()

    def _open_records(self) -> None:
        """Make room for what will be found out about each patient."""
        plan, problem, m = self.plan, self.plan.problem, self.table.shape[1]
        gaps = len(plan.truncating) + len(plan.marks)
        self.first_time = np.full((len(problem.firsts), m), np.nan)
        self.above = np.zeros((gaps, m), bool)  # on which side of zero each gap was last seen
        self.mark_time = np.full((len(plan.marks), MARKS_KEPT, m), np.nan)
        self.mark_count = np.zeros((len(plan.marks), m), np.int64)
        self.hazard_time = np.full((len(problem.hazards), m), np.nan)
        self.rule_time = np.full((len(problem.rules), FIRINGS_KEPT, m), np.nan)
        self.rule_count = np.zeros((len(problem.rules), m), np.int64)
        self.rule_last = np.full((len(problem.rules), m), -NEVER)

    def _load(self) -> None:
        """Enter what the ensemble says of each patient."""
        plan, problem, ensemble = self.plan, self.plan.problem, self.ensemble
        self.t[:] = self.frame.start
        self.table[self.y][: len(problem.states)] = ensemble.initial
        self.table[self.parameters] = ensemble.parameters
        for hazard in problem.hazards:
            draw = streams.exponential(ensemble.seed, f"hazard:{hazard.name}", ensemble.persons)
            self.table[plan.rows[f"threshold.{hazard.name}"]] = draw
        for clone in problem.clones:
            self.table[plan.rows[f"continuous.{clone.state}"]] = 1.0
        first = np.searchsorted(self.frame.times, self.frame.start)
        self.visit[:] = first
        self.kept.nothing_before(int(first))
        for k in range(len(problem.peaks)):
            self.table[[plan.rows[name] for name in peak_rows(k)]] = np.array([[-NEVER], [np.nan]])
        self.round[:] = np.searchsorted(self.frame.rounds, self.frame.start)

    def rows(self, lanes: Integers) -> Integers | None:
        """Give the backend None when all lanes take part, which spares the copies."""
        return None if len(lanes) == self.table.shape[1] else lanes

    def row(self, name: str) -> Floats:
        """Values of one symbol for all lanes, as a view."""
        values: Floats = self.table[self.plan.rows[name]]
        return values

    def finish(self, lanes: Integers) -> None:
        """End these patients where they are."""
        self.running[lanes] = False

    def fail(self, lanes: Integers, status: Status, fault: Integers | int = -1) -> None:
        """End these patients with a status, naming the state at fault where there is one."""
        self.status[lanes], self.fault[lanes] = status, fault
        self.running[lanes] = False

    def emit(self, who: Integers) -> None:
        """Keep the outputs of these patients at theta, and go on to their next visit."""
        self.kept.keep(who, self.visit[who], self.plan.outputs(self.table, self.rows(who)))
        self.visit[who] += 1

    def stand_still(self, who: Integers) -> None:
        """Make a step of no length of where these patients are, to look at them there."""
        self.theta[who] = 0.0
        self.table[self.new, who] = self.table[self.y, who]
        self.table[self.dense, who] = 0.0

    def at_theta(self, lanes: Integers, theta: Floats) -> Floats:
        """Read the states inside the step under way."""
        n = self.y.stop - self.y.start
        old, new = self.table[self.y, lanes], self.table[self.new, lanes]
        k1, k2, k3 = self.table[self.dense, lanes].reshape(3, n, len(lanes))
        rest = 1.0 - theta
        inside: Floats = old + theta * ((new - old) + rest * (k1 + theta * (k2 + theta * k3)))
        return inside
