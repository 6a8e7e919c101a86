"""From people to numbers: each person's parameters, initial state and doses."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engraft import units
from engraft.errors import CompatibilityError, SpecificationError, nearest
from engraft.kernel import problem as kernel
from engraft.kernel import streams
from engraft.kernel.evaluate import evaluate
from engraft.language.system import System
from engraft.population import Cohort
from engraft.simulate.problem import dose_symbol
from engraft.therapy import Dose, Give, Lot, Regimen

Floats = NDArray[np.float64]

_MEASURES = {"weight": "kg", "body_surface": "m^2"}


@dataclass(frozen=True)
class _Entry:
    """One row of the schedule: the same day and state for everybody, an amount for each."""

    day: float
    over: float
    state: str
    amount: Floats


def lower_people(
    system: System, problem: kernel.Problem, regimen: Regimen, cohort: Cohort, seed: int
) -> kernel.Ensemble:
    """Give each person parameters, an initial state and a schedule.

    A parameter is the declared value, or the cohort's column of its name, times what covariates multiply it by, times
    its between-patient spread (the cohort's own, where it has one); a lot that brings its own value has the last
    word. Draws belong to the person and the parameter's name.

    Raises
    ------
    CompatibilityError
        If the cohort lacks what a dose is scaled by, or cohort or lot name a parameter the system does not have.
    SpecificationError
        If nobody is there, or a person's value is not finite.
    """
    persons = cohort.persons
    if not len(persons):
        raise SpecificationError("the cohort is empty", expected="at least one person")
    values = parameter_values(system, regimen, cohort, seed)
    initial = evaluate([state.initial for state in system.states], values, len(persons))
    for rule in regimen.rules:
        for k, given in enumerate(rule.actions):
            values[dose_symbol(rule.name, k)] = dose_of(given, cohort)
    table = np.empty((len(problem.parameters), len(persons)))
    for row, name in enumerate(problem.parameters):
        table[row] = values[name]
    return kernel.Ensemble(table, initial, persons, _schedule(problem, regimen, cohort), seed)


def parameter_values(system: System, regimen: Regimen, cohort: Cohort, seed: int) -> dict[str, Floats]:
    """Work out every parameter of every person.

    Shapes
    ------
    Name to (persons,).

    Units
    -----
    Canonical.
    """
    known = {entry.name for entry in system.parameters}
    _check_columns(system, known, cohort)
    found: dict[str, Floats] = {}
    for entry in system.parameters:
        own = entry.name in cohort.parameters.columns
        typical = _finite(cohort, entry.name, cohort.parameters[entry.name]) if own else _same(entry.value, cohort)
        if entry.name in cohort.factors:
            typical = typical * cohort.factors[entry.name]
        spread = cohort.spreads.get(entry.name, entry.spread)
        if np.any(spread > 0.0):
            drawn = spread * deviates(entry.name, cohort, seed)
            with np.errstate(over="ignore"):  # whoever gets an infinite value is a row with a status
                typical = typical * np.exp(drawn)
        found[entry.name] = typical
    return _multiplied(found | _overrides(system, known, regimen, cohort), regimen, cohort)


def deviates(parameter: str, cohort: Cohort, seed: int) -> Floats:
    """Draw how far everybody is from the typical value of one parameter, in SDs of its logarithm."""
    return streams.normal(seed, f"parameter:{parameter}", cohort.persons)


def _same(value: float, cohort: Cohort) -> Floats:
    """Give everybody one value."""
    return np.full(len(cohort), value)


def _check_columns(system: System, known: set[str], cohort: Cohort) -> None:
    """Refuse a column that names a parameter which a block of the system does not have.

    Columns of blocks the system lacks are left alone: other arms may have them.
    """
    blocks = {name.split(".")[0] for name in (*known, *(state.name for state in system.states))}
    for column in (*map(str, cohort.parameters.columns), *cohort.factors):
        if column not in known and column.split(".")[0] in blocks:
            raise CompatibilityError(
                f"the population '{cohort.population}' sets '{column}', which is no parameter of the system "
                f"'{system.name}'",
                do=nearest(column, known),
            )


def _overrides(system: System, known: set[str], regimen: Regimen, cohort: Cohort) -> dict[str, Floats]:
    """Collect the parameters that come with the cells."""
    found: dict[str, Floats] = {}
    for lot in (event.dose for event in regimen.events if isinstance(event.dose, Lot)):
        for name, values in lot.overrides.items():
            if name not in known:
                raise CompatibilityError(
                    f"{lot.name} brings '{name}', which is no parameter of the system '{system.name}'",
                    do=nearest(name, known),
                )
            if name in found:
                raise CompatibilityError(f"two lots bring the parameter '{name}'", do="let only one of them set it")
            found[name] = values[lot.rows(cohort.persons)]
    return found


def _multiplied(values: dict[str, Floats], regimen: Regimen, cohort: Cohort) -> dict[str, Floats]:
    """Multiply parameters by what the cells bring; a parameter of a block that the system lacks is left alone."""
    blocks, acting = {name.partition(".")[0] for name in values}, set()
    for lot in (event.dose for event in regimen.events if isinstance(event.dose, Lot)):
        for name, factors in lot.factors.items():
            if name.partition(".")[0] not in blocks:
                continue
            if name not in values:
                raise CompatibilityError(
                    f"{lot.name} acts on '{name}', which is no parameter of this system", do=nearest(name, values)
                )
            if name in acting:
                raise CompatibilityError(f"two lots act on the parameter '{name}'", do="let only one of them act on it")
            acting.add(name)
            values[name] = values[name] * factors[lot.rows(cohort.persons)]
    return values


def _finite(cohort: Cohort, name: str, column: Any) -> Floats:
    """Take a column of the cohort; every value must be finite."""
    values = np.array(column, dtype=np.float64)
    bad = ~np.isfinite(values)
    if bad.any():
        raise SpecificationError(
            f"'{name}' of person {cohort.persons[bad][0]} is not a finite number", got=f"{int(bad.sum())} such persons"
        )
    return values


def _measure(cohort: Cohort, name: str, given: Give) -> Floats:
    """Take what a dose is scaled by; it must be there, in a unit that fits, and make sense."""
    product = given.product.name
    if name not in cohort.covariates.columns:
        raise CompatibilityError(
            f"the dose of {product} needs '{name}', which the population '{cohort.population}' does not have",
            do=nearest(name, map(str, cohort.covariates.columns)),
        )
    own = isinstance(given.dose, Dose) and name == given.dose.personal
    unit = given.dose.unit if isinstance(given.dose, Dose) and own else _MEASURES[name]
    if units.dimension(cohort.units[name]) != units.dimension(unit):
        raise CompatibilityError(
            f"the dose of {product} needs '{name}' in {unit}", got=f"{cohort.units[name]} in '{cohort.population}'"
        )
    values = _finite(cohort, name, cohort.covariate(name))
    bad = values < 0.0 if own else values <= 0.0
    if bad.any():
        raise SpecificationError(
            f"'{name}' of person {cohort.persons[bad][0]} cannot dose {product}",
            expected="zero or more" if own else "above zero",
            got=f"{units.display(float(values[bad][0]), unit):g} {unit}",
        )
    return values


def dose_of(given: Give, cohort: Cohort) -> Floats:
    """Work out what each person gets on one day."""
    if isinstance(given.dose, Lot):
        return given.dose.amount[given.dose.rows(cohort.persons)]
    scales = {name: _measure(cohort, name, given) for name in sorted(given.dose.needs)}
    return np.broadcast_to(given.dose.amount(scales, duration=given.over), cohort.persons.shape)


def _entries(regimen: Regimen, cohort: Cohort) -> Iterator[_Entry]:
    """List everything given at fixed times."""
    for given in regimen.events:
        amount = dose_of(given, cohort)
        shares = {given.target: np.ones(len(cohort))}
        if isinstance(given.dose, Lot) and given.dose.shares:
            rows = given.dose.rows(cohort.persons)
            shares = {state: share[rows] for state, share in given.dose.shares.items()}
        for day in given.days:
            for state, share in shares.items():
                yield _Entry(day, given.over, state, amount * share)


def _schedule(problem: kernel.Problem, regimen: Regimen, cohort: Cohort) -> kernel.Schedule:
    """Sort everything given at fixed times; entries of one day keep the order of the regimen."""
    entries = sorted(_entries(regimen, cohort), key=lambda entry: entry.day)
    if not entries:
        return kernel.Schedule.empty(len(cohort))
    shape = (len(entries), len(cohort))

    def spread(values: list[float]) -> Floats:
        return np.broadcast_to(np.array(values)[:, None], shape).copy()

    return kernel.Schedule(
        time=spread([entry.day for entry in entries]),
        kind=spread([_kind(entry) for entry in entries]).astype(np.int8),
        target=spread([problem.states.index(entry.state) for entry in entries]).astype(np.int64),
        amount=np.array([entry.amount for entry in entries]),
        duration=spread([entry.over for entry in entries]),
    )


def _kind(entry: _Entry) -> kernel.Kind:
    """Call an infusion over no time a bolus."""
    return kernel.Kind.INFUSE if entry.over > 0.0 else kernel.Kind.ADD
