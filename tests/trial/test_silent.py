"""What a study draws, names or gives in vain is told, and what is as it should be is not."""

from __future__ import annotations

import pytest

from engraft.trial import check_study, design, load_study, parse_document, run_study, shipped
from engraft.trial.design import drawn
from engraft.trial.silent import empty_groups, left_out

GRAFT = """\
engraft: 1
name: graft
title: A graft
question: Is there room?
model: transplant
population: {law: transplant_adults, n: 3}
start: -8 d
follow_up: 10 d
arms:
  - {name: one, label: graft alone, regimen: [{template: peripheral_blood_graft}]}
endpoints: [overall_survival]
"""
WRITTEN = "  n: 5\n  covariates: {frailty: {normal: {mean: 1.0, sd: 0.1}, assumed: {why: x, low: 0.5, high: 2}}}\n"
SET = "    b_all.growth: {formula: 'frailty * 0.03 [1/day]', assumed: {why: x, low: 0.01, high: 0.1}}\n"
TOLD = "'frailty' is drawn and acts on nothing: set a parameter from it in population.sets"


def test_a_covariate_that_acts_on_nothing_is_told(changed):
    study = changed("  n: 5\n", WRITTEN)
    assert [line for line in left_out(design(study)) if "acts on nothing" in line] == [TOLD]
    assert TOLD in run_study(study, patients=2).warnings


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("  n: 5\n  sets:\n", WRITTEN + "  sets:\n" + SET),
        ("  n: 5\n", WRITTEN + "  derived: {half: {formula: frailty / 2, assumed: {why: x, low: 0, high: 2}}}\n"),
    ],
)
def test_one_that_is_read_is_not(changed, old, new):
    assert not any("acts on nothing" in line for line in left_out(design(changed(old, new))))


def test_what_the_law_of_the_catalog_has_is_not_told(small):
    assert left_out(design(small)) == []


def test_a_model_that_has_laws_says_that_none_were_named():
    (line,) = left_out(design(load_study("eliana", overrides=["laws=null"])))
    assert line.startswith("persons are drawn from the prior law of the model 'b_all'")
    assert "laws: eliana" in line
    assert left_out(design(load_study("eliana"))) == []
    assert left_out(design(load_study("eliana", laws="none"))) == []


@pytest.mark.parametrize(("room", "told"), [("", True), ("{template: flu_bu}, ", False)])
def test_a_graft_without_conditioning_is_told(room, told):
    text = GRAFT.replace("regimen: [", f"regimen: [{room}")
    lines = left_out(design(check_study(parse_document(text, "graft.yaml"))))
    said = [line for line in lines if "no conditioning" in line]
    assert bool(said) is told
    if told:
        assert said[0].startswith("the arm 'graft alone' gives cd34_graft on day 0 and no conditioning before it")


@pytest.mark.parametrize(
    ("weight", "who"), [("weight < 1 [kg]", "nobody"), ("weight > 1 [kg]", "everybody"), ("weight < 40 [kg]", "")]
)
def test_a_group_of_nobody_or_everybody_is_told(changed, weight, who):
    plan = design(changed("  - remission\n", f"  - remission\n  - {{name: remission, as_: some, among: '{weight}'}}\n"))
    said = empty_groups(plan, drawn(plan))
    assert said == ([f"{who} is among those with {weight}: 'some' has nothing to compare"] if who else [])


@pytest.mark.parametrize(
    ("study", "old", "new", "line"),
    [
        ("rna-silencing", "{give: driver_editor, ", "{give: driver_editor, into: sirna.plasma, ",
         "'driver_editor' is given into 'sirna.plasma', where fusion_sirna acts: from there it does what that does; "
         "without into: it enters 'editor.active'"),
        ("cd33-deleted-graft", "{give: cd33_deleted_cd34, ", "{give: cd33_deleted_cd34, into: graft.infused_kept, ",
         "'cd33_deleted_cd34' is given into 'graft.infused_kept', where cd33_kept_cd34 acts"),
    ],
)  # fmt: skip
def test_a_product_in_the_place_of_another_is_told(study, old, new, line):
    text = shipped()[study]
    assert old in text
    plain, moved = (design(check_study(parse_document(one, "s.yaml"))) for one in (text, text.replace(old, new)))
    assert not any("is given into" in said for said in left_out(plain))
    (told,) = [said for said in left_out(moved) if "is given into" in said]
    assert told.startswith(line)


@pytest.mark.slow
@pytest.mark.parametrize("study", [name for name, text in shipped().items() if "into:" in text])
def test_no_study_that_comes_with_engraft_gives_a_product_in_the_place_of_another(study):
    assert not any("is given into" in said for said in left_out(design(load_study(study))))


@pytest.mark.parametrize(
    ("study", "cut", "said"),
    [
        ("tumor-site-delivery", "      - {give: thymidine_kinase_vector, day: 0}\n",
         "gives ganciclovir and nothing that has to come before it (one of thymidine_kinase_vector)"),
        ("question-12-safety-switch",
         '      - {give: tisagenlecleucel, dose: "car_t_dose [cell/kg], at most 2.5e8 cell", day: 0, over: 30 min, '
         "into: car.infused}\n",
         "gives rimiducid and nothing that has to come before it (one of tisagenlecleucel, "),
    ],
)  # fmt: skip
def test_what_acts_on_a_gene_is_told_where_nothing_with_the_gene_is_given(study, cut, said):
    text = shipped()[study]
    assert cut in text
    assert not any("come before it" in line for line in left_out(design(load_study(study))))
    lines = left_out(design(check_study(parse_document(text.replace(cut, ""), "s.yaml"))))
    assert any(said in line for line in lines)


def test_cells_that_a_model_starts_with_need_none_before():
    assert not any("come before it" in line for line in left_out(design(load_study("safety-switch"))))


def test_an_arm_without_a_graft_is_told_where_engraftment_is_asked():
    text = GRAFT.replace("overall_survival", "engraftment").replace("follow_up: 10 d", "follow_up: 110 d")
    bare = text.replace("{template: peripheral_blood_graft}", "{template: flu_bu}")
    (line,) = [said for said in left_out(design(check_study(parse_document(bare, "s.yaml")))) if "no graft" in said]
    assert line.startswith(
        "the arm 'graft alone' gives no graft: there 'engraftment' is the recovery of the persons' own"
    )
    assert not any("no graft" in said for said in left_out(design(check_study(parse_document(text, "s.yaml")))))
    unasked = bare.replace("[engraftment]", "[overall_survival]")
    assert not any("no graft" in said for said in left_out(design(check_study(parse_document(unasked, "s.yaml")))))


def test_other_cells_into_the_same_state_are_cells_to_act_on():
    text = shipped()["question-12-safety-switch"].replace("give: tisagenlecleucel", "give: car_19_22")
    assert not any("come before it" in line for line in left_out(design(check_study(parse_document(text, "s.yaml")))))
