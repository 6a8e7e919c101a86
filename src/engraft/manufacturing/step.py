"""A step of making a product: numbers with sources, and what it does to the batches of persons."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from engraft.errors import SpecificationError, nearest
from engraft.kernel import streams
from engraft.language import Model
from engraft.manufacturing.batch import Batch
from engraft.manufacturing.bounds import Within
from engraft.population import Cohort

Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Bench:
    """What a step works with: the persons whose cells these are, its numbers, and luck that belongs to them.

    Draws are keyed by seed, name of the step, what is drawn and person, so that the same person has the same donor,
    batch and luck wherever a step of this name is done.
    """

    step: str
    cohort: Cohort
    seed: int
    values: Mapping[str, Floats]

    def __getitem__(self, name: str) -> Floats:
        """Give a parameter of the step for everybody, canonical."""
        if name not in self.values:
            raise SpecificationError(f"step '{self.step}' has no '{name}'", do=nearest(name, self.values))
        return self.values[name]

    def uniform(self, what: str, index: int = 0) -> Floats:
        """Draw between 0 and 1 for everybody."""
        return streams.uniform(self.seed, f"making:{self.step}:{what}", self.cohort.persons, index)

    def normal(self, what: str, index: int = 0) -> Floats:
        """Draw from the standard normal law for everybody."""
        return streams.normal(self.seed, f"making:{self.step}:{what}", self.cohort.persons, index)

    def covariate(self, name: str) -> Floats | None:
        """Give a covariate of everybody, canonical; None where the persons do not have it."""
        return self.cohort.covariate(name) if name in self.cohort.covariates.columns else None


class Step(Model, ABC):
    """One step; a subclass declares its Parameters in its body and says in ``apply`` what happens.

    ``choices`` name the parameters that whoever makes the product decides, such as the days of culture: a study sets
    them without a source. ``reasons`` name why this step may refuse a lot, ``reads`` the covariates it looks at.
    ``within`` says what a number may be; what it does not name is zero or more. ``grows`` names the days for which the
    cells are grown, ``waits`` those for which material waits, ``during`` times that end before the culture does.
    """

    choices: ClassVar[tuple[str, ...]] = ()
    reasons: ClassVar[tuple[str, ...]] = ()
    reads: ClassVar[tuple[str, ...]] = ()
    within: ClassVar[Mapping[str, Within]] = {}
    grows: ClassVar[str] = ""
    waits: ClassVar[str] = ""
    during: ClassVar[tuple[str, ...]] = ()

    @property
    def bounds(self) -> Mapping[str, Within]:
        """Say what the numbers of this step may be, by name."""
        return self.within

    @abstractmethod
    def apply(self, batch: Batch, at: Bench) -> Batch:
        """Do the step for everybody; a person whose batch fails is marked, never an exception."""
