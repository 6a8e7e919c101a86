"""Sweep a study: the same persons with the same luck at every point of a grid, and what changes between the points.

Every point is the whole study, every arm of it, on the cohort and the random streams of the others. Figures of two
points differ by less chance than two trials would, so differences get intervals of their own: both points are read
on the same redrawn persons.
"""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from hashlib import blake2b
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from engraft.errors import SpecificationError, nearest
from engraft.kernel import streams
from engraft.outcomes.recognise import Repeated, measures
from engraft.population import Cohort
from engraft.trial import archive, kept_points
from engraft.trial.acting import beyond_range
from engraft.trial.bands import DEAR, TRIALS, counted
from engraft.trial.beyond import MARK, marked, permitted
from engraft.trial.blocks import Workshop, maker
from engraft.trial.design import Design, drawn
from engraft.trial.grid import Axis, Point, grid
from engraft.trial.kept_points import ArmFigures, Judged
from engraft.trial.lots import given
from engraft.trial.provenance import code_key, command, fuses, versions
from engraft.trial.result import StudySummary
from engraft.trial.run import BLOCK, Treated, check_memory, chosen, content, treat
from engraft.trial.study import Study
from engraft.trial.together import sentences, together
from engraft.trial.withholding import without_numbers

if TYPE_CHECKING:
    import pandas as pd

Floats = NDArray[np.float64]
Progress = Callable[[int, int], None]
Report = Callable[["SweepResult", Path], object]

MOST_DRAWN = 6  # figures that get a picture if none is asked for
_KNOWN = 0.5  # a difference that exists in fewer of the trials has no interval
_JUDGES = ("observe", "outcomes", "trial")  # rooms through which a kept figure went besides those of the courses


@dataclass(frozen=True)
class PointSummary:
    """What was run at one point, and of how many persons there are no figures, by arm label.

    ``same_persons`` tells whether they are those of the first point; another law of the population or other laws
    draw others, with the same luck. ``found`` tells whether an earlier sweep had left the point;
    ``extrapolated`` names the arms that go outside of what was studied there.
    """

    number: int
    values: tuple[str, ...]
    command: str
    same_persons: bool
    failed: dict[str, int]
    found: bool
    extrapolated: tuple[str, ...] = ()


@dataclass(frozen=True, eq=False)
class SweepResult:
    """Hold everything a report of a sweep shows.

    Shapes
    ------
    table: one row per point, arm and figure; columns point, one per axis (called like its path; of numbers with a
    unit one more, "path [unit]"), arm, label, figure, text, unit, value, lower, upper, n, failed, same_persons,
    extrapolated, withheld (why there is no number), and against the first point difference, difference_lower,
    difference_upper.
    shown: keys of the figures that are drawn and printed.
    """

    study: StudySummary
    axes: tuple[Axis, ...]
    points: tuple[PointSummary, ...]
    table: pd.DataFrame
    shown: tuple[str, ...]
    warnings: tuple[str, ...]
    provenance: dict[str, Any]
    folder: Path | None = None


def sweep_study(
    study: Study,
    over: Sequence[str],
    *,
    out: Path | None = None,
    patients: int | None = None,
    seed: int | None = None,
    most: int = 100,
    shown: Sequence[str] = (),
    progress: Progress | None = None,
    report: Report | None = None,
    extrapolate: bool = False,
) -> SweepResult:
    """Run a study at every point of a grid; with ``out``, leave a folder ``<study>-sweep-<hash>`` in it.

    A point that was finished before by the same code, in this or another sweep of the study under ``out``, is not
    simulated again; a point that was stopped goes on where it stopped.

    Parameters
    ----------
    over
        ``path=a,b,c`` texts, as given with ``--over``.
    patients, seed
        Instead of those of the study file.
    most
        The most points that are run.
    shown
        Keys of figures, or names of endpoints, to draw; else the first figure of every endpoint.
    progress
        Called with the persons done and the persons in all, over points and arms.
    report
        Called with the result and the folder to write into, before the folder counts as finished.
    extrapolate
        Whether points may leave what was studied; they are then marked, and survival and severe toxicity are withheld.

    Raises
    ------
    SpecificationError
        The grid or what it sets does not fit the study, or was never studied; before anything is simulated or written.
    """
    began = time.perf_counter()
    axes, points = grid(chosen(study, patients, seed), over, most=most)
    for point in points:
        check_memory(point.plan)
    points, beyond = _permitted(points, extrapolate=extrapolate)
    keys = _shown(points[0].plan, shown)
    names = [_key(point.plan) for point in points]
    shelf = kept_points.Shelf.of(out, study.file.name, archive.content_key([axis.path for axis in axes], names))
    judged, found = [], []
    for point, name, steps in zip(points, names, _steps(points, progress), strict=True):
        known = shelf.find(name)
        judged.append(known or shelf.keep(name, _judged(point.plan, shelf.blocks(name), steps)))
        found.append(known is not None)
        steps(1, 1)
    result = _result(axes, points, judged, keys, found)
    result = replace(result, warnings=(*beyond, *result.warnings))
    result.provenance["wall_time_s"] = round(time.perf_counter() - began, 3)
    return _left(result, shelf, names, report)


def _permitted(points: Sequence[Point], *, extrapolate: bool) -> tuple[tuple[Point, ...], list[str]]:
    """Mark the points that go outside of what was studied, and say where they do; refuse them unless they may."""
    allowed, said = [], []
    for point in points:
        found = permitted(point.plan, drawn(point.plan), extrapolate=extrapolate)
        names = marked(point.plan, found).extrapolated
        said += [f"{MARK} at point {point.number}: {one}" for one in found]
        allowed.append(replace(point, plan=replace(point.plan, extrapolated=names)))
    return tuple(allowed), said


def _shown(plan: Design, asked: Sequence[str]) -> tuple[str, ...]:
    """Settle which figures are drawn.

    Raises
    ------
    SpecificationError
        No figure or endpoint of the study has such a name.
    """
    first = {one.name: one.keys[0] for one in plan.endpoints}
    every = [key for one in plan.endpoints for key in one.keys]
    for name in asked:
        if name not in first and name not in every:
            raise SpecificationError(f"the study has no figure '{name}'", do=nearest(name, [*first, *every]))
    return tuple(dict.fromkeys(first.get(name, name) for name in asked or list(first)[:MOST_DRAWN]))


def _key(plan: Design) -> str:
    """Name everything that decides the figures of a point, the code they come from included."""
    return archive.content_key(content(plan), maker(plan.arms[0].run.options), code_key(*_JUDGES), TRIALS)


def _steps(points: Sequence[Point], progress: Progress | None) -> Iterator[Progress]:
    """Give every point a progress of its own that moves the whole one."""
    sizes = [point.plan.n * len(point.plan.arms) for point in points]
    total, before = sum(sizes), 0
    if progress is not None:
        progress(0, total)
    for size in sizes:
        start = before

        def step(done: int, of: int, *, start: int = start, size: int = size) -> None:
            if progress is not None:
                progress(start + (size * done) // of, total)

        yield step
        before += size


def _judged(plan: Design, blocks: Path | None, progress: Progress) -> Judged:
    """Treat the persons of one point, and read its figures on all of them and on persons redrawn from them."""
    cohort, total = drawn(plan), plan.n * len(plan.arms)
    treated = treat(plan, cohort, Workshop(content(plan), blocks, BLOCK, total, progress), factor=1.0)
    trials = list(_trials(plan, cohort))
    arms = tuple(_arm(plan, one, trials) for one in treated)
    if blocks is not None:
        shutil.rmtree(blocks, ignore_errors=True)
    return Judged(_persons(cohort), arms)


def _arm(plan: Design, treated: Treated, trials: Sequence[Floats]) -> ArmFigures:
    """Read the figures of one arm in every trial; NaN where a figure is too dear to be read in all."""
    figures = without_numbers(plan, treated.figures) if treated.name in plan.extrapolated else treated.figures
    forms = {
        key: form
        for endpoint, verdict in zip(plan.endpoints, treated.each, strict=True)
        for key, form in measures(endpoint, verdict, endpoint.keys).items()
        if not figures[key].withheld
    }
    seen: dict[str, Floats] = {}
    for key, form in forms.items():
        some = trials[:DEAR] if isinstance(form, Repeated) else trials
        values = [form.value(weights) for weights in some]
        seen[key] = np.array(values + [np.nan] * (len(trials) - len(values)))
    return ArmFigures(treated.name, treated.label, treated.run.failed, figures, seen)


def _trials(plan: Design, cohort: Cohort) -> Iterator[Floats]:
    """Draw trials of as many persons as differ, alike at every point: how often each person is in each of them."""
    if plan.laws is not None:
        yield from counted(plan.laws, plan, cohort)
        return
    n = len(cohort)
    for k in range(TRIALS):
        who = np.floor(streams.uniform(plan.seed, "sweep:person", k, np.arange(plan.distinct)) * n).astype(np.int64)
        yield np.bincount(np.minimum(who, n - 1), minlength=n).astype(np.float64)


def _persons(cohort: Cohort) -> str:
    """Name the persons by what distinguishes them before anything is set of them."""
    state = blake2b(digest_size=8)
    for name in cohort.covariates.columns:
        state.update(f"{name}:".encode() + np.ascontiguousarray(cohort.covariates[name], dtype=np.float64).tobytes())
    state.update(b"" if cohort.laws is None else cohort.laws.tobytes())
    return state.hexdigest()


def _result(
    axes: tuple[Axis, ...], points: Sequence[Point], judged: Sequence[Judged], keys: tuple[str, ...], found: list[bool]
) -> SweepResult:
    """Put everything a report shows into one object."""
    import pandas as pd

    plan, file = points[0].plan, points[0].plan.study.file
    same = [one.persons == judged[0].persons for one in judged]
    summaries = tuple(
        PointSummary(
            point.number, point.values, command(point.plan), same[k],
            {arm.label: arm.failed for arm in judged[k].arms}, found[k], point.plan.extrapolated,
        )
        for k, point in enumerate(points)
    )  # fmt: skip
    population = plan.population.label or plan.population.name
    study = StudySummary(
        file.name, file.title, file.question, population, plan.n, plan.seed, file.follow_up, file.start
    )
    rows = [row for point, one in zip(points, judged, strict=True) for row in _rows(axes, point, one, judged[0])]
    table = pd.DataFrame(rows)
    said = dict.fromkeys(line for point in points for line in sentences(together(point.plan)))
    warnings = (*_warnings(plan, summaries), *_without_effect(points, axes), *_beyond(points), *said)
    return SweepResult(study, axes, summaries, table, keys, warnings, _provenance(plan, axes))


def _without_effect(points: Sequence[Point], axes: Sequence[Axis]) -> list[str]:
    """Say of every axis along which nothing can change because no arm of any point gives the lot."""
    used = given([arm.run for point in points for arm in point.plan.arms])
    lots = [(axis.path, str(axis.where[1])) for axis in axes if axis.where[0] == "lots" and len(axis.where) > 1]
    return [
        f"no arm gives the lot '{name}', so nothing changes along {path}; {nearest(name, used)}"
        for path, name in lots
        if name not in used
    ]


def _beyond(points: Sequence[Point]) -> tuple[str, ...]:
    """Say once whose covariates lie outside of the ranges behind the effects of any point."""
    said = (beyond_range(point.plan.population, drawn(point.plan)) for point in points if _acts(point.plan))
    return tuple(dict.fromkeys(line for lines in said for line in lines))


def _acts(plan: Design) -> bool:
    """Tell whether covariates multiply a parameter."""
    return bool(plan.population.multipliers)


def _rows(axes: Sequence[Axis], point: Point, judged: Judged, first: Judged) -> Iterator[dict[str, Any]]:
    """Write the figures of one point, each beside that of the first point."""
    where: dict[str, Any] = {"point": point.number}
    for axis, value in zip(axes, point.values, strict=True):
        number = axis.numbers[axis.shown.index(value)] if axis.numbers else None
        where |= {axis.path: value if number is None or axis.unit else number}
        where |= {f"{axis.path} [{axis.unit}]": number} if number is not None and axis.unit else {}
    reference = {arm.name: arm for arm in first.arms}
    same = judged.persons == first.persons
    for arm in judged.arms:
        for key, one in arm.figures.items():
            said = {"arm": arm.name, "label": arm.label, "figure": key, "text": one.text, "unit": one.unit}
            numbers = {"value": one.value, "lower": one.lower, "upper": one.upper, "n": one.n, "failed": arm.failed}
            against = reference.get(arm.name) if point.number else None
            marks = {"extrapolated": arm.name in point.plan.extrapolated, "withheld": one.withheld}
            yield where | said | numbers | {"same_persons": same} | marks | _difference(arm, key, against)


def _difference(arm: ArmFigures, key: str, first: ArmFigures | None) -> dict[str, float]:
    """Subtract the figure of the first point, and give the difference its 95 % interval over paired trials."""
    nothing = dict.fromkeys(("difference", "difference_lower", "difference_upper"), float("nan"))
    if first is None or key not in first.figures:
        return nothing
    found = nothing | {"difference": arm.figures[key].value - first.figures[key].value}
    if key not in arm.trials or key not in first.trials:
        return found
    apart = arm.trials[key] - first.trials[key]
    read = np.isfinite(arm.trials[key]) | np.isfinite(first.trials[key])
    known = apart[np.isfinite(apart)]
    if not np.isfinite(found["difference"]) or known.size < max(1.0, _KNOWN * read.sum()):
        return found
    low, high = np.quantile(known, (0.025, 0.975)).tolist()
    return found | {"difference_lower": low, "difference_upper": high}


def _warnings(plan: Design, points: Sequence[PointSummary]) -> tuple[str, ...]:
    """Say what a reader must know before trusting the numbers."""
    said = [" ".join(plan.study.file.limits.split())] if plan.study.file.limits.strip() else []
    others = [str(one.number) for one in points if not one.same_persons]
    if others:
        few = ", ".join(others[:10]) + (", …" if len(others) > 10 else "")
        said.append(f"the persons of point {few} are drawn from another law; they share only their luck with the first")
    for one in points:
        said += [f"{n} persons of '{arm}' failed at point {one.number}" for arm, n in one.failed.items() if n]
    return (*said, "no figure was checked at half the tolerance; engraft run does so for a point")


def _provenance(plan: Design, axes: Sequence[Axis]) -> dict[str, Any]:
    """Name what is needed to get the same numbers again."""
    options = plan.arms[0].run.options
    return {
        "study": plan.study.file.name,
        "over": [{"path": axis.path, "values": list(axis.values), "unit": axis.unit} for axis in axes],
        "seed": plan.seed,
        "patients": plan.n,
        "versions": versions(),
        "backend": options.backend,
        "fused_multiply_add": fuses(options),
        "rtol": options.rtol,
        "code_hash": code_key(*_JUDGES),
        "trials": TRIALS,
    }


def _left(result: SweepResult, shelf: kept_points.Shelf, names: Sequence[str], report: Report | None) -> SweepResult:
    """Leave tables, provenance and points in the folder of the sweep."""
    if shelf.final is None or shelf.partial is None:
        return result
    result = replace(result, folder=shelf.final)
    with archive.made_aside(shelf.final) as made:
        archive.write_outcomes(made / "sweep.parquet", result.table)
        archive.write_text(made / "sweep.csv", result.table.to_csv(index=False, lineterminator="\n"))
        points = [
            {"point": one.number, "values": list(one.values), "command": one.command, "kept": name}
            for one, name in zip(result.points, names, strict=True)
        ]
        archive.write_json(made / "provenance.json", result.provenance | {"points": points})
        if report is not None:
            report(result, made)
        shelf.copy(names, made)
        archive.finish(made, shelf.partial, shelf.final)
    return result
