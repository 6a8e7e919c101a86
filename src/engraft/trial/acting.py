"""What covariates multiply in a study, and who lies outside of the ranges in which that was studied."""

from __future__ import annotations

from dataclasses import replace

from engraft.errors import SpecificationError
from engraft.language.system import System
from engraft.population import Cohort, CovariateEffect
from engraft.population.catalog import covariates, effects
from engraft.population.population import Population
from engraft.trial.effect_fields import KnownEffect, NewEffect
from engraft.trial.study import Study


def with_added(law: Population, study: Study) -> Population:
    """Add covariates of the catalog to the persons, each drawn independently of everything else."""
    for k, name in enumerate(study.file.population.adds):
        with study.document.at("population", "adds", k):
            law = replace(law, covariates=(*law.covariates, covariates.get(name)))
    return law


def with_effects(law: Population, study: Study, system: System) -> Population:
    """Let covariates multiply parameters as the study says.

    Raises
    ------
    SpecificationError
        Naming the field: an unknown effect, covariate or parameter.
    """
    for k, acting in enumerate(study.file.population.effects):
        with study.document.at("population", "effects", k):
            effect = _effect(acting)
            _check_there(effect, law)
            system.parameter(effect.parameter)
            law = replace(law, multipliers=(*law.multipliers, effect))
    return law


def beyond_range(population: Population, cohort: Cohort) -> tuple[str, ...]:
    """Say of every effect how many persons have a covariate outside of the range behind it."""
    said = []
    for one in population.multipliers:
        n = int(one.outside(cohort.covariate(one.covariate)).sum())
        if n:
            said.append(
                f"{n:,} of {len(cohort):,} persons have '{one.covariate}' outside of {one.studied}, the range behind "
                f"the effect '{one.name}' on '{one.parameter}' ({one.source.text()}); its form was taken to go on"
            )
    return tuple(said)


def _effect(acting: KnownEffect | NewEffect) -> CovariateEffect:
    """Find an effect by name, or take what the file writes out."""
    if isinstance(acting, NewEffect):
        return acting.effect()
    known = effects.get(acting.effect)
    return known if acting.parameter is None else replace(known, parameter=acting.parameter)


def _check_there(effect: CovariateEffect, law: Population) -> None:
    """Say how to add the covariate of an effect, where it can be added by name."""
    if effect.covariate not in law.units and effect.covariate in covariates.names():
        what = f"effect '{effect.name}' needs '{effect.covariate}', which population '{law.name}' does not have"
        raise SpecificationError(what, do=f"add it: population.adds: [{effect.covariate}]")
