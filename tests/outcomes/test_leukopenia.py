"""White cell counts on courses whose verdict is known."""

from __future__ import annotations

import numpy as np
import pytest
from tests.outcomes.trajectories import made

from engraft.errors import CompatibilityError, SpecificationError
from engraft.models import build
from engraft.outcomes import Leukopenia

NAN = float("nan")
FOUR = Leukopenia(until=4.0)


def judged(*courses: list[float], **also: list[float]):
    """Judge counts of days 0 to 4, in 1e9/L."""
    scaled = [[value * 1e9 for value in course] for course in courses]
    return FOUR.verdict(made((0.0, 1.0, 2.0, 3.0, 4.0), {FOUR.white_cells: ("cell/L", scaled)}, **also))


def test_the_lowest_count_its_day_its_grade_and_how_long_it_was_severe() -> None:
    verdict = judged([5.0, 2.5, 0.9, 0.4, 1.0], [5.0, 4.0, 4.5, 4.2, 5.0], [3.9, 5.0, 5.0, 5.0, 5.0])
    np.testing.assert_allclose(verdict["leukopenia_lowest"], [0.4e9, 4.0e9, 3.9e9])
    assert verdict["leukopenia_lowest_day"].tolist() == [3.0, 1.0, 0.0]
    assert verdict["leukopenia_grade"].tolist() == [4.0, 0.0, 1.0]  # a limit is inside
    assert verdict["leukopenia_severe_days"].tolist() == [2.0, 0.0, 0.0]


@pytest.mark.parametrize(("count", "grade"), [(4.0, 0), (3.5, 1), (3.0, 1), (2.5, 2), (2.0, 2), (1.5, 3), (0.99, 4)])
def test_grades_are_those_of_ctcae(count: float, grade: float) -> None:
    assert judged([5.0, count, 5.0, 5.0, 5.0])["leukopenia_grade"].tolist() == [grade]


def test_counts_after_the_end_are_not_taken_and_whose_numbers_failed_has_no_verdict() -> None:
    verdict = judged([5.0, 3.5, NAN, NAN, NAN], [5.0, 0.1, 0.1, 0.1, 0.1], end=[1.5, 4.0], status=[0, 1])
    assert verdict["leukopenia_grade"].fillna(-1.0).tolist() == [1.0, -1.0]
    assert np.isnan(verdict["leukopenia_lowest"].iloc[1])


def test_the_figures_are_of_everybody_but_the_duration_is_of_who_was_severe() -> None:
    figures = FOUR.figures(judged([5.0, 0.5, 0.5, 5.0, 5.0], [5.0, 2.0, 5.0, 5.0, 5.0]))
    assert tuple(figures) == FOUR.keys
    assert figures["leukopenia.grade_4"].value == 0.5
    assert figures["leukopenia.severe_days"].value == 2.0
    assert figures["leukopenia.lowest"].value == pytest.approx(1.25e9)


def test_options_that_make_no_sense_are_refused() -> None:
    with pytest.raises(SpecificationError, match="counts no days"):
        Leukopenia(until=0.0)
    with pytest.raises(SpecificationError, match="below grade 2"):
        Leukopenia(normal="2e9 cell/L")
    with pytest.raises(CompatibilityError, match="does not fit"):
        Leukopenia(white_cells="aml.blast_fraction").needs(build("amldt2025"))
