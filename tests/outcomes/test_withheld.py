"""What is not told outside of what was studied: survival, relapse, death, and how often toxicity is severe."""

from __future__ import annotations

import numpy as np
import pytest

from engraft.outcomes import names
from engraft.outcomes.figure import Figure
from engraft.outcomes.registry import endpoint
from engraft.outcomes.withheld import is_withheld, withheld, withheld_columns


@pytest.mark.parametrize(
    "key",
    [
        "overall_survival.month_12", "event_free_survival.median", "relapse.month_6",
        "progression_free_survival.month_6",
        "molecular_relapse.month_12", "intention_to_treat.month_6", "non_relapse_mortality.early", "crs.severe",
        "crs.grade_4", "crs.intubation", "crs.tocilizumab", "crs.steroids", "crs.vasopressors", "crs.oxygen", "crs.icu",
        "severe_care", "icans.severe", "icaht.early_severe", "extinction.month_6",
        "relapse_by_clone.cd19_positive", "neutrophil_recovery.grade_4", "b_cell_aplasia.month_6",
    ],
)  # fmt: skip
def test_survival_death_and_severity_are_withheld(key):
    assert is_withheld(endpoint(key.partition(".")[0]), key)


@pytest.mark.parametrize(
    "key",
    [
        "remission", "remission.cr", "remission.mrd_negative", "crs.any", "crs.onset", "crs.fever", "icans.any",
        "cellular_kinetics.c_max", "intention_to_treat.infused", "neutrophil_recovery.day_28", "level.day_28",
        "neutrophil_recovery.severe_days", "b_cell_aplasia", "counts_in_range.below",
    ],
)  # fmt: skip
def test_response_and_courses_are_told(key):
    name = key.partition(".")[0]
    made = endpoint(name)
    assert key in made.keys
    assert not is_withheld(made, key)


def test_every_time_to_an_event_but_one_is_withheld():
    timed = [one for one in map(endpoint, names()) if one.since]
    assert [one.name for one in timed if not any(is_withheld(one, key) for key in one.keys[-1:])] == [
        "neutrophil_recovery"
    ]


def test_a_withheld_figure_has_no_number_and_says_why():
    one = withheld(Figure(0.5, 0.4, 0.6, 80, "fraction", "alive"))
    assert all(map(np.isnan, (one.value, one.lower, one.upper)))
    assert (one.n, one.withheld) == (80, "outside the studied range")


def test_columns_that_would_tell_are_named():
    survival = ("overall_survival_day", "overall_survival_event", "overall_survival_cause")
    assert withheld_columns(endpoint("overall_survival"), survival) == survival
    assert withheld_columns(endpoint("crs"), ("crs", "crs_max_grade", "crs_onset_day", "crs_icu")) == (
        "crs_max_grade", "crs_icu",
    )  # fmt: skip
    assert withheld_columns(endpoint("remission"), ("remission", "remission_day")) == ()
    severe = ("severe_care", "severe_care_day")
    assert withheld_columns(endpoint("severe_care"), severe) == severe
    care = ("crs_tocilizumab", "crs_steroids", "crs_vasopressors", "crs_high_vasopressors", "crs_oxygen")
    assert withheld_columns(endpoint("crs"), ("crs_fever", *care)) == care


def test_the_cause_of_a_time_that_may_be_told_names_no_death():
    columns = ("neutrophil_recovery_severe_days", "neutrophil_recovery_day", "neutrophil_recovery_cause")
    assert withheld_columns(endpoint("neutrophil_recovery"), columns) == columns


@pytest.mark.parametrize("name", ["non_relapse_mortality", "relapse_by_clone", "infection"])
def test_no_day_event_or_cause_is_kept_where_a_cause_may_be_death(name):
    columns = (f"{name}_day", f"{name}_event", f"{name}_cause")
    assert withheld_columns(endpoint(name), columns) == columns
