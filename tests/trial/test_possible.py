"""Courses that nobody can have are told, and none that somebody has."""

from __future__ import annotations

import numpy as np
import pytest
from tests.outcomes.trajectories import made

from engraft.trial import check_study, load_study, parse_document, run_study, shipped
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


@pytest.mark.parametrize("name", ["blood.hemoglobin", "hemoglobin.level"])
def test_hemoglobin_that_nobody_has_survived_is_told_with_its_day_and_person(name):
    low = made(DAYS, {name: ("g/L", [[120.0, 7.1], [120.0, 1e-5], [6.0, np.nan]])})
    (told,) = impossible("A", low, {})
    assert f"'{name}' falls below 7 g/L" in told
    assert "in 2 of 3 persons of 'A', to 1e-05 in person 1 (since day 7)" in told
    assert not list(impossible("A", made(DAYS, {name: ("g/L", [[120.0, 7.1], [90.0, 30.0]])}), {}))


def test_busulfan_without_a_graft_ends_in_blood_that_nobody_has():
    """The study keeps hemoglobin of this model though its endpoints do not ask for it."""
    text = shipped()["sickle-cell-gene-addition"]
    start = text.index("arms:")
    arm = "arms:\n  - {name: bare, label: no graft, regimen: [{give: busulfan, dose: 4000 mg, day: -3}]}\n"
    asked = (
        text[text.index("visits:") : text.index("endpoints:")] + "endpoints: [{name: neutrophil_recovery, neutrophils: "
    )
    study = (
        text[:start].replace("n: 40", "n: 2").replace("24 month", "90 d") + arm + asked + "blood.granulocyte_count}]\n"
    )
    (said,) = [
        line
        for line in run_study(check_study(parse_document(study, "s.yaml"))).warnings
        if "nobody can have it" in line
    ]
    assert "falls below 7 g/L" in said
    assert "in 2 of 2 persons of 'no graft'" in said


def test_the_report_of_a_study_that_swings_too_far_says_so():
    """The weekly rule stops the drug, and the feedback of the paper has no ceiling."""
    said = [line for line in run_study(load_study("maintenance-6mp")).warnings if "nobody can have it" in line]
    assert len(said) == 1
    assert "persons of 'Each week by the count of the day'" in said[0]
    assert said[0].startswith("'absolute neutrophil count' goes beyond 5e+10 cell/L")
