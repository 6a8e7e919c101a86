"""Who is treated, as a study file says it: a law by name, or covariates written out."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, model_validator

from engraft import units
from engraft.population import (
    Bernoulli,
    Correlation,
    Covariate,
    Derived,
    Fixed,
    Law,
    Listed,
    LogNormal,
    Normal,
    PiecewiseLogUniform,
    PiecewiseUniform,
    Population,
)
from engraft.trial.effect_fields import Acting
from engraft.trial.fields import Count, NotEmpty, Number, Section, Symbol, Text, as_problem, problem
from engraft.trial.sources import Sourced

Pairs = Annotated[tuple[tuple[Number, Number], ...], NotEmpty]


class Formula(Sourced):
    """What covariates mean for one parameter: text over the covariates, with its source."""

    formula: Text
    unit: str = ""


class NormalGiven(Section):
    """A normal law by its mean and standard deviation."""

    mean: Number
    sd: Number


class LogNormalGiven(Section):
    """A log-normal law by its median and the SD of its natural logarithm."""

    median: Number
    sd_log: Number


class CovariateGiven(Sourced):
    """One feature of a person and how it is distributed, said in exactly one way, in its unit."""

    unit: Text = "1"
    description: str = ""
    quantiles: Pairs | None = None
    log_quantiles: Pairs | None = None
    normal: NormalGiven | None = None
    lognormal: LogNormalGiven | None = None
    probability: Number | None = None
    fixed: Number | None = None
    values: Annotated[tuple[Number, ...], NotEmpty] | None = None

    @model_validator(mode="after")
    def _one_law(self) -> CovariateGiven:
        """Refuse a feature without a law, or with two."""
        said = [name for name in LAWS if getattr(self, name) is not None]
        if len(said) != 1:
            got = " and ".join(said) if said else "none of them"
            raise problem("a covariate needs one law", expected=f"one of {', '.join(LAWS)}", got=got)
        with as_problem():
            units.check_unit(self.unit)
            self.law()
        return self

    def law(self) -> Law:
        """Give the law."""
        if self.quantiles is not None:
            return PiecewiseUniform(self.quantiles)
        if self.log_quantiles is not None:
            return PiecewiseLogUniform(self.log_quantiles)
        if self.normal is not None:
            return Normal(self.normal.mean, self.normal.sd)
        if self.lognormal is not None:
            return LogNormal(self.lognormal.median, self.lognormal.sd_log)
        if self.probability is not None:
            return Bernoulli(self.probability)
        return Listed(self.values) if self.values is not None else Fixed(self.fixed or 0.0)

    def named(self, name: str) -> Covariate:
        """Give the covariate."""
        return Covariate(name, self.law(), self.unit, self.origin, self.description)


LAWS = ("quantiles", "log_quantiles", "normal", "lognormal", "probability", "fixed", "values")


class CorrelationGiven(Sourced):
    """How closely two covariates go together: Spearman's rank correlation."""

    between: tuple[Symbol, Symbol]
    rank: Number


class PopulationChoice(Section):
    """Which law, how many persons are drawn from it, and which parameters their covariates set and multiply.

    ``covariates`` written out stand in the place of those of the same name in ``law``; without ``law`` they are all.
    """

    law: Text | None = None
    label: str = ""
    n: Count
    covariates: dict[Symbol, CovariateGiven] = Field(default_factory=dict)
    correlations: tuple[CorrelationGiven, ...] = ()
    derived: dict[Symbol, Formula] = Field(default_factory=dict)
    adds: tuple[Text, ...] = ()
    sets: dict[str, Formula] = Field(default_factory=dict)
    effects: tuple[Acting, ...] = ()

    @model_validator(mode="after")
    def _somebody(self) -> PopulationChoice:
        """Refuse a study that does not say whom it treats."""
        if self.law is None and not self.covariates:
            expected = "law:, a name from engraft populations, or covariates: written out"
            raise problem("the study does not say who is treated", expected=expected)
        return self

    def population(self, study: str, known: Population | None) -> Population:
        """Give the law of the persons: that of the catalog with what is written out in its place.

        Raises
        ------
        SpecificationError
            A name is used twice or unknown, or a formula cannot be read; as Population.
        """
        new = {name: one.named(name) for name, one in self.covariates.items()}
        old = {} if known is None else {one.name: one for one in known.covariates}
        derived = {} if known is None else {one.name: one for one in known.derived if one.name not in new}
        for name, one in self.derived.items():
            derived[name] = Derived(name, one.formula, one.unit or "1", one.origin)
        pairs = {frozenset(one.between): Correlation(*one.between, one.rank, one.origin) for one in self.correlations}
        kept = () if known is None else (c for c in known.correlations if frozenset((c.first, c.second)) not in pairs)
        changed = bool(new or self.derived or pairs)
        told = self.label or ("persons as this study describes them" if known is None else known.label)
        return Population(
            name=known.name if known is not None and not changed else f"{study}_persons",
            label=f"{told}, changed" if changed and known is not None and not self.label else told,
            covariates=tuple((old | new).values()),
            correlations=(*kept, *pairs.values()),
            derived=tuple(derived.values()),
            effects=() if known is None else known.effects,
            multipliers=() if known is None else known.multipliers,
            description="" if known is None else known.description,
        )
