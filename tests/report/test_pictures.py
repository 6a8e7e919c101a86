"""Which pictures a result gives, and in which order."""

from __future__ import annotations

import dataclasses

import numpy as np
import pandas as pd
import pytest

from engraft.report.findings import headline_finding
from engraft.report.html import beside
from engraft.report.pictures import pictures
from engraft.report.words import ENDPOINTS, endpoint_words, figure_words, observable_words


def test_the_headline_is_the_first_time_to_event(result):
    assert [picture.key for picture in pictures(result)] == [
        "survival-1",
        "survival-2",
        "kinetics-1",
        "kinetics-2",
        "relapse",
        "flow",
        "published",
    ]


def test_a_hoped_for_event_comes_after_the_feared_ones(result):
    order = dataclasses.replace(
        result, time_to_event=("neutrophil_recovery", "event_free_survival"), outcomes=recovered(result)
    )
    assert [p.topic for p in pictures(order)][:2] == ["Event-free survival", "Neutrophil recovery"]


def recovered(result):
    columns = {"day": 10.0, "event": True, "cause": "recovery"}
    return result.outcomes.assign(**{f"neutrophil_recovery_{name}": value for name, value in columns.items()})


def test_grades_are_no_course_and_rounding_below_zero_is_no_fault(result):
    data = result.trajectories
    shape = data["b_all.car"]
    grades = shape.copy(data=np.where(np.isfinite(shape), 3.0, np.nan))
    noisy = shape.copy(data=shape.to_numpy() - 1e-3)
    told = dataclasses.replace(
        result, trajectories=data.assign({"grade": grades, "noisy": noisy, "nothing": shape * 0.0})
    )
    assert sum(picture.key.startswith("kinetics") for picture in pictures(told)) == 3


def test_what_is_measured_is_drawn_first(result):
    told = dataclasses.replace(result, lloq={"b_all.burden_marrow": 1e-4})
    first = next(picture for picture in pictures(told) if picture.key == "kinetics-1")
    assert first.title.startswith("Leukemic share of the marrow")
    assert "limit of quantification (0.0001)" in first.note or "10⁻⁴" in first.note


def test_a_result_without_flow_and_publications_has_neither_picture(result):
    empty = dataclasses.replace(result, flow=result.flow.iloc[:0], published=result.published.iloc[:0])
    assert not {"flow", "published"} & {picture.key for picture in pictures(empty)}


def test_one_arm_is_drawn_without_a_legend(result):
    one = dataclasses.replace(result, arms=result.arms[:1], summaries=result.summaries[:1])
    first = pictures(one)[0]
    assert "(with conditioning)" not in first.title
    assert "of 198 patients are" in first.title


def test_the_headline_states_the_figure_of_the_study(result):
    told = dataclasses.replace(result, headline={"sentence": "x", "figure": "remission.by_day_28"})
    expected = "In remission by day 28: 82 % (with conditioning) against 48 % (without conditioning) of 198 simulated"
    assert headline_finding(told).startswith(expected)
    assert beside(told) == "Published: 81 % (71 to 89 %) (with conditioning), Maude 2018, doi:10.1056/NEJMoa1709866."
    assert beside(result) == ""


@pytest.mark.parametrize("name", ENDPOINTS)
def test_a_renamed_endpoint_keeps_its_words(name):
    words = ENDPOINTS[name]
    assert endpoint_words("another_name", {"another_name": f"{words.noun} (as in a guideline)"}) == words


def test_labels_come_from_descriptions_and_texts(result):
    assert observable_words(result.trajectories, "b_all.car") == "CAR T cells in the body"
    assert figure_words(result, "car.peak").startswith("Peak of CAR T cells")
    assert figure_words(result, "never_heard.of_it") == "Never heard of it"


def test_all_events_at_once_still_make_a_curve(result):
    outcomes = pd.concat([result.outcomes.assign(relapse_day=5.0, relapse_event=True)])
    told = dataclasses.replace(result, outcomes=outcomes, time_to_event=("relapse",))
    assert pictures(told)[0].title.startswith("At 28 days after remission, 0 %")
