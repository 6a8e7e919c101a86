"""Immune-related events on courses whose verdict is known."""

from __future__ import annotations

import numpy as np
import pytest
from tests.outcomes.trajectories import made

from engraft.errors import SpecificationError
from engraft.models import build
from engraft.outcomes.immune_related_events import ImmuneRelatedEvents

NAN = float("nan")
TWO = ImmuneRelatedEvents(grades=("irae.skin_grade", "irae.colon_grade"), until=21.0)
DAYS = (0.0, 7.0, 14.0, 21.0)


def judged(skin, colon, **also):
    return TWO.verdict(made(DAYS, {"irae.skin_grade": ("1", skin), "irae.colon_grade": ("1", colon)}, **also))


def test_the_highest_grade_of_each_organ_and_of_all_and_when_it_began() -> None:
    verdict = judged([[0, 1, 2, 0], [0, 0, 0, 0], [0, 0, 0, 1]], [[0, 0, 3, 1], [0, 0, 0, 0], [0, 0, 0, 0]])
    assert verdict["immune_related_events_skin"].tolist() == [2.0, 0.0, 1.0]
    assert verdict["immune_related_events_colon"].tolist() == [3.0, 0.0, 0.0]
    assert verdict["immune_related_events_max_grade"].tolist() == [3.0, 0.0, 1.0]
    assert verdict["immune_related_events_onset_day"].fillna(-1.0).tolist() == [7.0, -1.0, 21.0]
    assert verdict["immune_related_events"].tolist() == [True, False, True]


def test_figures_count_persons_by_organ_and_grade() -> None:
    found = TWO.figures(judged([[0, 1, 2, 0], [0, 0, 0, 3]], [[0, 0, 3, 1], [0, 0, 0, 0]]))
    assert tuple(found) == TWO.keys
    shares = {key.partition(".")[2]: one.value for key, one in found.items()}
    assert (shares["any"], shares["severe"], shares["colon_severe"], shares["skin_any"]) == (1.0, 1.0, 0.5, 1.0)
    assert shares["skin_severe"] == 0.5
    assert shares["onset"] == 14.0


def test_nothing_is_seen_after_an_end_and_whose_numbers_failed_has_no_verdict() -> None:
    verdict = judged([[0, 2, NAN, NAN], [0, 3, 3, 3]], [[0, 0, NAN, NAN], [0] * 4], end=[8.0, 21.0], status=[0, 1])
    assert verdict["immune_related_events_max_grade"].fillna(-1.0).tolist() == [2.0, -1.0]
    assert verdict["immune_related_events"].isna().tolist() == [False, True]
    assert TWO.figures(verdict)["immune_related_events.any"].n == 1


def test_it_fits_the_model_of_aml_and_refuses_what_makes_no_sense() -> None:
    needs = ImmuneRelatedEvents().needs(build("aml"))
    assert np.diff(needs.times).max() == 7.0
    with pytest.raises(SpecificationError, match="different organs"):
        ImmuneRelatedEvents(grades=("irae.skin_grade", "other.skin_grade"))
    with pytest.raises(SpecificationError, match="usable looks"):
        ImmuneRelatedEvents(every=0.0)
