"""Orders that cannot be: what would run twice at once, or comes on the wrong side of what it belongs to."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, pairwise

from engraft.errors import SpecificationError
from engraft.therapy import Give, Regimen

BEFORE_CELLS = frozenset({"flu_cy", "flu_bu", "myeloablative_tbi_cy"})  # make room for cells, and would kill them after
AFTER_CELLS = frozenset({"gvhd_prophylaxis", "ptcy_prophylaxis"})  # against what grafted cells do
_SOON = 2.0  # days: what belongs to a graft may begin the day before it
_SAME = 1e-6  # days: one infusion may end when the next begins


@dataclass(frozen=True)
class Part:
    """One entry of an arm's regimen: the template it was made by, if any, and what it gives."""

    template: str
    regimen: Regimen


@dataclass(frozen=True)
class Event:
    """One dose: of what, into which state, from when until when, and in which entry it stands."""

    entry: int
    template: str
    give: Give
    start: float
    end: float

    def __str__(self) -> str:
        of = f" of {self.template}" if self.template else ""
        return f"{self.give.product.name}{of} on day {self.start:g}"


@dataclass(frozen=True)
class Impossible:
    """Two events that cannot both be, in order: the entry that is told, and why."""

    entry: int
    error: SpecificationError


def first_impossible(parts: Sequence[Part]) -> Impossible | None:
    """Find the first two events of an arm that cannot both be; what rules give is not known beforehand.

    Raises nothing: the caller knows where in the file the entries stand.
    """
    events = list(_events(parts))
    found = (_twice_at_once(events), _templates_twice(events), _beside_cells(parts, events), _too_early(events))
    return next(chain.from_iterable(found), None)


def _events(parts: Sequence[Part]) -> Iterator[Event]:
    """List every dose on a fixed day."""
    for k, part in enumerate(parts):
        for one in part.regimen.events:
            for day in one.days:
                yield Event(k, part.template, one, day, day + one.over)


def _twice_at_once(events: Sequence[Event]) -> Iterator[Impossible]:
    """Find a product that runs into itself; a bolus of a drug may come with its infusion, as loading doses do."""
    lines: dict[tuple[str, str], list[Event]] = defaultdict(list)
    for one in events:
        lines[one.give.product.name, one.give.target].append(one)
    for line in lines.values():
        boluses = [one for one in line if one.end <= one.start]
        infusions = [one for one in line if one.end > one.start]
        together = [line] if line[0].give.product.kind == "cells" else [boluses, infusions]
        for some in together:
            for first, second in pairwise(sorted(some, key=lambda one: one.start)):
                same = abs(second.start - first.start) <= _SAME
                if same or second.start < first.end - _SAME:
                    yield _at_once(first, second, same=same)


def _at_once(first: Event, second: Event, *, same: bool) -> Impossible:
    """Say that one dose runs into another."""
    first, second = (second, first) if second.entry < first.entry else (first, second)
    what = f"{second} and {first} are given at the same time"
    if not same:
        early, late = (first, second) if first.start < second.start else (second, first)
        what = f"{late} begins while {early} still runs, until day {early.end:g}"
    do = "move one of them, leave one out, or give one larger dose"
    return Impossible(second.entry, SpecificationError(what, do=do))


def _templates_twice(events: Sequence[Event]) -> Iterator[Impossible]:
    """Find a template that begins before its own earlier copy is over."""
    spans: dict[str, dict[int, tuple[float, float]]] = defaultdict(dict)
    for one in events:
        if one.template:
            low, high = spans[one.template].get(one.entry, (one.start, one.end))
            spans[one.template][one.entry] = (min(low, one.start), max(high, one.end))
    for template, copies in spans.items():
        ordered = sorted(copies.items(), key=lambda copy: copy[1])
        for (early, (start, end)), (late, (again, _)) in pairwise(ordered):
            if again < end - _SAME:
                what = f"{template} on day {again:g} begins before {template} of day {start:g} is over, on day {end:g}"
                do = f"start the second on day {end:g} or later, or leave one out"
                yield Impossible(max(early, late), SpecificationError(what, do=do))


def _beside_cells(parts: Sequence[Part], events: Sequence[Event]) -> Iterator[Impossible]:
    """Find what makes room for cells that are there already, and what guards against cells that are not there yet."""
    cells = sorted((one for one in events if one.give.product.kind == "cells"), key=lambda one: one.start)
    by_rule = any(act.product.kind == "cells" for part in parts for rule in part.regimen.rules for act in rule.actions)
    for k, part in enumerate(parts):
        doses = sorted((one for one in events if one.entry == k), key=lambda one: one.start)
        if not doses or not cells:
            continue
        if part.template in AFTER_CELLS and cells[0].start > doses[0].start + _SOON:
            what = f"{doses[0]} comes before {cells[0]}, to which it belongs"
            yield Impossible(k, SpecificationError(what, do=f"give {part.template} the day of the cells"))
        if part.template not in BEFORE_CELLS:
            continue
        amid = next((one for one in cells if doses[0].start <= one.start < doses[-1].start - _SAME), None)
        if amid is not None or (cells[-1].start < doses[-1].start - _SAME and not by_rule):
            given = amid or next(one for one in cells if one.start == cells[-1].start)
            what = f"{doses[-1]} comes after {given}: it makes room for cells and kills those that are there"
            do = f"let {part.template} end by day {given.start:g}, or give cells after it"
            yield Impossible(k, SpecificationError(what, do=do))


def _too_early(events: Sequence[Event]) -> Iterator[Impossible]:
    """Find what is given before the first dose of a product that it has to follow, where the arm gives both."""
    first: dict[str, Event] = {}
    for one in sorted(events, key=lambda one: one.start):
        first.setdefault(one.give.product.name, one)
    for one in first.values():
        before = [first[name] for name in one.give.product.after if name in first]
        if before and all(other.start > one.start - _SAME for other in before):
            other = min(before, key=lambda event: event.start)
            what = f"{one} comes before {other}, which it has to follow"
            yield Impossible(one.entry, SpecificationError(what, do=f"give it after day {other.start:g}"))
