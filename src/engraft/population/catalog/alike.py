"""Patients alike in everything but chance."""

from __future__ import annotations

from functools import cache

from engraft.population.population import Population


@cache
def alike() -> Population:
    """Return persons without any covariate, for models whose patients differ by chance alone.

    What this population cannot say: anything about who they are; doses must be amounts per person.
    """
    return Population(name="alike", label="patients alike in everything but chance", covariates=())
