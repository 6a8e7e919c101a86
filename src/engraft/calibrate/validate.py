"""Hold a study against what was published: every figure with the interval of trials of that size, over all laws.

The persons are drawn from the laws of the study, on a seed that was not used to fit them, and each speaks for every
law in proportion to that law's density.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engraft.calibrate.judged import Bench, Verdicts, judged
from engraft.calibrate.targets import refuse_impossible, units_of
from engraft.calibrate.weights import kish
from engraft.errors import SpecificationError
from engraft.kernel import streams
from engraft.outcomes.contrast import HazardRatio
from engraft.outcomes.figure import Figure, with_exact_end
from engraft.outcomes.measure import Measure, Quotient
from engraft.outcomes.recognise import measures
from engraft.outcomes.withheld import REASON
from engraft.population import Cohort
from engraft.trial.acting import beyond_range
from engraft.trial.beyond import MARK, marked, permitted
from engraft.trial.design import Design, design, drawn
from engraft.trial.laws import LawFile, shares
from engraft.trial.published import contrasted, held, inside
from engraft.trial.reading import apply_overrides
from engraft.trial.result import Basis
from engraft.trial.study import Published, Study, check_study
from engraft.trial.withholding import secret

Floats = NDArray[np.float64]
_LETTER = re.compile(r"(?<=\d)[a-z]$")  # D02a and D02b are one result
Progress = Callable[[int, int], None]

TRIALS = 500  # trials of the published size that are drawn for an interval
CHANGES = 0.05  # a verdict that this share of the laws contradicts either way is not identified


@dataclass(frozen=True)
class Row:
    """One published figure beside what is simulated.

    ``published`` is NaN where only an ordering was published. ``simulated`` is over everybody, laws mixed;
    ``interval`` holds 95 % of trials of the published size, each of one law; ``ess`` is the median over laws of the
    effective number of persons that speak for one. ``held`` says which bounds the verdict is about, ``agreeing`` the
    share of laws that have it inside of these.
    """

    id: str
    role: str
    endpoint: str
    published: float
    lower: float
    upper: float
    simulated: float
    interval: tuple[float, float]
    inside: bool | None
    ess: float
    held: tuple[float, float]
    agreeing: float
    source: str = ""
    note: str = ""
    withheld: str = ""

    @property
    def identified(self) -> bool:
        """Tell whether the laws agree about the verdict."""
        return not CHANGES < self.agreeing < 1.0 - CHANGES

    def plain(self) -> dict[str, Any]:
        """Give the row as it is printed for a program."""
        names = ("id", "role", "endpoint", "published", "lower", "upper", "simulated", "interval", "inside", "ess")
        return {name: getattr(self, name) for name in names}


@dataclass(frozen=True)
class Validation:
    """A study held against what was published."""

    study: str
    seed: int
    patients: int
    failed: int
    laws: LawFile | None
    rows: tuple[Row, ...]
    warnings: tuple[str, ...] = ()

    def told(self, role: str) -> tuple[int, int]:
        """Count the published results of a role that lie inside, and all of them that have bounds.

        Figures whose ids differ by a last letter (D02a, D02b) are one result: it is inside if all of them are.
        """
        results: dict[str, bool] = {}
        for row in self.rows:
            if row.role == role and row.inside is not None:
                name = _LETTER.sub("", row.id)
                results[name] = results.get(name, True) and row.inside
        return sum(results.values()), len(results)


@dataclass(frozen=True, eq=False)
class Simulated:
    """Persons with their verdicts, and how much each speaks for every law.

    Shapes
    ------
    weights (laws, persons), rows sum to 1; one row of equal weights where there are no laws.
    """

    plan: Design
    verdicts: dict[str, Verdicts]
    weights: Floats


def validate(
    study: Study,
    *,
    seed: int | None = None,
    patients: int | None = None,
    threads: int = 0,
    progress: Progress | None = None,
    extrapolate: bool = False,
) -> Validation:
    """Simulate a study and hold its figures against the published ones.

    Raises
    ------
    SpecificationError
        The study has no published figures, its seed is the one its laws were fitted on, or it goes outside of what
        was studied and nobody asked for that.
    """
    plan = _plan(study, seed, patients)
    cohort = drawn(plan)
    outside = permitted(plan, cohort, extrapolate=extrapolate)
    plan = replace(plan, extrapolated=marked(plan, outside).extrapolated)
    arms = {arm for one in plan.study.file.published for arm in _arms(plan, one)}
    found = judged(plan, cohort, sorted(arms), Bench(threads=threads, progress=progress))
    units = units_of(plan, found)
    refuse_impossible(plan, units)
    simulated = Simulated(plan, found, _weights(plan, cohort))
    forms = _forms(plan, found)
    rows = [
        _row(one, str(k + 1), simulated, _form(simulated, one, forms), "" if one.over else units[one.endpoint])
        for k, one in enumerate(plan.study.file.published)
    ]
    failed = max(_failed(verdicts) for verdicts in found.values())
    told = [_told(plan, one, row) for one, row in zip(plan.study.file.published, rows, strict=True)]
    said = (*(f"{MARK} in {', '.join(one.arms)}: {one}" for one in outside), *beyond_range(plan.population, cohort))
    return Validation(plan.study.file.name, plan.seed, plan.n, failed, plan.laws, tuple(told), said)


def _told(plan: Design, one: Published, row: Row) -> Row:
    """Take the numbers out of a row of an arm that goes outside of what was studied, where they may not be told."""
    key = f"{one.endpoint}.{one.contrast}" if one.contrast else one.endpoint
    if not set(_arms(plan, one)) & set(plan.extrapolated) or not secret(plan, key):
        return row
    nothing = float("nan")
    return replace(row, simulated=nothing, interval=(nothing, nothing), inside=None, agreeing=1.0, withheld=REASON)


def agreement(basis: Basis, *, most: int = 100) -> list[float]:
    """Give for every published figure the share of laws under which it lies inside its bounds; 1 or 0 without laws.

    Of more than ``most`` laws some are asked, at even distances.
    """
    plan, weights = basis.plan, _weights(basis.plan, basis.cohort)
    whole = Simulated(plan, basis.verdicts, weights)
    weights = weights[np.unique(np.linspace(0, len(weights) - 1, min(most, len(weights))).round().astype(int))]
    forms, agreeing = _forms(plan, basis.verdicts), []
    for one in plan.study.file.published:
        form, bounds = _form(whole, one, forms), held(one)
        agreeing.append(float(np.mean([inside(form.value(row), bounds) for row in weights])))
    return agreeing


def _forms(plan: Design, found: dict[str, Verdicts]) -> dict[tuple[str, str], Measure]:
    """Find the weighted form of every published figure."""
    keys = {one.endpoint for one in plan.study.file.published}
    return {
        (arm, key): form
        for arm, verdicts in found.items()
        for endpoint, verdict in zip(plan.endpoints, verdicts, strict=True)
        if keys & set(endpoint.keys)
        for key, form in measures(endpoint, verdict, sorted(keys)).items()
    }


def _arms(plan: Design, one: Published) -> tuple[str, ...]:
    """Name the arm of a published figure, and the one it is divided by if there is one."""
    return (one.arm or plan.arms[0].name, one.over) if one.over else (one.arm or plan.arms[0].name,)


def _form(simulated: Simulated, one: Published, forms: dict[tuple[str, str], Measure]) -> Measure:
    """Give the weighted form of a published figure; that of a ratio weighs the same persons in both arms."""
    arms = _arms(simulated.plan, one)
    if one.contrast:
        return contrasted(simulated.plan, one, [simulated.verdicts[arm] for arm in arms])
    above, *below = (forms[arm, one.endpoint] for arm in arms)
    return Quotient(above, below[0]) if below else above


def _plan(study: Study, seed: int | None, patients: int | None) -> Design:
    """Look the study up with its own seed or another, which may not be that of the fit."""
    settings = [f"{path}={value}" for path, value in (("seed", seed), ("population.n", patients)) if value is not None]
    plan = design(check_study(apply_overrides(study.document, settings, by="validate")) if settings else study)
    if not plan.study.file.published:
        raise SpecificationError(f"the study '{plan.study.file.name}' has no published figures to be held against")
    if plan.laws is not None and plan.seed in {*plan.laws.pool.seeds, plan.laws.chain.seed}:
        what = f"seed {plan.seed} is the one the {plan.laws.run} were fitted on"
        raise SpecificationError(what, expected="persons who were not used to fit", do="choose another with --seed")
    return plan


def _weights(plan: Design, cohort: Cohort) -> Floats:
    """Give how much every person speaks for every law."""
    if plan.laws is None:
        return np.full((1, len(cohort)), 1.0 / len(cohort))
    return shares(plan.laws, plan.prior, cohort, seed=plan.seed)


def _failed(verdicts: Verdicts) -> int:
    """Count the persons of whom no endpoint knows anything."""
    known = np.zeros(len(verdicts[0]), dtype=bool)
    for one in verdicts:
        known |= one.notna().any(axis=1).to_numpy(bool)
    return int((~known).sum())


def _row(one: Published, name: str, simulated: Simulated, form: Measure, unit: str) -> Row:
    """Hold one figure against what was published."""
    nan = float("nan")
    published, low, high = (nan if known is None else known for known in (one.value, one.lower, one.upper))
    bounds = held(one)
    weights = simulated.weights
    value = form.value(np.full(weights.shape[1], 1.0 / weights.shape[1]))
    ess = min(float(np.median([kish(row) for row in weights])), float(simulated.plan.distinct))
    by_law = np.array([form.value(row) for row in weights])
    return Row(
        id=one.id or name,
        role=one.role,
        endpoint=one.key,
        published=published,
        lower=low,
        upper=high,
        simulated=value,
        interval=_honest(_interval(form, simulated, one), value, unit, min(one.n or ess, ess)),
        inside=None if math.isnan(bounds[0]) and math.isnan(bounds[1]) else inside(value, bounds),
        ess=ess,
        held=bounds,
        agreeing=float(np.mean([inside(figure, bounds) for figure in by_law.tolist()])),
        source=one.source,
        note=one.note,
    )


def _honest(interval: tuple[float, float], value: float, unit: str, persons: float) -> tuple[float, float]:
    """Give a share of nobody or of everybody the exact interval of the persons behind it."""
    if interval[0] != value or interval[1] != value:
        return interval
    exact = with_exact_end(Figure(value, *interval, math.ceil(persons), unit, ""), persons)
    return exact.lower, exact.upper


def _interval(form: Measure, simulated: Simulated, one: Published) -> tuple[float, float]:
    """Give 95 % of trials: of each a law is drawn, then as many persons as were published, each as it speaks for it."""
    laws, persons = simulated.weights.shape
    n = min(one.n or persons, simulated.plan.distinct)
    name = f"trial:{one.id or one.endpoint}"  # one key for both arms of a ratio: they treat the same persons
    trial = np.arange(TRIALS)
    chosen = np.floor(streams.uniform(simulated.plan.seed, f"{name}:law", trial) * laws).astype(np.int64)
    passed = np.cumsum(simulated.weights, axis=1)
    first = round(n * one.allocation / (1.0 + one.allocation))  # of a hazard ratio: so many patients got the arm
    figures = []
    for k, law in enumerate(chosen.tolist()):
        luck = streams.uniform(simulated.plan.seed, f"{name}:person", k, np.arange(n))
        who = np.minimum(np.searchsorted(passed[law], luck * passed[law, -1], side="right"), persons - 1)
        inside, outside = (_counts(part, persons) for part in (who[:first], who[first:]))
        figures.append(form.between(inside, outside) if isinstance(form, HazardRatio) else form.value(inside + outside))
    known = np.array(figures)[np.isfinite(figures)]
    if not known.size:
        return float("nan"), float("nan")
    low, high = np.quantile(known, (0.025, 0.975)).tolist()
    return low, high


def _counts(who: NDArray[np.intp], persons: int) -> Floats:
    """Count how often each person was drawn."""
    return np.bincount(who, minlength=persons).astype(np.float64)
