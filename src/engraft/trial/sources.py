"""Where a number of a study file is from: one of two, in the same form everywhere."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, model_validator

from engraft.language.source import Assumed, Paper, Source
from engraft.trial.fields import Number, Section, Text, problem


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


class Sourced(Section):
    """Something of a study file that needs exactly one source."""

    source: PaperSource | None = None
    assumed: Assumption | None = None

    @model_validator(mode="after")
    def _sourced(self) -> Sourced:
        """Refuse a number without a source, and one with two."""
        if (self.source is None) == (self.assumed is None):
            raise problem("a number of a study needs one source", expected="either source: or assumed:")
        return self

    @property
    def origin(self) -> Source:
        """Give the source as every other room knows it."""
        if self.source is not None:
            return Paper(self.source.doi, self.source.where, self.source.note)
        if self.assumed is None:
            raise problem("a number of a study has no source", expected="either source: or assumed:")
        return Assumed(self.assumed.why, self.assumed.low, self.assumed.high)


class Valued(Sourced):
    """The value of one parameter, with its unit and its source."""

    value: Text


class Override(Valued):
    """Another value of one parameter; ``spread`` is the SD of its logarithm between patients, else the model's."""

    spread: Annotated[Number, Field(ge=0.0)] | None = None
