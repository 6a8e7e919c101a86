"""What is given together in a study: which interactions its model has, which are known and missing, which just add."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from itertools import combinations

from engraft.language.interplay import Interplay, Meeting
from engraft.therapy import Give
from engraft.therapy.catalog.interactions import known_beside, known_of
from engraft.trial.design import Arm, Design

MISSING, MODELLED, ADDS = "not modelled", "modelled", "adds"
MOST = 3  # pairs named where many just add
Met = Callable[[str, str], Meeting]


@dataclass(frozen=True)
class Together:
    """Two products of an arm, or one and what is given beside it.

    ``kind`` says whether the model has a term for them, misses one that is known, or lets them act on the same states
    by flows of their own. ``known`` and ``source`` are empty where nothing was looked up; ``where`` names the terms or
    states of the model.
    """

    arms: tuple[str, ...]
    first: str
    second: str
    kind: str
    known: str
    source: str
    where: tuple[str, ...]

    @property
    def pair(self) -> str:
        """Name the two."""
        return f"{self.first} × {self.second}"


def together(plan: Design) -> tuple[Together, ...]:
    """List what is known or shared by every two products of an arm, what is missing first."""
    asked = Interplay.of(plan.system)
    met = cache(asked.meeting)
    found: dict[tuple[str, str, str], Together] = {}
    for arm in plan.arms:
        for one in _of_arm(arm, met):
            key = (one.first, one.second, one.known)
            before = found.get(key)
            arms = (arm.label,) if before is None else (*before.arms, arm.label)
            found[key] = Together(arms, one.first, one.second, one.kind, one.known, one.source, one.where)
    order = (MISSING, MODELLED, ADDS)
    return tuple(sorted(found.values(), key=lambda one: order.index(one.kind)))  # stable


def _of_arm(arm: Arm, met: Met) -> Iterator[Together]:
    """Look at every two products that an arm gives, and at each with what engraft does not have."""
    regimen = arm.run.regimen
    events = (*regimen.events, *(action for rule in regimen.rules for action in rule.actions))
    given = list({(event.product.name, event.target): event for event in events}.values())
    for event in given:
        for beside in known_beside(event.product):
            said = beside.known, beside.source.text()
            yield Together((), event.product.name, beside.medicines, MISSING, *said, ())
    for one, other in combinations(given, 2):
        if one.product.name != other.product.name:
            yield from _pair(one, other, met(one.target, other.target))


def _pair(one: Give, other: Give, meets: Meeting) -> Iterator[Together]:
    """Say of two products what is known, and how they meet in the model."""
    names = one.product.name, other.product.name
    known = list(known_of(one.product, other.product))
    for entry in known:
        there = () if entry.through else meets.inner
        there = there or tuple(term for term in meets.joint if term.partition(".")[0] in entry.on)
        there = there or tuple(term for state, term in meets.relayed if state.partition(".")[0] in entry.through)
        yield Together((), *names, MODELLED if there else MISSING, entry.known, entry.source.text(), there)
    if not known and meets.joint:
        yield Together((), *names, MODELLED, "", "", meets.joint)
    elif not known and meets.shared:
        yield Together((), *names, ADDS, "", "", meets.shared)


def sentences(found: tuple[Together, ...]) -> tuple[str, ...]:
    """Say what is not modelled: each known interaction by itself, all that just adds in one sentence."""
    said = [f"not modelled: {one.pair}: {one.known} ({one.source})" for one in found if one.kind == MISSING]
    adding = [one for one in found if one.kind == ADDS]
    if adding:
        few = ", ".join(f"{one.pair} ({', '.join(one.where[:2])})" for one in adding[:MOST])
        more = f" and {len(adding) - MOST} more pairs" if len(adding) > MOST else ""
        said.append(
            f"no term of the model is for two together, and what is known of them was not looked up, where each acts "
            f"by itself on the same cells or substances (one may still act on the other through these): {few}{more}"
        )
    return tuple(said)
