"""Refuse what no patient could be solved with, before anything is solved."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from engraft.errors import SpecificationError, nearest
from engraft.kernel.compiled.target import TARGETS, missing
from engraft.kernel.lanes import Frame
from engraft.kernel.plan import BACKENDS
from engraft.kernel.problem import Ensemble, Kind, Options, Problem, Schedule


def check(problem: Problem, ensemble: Ensemble, frame: Frame) -> None:
    """Compare a problem, its patients and its times with each other."""
    _options(frame.options)
    _problem(problem)
    _directions(problem)
    _shapes(problem, ensemble)
    _frame(frame)
    _schedule(problem, ensemble.schedule, frame)


def _options(options: Options) -> None:
    if options.backend not in BACKENDS:
        raise SpecificationError(f"unknown backend '{options.backend}'", do=nearest(options.backend, BACKENDS))
    if options.target not in ("host", *TARGETS):
        raise SpecificationError(f"unknown target '{options.target}'", do=nearest(options.target, ("host", *TARGETS)))
    if options.backend == "llvm" and (lacking := missing(options.target)):
        raise SpecificationError(
            f"this machine does not run code for '{options.target}'", expected=lacking, do="target='host'"
        )
    if not (0.0 < options.rtol < 1.0 and min(options.block, options.threads) >= 0 and options.max_steps >= 1):
        raise SpecificationError(
            "the solver's options make no sense",
            expected="0 < rtol < 1, block and threads not below 0, max_steps of at least 1",
            got=f"rtol {options.rtol}, block {options.block}, threads {options.threads}, max_steps {options.max_steps}",
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
    for clone in problem.clones:
        if clone.state not in problem.states:
            raise SpecificationError(f"no state '{clone.state}' for a clone", do=nearest(clone.state, problem.states))
        if not (clone.interval > 0.0 and clone.threshold > 0.0):
            raise SpecificationError(f"interval and threshold of clone '{clone.state}' must be positive")


def _directions(problem: Problem) -> None:
    known = (*problem.states, *problem.parameters)
    for name in problem.directions:
        if name not in known:
            msg = f"no state or parameter '{name}' to differentiate by"
            raise SpecificationError(msg, do=nearest(name, known))
    if len({*problem.directions}) < len(problem.directions):
        raise SpecificationError("a direction is asked for twice", got=", ".join(problem.directions))


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
    if not (np.isfinite([frame.start, frame.end]).all() and frame.end > frame.start):
        msg = "the time span must be finite and run forward"
        raise SpecificationError(msg, got=f"{frame.start} to {frame.end}")
    for what, values in (("output times", frame.times), ("rounds", frame.rounds)):
        if values.ndim != 1 or (np.diff(values) <= 0).any() or not np.isfinite(values).all():
            raise SpecificationError(f"{what} must be finite and ascend")


def _schedule(problem: Problem, schedule: Schedule, frame: Frame) -> None:
    time = schedule.time
    due = np.isfinite(time)
    if np.isnan(time).any() or (time[1:] < time[:-1]).any():
        raise SpecificationError("the times of a schedule must ascend within a patient; infinity pads")
    if (time < frame.start).any():
        msg = "something is scheduled before the start of the run"
        raise SpecificationError(msg, expected=f"times of at least {frame.start}", got=str(time.min()))
    _within("kind", schedule.kind[due], len(Kind))
    targets = len(problem.states) + np.where(schedule.kind == Kind.SET, len(problem.parameters), 0)
    _within("target", schedule.target[due], targets[due])


def _within(what: str, values: NDArray[Any], count: int | NDArray[Any]) -> None:
    """Refuse an index that points at nothing."""
    wrong = (values < 0) | (values >= count)
    if wrong.any():
        raise SpecificationError(f"an entry of the schedule has no such {what}", got=str(values[wrong][0]))
