"""Remission and relapse on courses whose verdict is known."""

from __future__ import annotations

import numpy as np
import pytest
from tests.outcomes.trajectories import made

from engraft.outcomes import Relapse, Remission

NAN = float("nan")
DAYS = (0.0, 28.0, 56.0, 90.0, 118.0, 365.0)
# Never; at day 28 with counts; at day 28 without; only at day 90; at 28 but not confirmed; failed to integrate.
BLASTS = [
    [0.7, 0.5, 0.5, 0.6, 0.7, 0.9],
    [0.7, 1e-5, 1e-5, 1e-5, 1e-5, 0.0],
    [0.7, 1e-3, 1e-3, 1e-3, 1e-3, 0.6],
    [0.7, 0.2, 0.1, 0.04, 0.01, 0.0],
    [0.7, 0.04, 0.3, 0.5, 0.6, 0.9],
    [NAN] * 6,
]
COUNTS = [[3e9] * 6, [3e9, 2e9, 2e9, 2e9, 2e9, 2e9], [0.5e9] * 6, [3e9] * 6, [3e9] * 6, [NAN] * 6]
STATUS = [0, 0, 0, 0, 0, 1]


def run(**more):
    courses = {"marrow.blast_fraction": ("1", BLASTS), "neutrophils.anc": ("cell/L", COUNTS)}
    return made(DAYS, courses, status=STATUS, **more)


def test_remission_must_be_seen_at_a_visit_and_hold() -> None:
    verdict = Remission().verdict(run())
    assert verdict["remission"].tolist()[:5] == [False, True, True, True, False]
    assert verdict["remission"].isna().tolist() == [False] * 5 + [True]
    assert verdict["remission_day"].tolist()[1:4] == [28.0, 28.0, 90.0]
    assert verdict["remission_kind"].tolist() == ["none", "CR", "CRi", "CR", "none", None]
    assert verdict["remission_mrd_negative"].tolist()[1:4] == [True, False, False]


def test_without_confirmation_a_single_visit_counts() -> None:
    assert Remission(confirm=0.0).verdict(run())["remission"].tolist()[:5] == [False, True, True, True, True]


def test_the_rate_is_over_the_solved() -> None:
    figures = Remission().figures(Remission().verdict(run()))
    assert (figures["remission"].value, figures["remission"].n) == (0.6, 5)
    assert figures["remission.cr"].value == pytest.approx(0.4)
    assert figures["remission.mrd_negative"].value == pytest.approx(1 / 3)
    assert tuple(figures) == Remission().keys


def test_a_fraction_in_percent_is_the_same_fraction() -> None:
    percent = made(
        DAYS, {"marrow.blast_fraction": ("percent", [[100 * v for v in row] for row in BLASTS])}, status=STATUS
    )
    verdict = Remission(neutrophils="").verdict(percent)
    assert verdict["remission"].tolist()[:5] == [False, True, True, True, False]


def test_relapse_is_the_first_rise_after_remission_counted_from_it() -> None:
    relapse = Relapse()
    crossings = [[2.0], [], [10.0, 200.5, 300.0], [20.0], [40.0], []]
    verdict = relapse.verdict(run(marks={relapse.crossing: crossings}))
    assert verdict["relapse_on_day"].tolist()[2] == 200.5
    assert verdict["relapse_day"].tolist()[1:4] == [365.0 - 28.0, 172.5, 365.0 - 90.0]
    assert verdict["relapse_cause"].tolist() == [None, "censored", "relapse", "censored", None, None]
    assert np.isnan(verdict["relapse_day"][[0, 4, 5]]).all()


def test_death_in_remission_competes_with_relapse() -> None:
    relapse = Relapse()
    end = [365.0, 100.0, 365.0, 365.0, 365.0, 365.0]
    death = {"death.any": [NAN, 100.0, NAN, NAN, NAN, NAN]}
    verdict = relapse.verdict(run(marks={relapse.crossing: [[]] * 6}, end=end, hazards=death))
    assert verdict["relapse_cause"][1] == "death"
    assert verdict["relapse_day"][1] == 72.0
