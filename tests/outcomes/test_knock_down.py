"""Knock-down on courses that are known."""

import math

import numpy as np
import pytest
from tests.outcomes.trajectories import made

from engraft.errors import CompatibilityError, SpecificationError
from engraft.models import build
from engraft.outcomes import KnockDown

DAYS = (0.0, 1.0, 2.0, 3.0, 4.0)
DOWN = KnockDown(every=1.0, until=4.0, since_day=1.0, label="Driver protein")
NAN = float("nan")


def judged(*courses, **also):
    return DOWN.verdict(made(DAYS, {DOWN.of: ("1", courses)}, **also))


def test_the_lowest_its_day_the_return_and_the_share_below():
    verdict = judged([1.0, 0.4, 0.2, 0.45, 0.7])
    assert verdict.iloc[0].to_dict() == {
        "knock_down_lowest": 0.2, "knock_down_lowest_day": 2.0, "knock_down_back_day": 4.0,
        "knock_down_watched": 4.0, "knock_down_below": 0.75, "knock_down_held": False,
    }  # fmt: skip


def test_who_was_never_below_has_no_return_and_who_stays_below_is_held():
    verdict = judged([1.0, 0.9, 0.8, 0.9, 1.0], [1.0, 0.4, 0.3, 0.3, 0.4])
    assert verdict["knock_down_back_day"].isna().all()
    assert verdict["knock_down_held"].tolist() == [False, True]
    assert verdict["knock_down_below"].tolist() == [0.0, 1.0]


def test_looks_after_the_end_are_not_taken_and_who_failed_has_nothing():
    verdict = judged([1.0, 0.4, 0.3, NAN, NAN], [1.0, 0.4, 0.3, 0.3, 0.3], end=[2.5, 4.0], status=[0, 1])
    assert verdict["knock_down_held"].tolist()[0] is True
    assert verdict["knock_down_lowest"].isna().tolist() == [False, True]


def test_figures_are_medians_and_a_share():
    figures = DOWN.figures(judged([1.0, 0.4, 0.2, 0.45, 0.7], [1.0, 0.4, 0.3, 0.3, 0.4], [1.0, 0.4, 0.4, 0.3, 0.4]))
    assert tuple(figures) == DOWN.keys
    assert figures["knock_down.held"].value == pytest.approx(2.0 / 3.0)
    assert figures["knock_down.lowest"].value == pytest.approx(0.3)
    assert "50 %" in figures["knock_down.below"].text


def test_who_is_not_back_is_censored_and_not_left_out_of_the_median():
    back, low, never = [1.0, 0.4, 0.2, 0.45, 0.7], [1.0, 0.4, 0.3, 0.3, 0.4], [1.0, 0.9, 0.8, 0.9, 1.0]
    judge = lambda *courses, **also: DOWN.figures(judged(*courses, **also))["knock_down.back_day"]  # noqa: E731
    most_back = judge(back, back, low, never)
    assert (most_back.value, most_back.n) == (4.0, 3)  # who never fell below is not counted
    few_back = judge(back, low, low)
    assert math.isnan(few_back.value)  # 4.0 if only those back were counted
    assert few_back.n == 3
    # two die on day 2 while they are low: censored there, so both who are left decide
    died = [1.0, 0.4, 0.3, NAN, NAN]
    figure = judge(back, back, died, died, end=[4.0, 4.0, 2.5, 2.5])
    assert (figure.value, figure.n) == (4.0, 4)
    assert judge(never).n == 0


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"every": 0.0}, "no usable looks"),
        ({"since_day": 30.0}, "no usable looks"),
        ({"until": 1e6}, "no usable looks"),
        ({"every": 29.0}, "every 29, since_day 0, until 28"),
        ({"every": 8.0, "since_day": 21.0}, "no usable looks"),
        ({"threshold": 50.0}, "no share"),
        ({"threshold": 0.0}, "no share"),
    ],
)
def test_looks_that_are_none_and_thresholds_that_are_no_share_are_refused(wrong, says):
    with pytest.raises(SpecificationError, match=says):
        KnockDown(**wrong)


def test_a_level_in_another_unit_is_refused():
    with pytest.raises(CompatibilityError, match="does not fit"):
        KnockDown(of="leukemia.total").needs(build("aml_silencing"))


def test_days_without_any_look_leave_no_answer():
    assert math.isnan(judged([1.0, NAN, NAN, NAN, NAN], end=[0.5])["knock_down_below"].iloc[0])
    np.testing.assert_allclose(DOWN.days, DAYS)
