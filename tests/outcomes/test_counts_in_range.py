"""Shares of counts on courses whose verdict is known."""

from __future__ import annotations

import numpy as np
import pytest
from tests.outcomes.trajectories import made

from engraft.errors import SpecificationError
from engraft.outcomes import CountsInRange

NAN = float("nan")
FOUR = CountsInRange(since_day=7.0, every=7.0, until=28.0)


def judged(*courses: list[float], **also: list[float]):
    """Judge counts of days 0, 7, 14, 21 and 28, in 1e9/L."""
    scaled = [[value * 1e9 for value in course] for course in courses]
    return FOUR.verdict(made((0.0, 7.0, 14.0, 21.0, 28.0), {FOUR.neutrophils: ("cell/L", scaled)}, **also))


def test_counts_are_shared_out_and_the_first_weeks_left_out() -> None:
    verdict = judged([0.1, 0.4, 1.0, 3.0, 2.0], [9.0, 0.5, 0.6, 0.7, 0.8])
    shares = verdict[[f"counts_in_range_{key}" for key in ("below", "in_range", "above")]]
    np.testing.assert_allclose(shares, [[0.25, 0.5, 0.25], [0.0, 1.0, 0.0]])  # a limit is inside
    np.testing.assert_allclose(verdict["counts_in_range_mean"], [1.6e9, 0.65e9])
    assert verdict["counts_in_range_ever_below"].tolist() == [True, False]


def test_counts_after_the_end_are_not_taken() -> None:
    verdict = judged([1.0, 1.0, 3.0, NAN, NAN], end=[15.0])
    assert verdict["counts_in_range_in_range"].tolist() == [0.5]
    assert verdict["counts_in_range_mean"].tolist() == [2.0e9]


def test_whose_numbers_failed_has_no_verdict() -> None:
    verdict = judged([1.0, 1.0, NAN, NAN, NAN], [1.0] * 5, status=[1, 0])
    assert verdict["counts_in_range_in_range"].isna().tolist() == [True, False]
    assert verdict["counts_in_range_ever_below"].isna().tolist() == [True, False]


def test_the_figures_are_medians_over_persons_and_a_share_of_persons() -> None:
    figures = FOUR.figures(judged([1.0, 0.4, 1.0, 1.0, 1.0], [1.0] * 5, [1.0, 3.0, 3.0, 3.0, 1.0]))
    assert tuple(figures) == FOUR.keys
    assert figures["counts_in_range.in_range"].value == 0.75
    assert figures["counts_in_range.ever_below"].value == pytest.approx(1.0 / 3.0)
    assert figures["counts_in_range.mean"].value == 1.0e9


@pytest.mark.parametrize(
    ("chosen", "said"),
    [({"every": 0.0}, "counts never"), ({"since_day": 400.0}, "counts never"), ({"lowest": "3e9 cell/L"}, "no range")],
)
def test_options_that_leave_nothing_to_count_are_refused(chosen: dict, said: str) -> None:
    with pytest.raises(SpecificationError, match=said):
        CountsInRange(**chosen)
