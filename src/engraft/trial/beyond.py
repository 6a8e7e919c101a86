"""Where a study leaves what was studied: doses of its products, and parameters set outside of their bounds.

Such a study is refused unless it is asked for. It is then marked wherever it is shown, and what it would say of
survival and severe toxicity is withheld.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from engraft import units
from engraft.errors import SpecificationError
from engraft.language.source import Assumed
from engraft.models import build
from engraft.population import Cohort
from engraft.therapy import Dose, Give
from engraft.therapy.studied import Studied, expressed
from engraft.trial.design import Arm, Design
from engraft.trial.repeating import COURSE, Repeat, repeat

Floats = NDArray[np.float64]
Course = list[tuple[float, Give]]

MARK = "extrapolated"


@dataclass(frozen=True)
class Outside:
    """One thing that lies outside of what was studied: what it is, the range and its source, in which arms, for whom.

    ``arms`` are names; ``persons`` counts those it concerns.
    """

    what: str
    studied: str
    source: str
    arms: tuple[str, ...]
    persons: int

    def __str__(self) -> str:
        return f"{self.what} lies outside of {self.studied}, where it was studied ({self.source})"


def permitted(plan: Design, cohort: Cohort, *, extrapolate: bool) -> tuple[Outside, ...]:
    """Say what lies outside of what was studied, if the study may go there.

    Raises
    ------
    SpecificationError
        Something lies outside, and nobody asked for that.
    """
    found = tuple(outside(plan, cohort))
    if found and not extrapolate:
        first, rest = found[0], len(found) - 1
        more = f"; and {rest} more" if rest else ""
        who = f"{first.persons:,} of {len(cohort):,} persons of arm '{first.arms[0]}'{more}"
        raise SpecificationError(
            f"{first.what} lies outside of what was studied",
            expected=f"{first.studied} ({first.source})",
            got=who,
            do="stay inside, or say --extrapolate: survival and severe toxicity are then withheld",
        )
    return found


def outside(plan: Design, cohort: Cohort) -> Iterator[Outside]:
    """List what lies outside of what was studied, doses first, each once for all its arms."""
    found: dict[tuple[str, str, str], Outside] = {}
    for arm in plan.arms:
        for one in _doses(arm, cohort):
            key = (one.what, one.studied, one.source)
            known = found.get(key)
            found[key] = one if known is None else replace(known, arms=(*known.arms, arm.name))
    yield from found.values()
    yield from _parameters(plan, len(cohort))


def marked(plan: Design, found: tuple[Outside, ...]) -> Design:
    """Name the arms that go outside so that every table, legend and sentence says it."""
    names = tuple(arm.name for arm in plan.arms if any(arm.name in one.arms for one in found))
    arms = tuple(replace(arm, label=f"{arm.label}, {MARK}") if arm.name in names else arm for arm in plan.arms)
    return replace(plan, arms=arms, extrapolated=names)


def _doses(arm: Arm, cohort: Cohort) -> Iterator[Outside]:
    """Judge every drug dose by itself, and cells by the course."""
    regimen = arm.run.regimen
    actions = [one for rule in regimen.rules for one in rule.actions]
    single = [one for one in regimen.events if one.product.kind != "cells"]
    for event in dict.fromkeys((*single, *actions)):
        yield from _judged(arm, [event], cohort)
    cells = [one for one in regimen.events if one.product.kind == "cells"]
    for course in _courses(cells):
        yield from _judged(arm, [event for _, event in course], cohort)
    yield from _repeated(arm, cells, cohort)


def _courses(events: list[Give]) -> Iterator[Course]:
    """Put infusions of one product together that are given within a course."""
    for name in dict.fromkeys(one.product.name for one in events):
        days = sorted(((day, one) for one in events if one.product.name == name for day in one.days),
                      key=lambda pair: pair[0])  # fmt: skip
        course: Course = []
        for day, one in days:
            if course and day - course[0][0] > COURSE:
                yield course
                course = []
            course.append((day, one))
        yield course


def _repeated(arm: Arm, cells: list[Give], cohort: Cohort) -> Iterator[Outside]:
    """Add up what rules may give of cells in a course that begins with dated ones, or with a rule."""
    giving = [(rule, act.product.name) for rule in arm.run.regimen.rules for act in rule.actions
              if act.product.kind == "cells" and isinstance(act.dose, Dose)]  # fmt: skip
    for name in dict.fromkeys(name for _, name in giving):
        rules = [repeat(rule, name) for rule, one in dict.fromkeys(giving) if one == name]
        dated = list(_courses([one for one in cells if one.product.name == name and isinstance(one.dose, Dose)]))
        begun = [([one for _, one in course], course[0][0], course[0][0]) for course in dated]
        for before, first, last in (*begun, *(([], one.first, one.last) for one in rules)):
            found = _passed(arm, before, [one for one in rules if one.meets(first, last)], cohort)
            if found is not None:
                yield found
                break  # once for each product


def _passed(arm: Arm, before: list[Give], rules: list[Repeat], cohort: Cohort) -> Outside | None:
    """Find the repetition with which rules, one after the other, pass the highest dose that was studied."""
    given = [*before, *(act for one in rules for act in one.given)]
    doses = [one.dose for one in given if isinstance(one.dose, Dose)]
    product = given[0].product if given else None
    if product is None or not product.studied:
        return None
    ranges = [one for one in product.studied if all(map(one.like, doses))] or product.studied
    sums = {one: _amount(before, one, cohort) for one in ranges}
    least = 1.0 if before else 2.0  # one dose by itself is judged as such
    for rule in rules:
        each = {one: _amount(list(rule.given), one, cohort) for one in ranges}
        known = [(one, total, more) for one in ranges
                 if (total := sums[one]) is not None and (more := each[one]) is not None]  # fmt: skip
        if not known:
            return None
        needed = np.maximum.reduce(np.broadcast_arrays(*(_repetitions(*one) for one in known)))
        needed = np.maximum(needed, least)
        if (needed <= rule.times).any():
            n = len(cohort) if needed.size == 1 else int((needed <= rule.times).sum())
            often = "once" if needed.min() < 2.0 else f"{needed.min():.0f} times"
            what = f"{product.name} {rule.given[0].dose}, given {often} by rule '{rule.rule}' in a course"
            source = known[0][0].source.text()
            return Outside(what, " or ".join(str(one) for one, *_ in known), source, (arm.name,), n)
        finite = rule.times if np.isfinite(rule.times) else 0.0  # what never adds up is nothing
        sums |= {one: total + finite * more for one, total, more in known}
        least = 1.0
    return None


def _repetitions(studied: Studied, before: Floats, each: Floats) -> Floats:
    """Count for each person the doses after which the sum is more than was studied."""
    with np.errstate(divide="ignore", invalid="ignore"):
        left = (studied.high * (1.0 + 1e-9) - before) / each
    return np.where(each > 0.0, np.floor(left) + 1.0, np.inf)


def _judged(arm: Arm, given: list[Give], cohort: Cohort) -> Iterator[Outside]:
    """Hold what is given together against the ranges of its product."""
    product, doses = given[0].product, [one.dose for one in given if isinstance(one.dose, Dose)]
    alone = len(given) == 1 and doses and doses[0] == product.label_dose
    if not product.studied or len(doses) < len(given) or alone or all(one.value == 0.0 for one in doses):
        return
    ranges = [one for one in product.studied if all(map(one.like, doses))] or product.studied
    amounts = [(one, _amount(given, one, cohort)) for one in ranges]
    known = [(one, amount) for one, amount in amounts if amount is not None]
    if known:
        beyond = np.logical_and.reduce([_beyond(one, amount) for one, amount in known])
        if beyond.any():
            n = len(cohort) if beyond.size == 1 else int(beyond.sum())
            said = " or ".join(str(one) for one, _ in known)
            what = f"{product.name} {doses[0]}" + (f", {len(given)} times in a course" if len(given) > 1 else "")
            yield Outside(what, said, known[0][0].source.text(), (arm.name,), n)


def _amount(given: list[Give], studied: Studied, cohort: Cohort) -> Floats | None:
    """Add up what each person gets, in the unit of a range."""
    known = {str(name): cohort.covariate(str(name)) for name in cohort.covariates.columns}
    parts = [expressed(one.dose, studied.unit, known, over=one.over) for one in given if isinstance(one.dose, Dose)]
    some = [part for part in parts if part is not None]
    return sum(some, np.zeros(1)) if len(some) == len(parts) else None


def _beyond(studied: Studied, amount: Floats) -> NDArray[np.bool_]:
    """Tell who gets less or more than was studied; rounding of units is no matter, and nothing is no dose."""
    low, high = studied.low * (1.0 - 1e-9), studied.high * (1.0 + 1e-9)
    return np.asarray(((amount < low) | (amount > high)) & (amount > 0.0))


def _parameters(plan: Design, persons: int) -> Iterator[Outside]:
    """Hold parameters that the study assumes against the bounds that the model assumed; a published value is studied.

    A value beyond the model's bounds is inside where the study's own bounds, which must hold it, reach into them: such
    are those that a calibration left. One outside of the study's own bounds is no study at all.
    """
    file = plan.study.file
    own = build(file.model) if file.parameters else None
    for name, override in file.parameters.items():
        known = None if own is None else own.parameter(name)
        if known is None or override.assumed is None or not isinstance(known.source, Assumed):
            continue
        value, unit = units.parse(override.value)
        bounds = value, override.assumed.low, override.assumed.high
        x, least, most = (units.display(units.canonical(one, unit), known.unit) for one in bounds)
        low, high = known.source.low, known.source.high
        if max(x, most) < low - 1e-9 * abs(low) or min(x, least) > high + 1e-9 * abs(high):
            studied = f"{low:g} to {high:g} {known.unit}, the bounds of the model's assumption"
            arms = tuple(arm.name for arm in plan.arms)
            yield Outside(f"parameter {name} = {override.value}", studied, known.source.why, arms, persons)
