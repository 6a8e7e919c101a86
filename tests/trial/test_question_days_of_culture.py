"""The question of the day of harvest, as it ships: lots alone, and one run of few children."""

from __future__ import annotations

import numpy as np
import pytest

from engraft.simulate import simulate_block
from engraft.trial import check_study, design, load_study, parse_document, shipped
from engraft.trial.design import drawn
from engraft.trial.silent import left_out

NAME = "question-03-days-of-culture"
FACTOR = "car.engrafting"


@pytest.fixture(scope="module")
def plan():
    return design(load_study(NAME, overrides=["population.n=12"]))


def test_lots_of_one_child_differ_in_what_they_do_in_her(plan):
    supplies = plan.arms[0].run.supplies
    factors = {name: supplies[name].make(drawn(plan), plan.seed).lot.factors[FACTOR] for name in supplies}
    assert (factors["next-day"] > factors["day-3"]).all()
    assert (factors["day-3"] > factors["day-5"]).all()
    assert (factors["day-5"] > factors["day-9"]).all()
    assert not [said for said in left_out(plan) if "lot" in said]


def test_figures_of_mice_and_other_patients_are_shown_and_not_scored():
    shown = {one.id: one for one in load_study(NAME).file.published}
    assert {"Q3-worth", "Q3-two-days"} <= set(shown)
    for one in shown.values():
        assert one.note.startswith("shown, not scored")
        assert one.role == "predict"
        assert (one.lower, one.upper) == (None, None)


def test_a_model_without_that_block_says_that_the_lot_acts_on_nothing():
    text = shipped()["eliana-spine"]
    old = '- {give: tisagenlecleucel, dose: "car_t_dose [cell/kg], at most 2.5e8 cell", day: 0'
    assert old in text
    lots = "lots:\n  day-3: {process: lentiviral_car_t, set: {culture.days: 3 day}}\narms:\n"
    text = text.replace(old, old.replace("dose:", "lot: day-3, dose:"), 1).replace("arms:\n", lots, 1)
    said = "\n".join(left_out(design(check_study(parse_document(text, "spine.yaml")))))
    assert "'car.engrafting', which the model 'b_all_spine' has not" in said


@pytest.mark.slow
def test_young_cells_expand_more_in_the_same_child(plan):
    """Among children with a lot: day-3 cells reach more than day-9 cells, at the same dose and at a sixth of it.

    At the dose over 2.56 they reach as much.
    """
    people = drawn(plan)
    kinetics = next(one for one in plan.endpoints if one.name == "cellular_kinetics")
    courses = {}
    for arm in plan.arms:
        if arm.name.startswith(("day-3", "day-9")):
            courses[arm.name] = kinetics.verdict(simulate_block(arm.run, people))["cellular_kinetics_auc_0_28"]
    given = courses["day-9"].to_numpy() > 0.0
    assert given.sum() > 5
    equal = courses["day-3-equal"].to_numpy()[given] / courses["day-9"].to_numpy()[given]
    assert np.median(equal) == pytest.approx(1.0, abs=0.1)  # the typical cells of day 3 engraft 2.56 times as well
    for dose in ("", "-sixth"):
        ratio = courses[f"day-3{dose}"].to_numpy()[given] / courses[f"day-9{dose}"].to_numpy()[given]
        assert np.median(ratio) > 1.05
