"""What rules may give of cells in a course is one dose with what is dated, and refused like one."""

from __future__ import annotations

import math

import pytest
from tests.trial.test_beyond import ONCE, found

from engraft.therapy import Dose, Give, Rule
from engraft.therapy.catalog import get
from engraft.trial.repeating import COURSE, repeat

BACK = '{rule: back, when: "time > 40 [day]", give: tisagenlecleucel, dose: "1e8 cell", at_most: 1}'
CELLS = "tisagenlecleucel"


def rule(when, **limits):
    return repeat(Rule("more", when, (Give(get(CELLS), Dose.parse("1e6 cell/kg")),), **limits), CELLS)


def again(when, limits):
    return f'{{rule: back, when: "{when}", give: {CELLS}, dose: "2e6 cell/kg"{limits}}}'


@pytest.mark.parametrize(
    ("limits", "times"),
    [({}, 1_000_000), ({"at_most": 3}, 3), ({"every_at_least": 14.0}, 3), ({"every_at_least": 7.0, "at_most": 2}, 2)],
)
def test_how_often_a_rule_may_give_in_a_course(limits, times):
    assert rule("b_all.leukemia > 1 [cell]", **limits).times == times


def test_a_rule_is_limited_by_its_own_memory():
    assert rule("rule.more.count < 2").times == 2
    assert rule("rule.more.count == 0").times == 1
    assert rule("rule.other.count < 2").times == 1_000_000
    assert rule("rule.more.count < 2 or time > 3 [day]").times == 1_000_000


def test_a_rule_meets_a_course_within_its_window():
    assert rule("time >= 28 [day]").meets(0.0, 0.0)
    assert not rule("time > 28 [day]").meets(0.0, 0.0)
    assert not rule("time > 5 [week]").meets(0.0, 0.0)
    assert rule("time < 3 [day]").meets(0.0, 0.0)
    assert not rule("time < 3 [day]").meets(4.0, 4.0)
    assert rule("blood.car > 1 [cell/uL]").last == math.inf
    assert COURSE == 28.0


def test_repetitions_that_stay_inside_are_not_found(changed):
    assert found(changed(BACK, again("time > 40 [day]", ", at_most: 2"))) == []


def test_a_rule_that_may_give_too_much_in_a_course_is_found(changed):
    (one,) = found(changed(BACK, again("time > 40 [day]", ", at_most: 3")))
    assert one.what == f"{CELLS} 2e+06 cell/kg, given 3 times by rule 'back' in a course"
    assert (one.arms, one.persons) == (("again",), 5)


def test_without_a_limit_the_first_repetition_that_passes_is_named(changed):
    (one,) = found(changed(BACK, again("time > 40 [day]", "")))
    assert "given 3 times by rule 'back'" in one.what


def test_dated_cells_and_a_rule_are_one_dose(changed):
    dated = '{give: tisagenlecleucel, dose: "car_t_dose [cell/kg]", day: 0}'
    early = again("time > 10 [day]", ", at_most: 1")
    both = changed(f"{dated}\n      - {BACK}", f"{{give: {CELLS}, {ONCE}\n      - {early.replace('2e6', '3e6')}")
    (one,) = found(both)
    assert "given once by rule 'back'" in one.what
    apart = f"{{give: {CELLS}, {ONCE}\n      - {early.replace('2e6', '3e6').replace('10 [day]', '28 [day]')}"
    assert found(changed(f"{dated}\n      - {BACK}", apart)) == []


def test_two_rules_that_each_stay_inside_may_pass_together(changed):
    two = again("time > 40 [day]", ", at_most: 2")
    second = two.replace("rule: back", "rule: more")
    (one,) = found(changed(BACK, f"{two}\n      - {second}"))
    assert one.what.endswith("given once by rule 'more' in a course")
    late = second.replace("40 [day]", "80 [day]")
    early = two.replace("time > 40 [day]", "time > 40 [day] and time < 50 [day]")
    assert found(changed(BACK, f"{early}\n      - {late}")) == []
