"""Refuse what no patient could be solved with, before anything is solved."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engraft.errors import SpecificationError, nearest
from engraft.kernel.check_words import check_words
from engraft.kernel.compiled.target import TARGETS, missing
from engraft.kernel.lanes import Frame
from engraft.kernel.limits import SMALLEST_STEP
from engraft.kernel.machine import physical_memory
from engraft.kernel.plan import BACKENDS, METHODS, all_states
from engraft.kernel.problem import Ensemble, Kind, Options, Problem, Schedule
from engraft.kernel.rodas5p import RODAS5P

MOST_CELLS = 1e5  # threshold of a clone: chance moves so many by a third of a per cent
EPSILON = float(np.finfo(np.float64).eps)
DOUBLE, GIBI = 8, 2**30

# Measured with Rodas5P against closed forms (decay, logistic growth, a rotation over three turns): the error follows
# rtol down to 1e-12 and then stands still between 1e-14 and 3e-13, the rounding of all the steps, while the steps go
# on growing: at 1e-16 there are 2.6 to 9 times as many as at 1e-14. Solvers of record stop there too: SciPy's at 100
# roundings, RODAS at 10 (Hairer and Wanner, Solving Ordinary Differential Equations II, doi:10.1007/978-3-642-05221-7).
TIGHTEST = 100 * EPSILON
LOOSEST = 0.1  # a step may be wrong by that much of an amount: beyond it not one digit is asked for
LARGEST_TABLE = 2**30  # bytes of counts, for each thread


def check(problem: Problem, ensemble: Ensemble, frame: Frame) -> None:
    """Compare a problem, its patients and its times with each other."""
    _options(frame.options)
    _problem(problem)
    _table(problem, frame)
    _directions(problem)
    _explicit(problem, frame.options)
    _shapes(problem, ensemble)
    _frame(frame)
    _horizon(problem, frame)
    _memory(problem, ensemble, frame)
    _schedule(problem, ensemble.schedule, frame)


def _options(options: Options) -> None:
    if options.backend not in BACKENDS:
        raise SpecificationError(f"unknown backend '{options.backend}'", do=nearest(options.backend, BACKENDS))
    if options.method not in METHODS:
        raise SpecificationError(f"unknown method '{options.method}'", do=nearest(options.method, METHODS))
    if options.target not in ("host", *TARGETS):
        raise SpecificationError(f"unknown target '{options.target}'", do=nearest(options.target, ("host", *TARGETS)))
    if options.backend == "llvm" and (lacking := missing(options.target)):
        raise SpecificationError(
            f"this machine does not run code for '{options.target}'", expected=lacking, do="target='host'"
        )
    if not (min(options.block, options.threads) >= 0 and options.max_steps >= 1):
        raise SpecificationError(
            "the solver's options make no sense",
            expected="block and threads not below 0, max_steps of at least 1",
            got=f"block {options.block}, threads {options.threads}, max_steps {options.max_steps}",
        )
    _tolerance(options.rtol)


def _tolerance(rtol: float) -> None:
    """Refuse a tolerance below what doubles can hold, or above what deserves the name."""
    if not rtol >= TIGHTEST:
        raise SpecificationError(
            f"no solver on doubles reaches rtol {rtol:g}: a number is known to one part in {1 / EPSILON:.2g}",
            expected=f"at least {TIGHTEST:.1e}, where rounding outweighs the error of a step",
            do="take rtol=1e-12; a tighter one costs steps and brings no digit",
        )
    if rtol > LOOSEST:
        raise SpecificationError(
            f"at rtol {rtol:g} every step may be wrong by {rtol:.0%} of an amount",
            expected=f"at most {LOOSEST:g}, one digit",
            do="take rtol=1e-3 for a quick look, 1e-6 else",
        )


def _problem(problem: Problem) -> None:
    count = len(problem.states)
    if not count:
        raise SpecificationError("the problem has no states", do="give it at least one state")
    for what, values in (("rates", problem.rates), ("negligible amounts", problem.negligible)):
        if len(values) != count:
            raise SpecificationError(f"{what} do not fit the states", expected=str(count), got=str(len(values)))
    if problem.signed and len(problem.signed) != count:
        raise SpecificationError("'signed' does not fit the states", expected=str(count), got=str(len(problem.signed)))
    for name, amount in zip(problem.states, problem.negligible, strict=True):
        if not 0.0 < amount < np.inf:
            raise SpecificationError(f"the negligible amount of '{name}' must be positive", got=str(amount))
    check_words(problem)
    _clones(problem)
    _algebraic(problem)
    _reducers(problem)


def _clones(problem: Problem) -> None:
    for clone in problem.clones:
        if clone.state not in problem.states:
            raise SpecificationError(f"no state '{clone.state}' for a clone", do=nearest(clone.state, problem.states))
        if not (clone.interval > 0.0 and clone.threshold > 0.0):
            raise SpecificationError(f"interval and threshold of clone '{clone.state}' must be positive")
        if clone.threshold > MOST_CELLS:
            raise SpecificationError(
                f"the clone '{clone.state}' is small up to very many cells, each of which is drawn",
                expected=f"a threshold of at most {MOST_CELLS:g}",
                got=f"{clone.threshold:g}",
            )


def _reducers(problem: Problem) -> None:
    """Refuse windows, levels and totals that make no sense, and two totals that would be one state."""
    for peak in problem.peaks:
        if not peak.since < peak.until:
            msg = f"the window of the peak '{peak.name}' is empty"
            raise SpecificationError(msg, expected="since < until", got=f"{peak.since} to {peak.until}")
    for first in problem.firsts:
        if not np.isfinite(first.level):
            raise SpecificationError(f"the level of '{first.name}' must be a number", got=str(first.level))
    for total in problem.totals:
        if not 0.0 < total.negligible < np.inf:
            raise SpecificationError(
                f"the negligible amount of the total '{total.name}' must be positive", got=str(total.negligible)
            )
    names = [*all_states(problem), *problem.parameters]
    twice = [f"total.{total.name}" for total in problem.totals if names.count(f"total.{total.name}") > 1]
    if twice:
        raise SpecificationError(f"'{twice[0]}' is there twice", do="give every total a name of its own")


def _table(problem: Problem, frame: Frame) -> None:
    """Refuse a table of counts that is out of all proportion."""
    bins, times = frame.options.bins, len(frame.times)
    if bins is None:
        return
    size = 4 * len(problem.outputs) * times * bins.cells
    if size > LARGEST_TABLE:
        raise SpecificationError(
            f"{len(problem.outputs)} outputs at {times} times in {bins.cells} cells are too many",
            expected=f"at most {LARGEST_TABLE / 2**30:g} GiB of counts for each thread",
            got=f"{size / 2**30:.3g} GiB",
            do="take fewer bits, a narrower range, fewer times or outputs",
        )


def _algebraic(problem: Problem) -> None:
    """Compare the algebraic states with what else is said of states."""
    if not problem.algebraic:
        return
    if len(problem.algebraic) != len(problem.states):
        got = str(len(problem.algebraic))
        raise SpecificationError("'algebraic' does not fit the states", expected=str(len(problem.states)), got=got)
    for clone in problem.clones:
        if problem.algebraic[problem.states.index(clone.state)]:
            raise SpecificationError(f"an equation defines '{clone.state}': it cannot be a clone that is born and dies")


def _directions(problem: Problem) -> None:
    known = (*problem.states, *problem.parameters)
    for name in problem.directions:
        if name not in known:
            msg = f"no state or parameter '{name}' to differentiate by"
            raise SpecificationError(msg, do=nearest(name, known))
    if len({*problem.directions}) < len(problem.directions):
        raise SpecificationError("a direction is asked for twice", got=", ".join(problem.directions))


def _explicit(problem: Problem, options: Options) -> None:
    """Refuse what an explicit method cannot do."""
    if METHODS[options.method].implicit:
        return
    for what, asked in (
        ("states that an equation defines", any(problem.algebraic)),
        ("sensitivities", problem.directions),
    ):
        if asked:
            msg = f"the explicit method '{options.method}' has no matrix, which {what} need"
            raise SpecificationError(msg, do=f"method='{RODAS5P.name}'")


def _shapes(problem: Problem, ensemble: Ensemble) -> None:
    m, given = len(ensemble.persons), ensemble.schedule
    entries = len(given.time)
    if np.asarray(ensemble.persons).dtype.kind not in "iu":
        raise SpecificationError("persons are whole numbers", got=str(np.asarray(ensemble.persons).dtype))
    for what, array, rows in (
        ("parameters", ensemble.parameters, len(problem.parameters)),
        ("initial", ensemble.initial, len(problem.states)),
        *(
            (f"schedule.{name}", getattr(given, name), entries)
            for name in ("time", "kind", "target", "amount", "duration")
        ),
    ):
        if array.shape != (rows, m):
            msg = f"the array '{what}' does not fit the problem"
            raise SpecificationError(msg, expected=f"shape {(rows, m)}", got=str(array.shape))
    if ensemble.initial_tangents is not None:
        shape = (len(problem.directions), len(problem.states), m)
        if ensemble.initial_tangents.shape != shape:
            msg = "the array 'initial_tangents' does not fit the problem"
            raise SpecificationError(msg, expected=f"shape {shape}", got=str(ensemble.initial_tangents.shape))


def _frame(frame: Frame) -> None:
    if not (np.isfinite([frame.start, frame.end, frame.end - frame.start]).all() and frame.end > frame.start):
        msg = "the time span must be finite and run forward"
        raise SpecificationError(msg, got=f"{frame.start} to {frame.end}")
    for what, values in (("output times", frame.times), ("rounds", frame.rounds)):
        if values.ndim != 1 or (np.diff(values) <= 0).any() or not np.isfinite(values).all():
            raise SpecificationError(f"{what} must be finite and ascend")
    if (frame.times < frame.start).any():
        msg = "an output time lies before the start of the run"
        raise SpecificationError(msg, expected=f"times of at least {frame.start}", got=str(frame.times.min()))


def _horizon(problem: Problem, frame: Frame) -> None:
    """Refuse a span in which time cannot be told apart finely enough, or in which nobody gets through the rounds.

    Only what is certain is refused. A fast system over a long time is not: a stiff solver takes steps far above the
    fastest time scale (ROBER is solved to 1e11 with rates of 1e4), so running out of steps is a status.
    """
    far = max(abs(frame.start), abs(frame.end))
    finest = SMALLEST_STEP * far  # a patient with a smaller step is given up
    what = f"near time {far:g} doubles lie {np.spacing(far):.2g} apart and no step is shorter than {finest:.2g}"
    if frame.end - frame.start < finest:
        raise SpecificationError(
            what, got=f"a span of {frame.end - frame.start:.2g}", do="count time from nearer to the span"
        )
    for clone in problem.clones:
        if clone.interval < finest:
            raise SpecificationError(
                what,
                got=f"clone '{clone.state}' on a grid of {clone.interval:g}",
                do="end the run earlier or widen the interval",
            )
    _rounds_in_steps(problem, frame)


def _rounds_in_steps(problem: Problem, frame: Frame) -> None:
    """Refuse more rounds than steps: a step ends at every round, so only a hazard that ends the course could help."""
    if not problem.rules or any(hazard.ends for hazard in problem.hazards):
        return
    rounds = int(((frame.rounds > frame.start) & (frame.rounds <= frame.end)).sum())
    if rounds > frame.options.max_steps:
        raise SpecificationError(
            f"{rounds:,} rounds take at least as many steps, so no patient would reach time {frame.end:g}",
            expected=f"at most max_steps = {frame.options.max_steps:,}",
            do="space the rounds wider, end earlier, or raise max_steps",
        )


def _memory(problem: Problem, ensemble: Ensemble, frame: Frame) -> None:
    """Refuse outputs larger than all memory of this machine; what is used by others is not counted."""
    if frame.options.bins is not None:
        return  # outputs are not stored
    sizes = (len(ensemble.persons), len(frame.times), len(problem.outputs))
    needed, there = DOUBLE * math.prod(sizes), physical_memory()
    if needed > there:
        raise SpecificationError(
            f"{sizes[0]:,} patients x {sizes[1]:,} times x {sizes[2]:,} outputs x {DOUBLE} bytes do not fit in memory",
            expected=f"at most the {there / GIBI:,.3g} GiB of this machine",
            got=f"{needed / GIBI:,.3g} GiB",
            do="solve fewer patients at a time, or keep fewer times or outputs",
        )


def _schedule(problem: Problem, schedule: Schedule, frame: Frame) -> None:
    time = schedule.time
    due = np.isfinite(time)
    if np.isnan(time).any() or (time[1:] < time[:-1]).any():
        raise SpecificationError("the times of a schedule must ascend within a patient; infinity pads")
    if (time < frame.start).any():
        msg = "something is scheduled before the start of the run"
        raise SpecificationError(msg, expected=f"times of at least {frame.start}", got=str(time.min()))
    if (time[due] > frame.end).any():
        msg = "something is scheduled after the end of the run, where nobody would see it"
        raise SpecificationError(msg, expected=f"times of at most {frame.end}", got=str(time[due].max()))
    _within("kind", schedule.kind[due], len(Kind))
    targets = len(problem.states) + np.where(schedule.kind == Kind.SET, len(problem.parameters), 0)
    _within("target", schedule.target[due], targets[due])
    lasting = schedule.duration[(schedule.kind == Kind.INFUSE) & due]
    if not np.isfinite(lasting).all():
        got = str(lasting[~np.isfinite(lasting)][0])
        raise SpecificationError("an infusion has no such duration", expected="a finite number", got=got)
    into = np.isin(schedule.kind, (Kind.ADD, Kind.INFUSE)) & due
    for state in np.unique(schedule.target[into]) if any(problem.algebraic) else ():
        if problem.algebraic[state]:
            msg = f"an equation defines '{problem.states[state]}': nothing can be given into it"
            raise SpecificationError(msg, do="give it into a differential state that the equation names")


def _within(what: str, values: NDArray[Any], count: int | NDArray[Any]) -> None:
    """Refuse an index that points at nothing."""
    wrong = (values < 0) | (values >= count)
    if wrong.any():
        raise SpecificationError(f"an entry of the schedule has no such {what}", got=str(values[wrong][0]))
