"""Population: the law over patients."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from engraft import units
from engraft.errors import SpecificationError, nearest
from engraft.population.copula import Row, weights
from engraft.population.covariate import Correlation, Covariate, Derived, Effect
from engraft.population.effect import CovariateEffect
from engraft.population.formula import Formula
from engraft.population.law import Listed


@dataclass(frozen=True)
class Population:
    """Who is treated: the law of their covariates and what these mean for parameters.

    Parameters
    ----------
    covariates
        Drawn, each by its own law.
    correlations
        Between drawn covariates; a covariate is independent of all others given its named partners.
    derived
        Worked out from covariates, in this order.
    effects
        Parameters that covariates set.
    multipliers
        Parameters that covariates multiply, whoever set them.

    Raises
    ------
    SpecificationError
        If a name is used twice or unknown, the correlations contradict each other,
        or an expression cannot be read or does not have its declared unit.
    """

    name: str
    covariates: tuple[Covariate, ...]
    correlations: tuple[Correlation, ...] = ()
    derived: tuple[Derived, ...] = ()
    effects: tuple[Effect, ...] = ()
    label: str = ""
    description: str = ""
    multipliers: tuple[CovariateEffect, ...] = ()
    formulas: tuple[Formula, ...] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        names = [c.name for c in self.covariates]
        _once(self.name, "covariate", [*names, *(d.name for d in self.derived)])
        _once(self.name, "effect", [e.parameter for e in self.effects])
        _once(self.name, "correlation", [" with ".join(sorted((c.first, c.second))) for c in self.correlations])
        for c in self.correlations:
            for end in (c.first, c.second):
                if end not in names:
                    raise SpecificationError(
                        f"population '{self.name}' correlates '{end}', which is not drawn", do=nearest(end, names)
                    )
        _equally_long(self)
        _multiplied(self)
        self.copula()
        object.__setattr__(self, "formulas", self._formulas())

    @property
    def units(self) -> dict[str, str]:
        """Return the declared unit of every covariate, drawn and derived."""
        return {c.name: c.unit for c in self.covariates} | {d.name: d.unit for d in self.derived}

    @property
    def listed(self) -> int:
        """Count the persons it has a list of, who are all there are however many are drawn; 0 without a list."""
        return max((len(one.law.values) for one in self.covariates if isinstance(one.law, Listed)), default=0)

    def copula(self) -> dict[str, Row]:
        """Return each drawn covariate as a sum of independent normals."""
        return weights([c.name for c in self.covariates], self.correlations)

    def _formulas(self) -> tuple[Formula, ...]:
        """Read the expressions, each knowing only what comes before it."""
        known = {c.name: c.unit for c in self.covariates}
        read = []
        for d in self.derived:
            read.append(self._read(d.name, d.expression, d.unit, known))
            known[d.name] = d.unit
        return (*read, *(self._read(e.parameter, e.expression, e.unit, known) for e in self.effects))

    def _read(self, target: str, text: str, unit: str, known: dict[str, str]) -> Formula:
        """Read one expression; its errors name the population too."""
        try:
            return Formula.read(target, text, unit, known)
        except SpecificationError as error:
            what = f"population '{self.name}', {target}: {error.what}"
            raise SpecificationError(what, expected=error.expected, got=error.got, do=error.do) from error


def _equally_long(population: Population) -> None:
    """Refuse lists of persons that do not go together, and a correlation of what is listed and not drawn."""
    lists = {c.name: len(c.law.values) for c in population.covariates if isinstance(c.law, Listed)}
    if len(set(lists.values())) > 1:
        got = ", ".join(f"{name} {size}" for name, size in lists.items())
        raise SpecificationError(f"the lists of population '{population.name}' are not equally long", got=got)
    for c in population.correlations:
        for end in (c.first, c.second):
            if end in lists:
                what = f"population '{population.name}' correlates '{end}', which is listed and not drawn"
                raise SpecificationError(what, do="leave the correlation out: lists keep their own")


def _multiplied(population: Population) -> None:
    """Refuse an effect of a covariate that the persons do not have, or have in another unit."""
    known = population.units
    _once(population.name, "effect", [one.name for one in population.multipliers])
    for one in population.multipliers:
        if one.covariate not in known:
            what = f"effect '{one.name}' needs '{one.covariate}', which population '{population.name}' does not have"
            raise SpecificationError(what, do=nearest(one.covariate, known))
        if units.dimension(known[one.covariate]) != units.dimension(one.unit):
            what = f"effect '{one.name}' reads '{one.covariate}' in another unit"
            raise SpecificationError(what, expected=one.unit, got=known[one.covariate])


def _once(population: str, what: str, names: Iterable[str]) -> None:
    """Refuse a name used twice."""
    seen: set[str] = set()
    for name in names:
        if name in seen:
            raise SpecificationError(f"population '{population}' has two of {what} '{name}'")
        seen.add(name)
