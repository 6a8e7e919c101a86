"""Neurotoxicity on courses whose verdict is known."""

from __future__ import annotations

import numpy as np
from tests.outcomes.trajectories import made

from engraft.outcomes import Icans

NAN = float("nan")


def test_grades_are_followed_and_summed_up() -> None:
    endpoint = Icans(every=1.0, dense_until=6.0, until=6.0)
    grades = [[0] * 7, [0, 0, 1, 3, 2, 0, 0], [0, 0, 0, 0, 1, NAN, NAN]]
    run = made(np.arange(7.0), {"icans.grade": ("1", grades)}, hazards={"d": [NAN, NAN, 4.5]}, end=[6, 6, 4.5])
    verdict = endpoint.verdict(run)
    assert verdict["icans"].tolist() == [False, True, True]
    assert verdict["icans_max_grade"].tolist() == [0.0, 3.0, 1.0]
    np.testing.assert_array_equal(verdict["icans_duration"], [NAN, 3.0, 1.0])
    figures = endpoint.figures(verdict)
    assert (figures["icans.any"].value, figures["icans.severe"].value) == (2 / 3, 1 / 3)
    assert (figures["icans.onset"].value, tuple(figures)) == (3.0, endpoint.keys)
