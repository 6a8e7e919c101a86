"""From what a study file says of its persons to the law they are drawn from."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from engraft.errors import SpecificationError
from engraft.language.source import Assumed, Paper, Source
from engraft.language.system import System
from engraft.population import (
    Bernoulli,
    Cohort,
    Covariate,
    CovariateEffect,
    Fixed,
    Law,
    LogNormal,
    Normal,
    PiecewiseLogUniform,
    PiecewiseUniform,
)
from engraft.population.catalog import covariates, effects
from engraft.population.catalog import get as get_population
from engraft.population.covariate import Effect
from engraft.population.population import Population
from engraft.trial.persons import Assumption, CovariateLaw, KnownEffect, NewCovariate, NewEffect, PaperSource
from engraft.trial.study import Study

_LAWS: dict[str, Callable[[Any], Law]] = {
    "share": Bernoulli,
    "fixed": Fixed,
    "normal": lambda pair: Normal(*pair),
    "lognormal": lambda pair: LogNormal(*pair),
    "quantiles": PiecewiseUniform,
    "log_quantiles": PiecewiseLogUniform,
}


def source_of(paper: PaperSource | None, assumed: Assumption | None) -> Source:
    """Make a source of what a study file says; the file format admits exactly one."""
    if paper is not None:
        return Paper(paper.doi, paper.where, paper.note)
    if assumed is not None:
        return Assumed(assumed.why, assumed.low, assumed.high)
    raise SpecificationError("a number has no source", expected="source: or assumed:")


def population_of(study: Study, system: System) -> Population:
    """Find the law, add covariates to it, and say what they set and multiply.

    Raises
    ------
    SpecificationError
        Naming the field: an unknown law, covariate, effect or parameter.
    """
    choice, at = study.file.population, study.document.at
    with at("population", "law"):
        law = get_population(choice.law)
    for k, added in enumerate(choice.adds):
        with at("population", "adds", k):
            law = replace(law, covariates=(*law.covariates, _covariate(added)))
    for name, entry in choice.sets.items():
        with at("population", "sets", name):
            unit = entry.unit or system.parameter(name).unit
            system.parameter(name)
            new = Effect(name, entry.formula, unit, source_of(entry.source, entry.assumed))
            law = replace(law, effects=(*law.effects, new))
    for k, acting in enumerate(choice.effects):
        with at("population", "effects", k):
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


def _covariate(added: str | NewCovariate) -> Covariate:
    """Find a covariate by name, or make what the file writes out."""
    if isinstance(added, str):
        return covariates.get(added)
    source = source_of(added.source, added.assumed)
    return Covariate(added.name, _law(added.law), added.unit, source, added.description)


def _law(said: CovariateLaw) -> Law:
    """Make a law of the one way that was said."""
    (way,) = said.model_fields_set
    return _LAWS[way](getattr(said, way))


def _effect(acting: KnownEffect | NewEffect) -> CovariateEffect:
    """Find an effect by name, or make what the file writes out."""
    if isinstance(acting, KnownEffect):
        known = effects.get(acting.effect)
        return known if acting.parameter is None else replace(known, parameter=acting.parameter)
    return CovariateEffect(
        acting.name, acting.covariate, acting.parameter, acting.form, acting.size, acting.reference, *acting.range,
        acting.unit, acting.read_on, source_of(acting.source, acting.assumed), acting.description,
    )  # fmt: skip


def _check_there(effect: CovariateEffect, law: Population) -> None:
    """Say how to add the covariate of an effect, where it can be added by name."""
    if effect.covariate not in law.units and effect.covariate in covariates.names():
        what = f"effect '{effect.name}' needs '{effect.covariate}', which population '{law.name}' does not have"
        raise SpecificationError(what, do=f"add it: population.adds: [{effect.covariate}]")
