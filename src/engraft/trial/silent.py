"""What a study leaves out without anybody noticing: covariates that do nothing, laws, conditioning, empty groups."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np

from engraft.kernel.evaluate import evaluate
from engraft.outcomes import Engraftment
from engraft.outcomes.among import Among, lot_words, read_condition
from engraft.population import Cohort
from engraft.therapy import Give, Lot, Product, Regimen, flu_bu, flu_cy, myeloablative_tbi_cy
from engraft.therapy.catalog import get as get_product
from engraft.therapy.catalog import names as products
from engraft.trial.laws import shipped_laws
from engraft.trial.lots import brought, given, processes
from engraft.trial.schedules import schedule
from engraft.trial.study import Scheduled

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
        *_in_anothers_place(plan),
        *_lots(plan),
        *_cut(plan),
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
    for event in (one for arm in plan.arms for one in _gives(arm.run.regimen)):
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


def _in_anothers_place(plan: Design) -> Iterator[str]:
    """Name the products that are given into the state of another one: there they do what that one does.

    Products of one form that bind one antigen may stand for each other, such as cells against CD19.
    """
    told = set()
    for one in (one for arm in plan.arms for one in _gives(arm.run.regimen)):
        own, into = one.product, one.target
        owners = [] if into == own.target else _owners().get(into, [])
        alike = any(other.kind == own.kind and other.antigen == own.antigen != "" for other in owners)
        if owners and not alike and (own.name, into) not in told:
            told.add((own.name, into))
            names = " and ".join(other.name for other in owners)
            yield (
                f"'{own.name}' is given into '{into}', where {names} act{'s' * (len(owners) == 1)}: from there it does "
                f"what that does; without into: it enters '{own.target}'"
            )


@cache
def _owners() -> dict[str, list[Product]]:
    """Give the products of the catalog by the state that each enters."""
    found: dict[str, list[Product]] = {}
    for one in map(get_product, products()):
        found.setdefault(one.target, []).append(one)
    return found


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
        names, into = {one.product.name for one in gives}, {one.target for one in gives}
        for name, one in {one.product.name: one for one in gives}.items():
            before = [get_product(first) for first in one.product.after]
            others = [first for first in before if first.target.partition(".")[0] != one.target.partition(".")[0]]
            entered = {first.target for first in others} & states
            if entered and not entered & into and not names & {first.name for first in others}:
                which = ", ".join(first.name for first in others)
                yield f"the arm '{arm.label}' gives {name} and nothing that has to come before it (one of {which})"


def _gives(regimen: Regimen) -> list[Give]:
    """List what a regimen gives, on fixed days and by rules."""
    return [*regimen.events, *(action for rule in regimen.rules for action in rule.actions)]


def _cut(plan: Design) -> Iterator[str]:
    """Say how many visits of a schedule by name come after the follow-up."""
    chosen, end = plan.study.file.visits, plan.study.file.follow_up
    if isinstance(chosen, Scheduled):
        days = schedule(chosen.schedule).days
        late = [day for day in days if day > end]
        if late:
            yield (
                f"{len(late)} of the {len(days)} visits of the schedule '{chosen.schedule}' are left out: they come "
                f"after the follow-up of {end:g} d (the last on day {late[-1]:g})"
            )


def _lots(plan: Design) -> Iterator[str]:
    """Name lots that nobody gets, that stand for others, or that act on what the model does not have."""
    used = given([arm.run for arm in plan.arms])
    for name in plan.study.file.lots:
        if name not in used:
            yield f"the lot '{name}' is described and given to nobody"
    for parameter, names in _acting_in_vain(plan, used).items():
        yield (
            f"{_together(names)} {'acts' if len(names) == 1 else 'act'} on '{parameter}', which the model "
            f"'{plan.system.name}' has not: there it changes nothing"
        )
    for (antigen, meant), names in _standing(plan, used).items():
        held = "holds cells against {} and stands" if len(names) == 1 else "hold cells against {} and stand"
        yield f"{_together(names)} {held.format(antigen)} for as many that see {meant}"


def _acting_in_vain(plan: Design, used: Mapping[str, Any]) -> dict[str, list[str]]:
    """Find the parameters that the model does not have, and the lots that act on them."""
    known = {entry.name.partition(".")[0] for entry in plan.system.parameters}
    found: dict[str, list[str]] = {}
    for name, supply in used.items():
        for parameter in brought(supply, plan.population, plan.seed):
            if parameter.partition(".")[0] not in known:
                found.setdefault(parameter, []).append(name)
    return found


def _standing(plan: Design, used: Mapping[str, Any]) -> dict[tuple[str, str], list[str]]:
    """Find the lots that are given as cells against another antigen, by both antigens."""
    found: dict[tuple[str, str], list[str]] = {}
    for name, supply in used.items():
        meant, own = plan.study.file.lots[name].stands_for, supply.process.antigen
        if meant and own and meant != own:
            found.setdefault((own, meant), []).append(name)
    return found


def _together(names: list[str]) -> str:
    """Name one lot or several.

    Examples
    --------
    >>> _together(["a"]), _together(["a", "b", "c"])
    ("the lot 'a'", "the lots 'a', 'b' and 'c'")
    """
    quoted = [f"'{name}'" for name in names]
    if len(quoted) == 1:
        return f"the lot {quoted[0]}"
    return f"the lots {', '.join(quoted[:-1])} and {quoted[-1]}"


def _makes_room(regimen: Regimen, day: float) -> bool:
    """Tell whether any product of a conditioning is given by a day."""
    usual = {event.product.name for make in (flu_cy, flu_bu, myeloablative_tbi_cy) for event in make().events}
    return any(one.product.name in usual | {"melphalan"} and min(one.days) <= day for one in regimen.events)
