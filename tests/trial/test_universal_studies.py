"""The studies of a stranger's CAR T cells and of two antigens, as they ship."""

from __future__ import annotations

from dataclasses import replace

import pytest

from engraft.errors import SpecificationError
from engraft.trial import apply_overrides, check_study, design, load_study
from engraft.trial.blocks import simulate_block
from engraft.trial.design import drawn
from engraft.trial.readings import ready_to_judge


def judged(name, persons, asked, **values):
    """Judge all arms of a smaller study by some endpoints: arm to figure to value; ``values`` sets parameters."""
    plan = design(check_study(apply_overrides(load_study(name).document, [f"population.n={persons}"])))
    people = drawn(plan)
    people = replace(
        people, parameters=people.parameters.assign(**{k.replace("__", "."): v for k, v in values.items()})
    )
    found = {}
    for arm in plan.arms:
        run = simulate_block(arm.run, people)
        assert run.failed == 0
        ready = ready_to_judge(plan, people, run)
        tables = [one.figures(one.verdict(ready)) for one in plan.endpoints if one.name in asked]
        found[arm.name] = {key: figure.value for table in tables for key, figure in table.items()}
    return found


@pytest.mark.slow
def test_without_the_antibody_a_strangers_cells_are_rejected_before_they_work():
    found = judged("ucart19", 40, {"remission_active", "acute_gvhd", "cells"})
    remission = {arm: figures["remission_active"] for arm, figures in found.items()}
    assert remission["fca"] > 2.0 * remission["fc"]
    assert remission["fca"] > 2.0 * remission["cd52"]
    assert remission["b2m"] < remission["fca"]  # hidden from T cells, not from NK cells
    gvhd = {arm: figures["acute_gvhd.grade_2_4.day_100"] for arm, figures in found.items()}
    assert gvhd["tcr"] > gvhd["fca"] >= gvhd["fc"]
    assert remission["tcr"] == remission["fca"]


@pytest.mark.slow
def test_cells_against_cd7_make_remission_and_cost_t_cells():
    found = judged("be-car7", 30, {"remission_active", "t_cells"})
    assert found["be-car7"]["remission_active"] > found["conditioning"]["remission_active"]
    assert found["be-car7"]["t_cells.day_28"] < found["conditioning"]["t_cells.day_28"]


@pytest.mark.slow
def test_leukemia_that_loses_cd19_comes_back_under_one_receptor_and_not_under_two():
    easy = {"leukemia__can_lose_cd19": 1.0, "leukemia__negative_share": 1e-3}
    found = judged("cd19-cd22", 40, {"relapse_by_clone"}, **easy)
    lost = {arm: figures["relapse_by_clone.cd19_negative.month_12"] for arm, figures in found.items()}
    assert lost["one"] > 0.05
    assert lost["both"] < 0.5 * lost["one"]


@pytest.mark.parametrize("name", ["ucart19", "be-car7", "cd19-cd22"])
def test_nothing_was_fitted_to_these_trials(name):
    study = load_study(name)
    assert {one.role for one in study.file.published} == {"predict"}
    assert study.file.laws == "eliana"


def test_a_share_outside_of_its_bounds_is_refused():
    document = load_study("ucart19").document
    own = {"value": "1.4 1", "assumed": {"why": "too many", "low": 0.0, "high": 1.0}}
    document.data["parameters"] = {"car.cd52_kept": own}
    with pytest.raises(SpecificationError, match="cd52_kept"):
        design(check_study(document))


def test_cells_that_were_edited_differently_are_not_given_in_one_arm():
    document = load_study("ucart19").document
    document.data["arms"][0]["regimen"].append({"give": "be_car7", "day": 7})
    with pytest.raises(SpecificationError, match=r"differ in 'car\.tcr_positive'"):
        design(check_study(document))
