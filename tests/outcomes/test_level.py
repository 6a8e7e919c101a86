"""Levels on courses that are known."""

from __future__ import annotations

import numpy as np
import pytest
from tests.outcomes.trajectories import made

from engraft.errors import CompatibilityError, SpecificationError
from engraft.models import build
from engraft.outcomes import Level

BLASTS = Level(name="blasts", label="Marrow blasts", unit="percent", days=(7.0, 0.0))


def judged(*courses: list[float], **also: list[float]):
    """Read shares of days 0, 7 and 14."""
    return BLASTS.verdict(made((0.0, 7.0, 14.0), {BLASTS.of: ("1", courses)}, **also))


def test_it_is_read_in_the_unit_that_was_chosen_on_the_days_that_were_chosen() -> None:
    verdict = judged([0.5, 0.25, 0.1], [0.9, 0.3, 0.1])
    assert verdict.columns.tolist() == ["blasts_day_0", "blasts_day_7"]
    np.testing.assert_allclose(verdict, [[50.0, 25.0], [90.0, 30.0]])


def test_nothing_is_read_after_the_end_or_of_who_failed() -> None:
    verdict = judged([0.5, float("nan"), float("nan")], [0.5, 0.2, 0.1], end=[3.0, 14.0], status=[0, 1])
    assert np.isnan(verdict.to_numpy()).tolist() == [[False, True], [True, True]]


def test_the_figures_say_what_day_and_unit() -> None:
    figures = BLASTS.figures(judged([0.5, 0.25, 0.1], [0.9, 0.3, 0.1], [0.7, 0.26, 0.1]))
    assert tuple(figures) == BLASTS.keys == ("blasts.day_0", "blasts.day_7")
    assert figures["blasts.day_7"].value == pytest.approx(26.0)
    assert figures["blasts.day_7"].unit == "percent"


def test_another_unit_or_no_day_is_refused() -> None:
    with pytest.raises(CompatibilityError, match="does not fit"):
        Level(of="aml.white_cell_count", unit="mg").needs(build("amldt2025"))
    with pytest.raises(SpecificationError, match="looks on no day"):
        Level(days=())


def test_within_the_first_day_hours_and_minutes_are_said() -> None:
    early = Level(name="x", label="Blasts", unit="percent", days=(1.0 / 48.0, 0.5, 1.0))
    verdict = early.verdict(made(early.days, {early.of: ("1", [[1, 1, 1]])}))
    texts = [figure.text for figure in early.figures(verdict).values()]
    assert [text.partition(", ")[2].partition(",")[0] for text in texts] == ["after 30 min", "after 12 h", "day 1"]
