"""Remission, relapse and event-free survival look at the same marrow with the same options."""

from __future__ import annotations

from dataclasses import fields

import numpy as np
import pytest
from tests.outcomes.test_remission import run

from engraft import models
from engraft.outcomes import EventFreeSurvival, Relapse, Remission
from engraft.outcomes.marrow import MarrowEndpoint
from engraft.outcomes.registry import options

SHARED = {one.name for one in fields(MarrowEndpoint)} - {"name", "label", "guideline"}
ENDPOINTS = (Remission, Relapse, EventFreeSurvival)


@pytest.mark.parametrize("kind", ENDPOINTS)
def test_shared_options_have_one_default_and_one_meaning(kind: type[MarrowEndpoint]) -> None:
    assert {"blasts", "visits", "confirm", "threshold"} == SHARED
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
