"""Titles state the numbers that are drawn."""

from __future__ import annotations

import pandas as pd
from tests.report.clinic import ARM, clinic_trajectories

from engraft.report.findings_clinic import (
    forest_finding,
    grades_finding,
    incidence_finding,
    response_finding,
    swimmer_finding,
    waterfall_finding,
)
from engraft.report.frames_course import grades_frame


def test_the_worst_day_is_named():
    frame = grades_frame(clinic_trajectories(), "penn.grade", [ARM]).assign(panel="Penn grade of CRS")
    severe = frame[frame["grade"] >= 3].groupby("day")["share"].sum()
    said, share = grades_finding(frame, "CRS"), f"{100 * severe.max():.0f}"
    assert said == f"CRS: on the worst day, {share} % (day {severe.idxmax()}) of 400 patients have grade 3 or 4."


def test_two_scales_are_told_apart():
    frame = grades_frame(clinic_trajectories(), "penn.grade", [ARM])
    both = pd.concat([frame.assign(panel="Penn grade of CRS"), frame.assign(panel="Lee grade of CRS", share=0.0)])
    assert "(Penn, day 6) against 0 % (Lee)" in grades_finding(both, "CRS")


def test_one_of_a_thing_is_one():
    events = pd.DataFrame({"lane": [0, 1, 1], "event": ["remission", "remission", "relapse"]})
    assert swimmer_finding(events, 2) == "Of the first 2 patients infused, 2 reach remission, 1 relapses and 0 die."


def test_the_fall_of_the_median_patient_is_a_factor():
    bars = pd.DataFrame({"arm": "A", "n": 40, "fell": 30, "middle": -3.0}, index=[0])
    assert waterfall_finding(bars, 28.0) == (
        "By day 28 marrow blasts have fallen in 75 % of 40 patients, 1,000-fold in the median patient."
    )


def test_incidence_is_read_at_a_year_or_at_the_end():
    curves = pd.DataFrame(
        {"arm": "A", "day": [0.0, 100.0, 400.0], "cause": "relapse", "incidence": [0.0, 0.2, 0.5], "n": 9}
    )
    assert incidence_finding(curves) == "12 months after remission: relapse 20 %, of 9 patients in remission."
    assert incidence_finding(curves.head(2)).startswith("3.2 months after remission: relapse 0 %")


def test_covariates_whose_interval_holds_one_are_not_named():
    ratios = pd.DataFrame({"covariate": ["Age", "Dose"], "lower": [1.1, 0.7], "upper": [3.0, 1.4]})
    said = forest_finding(ratios, 50)
    assert said.startswith("Of 2 covariates in 50 patients, age makes a difference to response or event-free survival")
    assert forest_finding(ratios.tail(1), 50).startswith("None of 1 covariates in 50 patients makes a difference")


def test_groups_are_compared_at_their_peaks():
    frame = pd.DataFrame(
        {"arm": ["yes", "yes", "no"], "day": [1.0, 2.0, 2.0], "p50": [5.0, 30.0, 20.0], "n": [8, 8, 3]}
    )
    assert response_finding(frame, "Cells") == (
        "Cells: the median peaks 1.5 times as high in patients yes as in those no (8 yes, 3 no)."
    )
