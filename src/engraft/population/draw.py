"""From a law to persons."""

from __future__ import annotations

import operator
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from engraft import units
from engraft.errors import SpecificationError
from engraft.kernel.normal import normal_probability, normal_quantile
from engraft.kernel.streams import uniform
from engraft.population.cohort import Cohort
from engraft.population.law import Listed
from engraft.population.population import Population

if TYPE_CHECKING:
    import pandas as pd

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]


def draw(population: Population, n: int, *, seed: int) -> Cohort:
    """Draw ``n`` persons.

    Person i is the same whatever ``n`` is, and a covariate added to the population changes
    no other, because each draw belongs to its person and the covariate's name.

    Raises
    ------
    SpecificationError
        If ``n`` is not a whole number above zero, or a covariate comes out undefined.

    Examples
    --------
    >>> from engraft.population.catalog import get
    >>> draw(get("eliana_baseline"), 3, seed=1).persons.tolist()
    [0, 1, 2]
    """
    people = np.arange(_count(population, n), dtype=np.int64)
    columns = _drawn(population, people, seed)
    for formula in population.formulas:
        columns[formula.target] = formula.values(columns, people.size)
    _check_finite(population, columns)
    covariates, parameters = list(population.units), [e.parameter for e in population.effects]
    return Cohort(
        population.name,
        seed,
        _table(people, columns, covariates),
        _table(people, columns, parameters),
        population.units,
        factors=_factors(population, columns),
    )


def _factors(population: Population, columns: dict[str, Floats]) -> dict[str, Floats]:
    """Multiply what several covariates do to one parameter.

    Raises
    ------
    SpecificationError
        Somebody's covariate lies so far out that a parameter would turn round or be no number.
    """
    found: dict[str, Floats] = {}
    for one in population.multipliers:
        with np.errstate(over="ignore", invalid="ignore", divide="ignore"):
            factor = one.factor(columns[one.covariate])
        wrong = np.flatnonzero(~np.isfinite(factor) | (factor < 0.0))
        if wrong.size:
            what = f"effect '{one.name}' has no value for '{one.covariate}' of person {wrong[0]}"
            raise SpecificationError(what, expected=f"{one.studied}, where it was studied", got=f"{factor[wrong[0]]:g}")
        found[one.parameter] = found.get(one.parameter, np.ones(factor.shape)) * factor
    return found


def _count(population: Population, n: int) -> int:
    """Refuse a number of persons that is none."""
    try:
        count = operator.index(n)
    except TypeError:
        count = 0
    if count < 1 or isinstance(n, bool):
        raise SpecificationError(
            f"cannot draw {n!r} persons from '{population.name}'", expected="a whole number, 1 or more"
        )
    return count


def _drawn(population: Population, people: Integers, seed: int) -> dict[str, Floats]:
    """Draw each covariate at the probability that the copula gives it."""
    luck = {c.name: uniform(seed, f"covariate:{c.name}", people) for c in population.covariates}
    columns = {}
    for covariate, row in zip(population.covariates, population.copula().values(), strict=True):
        if isinstance(covariate.law, Listed):
            columns[covariate.name] = covariate.law.of(people) * units.factor(covariate.unit)
            continue
        u = luck[covariate.name]
        if len(row) > 1:
            u = normal_probability(sum((w * normal_quantile(luck[name]) for name, w in row.items()), np.zeros(u.shape)))
        columns[covariate.name] = covariate.law.quantile(u) * units.factor(covariate.unit)
    return columns


def _check_finite(population: Population, columns: dict[str, Floats]) -> None:
    """Refuse to treat a person with an undefined feature."""
    for name, values in columns.items():
        wrong = np.flatnonzero(~np.isfinite(values))
        if wrong.size:
            raise SpecificationError(
                f"'{name}' of population '{population.name}' is not a finite number",
                got=f"{values[wrong[0]]} for person {wrong[0]}, {wrong.size} of {values.size} persons",
            )


def _table(people: Integers, columns: dict[str, Floats], names: list[str]) -> pd.DataFrame:
    """Lay columns out as one row per person."""
    import pandas as pd

    return pd.DataFrame({name: columns[name] for name in names}, index=pd.Index(people, name="person"))
