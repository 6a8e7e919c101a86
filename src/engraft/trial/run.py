"""Run a study: draw one cohort, treat the same persons in every arm, judge them, and keep what came out."""

from __future__ import annotations

import shlex
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from engraft.errors import SpecificationError
from engraft.language.describe import describe
from engraft.outcomes.figure import Figure
from engraft.population import Cohort
from engraft.records import Observed
from engraft.simulate import Trajectories, refuse_beyond_memory
from engraft.trial import archive, tables
from engraft.trial.acting import beyond_range
from engraft.trial.bands import banded, of_the_distinct
from engraft.trial.beyond import MARK, Outside, marked, permitted
from engraft.trial.blocks import Workshop
from engraft.trial.design import Design, design, drawn, infuses_cells, with_tolerance
from engraft.trial.flow import flow
from engraft.trial.observed import Overlay, overlay
from engraft.trial.provenance import provenance
from engraft.trial.published import published
from engraft.trial.reading import apply_overrides
from engraft.trial.readings import ready_to_judge
from engraft.trial.result import Basis, StudyResult, StudySummary
from engraft.trial.silent import empty_groups
from engraft.trial.study import Study, check_study
from engraft.trial.together import sentences, together
from engraft.trial.withholding import without_columns, without_courses, without_ends, without_numbers
from engraft.version import VERSION

if TYPE_CHECKING:
    import pandas as pd

BLOCK = 512
CHECKED = 100  # persons whose endpoints are computed again at half the tolerance
Progress = Callable[[int, int], None]
Report = Callable[[StudyResult, Path], object]


@dataclass(frozen=True)
class Treated:
    """What became of the cohort in one arm."""

    label: str
    name: str
    run: Trajectories
    verdicts: pd.DataFrame
    figures: dict[str, Figure]
    each: list[pd.DataFrame]  # the verdicts of one endpoint after the other
    responses: pd.DataFrame


def run_study(
    study: Study,
    *,
    out: Path | None = None,
    patients: int | None = None,
    seed: int | None = None,
    block: int = BLOCK,
    progress: Progress | None = None,
    report: Report | None = None,
    observed: Observed | None = None,
    extrapolate: bool = False,
) -> StudyResult:
    """Run a study; with ``out``, leave a folder ``<study>-<hash>`` in it.

    Every arm treats the same persons with the same random streams. A person who cannot be integrated is a row with a
    status. A killed run goes on where it stopped when it is run again, and ends in the same bytes.

    Parameters
    ----------
    patients, seed
        Instead of those of the study file.
    block
        Persons simulated between two checkpoints; never changes a result.
    progress
        Called with the persons done and the persons in all, arms and tolerance check included.
    report
        Called with the result and the folder to write into, before the folder counts as finished.
    observed
        What real persons showed, laid over the simulated courses; it changes no simulated number.
    extrapolate
        Whether the study may leave what was studied; it is then marked, and survival and severe toxicity are withheld.

    Raises
    ------
    SpecificationError
        Something the study names is unknown, does not fit or was never studied, or its results would not fit into
        memory; before anything is written.
    CompatibilityError
        The observations do not fit the study.
    """
    began = time.perf_counter()
    plan = design(chosen(study, patients, seed))
    laid = None if observed is None else overlay(plan, observed)
    check_memory(plan)
    cohort = drawn(plan)
    beyond = permitted(plan, cohort, extrapolate=extrapolate)
    plan = marked(plan, beyond)
    key = content(plan)
    partial, final = _folders(plan, out, key)
    checked = min(plan.n, CHECKED)
    total = len(plan.arms) * (plan.n + checked)
    shop = Workshop(key, partial / ".blocks" if partial else None, block, total, progress)
    unused = shop.strangers(plan.arms[0].run.options)
    if progress is not None:
        progress(0, total)
    treated = treat(plan, cohort, shop, factor=1.0)
    tolerance = _tolerance(plan, cohort.subset(np.arange(plan.n) < checked), shop, treated)
    treated = [withheld(plan, one) for one in treated]
    result = _with_observed(_result(plan, cohort, treated, tolerance, key), laid)
    result = _extrapolated(result, beyond)
    result.provenance["resumed"] = {"persons": shop.found, "of": total, "unused_blocks": unused}
    result.provenance["wall_time_s"] = round(time.perf_counter() - began, 3)
    if partial is not None and final is not None:
        with archive.made_aside(final) as made:
            with ThreadPoolExecutor(1) as beside:  # tables are written while the report is
                kept = beside.submit(_keep, plan, result, made)
                if report is not None:
                    report(replace(result, folder=final), made)
                kept.result()
            archive.finish(made, partial, final)
    return result if final is None else replace(result, folder=final)


def content(plan: Design) -> str:
    """Name everything that decides what comes out of a study."""
    data = plan.study.document.data | ({"laws": plan.laws.hash} if plan.laws else {})
    return archive.content_key(data, describe(plan.system), repr(plan.population), VERSION)


def chosen(study: Study, patients: int | None, seed: int | None) -> Study:
    """Put the number of persons and the seed into the study, so that what was run is what is written."""
    document = study.document
    for option, path, value in (("--patients", "population.n", patients), ("--seed", "seed", seed)):
        if value is not None:
            document = apply_overrides(document, [f"{path}={value}"], by=option)
    return study if document is study.document else check_study(document)


def check_memory(plan: Design) -> None:
    """Refuse a study whose results do not fit into memory."""
    for arm in plan.arms:
        arm.run.check_memory(plan.n)
    needs = plan.arms[0].run.needs
    refuse_beyond_memory(persons=plan.n * len(plan.arms), series=len(needs.observables), times=len(needs.times))


def _folders(plan: Design, out: Path | None, key: str) -> tuple[Path | None, Path | None]:
    """Name the folder of this run while it runs, and when it is done."""
    if out is None:
        return None, None
    if out.exists() and not out.is_dir():
        raise SpecificationError(f"{out}: this is not a directory", expected="where the run folder is to be made")
    final = out / f"{plan.study.file.name}-{key}"
    return final.with_name(f"{final.name}.partial"), final


def treat(plan: Design, cohort: Cohort, shop: Workshop, *, factor: float) -> list[Treated]:
    """Treat a cohort in every arm."""
    return [_arm(plan, k, cohort, shop, factor) for k in range(len(plan.arms))]


def _arm(plan: Design, k: int, cohort: Cohort, shop: Workshop, factor: float) -> Treated:
    """Treat a cohort in one arm and judge it."""
    arm = plan.arms[k]
    run = with_tolerance(arm.run, plan.study.file.rtol * factor)
    judged: list[list[pd.DataFrame]] = []
    seen: list[pd.DataFrame] = []

    def judge(block: Cohort, part: Trajectories) -> Trajectories:
        ready = ready_to_judge(plan, block, part)
        judged.append([endpoint.verdict(ready) for endpoint in plan.endpoints])
        seen.append(tables.responses(plan, arm.label, ready))
        return tables.single(part)

    courses = shop.simulate(run, cohort, arm.name, judge)
    verdicts = [tables.one_below_the_other(pieces) for pieces in zip(*judged, strict=True)]
    figures, side = _figures(plan, verdicts), tables.side_by_side(verdicts)
    if plan.laws is not None and factor == 1.0:  # the tolerance check compares values and needs no interval
        figures = banded(plan, plan.laws, cohort, verdicts, figures)
    elif plan.distinct < len(cohort):
        figures = of_the_distinct(plan, verdicts, figures)
    return Treated(arm.label, arm.name, courses, side, figures, verdicts, tables.stacked(seen))


def withheld(plan: Design, treated: Treated) -> Treated:
    """Take out of an arm that goes outside of what was studied what may not be told of it."""
    if treated.name not in plan.extrapolated:
        return treated
    each = [without_columns(one, verdict) for one, verdict in zip(plan.endpoints, treated.each, strict=True)]
    figures = without_numbers(plan, treated.figures)
    run = without_courses(plan, treated.run)
    return replace(treated, run=run, verdicts=tables.side_by_side(each), figures=figures, each=each)


def _extrapolated(result: StudyResult, beyond: tuple[Outside, ...]) -> StudyResult:
    """Say in a result and its provenance what lies outside of what was studied, and what is withheld."""
    if not beyond:
        return result
    keys = {(arm.label, key) for arm in result.summaries for key, one in arm.figures.items() if one.withheld}
    labels = {label for label, _ in keys} | {arm.label for arm in result.summaries if arm.label.endswith(MARK)}
    kept = [pair not in keys for pair in zip(result.tolerance["arm"], result.tolerance["endpoint"], strict=True)]
    told = {"extrapolated": [asdict(one) for one in beyond], "withheld": sorted({key for _, key in keys})}
    names = {arm.name: arm.label.removesuffix(f", {MARK}") for arm in result.summaries}
    said = [f"{MARK} in {' and '.join(repr(names[arm]) for arm in one.arms)}: {one}" for one in beyond]
    said.append(
        "survival, relapse, death, care and severe toxicity are withheld there; courses end before anybody has died"
    )
    return replace(
        result,
        outcomes=without_ends(result.outcomes, labels),
        tolerance=result.tolerance[kept].reset_index(drop=True),
        provenance=result.provenance | told,
        warnings=(*said, *result.warnings),
        extrapolated=tuple(beyond),
    )


def _figures(plan: Design, verdicts: list[pd.DataFrame]) -> dict[str, Figure]:
    """Sum up what every endpoint says about one arm."""
    found: dict[str, Figure] = {}
    for endpoint, verdict in zip(plan.endpoints, verdicts, strict=True):
        found |= endpoint.figures(verdict)
    return found


def _tolerance(plan: Design, some: Cohort, shop: Workshop, treated: list[Treated]) -> pd.DataFrame:
    """Compute the endpoints of the first persons again at half the tolerance."""
    again = treat(plan, some, shop, factor=0.5)
    rows = []
    for before, after in zip(treated, again, strict=True):
        first = _figures(plan, [verdict.iloc[: len(some)] for verdict in before.each])
        rows += tables.tolerance_rows(before.label, first, after.figures)
    return tables.tolerance_table(rows)


def _summary(plan: Design) -> StudySummary:
    """Name the study, and say how many of its persons differ where not all do."""
    file, who = plan.study.file, plan.population.label or plan.population.name
    about = (file.name, file.title, file.question, who, plan.n, plan.seed, file.follow_up, file.start)
    return StudySummary(*about, distinct=plan.distinct if plan.distinct < plan.n else 0)


def _result(plan: Design, cohort: Cohort, treated: list[Treated], tolerance: pd.DataFrame, key: str) -> StudyResult:
    """Put everything a report shows into one object."""
    labels = tuple(arm.label for arm in treated)
    summaries = tuple(tables.summary(arm.name, arm.label, arm.run, arm.figures) for arm in treated)
    sources, share = tables.sources(plan)
    judged = [(arm.label, arm.run, arm.verdicts) for arm in treated]
    zero = "infusion" if infuses_cells(plan) else "day 0"
    runs = {arm.label: arm.run for arm in treated}
    found = together(plan)
    return StudyResult(
        study=_summary(plan),
        arms=labels,
        summaries=summaries,
        outcomes=tables.outcomes(plan, cohort, judged),
        trajectories=tables.trajectories(plan, labels, [arm.run for arm in treated]),
        sources=sources,
        share_assumed=share,
        tolerance=tolerance,
        headline=tables.headline(plan, summaries),
        flow=flow(plan, judged),
        published=published(plan, summaries, {arm.name: arm.each for arm in treated}),
        provenance=provenance(plan, key, sources, tolerance),
        warnings=(
            *tables.warnings(plan, runs, min(plan.n, CHECKED), tolerance),
            *empty_groups(plan, cohort),
            *beyond_range(plan.population, cohort),
            *sentences(found),
        ),
        together=found,
        time_to_event=tuple(one.name for one in plan.endpoints if one.since),
        time_from={one.name: zero if one.since == "infusion" else one.since for one in plan.endpoints if one.since},
        zero=zero,
        labels={one.name: one.label for one in plan.endpoints},
        lloq=tables.limits(plan),
        responses=tables.stacked([arm.responses for arm in treated]),
        basis=Basis(plan, cohort, {arm.name: tuple(arm.each) for arm in treated}),
    )


def _with_observed(result: StudyResult, laid: Overlay | None) -> StudyResult:
    """Lay observations over a result, and say in its provenance which they were."""
    if laid is None:
        return result
    command = f"{result.provenance['command']} --observed {shlex.quote(laid.file)}"
    return replace(
        result, observed=laid, provenance=result.provenance | {"command": command, "observed": laid.provenance()}
    )


def _keep(plan: Design, result: StudyResult, folder: Path) -> None:
    """Write everything but the report."""
    archive.write_study(folder / "study.yaml", plan.study.document.data)
    archive.write_outcomes(folder / "outcomes.parquet", result.outcomes)
    archive.write_trajectories(folder / "trajectories.zarr", result.trajectories)
    archive.write_json(folder / "provenance.json", result.provenance)
