"""Cohort: the persons drawn, one row each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from engraft import units
from engraft.errors import SpecificationError, nearest

if TYPE_CHECKING:
    import pandas as pd

Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Cohort:
    """The persons of a study: what distinguishes them, in canonical units.

    Shapes
    ------
    covariates: one row per person, indexed by ``person``, one column per covariate.
    parameters: the same rows, one column per parameter that the population sets: the typical value of such a person.
    spreads: parameter to (persons,), where persons differ in how much others of their kind vary; else as in the model.
    laws: (persons,), which law of the population each person was drawn from; None if there is one law.
    factors: parameter to (persons,), by what covariates multiply the typical value, whoever set it.

    Units
    -----
    Values are canonical; ``units`` gives the declared unit of each covariate, for display. Spreads are SDs of the log.
    """

    population: str
    seed: int
    covariates: pd.DataFrame
    parameters: pd.DataFrame
    units: Mapping[str, str]
    spreads: Mapping[str, Floats] = field(default_factory=dict)
    laws: NDArray[np.int64] | None = None
    factors: Mapping[str, Floats] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for name in ("units", "spreads", "factors"):
            object.__setattr__(self, name, MappingProxyType(dict(getattr(self, name))))

    def __len__(self) -> int:
        return len(self.covariates)

    @property
    def persons(self) -> NDArray[np.int64]:
        """Return the identities that key every random stream."""
        return self.covariates.index.to_numpy(dtype=np.int64)

    def covariate(self, name: str) -> Floats:
        """Return one covariate of everybody, canonical.

        Raises
        ------
        SpecificationError
            If the cohort does not know it; the nearest is suggested.
        """
        if name not in self.covariates.columns:
            raise SpecificationError(
                f"the persons of '{self.population}' have no covariate '{name}'",
                do=nearest(name, map(str, self.covariates.columns)),
            )
        return self.covariates[name].to_numpy(dtype=np.float64)

    def displayed(self) -> pd.DataFrame:
        """Return the covariates in their declared units, for a table or chart."""
        table = self.covariates.copy()
        for name, unit in self.units.items():
            table[name] = table[name] / units.factor(unit)
        return table

    def subset(self, mask: NDArray[np.bool_]) -> Cohort:
        """Keep the persons where the mask is true; they stay who they are."""
        chosen = np.asarray(mask)
        if chosen.dtype != np.bool_ or chosen.shape != (len(self),):
            raise SpecificationError(
                "a subset needs one true or false per person", expected=f"{len(self)} values", got=f"{chosen.shape}"
            )
        return Cohort(
            self.population,
            self.seed,
            self.covariates[chosen],
            self.parameters[chosen],
            self.units,
            {name: spread[chosen] for name, spread in self.spreads.items()},
            None if self.laws is None else self.laws[chosen],
            {name: factor[chosen] for name, factor in self.factors.items()},
        )
