"""Who is treated, as a study file says it: a law, covariates added to it, and what covariates set and multiply."""

from __future__ import annotations

from typing import Annotated, Any, TypeVar

from pydantic import Discriminator, Field, Tag, model_validator

from engraft.population.effect import Form
from engraft.trial.fields import Count, Number, Section, Symbol, Text, problem

Sourced = TypeVar("Sourced", "NewCovariate", "NewEffect")
Pair = Annotated[tuple[Number, Number], Field(description="two numbers")]


class PaperSource(Section):
    """A publication and the place in it."""

    doi: Text
    where: Text
    note: str = ""


class Assumption(Section):
    """Why a number was assumed and between which bounds, in its unit, it is varied."""

    why: Text
    low: Number
    high: Number


class Formula(Section):
    """What a covariate means for one parameter: text over the covariates, with its source."""

    formula: Text
    unit: str = ""
    source: PaperSource | None = None
    assumed: Assumption | None = None

    @model_validator(mode="after")
    def _sourced(self) -> Formula:
        """Refuse a formula without a source, and one with two."""
        if (self.source is None) == (self.assumed is None):
            raise problem("a formula needs one source", expected="either source: or assumed:")
        return self


class CovariateLaw(Section):
    """How a covariate is spread among persons, in its unit: one of these ways."""

    share: Annotated[Number, Field(ge=0.0, le=1.0)] | None = None
    fixed: Number | None = None
    normal: Pair | None = None
    lognormal: Pair | None = None
    quantiles: tuple[Pair, ...] | None = None
    log_quantiles: tuple[Pair, ...] | None = None

    @model_validator(mode="after")
    def _one(self) -> CovariateLaw:
        """Refuse no law, and two."""
        if len(self.model_fields_set) != 1:
            raise problem("a covariate needs one law", expected=f"one of {', '.join(CovariateLaw.names())}")
        return self


class NewCovariate(Section):
    """A covariate that the law of the population does not have."""

    name: Symbol
    law: CovariateLaw
    unit: Text = "1"
    source: PaperSource | None = None
    assumed: Assumption | None = None
    description: str = ""

    @model_validator(mode="after")
    def _sourced(self) -> NewCovariate:
        """Refuse a covariate without a source, and one with two."""
        return _one_source(self, f"the covariate '{self.name}'")


class KnownEffect(Section):
    """An effect of the catalog by name, on its own parameter or that of a model which calls it otherwise."""

    effect: Text
    parameter: Text | None = None

    @model_validator(mode="before")
    @classmethod
    def _bare(cls, data: object) -> object:
        """Let a bare name stand for an effect as the catalog has it."""
        return {"effect": data} if isinstance(data, str) else data


class NewEffect(Section):
    """What a covariate does to a parameter, with the range in which it was studied."""

    name: Symbol
    covariate: Symbol
    parameter: Text
    form: Form
    size: Number
    reference: Number = 1.0
    range: Pair
    unit: Text = "1"
    read_on: Text
    source: PaperSource | None = None
    assumed: Assumption | None = None
    description: str = ""

    @model_validator(mode="after")
    def _sourced(self) -> NewEffect:
        """Refuse an effect without a source, and one with two."""
        return _one_source(self, f"the effect '{self.name}'")


def _one_source(entry: Sourced, what: str) -> Sourced:
    """Refuse a number without a source, and one with two."""
    if (entry.source is None) == (entry.assumed is None):
        raise problem(f"{what} needs one source", expected="either source: or assumed:")
    return entry


def _kind(entry: Any) -> str:
    """Tell an entry that is written out from one that is known by name."""
    named = (isinstance(entry, dict) and "name" in entry) or isinstance(entry, (NewCovariate, NewEffect))
    return "a new one" if named else "a known one"


Added = Annotated[Annotated[Text, Tag("a known one")] | Annotated[NewCovariate, Tag("a new one")], Discriminator(_kind)]
Acting = Annotated[
    Annotated[KnownEffect, Tag("a known one")] | Annotated[NewEffect, Tag("a new one")], Discriminator(_kind)
]


class PopulationChoice(Section):
    """Which law, how many persons are drawn from it, what else they have, and what that means for parameters."""

    law: Text
    n: Count
    adds: tuple[Added, ...] = ()
    sets: dict[str, Formula] = Field(default_factory=dict)
    effects: tuple[Acting, ...] = ()
