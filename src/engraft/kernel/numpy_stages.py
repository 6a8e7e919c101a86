"""One step in numpy, stage by stage, and its derivatives, direction by direction."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from engraft.kernel.expression import TIME
from engraft.kernel.method import Method
from engraft.kernel.plan import Plan
from engraft.kernel.problem import Floats
from engraft.kernel.rodas5p import DENSE, SLOPES, STAGES, C
from engraft.kernel.step import DRIFT_WEIGHT, STAGE_TIME, STEP


def take_step(plan: Plan, table: Floats) -> tuple[Floats, Floats, Floats]:
    """Compute new states, dense slopes and error, piece by piece.

    Shapes
    ------
    table (rows of the plan, lanes); new (states, lanes), dense (3 states, lanes), error (lanes,).
    """
    work = work_through(plan, table)
    method = plan.step.method
    slopes = [block(plan, work, f"{k}.{plan.states[0]}", len(plan.states)) for k in method.slopes]
    *_, error = new = plan.run_finish(work, None)
    return new[:-1], np.concatenate([weigh(row, slopes) for row in method.dense]), error


def work_through(plan: Plan, table: Floats) -> Floats:
    """Compute all slopes of a step; return what was worked out on the way, by the plan's rows of work."""
    rows, n, method = plan.work_rows, len(plan.states), plan.step.method
    work = np.empty((len(rows), table.shape[1]))
    work[: len(table)] = table
    prefixes = ("", "at.", "pull.", *(f"{k}." for k in method.slopes))
    y, at, pull, *slopes = (block(plan, work, f"{what}{plan.states[0]}", n) for what in prefixes)
    if plan.step.looped:
        matrix_of(plan, work)[:] = 0.0
    work[np.array([rows[name] for name in plan.step.prepare.names], int)] = plan.run_prepare(work, None)
    if plan.step.looped:
        eliminate_rows(matrix_of(plan, work))
        if not plan.step.first_staged:
            substitute_rows(matrix_of(plan, work), slopes[0])
    for s in range(0 if plan.step.first_staged else 1, method.stages):
        set_clock(plan, work, s)
        at[:] = argument(method, s, y, at, slopes)
        pull[:] = weigh(method.pull[s], slopes) if method.implicit and s else 0.0
        slopes[s][:] = plan.run_stage(work, None)
        if plan.step.looped:
            substitute_rows(matrix_of(plan, work), slopes[s])
    if method.error:
        pull[:] = weigh(method.error, slopes)
    return work


def matrix_of(plan: Plan, work: Floats) -> Floats:
    """Look at the matrix that loops factorise: (n, n, lanes)."""
    n = len(plan.states)
    return block(plan, work, "matrix.0.0", n * n).reshape(n, n, -1)


def block(plan: Plan, work: Floats, first: str, count: int) -> Floats:
    """Look at consecutive rows of work."""
    start = plan.work_rows[first]
    values: Floats = work[start : start + count]
    return values


def set_clock(plan: Plan, work: Floats, s: int) -> None:
    """Give a stage its time and the weight of what drifts with time."""
    rows, method = plan.work_rows, plan.step.method
    t, h = work[rows[TIME.name]], work[rows[STEP.name]]
    work[rows[STAGE_TIME.name]] = t + method.nodes[s] * h
    if method.implicit:
        work[rows[DRIFT_WEIGHT.name]] = method.time_weights[s] * h


def argument(method: Method, s: int, y: Floats, before: Floats, slopes: Sequence[Floats]) -> Floats:
    """Put a stage's argument together; ``before`` is that of the stage before."""
    if s == 0:
        return y
    return before + slopes[s - 1] if method.goes_on(s) else y + weigh(method.argument[s], slopes)


def eliminate_rows(matrix: Floats) -> None:
    """Factorise in place without exchanging rows; the inverted pivots stand on the diagonal: (n, n, lanes)."""
    with np.errstate(all="ignore"):
        for k in range(len(matrix)):
            matrix[k, k] = 1.0 / matrix[k, k]
            matrix[k + 1 :, k] *= matrix[k, k]
            matrix[k + 1 :, k + 1 :] -= matrix[k + 1 :, k, None] * matrix[k, None, k + 1 :]


def substitute_rows(matrix: Floats, right: Floats) -> None:
    """Solve in place: (n, lanes)."""
    with np.errstate(all="ignore"):
        for k in range(len(right)):
            right[k + 1 :] -= matrix[k + 1 :, k] * right[k]
        for k in reversed(range(len(right))):
            right[k] *= matrix[k, k]
            right[:k] -= matrix[:k, k] * right[k]


def weigh(weights: Sequence[float], slopes: Sequence[Floats]) -> Floats:
    """Add up weighed slopes, in this order whatever their number of columns."""
    total = weights[0] * slopes[0]
    for weight, slope in zip(weights[1:], slopes[1:], strict=False):
        total += weight * slope
    return total


def step_tangents(plan: Plan, table: Floats) -> tuple[Floats, Floats]:
    """Differentiate the step from ``table``: new derivatives of the states, and those of the dense slopes.

    Shapes
    ------
    table (rows of the plan, lanes); new (directions, moved states, lanes), dense (3, directions, moved states, lanes).
    """
    with np.errstate(all="ignore"):  # a course that runs away has derivatives that run away first
        return _step_tangents(plan, work_through(plan, table))


def _step_tangents(plan: Plan, work: Floats) -> tuple[Floats, Floats]:
    """Differentiate a step whose slopes are known."""
    rows, tangents = plan.work_rows, plan.tangents
    n, count, first = len(plan.states), len(plan.columns.tangents), plan.states[0]
    dear, prepare, costly, linear, directions = plan.run_tangents
    work[[rows[name] for name in tangents.dear.names]] = dear(work, None)
    work[[rows[name] for name in tangents.prepare.names]] = prepare(work, None)
    y, at, *slopes = (block(plan, work, f"{k}{first}", n + count) for k in ("", "at.", *(f"{s}." for s in SLOPES)))
    pull, moved = block(plan, work, f"pull.{first}", n + count), len(plan.columns.states)
    kept = [k for k, name in enumerate(tangents.slope.names) if name.removeprefix("slope.") in plan.columns.states]
    for s in range(STAGES):
        set_clock(plan, work, s)
        at[:] = argument(plan.step.method, s, y, at, slopes)
        pull[:] = weigh(C[s], slopes) / work[rows[STEP.name]] if s else 0.0
        work[[rows[name] for name in tangents.costly.names]] = costly(work, None)
        work[[rows[name] for name in tangents.linear.names]] = linear[s](work, None)
        for k, run in enumerate(directions):
            slope = run(work, None)
            if plan.step.looped:
                substitute_rows(matrix_of(plan, work), slope)
            slopes[s][n + moved * k : n + moved * (k + 1)] = slope[kept]
    shape = (len(directions), moved, work.shape[1])
    new = (at + slopes[-1])[n:].reshape(shape)
    return new, np.stack([weigh(row, slopes)[n:].reshape(shape) for row in DENSE])
