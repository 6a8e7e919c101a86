"""Nothing given changes nothing, and regimens add up like numbers."""

from __future__ import annotations

import numpy as np
import pytest

from engraft.kernel.expression import ZERO
from engraft.therapy import Regimen, give
from engraft.therapy.catalog import get as product
from engraft.therapy.catalog import names as products

REFERENCE = [name for name in products() if not product(name).traits]  # of cells that differ one arm gives one kind
PARTS = tuple(give(product(name), days=(float(k % 50), 9.0)) for k, name in enumerate(REFERENCE))  # within the run


def test_no_therapy_leaves_every_drug_at_nothing(system, different, course, canonical_states):
    """Without a dose, a state that starts empty and has no source stays exactly empty."""
    run = course(system, Regimen(), different(system, 4))
    courses = canonical_states(system, run)
    for state, there in zip(system.states, courses, strict=True):
        if (
            state.initial is ZERO
            and system.gains(state.name) is ZERO
            and not any(rate.state == state.name for rate in system.rates)
        ):
            assert (there[~np.isnan(there)] == 0.0).all(), state.name


def test_a_dose_of_nothing_changes_no_course(system, own_regimen, different, course, canonical_states, negligible):
    """A dose is a stop of the solver, so the steps differ, but not the course: compared far below the tolerance."""
    cohort = different(system, 4)
    untreated = course(system, Regimen(), cohort, rtol=1e-9)
    nothing = course(system, own_regimen(system, dose="0"), cohort, rtol=1e-9)
    before, after = canonical_states(system, untreated), canonical_states(system, nothing)
    there = ~np.isnan(before)
    np.testing.assert_array_equal(there, ~np.isnan(after))
    change = np.abs(after - before) / (np.abs(before) + negligible(system))
    assert change[there].max() < 1e-6


def test_what_is_given_changes_something(system, own_regimen, different, course, canonical_states):
    """Otherwise the laws above would hold of a system that no dose reaches; one that holds no amount has to say so."""
    if not own_regimen(system).events:
        assert any("nothing can be given" in block.about for block in system.blocks)
        return
    cohort = different(system, 2)
    courses = [canonical_states(system, course(system, given, cohort)) for given in (Regimen(), own_regimen(system))]
    assert not np.array_equal(*courses, equal_nan=True)


@pytest.mark.parametrize("three", [(PARTS[k - 2], PARTS[k - 1], PARTS[k]) for k in range(len(PARTS))])
def test_addition_of_regimens_is_associative_and_has_a_zero(three):
    a, b, c = three
    assert (a + b) + c == a + (b + c)
    assert Regimen() + a == a == a + Regimen()
    assert (a + b).lines() == a.lines() + b.lines()


def test_the_order_of_addition_changes_no_course(
    system, whole_numbers_off, different, course, canonical_states, negligible
):
    """Two products on one day are given in the order they were written, which nobody can tell afterwards.

    Without chance: sums in another order differ in their last bit, on which the draw of a small clone may turn.
    """
    system = whole_numbers_off(system)
    parts = [part for part in PARTS if part.events[0].target in {state.name for state in system.states}]
    cells = [part for part in parts if part.events[0].product.traits]  # one arm holds one kind of cells
    parts = [part for part in parts if part not in cells[1:]]
    if not parts:
        parts = [Regimen()]
    forwards, backwards = sum(parts, Regimen()), sum(reversed(parts), Regimen())
    cohort = different(system, 3)
    before, after = (canonical_states(system, course(system, one, cohort)) for one in (forwards, backwards))
    change = np.abs(after - before) / (np.abs(before) + negligible(system))
    assert np.nanmax(change) < 1e-9
