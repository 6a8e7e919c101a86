"""Nothing is lost or made but by a declared flow, and nothing is ever less than nothing."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace

import numpy as np

from engraft import units
from engraft.kernel.evaluate import evaluate
from engraft.kernel.expression import ZERO, Expression
from engraft.kernel.streams import uniform
from engraft.language import System
from engraft.language.entries import RateEntry, StateEntry
from engraft.simulate import Needs
from engraft.simulate.people import lower_people
from engraft.simulate.problem import lower_problem

PLACES = 20  # points at which equations are compared


def alike(system: System) -> dict[units.Dimension, list[StateEntry]]:
    """Group the states that could be added up."""
    groups = defaultdict(list)
    for state in system.states:
        groups[units.dimension(state.unit)].append(state)
    return groups


def across_the_border(system: System, names: set[str]) -> Expression:
    """Sum what enters and leaves a group of states by itself: one-ended flows and plain rates."""
    total = ZERO
    for flow in system.flows:
        if flow.into in names and flow.out_of not in names:
            total = total + flow.rate
        if flow.out_of in names and flow.into not in names:
            total = total - flow.rate
    for rate in system.rates:
        if rate.state in names:
            total = total + rate.rate
    return total


def somewhere(system: System) -> dict[str, np.ndarray]:
    """Take random positive values of everything an equation reads."""
    person = np.arange(PLACES)
    values = {"time": 60.0 * uniform(1, "law:time", person)}
    for one in system.parameters:
        values[one.name] = one.value * (0.5 + uniform(1, f"law:{one.name}", person))
    for state in system.states:
        values[state.name] = state.negligible * 10.0 ** (9.0 * uniform(1, f"law:{state.name}", person))
    return values


def test_what_leaves_one_state_for_another_arrives(system):
    """The sum of all changes is the sum of what crosses the border, wherever the states are."""
    balance, values = system.balance(), somewhere(system)
    for group in alike(system).values():
        names = {state.name for state in group}
        changes = evaluate([balance[name] for name in sorted(names)], values, PLACES)
        border = evaluate([across_the_border(system, names)], values, PLACES)[0]
        largest = np.abs(changes).max(axis=0) + np.abs(border) + 1e-300
        assert (np.abs(changes.sum(axis=0) - border) / largest).max() < 1e-9


def test_no_flow_is_negative(system):
    """The direction of a flow is said by its ends, so its rate has no sign to say it with."""
    rates = evaluate([flow.rate for flow in system.flows], somewhere(system), PLACES)
    negative = [flow.name for flow, rate in zip(system.flows, rates, strict=True) if (rate < 0.0).any()]
    assert negative == []


def test_the_books_balance_along_the_whole_course(
    system, whole_numbers_off, own_regimen, different, course, canonical_states
):
    """What is there is what was there, what was given and what crossed the border, to rounding."""
    plain = whole_numbers_off(system)
    groups = list(alike(plain).values())
    books = tuple(
        StateEntry(f"books.group_{k}", group[0].unit, ZERO, 1.0, signed=True) for k, group in enumerate(groups)
    )
    entries = tuple(
        RateEntry(f"books.entry {k}", f"books.group_{k}", across_the_border(plain, {state.name for state in group}))
        for k, group in enumerate(groups)
    )
    audited = replace(plain, states=(*plain.states, *books), rates=(*plain.rates, *entries))
    regimen, cohort = own_regimen(plain), different(plain, 4)
    run = course(audited, regimen, cohort)
    people = lower_people(audited, lower_problem(audited, regimen, Needs()), regimen, cohort, 3)
    there = canonical_states(audited, run)
    place = {state.name: k for k, state in enumerate(audited.states)}
    assert run.failed == 0
    for k, group in enumerate(groups):
        rows = [place[state.name] for state in group]
        total, book = there[rows].sum(axis=0), there[place[f"books.group_{k}"]]
        given = np.zeros_like(total)
        for dose in range(len(people.schedule.time)):
            theirs = np.isin(people.schedule.target[dose], rows)
            since, over = run.times[:, None] - people.schedule.time[dose], people.schedule.duration[dose]
            part = np.where(over > 0.0, np.clip(since / np.where(over > 0.0, over, 1.0), 0.0, 1.0), since >= 0.0)
            given += np.where(theirs, part * people.schedule.amount[dose], 0.0)
        begun = people.initial[rows].sum(axis=0)
        handled = np.abs(book).max(axis=0) + begun + given[-1] + np.abs(there[rows]).max(axis=(0, 1))
        assert (np.abs(total - begun - given - book) / handled).max() < 1e-9


def test_no_state_falls_below_zero(system, own_regimen, different, course, canonical_states):
    """Persons differ by half in every parameter, more than any population of the catalog lets them."""
    run = course(system, own_regimen(system), different(system, 24, sd=0.5))
    assert run.failed == 0, dict(zip(run.messages(), run.where, strict=True))
    courses = canonical_states(system, run)
    free = [state.signed for state in system.states]
    ended = np.isnan(courses)
    assert (courses[~np.array(free)][~ended[~np.array(free)]] >= 0.0).all()
    assert not ended.any() or (run.end_time < run.times[-1]).any()
