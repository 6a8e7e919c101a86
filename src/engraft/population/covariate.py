"""What distinguishes one person from another, and where each number about it comes from."""

from __future__ import annotations

import re
from dataclasses import dataclass

from engraft import units
from engraft.errors import SpecificationError
from engraft.language.source import Source, check_source
from engraft.population.law import Law, is_number

_NAME = re.compile(r"[A-Za-z_]\w*")
_PARAMETER = re.compile(r"[A-Za-z_]\w*(\.[A-Za-z_]\w*)+")


@dataclass(frozen=True)
class Covariate:
    """A measured feature of a person and its law among persons; ``law`` speaks ``unit``."""

    name: str
    law: Law
    unit: str
    source: Source
    description: str = ""

    def __post_init__(self) -> None:
        _check(_NAME, "covariate", self.name, self.unit, self.source)
        if not isinstance(self.law, Law):
            raise SpecificationError(f"covariate '{self.name}' has no law", got=type(self.law).__name__)


@dataclass(frozen=True)
class Derived:
    """A feature worked out from covariates declared before it, such as body surface from weight."""

    name: str
    expression: str
    unit: str
    source: Source
    description: str = ""

    def __post_init__(self) -> None:
        _check(_NAME, "derived covariate", self.name, self.unit, self.source)


@dataclass(frozen=True)
class Effect:
    """How covariates set a parameter of a system, person by person.

    ``parameter`` is the qualified name, ``unit`` the unit of the expression's value.
    """

    parameter: str
    expression: str
    unit: str
    source: Source
    description: str = ""

    def __post_init__(self) -> None:
        _check(_PARAMETER, "effect on parameter", self.parameter, self.unit, self.source)


@dataclass(frozen=True)
class Correlation:
    """Spearman's rank correlation of two covariates, held by a Gaussian copula."""

    first: str
    second: str
    rank: float
    source: Source

    def __post_init__(self) -> None:
        check_source(self.source, f"the correlation of '{self.first}' and '{self.second}'")
        if not is_number(self.rank) or not -1.0 < self.rank < 1.0:
            raise SpecificationError(
                f"the rank correlation of '{self.first}' and '{self.second}' is impossible",
                expected="more than -1 and less than 1",
                got=f"{self.rank}",
            )
        if self.first == self.second:
            raise SpecificationError(f"'{self.first}' cannot be correlated with itself")


def _check(pattern: re.Pattern[str], what: str, name: str, unit: str, source: Source) -> None:
    """Refuse a bad name, an unknown unit or a missing source."""
    if not pattern.fullmatch(name):
        raise SpecificationError(
            f"'{name}' is not the name of a {what}",
            expected="letters, digits and _" + (" with a block, like 'b_all.kill'" if pattern is _PARAMETER else ""),
        )
    units.check_unit(unit)
    check_source(source, f"{what} '{name}'")
