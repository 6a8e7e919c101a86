"""What a study leaves out without anybody noticing: covariates that do nothing, laws, conditioning, empty groups."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from functools import cache
from typing import TYPE_CHECKING

import numpy as np

from engraft.kernel.evaluate import evaluate
from engraft.outcomes import Engraftment
from engraft.outcomes.among import Among, lot_words, read_condition
from engraft.population import Cohort
from engraft.therapy import Give, Lot, Regimen, flu_bu, flu_cy, myeloablative_tbi_cy
from engraft.therapy.catalog import get as get_product
from engraft.trial.laws import shipped_laws
from engraft.trial.lots import brought, given, processes

if TYPE_CHECKING:
    from engraft.trial.design import Design

GRAFT = "cd34_graft"


def left_out(plan: Design) -> list[str]:
    """Say what a study draws, names or gives in vain, or does not name at all."""
    return [
        *_unread(plan),
        *_without_laws(plan),
        *_unconditioned(plan),
        *_ungrafted(plan),
        *_unfollowed(plan),
        *_lots(plan),
    ]


def empty_groups(plan: Design, cohort: Cohort) -> list[str]:
    """Say of every endpoint that is asked of some persons only, if nobody or everybody is among them."""
    said = []
    for one in plan.endpoints:
        if isinstance(one, Among) and not lot_words(one.condition):  # who has which lot is not known before the run
            words = set(re.findall(r"[A-Za-z_]\w*", one.condition))
            values = {name: cohort.covariate(name) for name in cohort.units if name in words}
            met = evaluate([read_condition(one.condition, cohort.units)], values, len(cohort))[0]
            count = int(np.broadcast_to(np.asarray(met) > 0.0, (len(cohort),)).sum())
            if count in (0, len(cohort)):
                who = "nobody" if count == 0 else "everybody"
                said.append(f"{who} is among those with {one.condition}: '{one.name}' has nothing to compare")
    return said


def _unread(plan: Design) -> Iterator[str]:
    """Name the covariates that the study file writes out and that nothing reads."""
    law = plan.population
    words = [*(one.expression for one in law.effects), *(one.expression for one in law.derived)]
    read = {word for text in words for word in re.findall(r"[A-Za-z_]\w*", text)}
    read |= {one.covariate for one in law.multipliers}
    read |= {name for one in plan.endpoints for name in one.covariates}
    made = [process for _, process in processes([arm.run for arm in plan.arms])]
    read |= {name for process in made for step in process.steps.values() for name in step.reads}
    for arm in plan.arms:
        events = (*arm.run.regimen.events, *(action for rule in arm.run.regimen.rules for action in rule.actions))
        for event in events:
            read |= {"weight"} if isinstance(event.dose, Lot) else event.dose.needs
    for name in plan.study.file.population.covariates:
        if name not in read:
            yield f"'{name}' is drawn and acts on nothing: set a parameter from it in population.sets"


def _without_laws(plan: Design) -> Iterator[str]:
    """Say that laws of the model come with engraft, where a study names none and does not say that it wants none."""
    known = [name for name, model in _models_of_laws().items() if model == plan.system.name]
    if plan.study.file.laws is None and known:
        which = " or ".join(f"laws: {name}" for name in known)
        yield (
            f"persons are drawn from the prior law of the model '{plan.system.name}', which was fitted to no published "
            f"figure; laws that were come with engraft ({which}; laws: none says that the prior is meant)"
        )


@cache
def _models_of_laws() -> dict[str, str]:
    """Give the model of every law file that comes with engraft."""
    return {name: str(json.loads(text)["model"]) for name, text in shipped_laws().items()}


def _unconditioned(plan: Design) -> Iterator[str]:
    """Name the arms that give a graft and nothing before it that makes room."""
    for arm in plan.arms:
        days = [day for one in arm.run.regimen.events if one.product.name == GRAFT for day in one.days]
        if days and not _makes_room(arm.run.regimen, min(days)):
            yield (
                f"the arm '{arm.label}' gives {GRAFT} on day {min(days):g} and no conditioning before it, which makes "
                "room for the graft: give flu_bu or myeloablative_tbi_cy before"
            )


def _ungrafted(plan: Design) -> Iterator[str]:
    """Name the arms without a graft of which engraftment is asked: there a person's own marrow recovers."""
    asked = [one for one in plan.endpoints if isinstance(one, Engraftment)]
    for arm in plan.arms if asked else ():
        if not any(one.product.kind == "cells" and one.target.startswith("graft.") for one in _gives(arm.run.regimen)):
            yield (
                f"the arm '{arm.label}' gives no graft: there '{asked[0].name}' is the recovery of the persons' own "
                "marrow, and everybody alive on day 28 counts as graft failure"
            )


def _unfollowed(plan: Design) -> Iterator[str]:
    """Name what an arm gives without anything that it has to follow, where the model would take that."""
    states = {one.name for one in plan.system.states}
    for arm in plan.arms:
        gives = _gives(arm.run.regimen)
        names = {one.product.name for one in gives}
        for name, one in {one.product.name: one for one in gives}.items():
            before = [get_product(first) for first in one.product.after]
            others = [first for first in before if first.target.partition(".")[0] != one.target.partition(".")[0]]
            if others and not names & {first.name for first in others} and {one.target for one in others} & states:
                which = ", ".join(first.name for first in others)
                yield f"the arm '{arm.label}' gives {name} and nothing that has to come before it (one of {which})"


def _gives(regimen: Regimen) -> list[Give]:
    """List what a regimen gives, on fixed days and by rules."""
    return [*regimen.events, *(action for rule in regimen.rules for action in rule.actions)]


def _lots(plan: Design) -> Iterator[str]:
    """Name the lots that nobody gets, and what lots act on that the model does not have."""
    runs = [arm.run for arm in plan.arms]
    known = {entry.name.partition(".")[0] for entry in plan.system.parameters}
    used = given(runs)
    for name in plan.study.file.lots:
        if name not in used:
            yield f"the lot '{name}' is described and given to nobody"
    for name, supply in used.items():
        for parameter in brought(supply, plan.population, plan.seed):
            if parameter.partition(".")[0] not in known:
                yield (
                    f"the lot '{name}' acts on '{parameter}', which the model '{plan.system.name}' has not: there it "
                    "changes nothing"
                )


def _makes_room(regimen: Regimen, day: float) -> bool:
    """Tell whether any product of a conditioning is given by a day."""
    usual = {event.product.name for make in (flu_cy, flu_bu, myeloablative_tbi_cy) for event in make().events}
    return any(one.product.name in usual | {"melphalan"} and min(one.days) <= day for one in regimen.events)
