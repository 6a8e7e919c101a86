"""Cytokine release syndrome on courses whose verdict is known."""

from __future__ import annotations

import numpy as np
import pytest
from tests.outcomes.trajectories import made

from engraft.errors import EngraftError
from engraft.models import build
from engraft.outcomes import CytokineReleaseSyndrome

NAN = float("nan")
DAYS = np.arange(9.0)
ROUNDS = {"every": 1.0, "dense_until": 8.0, "until": 8.0, "gap": 1.0}
CRS = CytokineReleaseSyndrome(**ROUNDS)
#         none       grade 2, days 3-5   grade 4 with a day's break  dies in it on day 4        not solved
GRADES = [
    [0.0] * 9,
    [0, 0, 0, 1, 2, 1, 0, 0, 0],
    [0, 1, 3, 0, 4, 4, 3, 0, 0],
    [0, 0, 1, 3, NAN, NAN, NAN, NAN, NAN],
    [3] * 9,
]
NOTHING = [[0.0] * 9] * 5


def rows(*changes: tuple[int, list[float]]) -> list[list[float]]:
    table = [list(row) for row in NOTHING]
    for person, row in changes:
        table[person] = row
    return table


def run(**more):
    doses = rows((2, [0, 0, 0, 0, 0.2, 0.1, 0, 0, 0]), (3, [0, 0, 0, 0.1] + [NAN] * 5))
    courses = {
        "penn.grade": ("1", GRADES),
        "support.vasopressors": ("1", rows((2, [0, 0, 0, 0, 2, 1, 0, 0, 0]))),
        "support.vasopressor_dose": ("ug/kg/min", doses),
        "support.oxygen_device": ("1", rows((1, [0, 0, 0, 0, 0, 0, 1, 1, 1]), (2, [0, 0, 1, 1, 3, 3, 1, 0, 0]))),
        "support.positive_pressure": ("1", rows((2, [0, 0, 0, 0, 1, 1, 0, 0, 0]))),
        "support.icu": ("1", rows((0, [1.0] * 9), (2, [0, 0, 1, 1, 1, 1, 1, 0, 0]), (3, [0, 0, 0, 1] + [NAN] * 5))),
        "vitals.temperature": ("degC", [
            [37.0] * 9, [37, 37, 37, 39, 38.6, 38.5, 37, 37, 37], [37, 39, 39, 37, 39, 39, 37, 37, 37],
            [37, 37, 40, 40] + [NAN] * 5, [39.0] * 9,
        ]),
    }  # fmt: skip
    rules = {"tocilizumab": [[2.0], [6.0], [2.0, 4.0], [3.0], []], "steroids": [[], [4.0], [], [], []]}
    settled = {
        "rules": rules,
        "status": [0, 0, 0, 0, 1],
        "end": [8, 8, 8, 3.5, 8],
        "hazards": {"d": [NAN] * 3 + [3.5, NAN]},
    }
    return made(DAYS, courses, **settled | more)


def test_the_course_begins_holds_and_ends() -> None:
    verdict = CRS.verdict(run())
    assert verdict["crs"].tolist()[:4] == [False, True, True, True]
    assert verdict["crs"].isna().tolist() == [False] * 4 + [True]
    assert verdict["crs_max_grade"].tolist()[:4] == [0.0, 2.0, 4.0, 3.0]
    np.testing.assert_array_equal(verdict["crs_onset_day"], [NAN, 3.0, 1.0, 2.0, NAN])
    # Days 3 to 5; days 1 to 6 with a break of one day; days 2 and 3, then death.
    np.testing.assert_array_equal(verdict["crs_duration"], [NAN, 3.0, 6.0, 2.0, NAN])


def test_a_longer_break_does_not_count_as_days_of_the_syndrome() -> None:
    verdict = CytokineReleaseSyndrome(**ROUNDS | {"gap": 0.0}).verdict(run())
    assert verdict["crs_duration"].tolist()[1:4] == [3.0, 5.0, 2.0]


def test_care_counts_among_those_who_had_it_and_while_they_had_it() -> None:
    verdict = CRS.verdict(run())
    told = {key: verdict[f"crs_{key}"].tolist()[1:4] for key in (
        "tocilizumab", "steroids", "vasopressors", "high_vasopressors", "oxygen", "intubation", "icu", "fever"
    )}  # fmt: skip
    assert told == {
        "tocilizumab": [False, True, True],  # the first person's came a day after the last grade
        "steroids": [True, False, False],
        "vasopressors": [False, True, False],
        "high_vasopressors": [False, True, False],
        "oxygen": [False, True, False],
        "intubation": [False, True, False],
        "icu": [False, True, True],
        "fever": [True, True, True],
    }
    assert verdict["crs_icu"].isna().tolist() == [True, False, False, False, True]
    assert verdict["crs_fever_days"].tolist()[1:4] == [2.0, 5.0, 2.0]


def test_the_figures_have_their_denominators() -> None:
    figures = CRS.figures(CRS.verdict(run()))
    assert (figures["crs.any"].value, figures["crs.any"].n) == (0.75, 4)
    assert (figures["crs.severe"].value, figures["crs.severe"].n) == (0.5, 4)
    assert figures["crs.grade_4"].value == 0.25
    assert (figures["crs.tocilizumab"].value, figures["crs.tocilizumab"].n) == (pytest.approx(2 / 3), 3)
    assert (figures["crs.onset"].value, figures["crs.duration"].value) == (2.0, 3.0)
    assert (figures["crs.fever_duration"].value, figures["crs.fever_duration"].n) == (2.0, 3)
    assert tuple(figures) == CRS.keys


def test_a_part_left_out_is_neither_needed_nor_told() -> None:
    bare = CytokineReleaseSyndrome(
        **ROUNDS, tocilizumab=(), steroids=(), vasopressors="", vasopressor_dose="", oxygen="", intubation="", icu="",
        temperature="",
    )  # fmt: skip
    assert bare.keys == ("crs.any", "crs.severe", "crs.grade_4", "crs.onset", "crs.duration")
    assert bare.rules == ()
    verdict = bare.verdict(made(DAYS, {"penn.grade": ("1", GRADES)}))
    assert tuple(bare.figures(verdict)) == bare.keys


def test_nobody_graded_gives_figures_without_value() -> None:
    calm = {"penn.grade": ("1", [[0.0] * 9])}
    bare = CytokineReleaseSyndrome(
        **ROUNDS, vasopressors="", vasopressor_dose="", oxygen="", intubation="", icu="", temperature=""
    )
    figures = bare.figures(bare.verdict(made(DAYS, calm)))
    assert figures["crs.any"].value == 0.0
    assert np.isnan([figures["crs.onset"].value, figures["crs.tocilizumab"].value]).all()


def test_another_scale_is_another_endpoint() -> None:
    assert CytokineReleaseSyndrome(name="crs_lee", scale="lee.grade").keys[0] == "crs_lee.any"


def test_a_second_scale_tells_its_grades_and_needs_no_more() -> None:
    lee = CytokineReleaseSyndrome(**ROUNDS, name="crs_lee", scale="lee.grade", tell=("grades",))
    assert lee.keys == ("crs_lee.any", "crs_lee.severe", "crs_lee.grade_4")
    assert lee.rules == ()
    verdict = lee.verdict(made(DAYS, {"lee.grade": ("1", GRADES)}))
    figures = lee.figures(verdict)
    assert tuple(figures) == lee.keys
    assert figures["crs_lee.severe"].text == "CRS (Lee) of grade 3 or 4"
    assert "crs_lee_icu" not in verdict
    assert verdict["crs_lee_duration"].notna().any()


def test_the_course_alone_is_told_without_grades_and_care() -> None:
    course = CytokineReleaseSyndrome(**ROUNDS, tell=("course",))
    assert course.keys == ("crs.onset", "crs.duration")
    assert tuple(course.figures(course.verdict(run()))) == course.keys


@pytest.mark.parametrize("tell", [(), ("grade",)])
def test_what_cannot_be_told_is_refused(tell) -> None:
    with pytest.raises(EngraftError, match="grades, course, care"):
        CytokineReleaseSyndrome(tell=tell)


def test_a_figure_says_from_which_temperature_fever_counts() -> None:
    assert CRS.figures(CRS.verdict(run()))["crs.fever"].text == "fever of at least 38.6 °C among patients with CRS"


def test_a_model_without_vital_signs_has_no_such_course() -> None:
    with pytest.raises(EngraftError):
        CRS.needs(build("b_all_spine"))
