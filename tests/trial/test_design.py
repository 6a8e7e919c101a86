"""Names that nothing answers to, and parts that do not fit, are found before anything runs."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from engraft.errors import EngraftError, SpecificationError
from engraft.trial import Study, check_study, design, load_study, parse_document, shipped

FAULTS = [
    ("model: b_all_spine", "model: b_all_spin", "model", "did you mean 'b_all_spine'"),
    ("b_all.growth:", "b_all.grwth:", "parameters.b_all.grwth", "did you mean 'b_all.growth'"),
    ("value: 0.03 1/day", "value: 0.03 1/kg", "parameters.b_all.growth", "unit"),
    ("value: 0.03 1/day", "value: nan 1/day", "parameters.b_all.growth", "not a quantity"),
    ("law: eliana_baseline", "law: eliana_base", "population.law", "did you mean 'eliana_baseline'"),
    ("formula: weight", "formula: wieght", "population.sets.body.weight", "did you mean 'weight'"),
    ("body.weight:", "body.wait:", "population.sets.body.wait", "did you mean 'body.weight'"),
    ("template: flu_cy", "template: flucy", "arms.0.regimen.0.template", "did you mean 'flu_cy'"),
    ("day: -6", "day: -9", "arms.0.regimen.0", "before the run starts"),
    ("give: tisagenlecleucel", "give: tisagenlecleucell", "arms.0.regimen.1.give", "did you mean"),
    ("3.1e6 cell/kg", "3.1e6", "arms.0.regimen.1.dose", "no basis"),
    ("3.1e6 cell/kg", "3.1e6 cel/kg", "arms.0.regimen.1.dose", "did you mean 'cell'"),
    ("3.1e6 cell/kg", "-3.1e6 cell/kg", "arms.0.regimen.1.dose", "cannot be given"),
    ("3.1e6 cell/kg", "3.1 mg", "arms.0.regimen.1.dose", "wrong kind"),
    ("over: 30 min", "into: b_all.carr", "arms.0.regimen.1", "did you mean 'b_all.car'"),
    ("car_t_dose [cell/kg]", "car_t_doze [cell/kg]", "arms.1.regimen.0.dose", "did you mean 'car_t_dose'"),
    ("car_t_dose [cell/kg]", "weight [cell/kg]", "arms.1.regimen.0.dose", "no dose in cell/kg"),
    ("3.1e6 cell/kg", "3.1e6 cell/kg, at most -2 cell", "arms.0.regimen.1.dose", "allows nothing"),
    ("3.1e6 cell/kg", "1e30 cell", "arms.0.regimen.1.dose", "is more than anybody can be given"),
    ("3.1e6 cell/kg", "3.1e15 cell/kg", "arms.0.regimen.1.dose", "expected at most 1e+14 cell"),
    ("day: 0, over", "day: 121, over", "arms.0.regimen.1", "after the follow-up"),
    ("time > 40 [day]", "time > 40", "arms.1.regimen.1", "write 60 [day] in text"),
    ("[{from: 0, to: 30, every: 12 h}]", "[{from: 0, to: 30, every: 1e-6 s}]", "rounds", "too many rounds"),
    ("visits: [0, 7, 14, 28, 56, 90]", "visits: {every: 1 s}", "visits", "too many visits"),
    ("visits: [0, 7, 14, 28, 56, 90]", "visits: {every: 1e-300 d}", "visits", "too many visits"),
    ("{name: event_free_survival,", "{name: event_free_survival, as_: age,", "endpoints.1", "a column of the outcomes"),
    ("{name: event_free_survival,", "{name: event_free_survival, as_: end,", "endpoints.1", "a column of the outcomes"),
    ("time > 40 [day]", "blood.cra > 4 [cell/uL]", "arms.1.regimen.1", "did you mean 'blood.car'"),
    ("time > 40 [day]", "time > 40 [kg]", "arms.1.regimen.1", "time"),
    ("[{from: 0, to: 30, every: 12 h}]", "[{from: 0, to: 30, every: 12 h}, {from: 20, to: 40, every: 1 d}]",
     "rounds", "overlap"),
    ("visits: [0, 7", "visits: [0, 700", "visits.1", "outside"),
    ("observable: blood.car", "observable: blood.cra", "assays.0", "did you mean 'blood.car'"),
    ("unit: cell/uL", "unit: mg/L", "assays.0", "cannot read"),
    ("unit: cell/uL", "unit: 1e9/L", "assays.0", "hides a factor"),
    ("  - remission\n", "  - remision\n", "endpoints.0", "did you mean 'remission'"),
    ("  - remission\n", "  - {name: remission, blast: x}\n", "endpoints.0", "did you mean 'blasts'"),
    ("  - remission\n", "  - {name: remission, mrd_assay: flo}\n", "endpoints.0", "did you mean 'flow'"),
    ("  - remission\n", "  - {name: remission, transfusions: [bakc]}\n", "endpoints.0", "did you mean 'back'"),
    ("  - remission\n", "  - {name: remission, further_therapy: [d.x]}\n", "endpoints.0", "is no hazard"),
    ("until: 60", "until: 160", "endpoints.2", "after the follow-up"),
    ("endpoint: remission,", "endpoint: remision,", "published.0.endpoint", "did you mean 'remission'"),
    ("arm: once", "arm: one", "published.0.arm", "did you mean 'once'"),
    ("arm: once", "over: agian", "published.0.over", "did you mean 'again'"),
    ("arm: once, value", "arm: again, over: once, contrast: hazard_ratio, value", "published.0.endpoint",
     "no time to event"),
    ("arm: once", "over: once", "published.0.over", "is divided by itself"),
    ("arm: once", "arm: again, over: again", "published.0.over", "is divided by itself"),
    ("flu_cy, day: -6", "flu_cy, day: -6, without: [x]", "arms.0.regimen.0.without", "this regimen has no rules"),
    ("flu_cy, day: -6", "eliana_ward, without: [steroid]", "arms.0.regimen.0.without", "did you mean 'steroids'"),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "path", "said"), FAULTS)
def test_a_fault_is_told_with_its_place(
    changed: Callable[[str, str], Study], place, old: str, new: str, path: str, said: str
) -> None:
    with pytest.raises(SpecificationError) as caught:
        design(changed(old, new))
    assert str(caught.value).startswith(f"{place(old, new, path)}: ")
    assert said in str(caught.value)
    assert str(caught.value).count("\n") <= 2


def test_two_rules_of_one_name_are_told_apart_by_their_place(changed: Callable[[str, str], Study]) -> None:
    twice = '"1e8 cell", at_most: 1}\n      - {rule: back, when: "time > 50 [day]", give: tisagenlecleucel}'
    with pytest.raises(SpecificationError, match=r"small\.yaml:27: arms\.1\.regimen\.2: two rules are called 'back'"):
        design(changed('"1e8 cell", at_most: 1}', twice))


@pytest.mark.parametrize("name", sorted(shipped()))
def test_shipped_studies_fit_together(name: str) -> None:
    plan = design(load_study(name))
    assert all(arm.run.needs == plan.arms[0].run.needs for arm in plan.arms)


def test_the_study_sets_what_it_says(small: Study) -> None:
    plan = design(small)
    assert plan.system.parameter("b_all.growth").value == 0.03
    assert plan.system.parameter("b_all.growth").spread > 0.0
    assert [effect.parameter for effect in plan.population.effects] == ["body.weight"]
    assert [arm.label for arm in plan.arms] == ["cells once", "cells again"]


def test_a_rule_that_is_left_out_never_fires_and_the_others_are_as_they_were() -> None:
    arms = {arm.name: arm.run.regimen for arm in design(load_study("eliana-nulls")).arms}
    left = {"no-tocilizumab": {"tocilizumab"}, "no-steroids": {"steroids", "steroids_continued", "anakinra"}}
    for name, regimen in arms.items():
        pairs = zip(regimen.rules, arms["as-treated"].rules, strict=True)
        assert {one.name for one, other in pairs if one != other} == left.get(name, set())


@pytest.mark.parametrize("every", ["24 h", "6 h"])
def test_rounds_that_do_not_match_the_ward_are_refused(every: str) -> None:
    settings = [f"rounds.0.every={every}", "laws=none"]
    with pytest.raises(SpecificationError, match="the ward of arm 'tisa-cel' orders for 12 hours at a time"):
        design(load_study("eliana", overrides=settings))


TRAITS = "{b_all.growth: {value: 0.06 1/day, assumed: {why: another binder, low: 0.01, high: 0.1}}}"


def test_a_study_writes_traits_of_a_product(text: str) -> None:
    changed = text.replace("day: 0, over: 30 min}", f"day: 0, over: 30 min, traits: {TRAITS}}}")
    plan = design(check_study(parse_document(changed, "small.yaml")))
    once, again = plan.arms
    assert [one.trait.parameter for one in once.run.traits] == ["b_all.growth"]
    assert once.run.traits[0].factor == pytest.approx(0.06 * 30.0)  # beside the model's, not the study's own 0.03
    assert again.run.traits == ()


def test_a_trait_of_nothing_and_one_without_source_are_refused(text: str) -> None:
    for wrong, said in (
        ("b_all.grwth", r"(?s)traits.*did you mean 'b_all.growth'"),
        ("b_all.kill", "unit|dimension|value"),
    ):
        traits = TRAITS.replace("b_all.growth", wrong)
        changed = text.replace("day: 0, over: 30 min}", f"day: 0, over: 30 min, traits: {traits}}}")
        with pytest.raises(EngraftError, match=said) as told:
            design(check_study(parse_document(changed, "small.yaml")))
        assert "small.yaml" in str(told.value)
    bare = text.replace("day: 0, over: 30 min}", "day: 0, traits: {b_all.growth: {value: 0.06 1/day}}}")
    with pytest.raises(EngraftError, match="one source"):
        check_study(parse_document(bare, "small.yaml"))


def test_two_products_that_differ_are_refused_in_one_arm(text: str) -> None:
    rule = '{rule: back, when: "time > 40 [day]", give: tisagenlecleucel,'
    changed = text.replace(rule, f"{rule} traits: {TRAITS},")
    with pytest.raises(EngraftError, match=r"differ in 'b_all.growth'"):
        design(check_study(parse_document(changed, "small.yaml")))


def test_courses_are_kept_at_visits_without_an_assay(changed: Callable[[str, str], Study]) -> None:
    assay = "  - {name: flow, observable: blood.car, unit: cell/uL, lloq: 0.1, sd_log: 0.3, "
    assay += "assumed: {why: usual, low: 0.1, high: 1}}"
    for study in (changed(f"assays:\n{assay}\n", "").document, changed("visits: [0, 7", "visits: [0, 8").document):
        visits = study.data["visits"]
        assert set(visits) <= set(design(check_study(study)).arms[0].run.needs.times)


def test_courses_are_kept_before_day_0_as_far_apart_as_the_visits() -> None:
    for arm in design(load_study("cml-stop")).arms:
        gaps = np.diff(arm.run.needs.times)
        assert arm.run.needs.times[0] == pytest.approx(-85.7 * 30.4375)
        assert gaps.max() == pytest.approx(30.4375)


def test_platelets_that_a_rule_gives_are_no_infusion_to_count_from() -> None:
    from engraft.trial.design import infuses_cells

    assert infuses_cells(design(load_study("eliana")))
    assert not infuses_cells(design(load_study("tower")))
