"""Courses that nobody can have are told, and none that somebody has."""

from __future__ import annotations

import numpy as np
import pytest
from tests.outcomes.trajectories import made

from engraft.trial import load_study, run_study
from engraft.trial.possible import impossible

ANC, SHARE = "neutrophils.anc", "aml.blast_fraction"
DAYS = [0.0, 7.0]


@pytest.mark.parametrize(
    ("name", "unit", "courses", "said"),
    [
        (ANC, "cell/L", [[4e9, 40e9], [4e9, 60e9], [90e9, np.nan]],
         "goes beyond 5e+10 cell/L (beyond it blood is leukemoid) in 2 of 3 persons of 'A', to 9e+10 in person 2"),
        (ANC, "cell/uL", [[4e3, 4e4], [4e3, 6e4]], "goes beyond 5e+04 cell/uL (beyond it blood is leuk"),
        (SHARE, "1", [[0.2, 1.5]], "goes beyond 1 (the whole) in 1 of 1 persons of 'A', to 1.5 in person 0"),
        ("vitals.saturation", "percent", [[97.0, 101.0]], "goes beyond 100 percent (all of the hemoglobin)"),
    ],
)  # fmt: skip
def test_a_course_that_nobody_can_have_is_told(name, unit, courses, said):
    told = list(impossible("A", made(DAYS, {name: (unit, courses)}), {}))
    assert len(told) == 1
    assert said in told[0]


@pytest.mark.parametrize(
    ("name", "unit", "courses"),
    [
        (ANC, "cell/L", [[4e9, 40e9], [np.nan, np.nan]]),
        (SHARE, "1", [[0.2, 1.0 + 1e-9]]),
        ("aml.mature_blasts", "1", [[0.2, 5.0]]),
        ("x.share", "cell", [[0.2, 5.0]]),
    ],
)
def test_what_somebody_has_is_not(name, unit, courses):
    assert not list(impossible("A", made(DAYS, {name: (unit, courses)}), {}))


def test_the_report_of_a_study_that_swings_too_far_says_so():
    """The weekly rule stops the drug, and the feedback of the paper has no ceiling."""
    said = [line for line in run_study(load_study("maintenance-6mp")).warnings if "nobody can have it" in line]
    assert len(said) == 1
    assert "persons of 'Each week by the count of the day'" in said[0]
    assert said[0].startswith("'absolute neutrophil count' goes beyond 5e+10 cell/L")
