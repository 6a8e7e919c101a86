"""Hematotoxicity on counts whose grade is known."""

from __future__ import annotations

import numpy as np
import pytest
from tests.outcomes.trajectories import made

from engraft.errors import SpecificationError
from engraft.outcomes import Icaht

NAN = float("nan")
ENDPOINT = Icaht()
TIMES = [*np.arange(31.0), *ENDPOINT.late_days]
LATE = [2.0] * ENDPOINT.late_days.size


def early(*pieces: tuple[int, float]) -> list[float]:
    """Write a month as pieces of so many days at one count, in 1e9 per litre."""
    row = [count for days, count in pieces for _ in range(days)]
    return row + [2.0] * (31 - len(row))


def verdict_on(months: list[list[float]], late: list[list[float]] | None = None, **more):
    rows = [
        [1e9 * count for count in (*row, *after)]
        for row, after in zip(months, late or [LATE] * len(months), strict=True)
    ]
    return ENDPOINT.verdict(made(TIMES, {"neutrophils.anc": ("cell/L", rows)}, **more))


@pytest.mark.parametrize(
    ("month", "grade"),
    [
        (early((5, 2.0)), 0.0),
        (early((5, 2.0), (6, 0.5)), 1.0),
        (early((5, 2.0), (7, 0.4)), 2.0),
        (early((5, 2.0), (13, 0.4)), 2.0),
        (early((5, 2.0), (14, 0.4)), 3.0),
        (early((5, 2.0), (5, 0.4), (2, 0.6), (5, 0.4)), 2.0),  # two days above are no recovery: 12 days
        (early((5, 2.0), (5, 0.4), (3, 0.6), (5, 0.4)), 1.0),  # three are: twice 5 days
        (early((5, 2.0), (7, 0.1)), 3.0),
        (early((5, 2.0), (14, 0.05)), 4.0),
        (early((31, 0.4)), 4.0),  # never above
        (early((3, 2.0), (28, 0.4)), 4.0),  # from day 3 to the last count
        (early((4, 2.0), (27, 0.4)), 3.0),
        (early((2, 0.4), (9, 2.0), (20, 0.4)), 3.0),  # the stretch that lasts to the end began late
    ],
)
def test_early_grades_follow_depth_and_duration(month: list[float], grade: float) -> None:
    assert verdict_on([month])["icaht_early_grade"].tolist() == [grade]


def test_death_without_recovery_is_never_above() -> None:
    died = [0.4] * 10 + [NAN] * 21
    verdict = verdict_on([died], [[NAN] * len(LATE)], hazards={"d": [9.5]}, end=[9.5])
    assert verdict["icaht_early_grade"].tolist() == [4.0]
    assert np.isnan(verdict["icaht_late_grade"][0])
    assert verdict["icaht_days"][0] == 10.0


@pytest.mark.parametrize(
    ("lowest", "second", "grade"),
    [(1.6, 1.6, 0), (1.5, 1.5, 1), (1.0, 1.4, 2), (0.5, 1.4, 3), (0.1, 1.4, 4), (0.1, 1.6, 0), (0.1, NAN, 4)],
)
def test_late_grades_follow_the_lowest_count_that_is_not_alone(lowest: float, second: float, grade: int) -> None:
    late = [NAN if np.isnan(second) else 2.0] * len(LATE)
    late[2], late[3] = lowest, second
    assert verdict_on([early()], [late])["icaht_late_grade"].tolist() == [float(grade)]


def test_the_figures_count_them() -> None:
    figures = ENDPOINT.figures(verdict_on([early(), early((31, 0.4)), early((9, 0.4))]))
    assert figures["icaht.early"].value == pytest.approx(2 / 3)
    assert figures["icaht.early_severe"].value == pytest.approx(1 / 3)
    assert figures["icaht.days"].value == 9.0
    assert tuple(figures) == ENDPOINT.keys


def test_there_must_be_late_counts() -> None:
    with pytest.raises(SpecificationError, match="no late counts"):
        Icaht(late_until=30.0)
