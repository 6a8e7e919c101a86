"""Remission, relapse and event-free survival look at the same marrow with the same options."""

from __future__ import annotations

from dataclasses import fields

import numpy as np
import pytest
from tests.outcomes.test_remission import run
from tests.outcomes.trajectories import made

from engraft import models
from engraft.errors import SpecificationError
from engraft.outcomes import EventFreeSurvival, Relapse, Remission
from engraft.outcomes.marrow import MarrowEndpoint
from engraft.outcomes.registry import options

SHARED = {one.name for one in fields(MarrowEndpoint)} - {"name", "label", "guideline"}
ENDPOINTS = (Remission, Relapse, EventFreeSurvival)


@pytest.mark.parametrize("kind", ENDPOINTS)
def test_shared_options_have_one_default_and_one_meaning(kind: type[MarrowEndpoint]) -> None:
    parts = {"blasts", "visits", "confirm", "threshold", "extramedullary", "extramedullary_limit", "further_therapy"}
    assert parts == SHARED
    assert all(getattr(kind(), name) == getattr(Remission(), name) for name in SHARED)
    strict, first = kind(threshold=0.01, confirm=0.0, visits=(90.0,)), [np.nan, 90.0, 90.0, np.nan, np.nan, np.nan]
    np.testing.assert_array_equal(strict.first_day(run()), first)


@pytest.mark.parametrize("kind", ENDPOINTS)
def test_what_is_kept_reaches_from_visits_to_their_confirmation(kind: type[MarrowEndpoint]) -> None:
    system = models.build("b_all_spine")
    needs = kind(visits=(28.0, 60.0), confirm=10.0).needs(system)
    assert set(needs.times) == {28.0, 38.0, 60.0, 70.0}
    assert "marrow.blast_fraction" in needs.observables
    assert [mark.name for mark in needs.marks] == (
        [] if kind is Remission else ["marrow.blast_fraction rises through 0.05"]
    )
    assert ("neutrophils.anc" in needs.observables) == (kind is Remission)


def test_a_study_file_finds_the_options_it_had() -> None:
    assert set(options("remission")) >= SHARED | {"neutrophils", "mrd", "recovered"}
    assert set(options("relapse")) >= SHARED | {"months"}
    assert set(options("event_free_survival")) >= SHARED | {"failure", "months"}


def outside(cells: list[list[float]], **more):
    blasts = [[0.7, 0.01, 0.01, 0.01, 0.01]] * len(cells)
    courses = {"marrow.blast_fraction": ("1", blasts), "out.cells": ("cell", cells)}
    return made((0.0, 28.0, 56.0, 90.0, 118.0), courses, **more)


@pytest.mark.parametrize("kind", ENDPOINTS)
def test_leukemia_outside_of_the_marrow_is_no_remission(kind: type[MarrowEndpoint]) -> None:
    # Never any; gone by day 90; still there when day 28 is confirmed and when day 90 is; there throughout.
    cells = [[0.0] * 5, [5e9, 5e9, 2e9, 5e8, 5e8], [0.0, 0.0, 3e9, 0.0, 3e9], [5e9] * 5]
    looked = kind(extramedullary="out.cells")
    np.testing.assert_array_equal(looked.first_day(outside(cells)), [28.0, 90.0, np.nan, np.nan])
    np.testing.assert_array_equal(kind().first_day(outside(cells)), [28.0] * 4)
    small = kind(extramedullary="out.cells", extramedullary_limit="1e8 cell")
    np.testing.assert_array_equal(small.first_day(outside(cells)), [28.0, np.nan, np.nan, np.nan])


@pytest.mark.parametrize("kind", ENDPOINTS)
def test_whoever_dies_or_goes_on_before_confirmation_was_not_in_remission(kind: type[MarrowEndpoint]) -> None:
    # Dead on day 40 (no reading afterwards); transplant on day 40, on day 56, on day 57; transplant before day 28.
    gone = [0.7, 0.01, np.nan, np.nan, np.nan]
    blasts = [gone, *[[0.7, 0.01, 0.01, 0.01, 0.01]] * 4]
    transplant = [np.nan, 40.0, 56.0, 57.0, 20.0]
    then = made(
        (0.0, 28.0, 56.0, 90.0, 118.0), {"marrow.blast_fraction": ("1", blasts)},
        hazards={"transplant.onset": transplant, "death.any": [40.0, *[np.nan] * 4]}, end=[40.0, *[118.0] * 4],
    )  # fmt: skip
    strict = kind(further_therapy=("transplant.onset",))
    np.testing.assert_array_equal(strict.first_day(then), [np.nan, np.nan, np.nan, 28.0, np.nan])
    np.testing.assert_array_equal(kind().first_day(then), [np.nan, 28.0, 28.0, 28.0, 28.0])


def test_relapse_is_whatever_is_seen_first() -> None:
    looked = Relapse(extramedullary="out.cells")
    marks = {
        looked.crossing: [[100.0], [100.0], [], []],
        looked.outside_crossing: [[20.0, 80.0], [110.0], [90.5], []],
    }
    np.testing.assert_array_equal(
        looked.relapse_day(outside([[0.0] * 5] * 4, marks=marks)), [80.0, 100.0, 90.5, np.nan]
    )


@pytest.mark.parametrize("kind", ENDPOINTS)
def test_a_hazard_the_model_lacks_is_no_further_therapy(kind: type[MarrowEndpoint]) -> None:
    with pytest.raises(SpecificationError, match="is no hazard"):
        kind(further_therapy=("transplant.onset",)).needs(models.build("b_all_spine"))
