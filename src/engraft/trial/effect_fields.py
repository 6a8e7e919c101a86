"""What covariates do to parameters, as a study file says it: an effect by name, or written out."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import Discriminator, Tag, model_validator

from engraft.population import CovariateEffect
from engraft.population.effect import Form
from engraft.trial.fields import Number, Section, Symbol, Text, as_problem
from engraft.trial.sources import Sourced


class KnownEffect(Section):
    """An effect of the catalog by name, on its own parameter or that of a model which calls it otherwise."""

    effect: Text
    parameter: Text | None = None

    @model_validator(mode="before")
    @classmethod
    def _bare(cls, data: object) -> object:
        """Let a bare name stand for an effect as the catalog has it."""
        return {"effect": data} if isinstance(data, str) else data


class NewEffect(Sourced):
    """What a covariate does to a parameter, with the range in which it was studied."""

    name: Symbol
    covariate: Symbol
    parameter: Text
    form: Form
    size: Number
    reference: Number = 1.0
    range: tuple[Number, Number]
    unit: Text = "1"
    read_on: Text
    description: str = ""

    @model_validator(mode="after")
    def _whole(self) -> NewEffect:
        """Refuse numbers that make no effect."""
        with as_problem():
            self.effect()
        return self

    def effect(self) -> CovariateEffect:
        """Give the effect."""
        return CovariateEffect(
            self.name, self.covariate, self.parameter, self.form, self.size, self.reference, *self.range, self.unit,
            self.read_on, self.origin, self.description,
        )  # fmt: skip


def _kind(entry: Any) -> str:
    """Tell an effect that is written out from one that is known by name."""
    named = isinstance(entry, NewEffect) or (isinstance(entry, dict) and "name" in entry)
    return "an effect written out" if named else "an effect by name"


Acting = Annotated[
    Annotated[KnownEffect, Tag("an effect by name")] | Annotated[NewEffect, Tag("an effect written out")],
    Discriminator(_kind),
]
