"""What assays read and what distinguishes the persons, put beside their courses before anybody is judged."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from engraft import units
from engraft.observe import Assay, Readings, read
from engraft.population import Cohort
from engraft.simulate import Trajectories

if TYPE_CHECKING:
    from engraft.trial.design import Design

Floats = NDArray[np.float64]


def read_on(assay: Assay, run: Trajectories, days: Sequence[float] | Floats, seed: int) -> Readings:
    """Read the course of everybody on some days that were kept.

    A reading is keyed by the minute of its day, so that another day changes no reading.
    """
    chosen = np.asarray(days, dtype=np.float64)
    course, places = run.course(assay.observable), np.searchsorted(run.times, chosen - 1e-9)
    true = course[places] * units.factor(run.unit(assay.observable))
    minutes = np.rint(chosen * 1440.0).astype(np.int64)
    return read(assay, true, persons=run.persons, visits=minutes, seed=seed)


def with_readings(run: Trajectories, assays: Iterable[Assay], days: Sequence[float], seed: int) -> Trajectories:
    """Put beside the courses what assays read on some days, as ``<assay>`` and ``<assay>.below``; NaN on other days."""
    added = {}
    places = np.searchsorted(run.times, np.asarray(days) - 1e-9)
    for assay in assays:
        seen = read_on(assay, run, days, seed)
        values, below = (np.full((run.times.size, run.persons.size), np.nan) for _ in range(2))
        values[places], below[places] = seen.values / units.factor(assay.unit), seen.below
        added[assay.name] = (("time", "person"), values, {"unit": assay.unit, "lloq": assay.lloq})
        added[f"{assay.name}.below"] = (("time", "person"), below, {"unit": "1"})
    return replace(run, outputs=run.outputs.assign(added)) if added else run


def with_covariates(run: Trajectories, cohort: Cohort, names: Iterable[str]) -> Trajectories:
    """Put beside the courses those covariates of the persons that the cohort has, in their declared units."""
    known = [name for name in names if name in cohort.covariates.columns]
    if not known:
        return run
    table = cohort.displayed().loc[run.persons]
    added = {name: (("person",), table[name].to_numpy(np.float64), {"unit": cohort.units[name]}) for name in known}
    return replace(run, outputs=run.outputs.assign(added))


def ready_to_judge(plan: Design, cohort: Cohort, run: Trajectories) -> Trajectories:
    """Put beside the courses whatever the endpoints of a study look at besides them."""
    wanted = {name for one in plan.endpoints for name in one.assays}
    days = sorted({day for one in plan.endpoints for day in one.sampled})
    assays = [assay for assay in plan.assays if assay.name in wanted]
    names = sorted({name for one in plan.endpoints for name in one.covariates})
    return with_covariates(with_readings(run, assays, days, plan.seed), cohort, names)
