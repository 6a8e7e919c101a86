"""Neutropenia and recovery on counts whose verdict is known."""

from __future__ import annotations

import numpy as np
from tests.outcomes.trajectories import made

from engraft.outcomes import NeutrophilRecovery

DAYS = np.arange(0.0, 11.0)
ENDPOINT = NeutrophilRecovery(until=10.0)


def verdict_on(*counts_e9: list[float], **more):
    rows = [[value * 1e9 for value in row] for row in counts_e9]
    return ENDPOINT.verdict(made(DAYS, {"neutrophils.anc": ("cell/L", rows)}, **more))


def test_recovery_is_the_first_of_three_days() -> None:
    #            0  1    2    3    4    5    6    7    8    9    10
    dips_again = [2, 0.4, 0.3, 0.5, 0.6, 0.4, 0.5, 0.6, 0.7, 1.0, 2.0]
    verdict = verdict_on(dips_again, [2.0] * 11, [0.4] * 11, [1.2] * 11)
    assert verdict["neutrophil_recovery_day"][0] == 6.0
    assert verdict["neutrophil_recovery_severe_days"].tolist() == [3.0, 0.0, 11.0, 0.0]
    assert verdict["neutrophil_recovery_grade"].tolist() == [4.0, 0.0, 4.0, 2.0]
    assert verdict["neutrophil_recovery_cause"].tolist() == ["recovery", None, "censored", None]
    assert verdict["neutrophil_recovery_day"][2] == 10.0


def test_the_figures_are_over_who_was_severely_neutropenic() -> None:
    figures = ENDPOINT.figures(verdict_on([0.4] * 3 + [1.0] * 8, [0.4] * 11, [2.0] * 11))
    assert figures["neutrophil_recovery.grade_4"].value == 2 / 3
    assert figures["neutrophil_recovery.median"].value == 3.0
    assert figures["neutrophil_recovery.day_28"].value == 0.5
    assert tuple(figures) == ENDPOINT.keys


def test_death_before_recovery_competes() -> None:
    dead = [0.4] * 5 + [float("nan")] * 6
    verdict = verdict_on(dead, hazards={"d": [4.5]}, end=[4.5])
    assert (verdict["neutrophil_recovery_cause"][0], verdict["neutrophil_recovery_day"][0]) == ("death", 4.5)
