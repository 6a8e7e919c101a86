"""Who is treated: the law over patients, and the persons drawn from it."""

from __future__ import annotations

from engraft.population.cohort import Cohort
from engraft.population.covariate import Correlation, Covariate, Derived, Effect
from engraft.population.draw import draw
from engraft.population.effect import CovariateEffect
from engraft.population.law import (
    Bernoulli,
    Categorical,
    Fixed,
    Law,
    Listed,
    LogNormal,
    Normal,
    PiecewiseLogUniform,
    PiecewiseUniform,
)
from engraft.population.population import Population

__all__ = [
    "Bernoulli",
    "Categorical",
    "Cohort",
    "Correlation",
    "Covariate",
    "CovariateEffect",
    "Derived",
    "Effect",
    "Fixed",
    "Law",
    "Listed",
    "LogNormal",
    "Normal",
    "PiecewiseLogUniform",
    "PiecewiseUniform",
    "Population",
    "draw",
]
