"""Everything that has a name can be shown, and a dose can be followed to its endpoints."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from engraft.cli.main import main
from engraft.cli.show import find, kinds
from engraft.errors import SpecificationError
from engraft.manufacturing.catalog import get as get_process

EVERY = 8  # one of eight is always shown, all of them with the slow tests
EVERYTHING = [
    pytest.param(f"{kind.word}:{name}", marks=[pytest.mark.slow] * (k % EVERY > 0))
    for kind in kinds()
    for k, name in enumerate(kind.names())
]


MADE = """\
engraft: 1
name: mine
title: Cells of a lot
question: How is it made?
model: b_all_spine
population: {law: eliana_baseline, n: 2}
start: -7 d
follow_up: 10 d
lots:
  mine:
    process: base_edited_car7
    stands_for: CD19
    collected: -30 d
    set: {culture.days: 8 day}
    parameters:
      vector.half_life: {value: 24 h, spread: 0.2, assumed: {why: another envelope, low: 8, high: 40}}
  spare: {process: tisa_cel}
arms:
  - {name: one, label: one, regimen: [{give: tisagenlecleucel, lot: mine}]}
endpoints: [lot]
"""


def told(capsys, name):
    assert main(["show", name, "--json"]) == 0
    return json.loads(capsys.readouterr().out)


@pytest.mark.parametrize("name", EVERYTHING)
def test_everything_shows_itself_in_80_columns_and_as_one_json_object(capsys, monkeypatch, name):
    kind, bare, _ = find(name)
    facts = kind.facts(bare)
    known = replace(kind, facts=lambda _: facts)  # looked up once, told twice
    monkeypatch.setattr("engraft.cli.show.kinds", lambda: [known])
    monkeypatch.setenv("COLUMNS", "80")
    assert main(["show", name]) == 0
    out, err = capsys.readouterr()
    assert err == ""
    assert "\x1b" not in out
    assert max(map(len, out.splitlines())) <= 80
    assert told(capsys, name)["kind"] == name.partition(":")[0]


def test_a_model_shows_equations_numbers_sources_and_limits(capsys):
    assert main(["show", "leontriana2021"]) == 0
    out = capsys.readouterr().out
    assert "d leukemia/dt" in out
    assert "- CAR T cells kill leukemia\n" in "\n".join(line.strip() + "\n" for line in out.splitlines())
    assert "kill · leukemia · car" in out
    assert "4.5e-11" in out
    assert "10.1016/j.cnsns.2020.105570" in out
    assert "cannot say: where the cells are" in out


def test_an_assumed_number_is_marked(capsys):
    assert main(["show", "b_all_spine"]) == 0
    assert "cells_per_weight *" in capsys.readouterr().out


def test_every_parameter_of_every_model_shows_its_source(capsys):
    for kind in kinds():
        if kind.word == "model":
            for name in kind.names():
                assert all(one["source"] for one in told(capsys, name)["parameters"])


def chain_of(chains, product):
    return next(one for one in chains if one["product"] == product)


def test_a_chain_leads_from_dose_to_endpoint(capsys):
    chain = chain_of(told(capsys, "eliana-spine")["chains"], "fludarabine")
    flows = {one["flow"]: one for one in chain["flows"]}
    assert chain["dose_into"] == "flu_cy.fludarabine"
    assert chain["exposure"][0] == "flu_cy.fludarabine_plasma"
    assert flows["flu_cy.fludarabine acts"]["order"] == 1
    assert flows["neutrophils.drugs stop progenitors"]["reads"] == ["flu_cy.fludarabine_effect"]
    assert "neutrophils.anc" in chain["observables"]
    assert any(label.startswith("Neutrophil recovery") for label in chain["endpoints"])


def test_a_dose_of_cells_does_not_move_neutrophils(capsys):
    chain = chain_of(told(capsys, "eliana-spine")["chains"], "tisagenlecleucel")
    assert "death.active_disease" in chain["hazards"]
    assert "neutrophils.anc" not in chain["observables"]
    assert not any(label.startswith("Neutrophil recovery") for label in chain["endpoints"])


def test_an_engager_reaches_b_cells_by_killing_and_an_endpoint(capsys):
    said = told(capsys, "product:blinatumomab")
    assert set(said["chains"]) == {"adult_b_all", "clements2020", "hosseini2020"}
    kills = [one["flow"] for one in said["chains"]["adult_b_all"]["flows"]]
    assert "leukemia.engaged T cells kill CD19 positive leukemia" in kills
    assert said["source"].startswith("BLINCYTO US label, set id 38b482a8")
    chain = said["chains"]["hosseini2020"]
    flows = {one["flow"]: one for one in chain["flows"]}
    assert chain["exposure"] == ["blinatumomab.concentration"]
    assert flows["lymphoid.T cells kill B cells of blood"]["moves"] == ["lymphoid.b_cells_blood"]
    assert flows["lymphoid.T cells of blood make IL-6"]["moves"] == ["lymphoid.il6_blood"]
    assert chain["endpoints"] == ["B-cell aplasia", "B-cell aplasia after reinfusion"]


def test_every_product_given_in_a_study_has_its_chain(capsys):
    said = told(capsys, "eliana-spine")
    assert [one["product"] for one in said["chains"]] == ["fludarabine", "cyclophosphamide", "tisagenlecleucel"]
    assert all(one["endpoints"] for one in said["chains"])


def test_a_study_file_shows_like_a_study(brief, capsys):
    assert told(capsys, brief)["arms"][1]["regimen"] == ["axicabtagene ciloleucel 1.8e+08 cell on days 0, 20"]


def test_a_study_shows_how_its_lots_are_made(tmp_path, capsys, monkeypatch):
    monkeypatch.setenv("COLUMNS", "80")
    path = tmp_path / "mine.yaml"
    path.write_text(MADE)
    mine, spare = told(capsys, str(path))["lots"]
    assert (mine["process"], mine["stands_for"], mine["antigen"], mine["collected_day"]) == (
        "base_edited_car7", "CD19", "CD7", -30.0,
    )  # fmt: skip
    assert (mine["given_in"], spare["given_in"]) == (["one"], [])
    decided = [one for one in mine["decisions"] if one["by_the_study"]]
    assert [(one["name"], one["value"], one["source"]) for one in decided] == [
        ("culture.days", 8.0, "chosen by the study")
    ]
    assert {one["name"] for one in mine["decisions"]} == set(get_process("base_edited_car7").choices)
    changed = mine["changed"][0]
    assert [changed[key] for key in ("name", "value", "unit", "spread")] == ["vector.half_life", 24.0, "hour", 0.2]
    assert "another envelope" in changed["source"]
    assert main(["show", str(path)]) == 0
    out = capsys.readouterr().out
    assert "Lot 'mine': base_edited_car7" in out
    assert "holds cells against CD7, stands for CD19" in out
    assert "given in no arm" in out
    assert max(map(len, out.splitlines())) <= 80


def test_a_name_of_two_kinds_says_so(capsys):
    assert main(["show", "kimmel2021"]) == 0
    assert "engraft show study:kimmel2021" in capsys.readouterr().out
    assert find("study:kimmel2021")[0].word == "study"


def test_a_template_says_what_it_gives_on_which_days(capsys):
    said = told(capsys, "flu_cy")
    assert said["kind"] == "template"
    assert [(one["product"], one["days"]) for one in said["gives"]] == [
        ("fludarabine", [-6.0, -5.0, -4.0, -3.0]), ("cyclophosphamide", [-6.0, -5.0]),
    ]  # fmt: skip
    assert all(one["source"] for one in said["gives"])
    assert "NEJMoa1709866" in said["references"]
    assert main(["show", "flu_cy"]) == 0
    out = capsys.readouterr().out
    assert "fludarabine" in out
    assert "- {template: flu_cy, day: -6}" in out
    assert "----" not in out


def test_a_template_of_rules_says_when_each_is_given(capsys):
    said = told(capsys, "eliana_ward")
    assert said["first_day"] == 0.0
    assert {"tocilizumab", "norepinephrine", "ventilation", "anakinra"} <= {one["product"] for one in said["gives"]}
    assert any(line.startswith("tocilizumab") and "at most 4 times, 8 h apart" in line for line in said["regimen"])
    assert main(["show", "eliana_ward"]) == 0
    out = capsys.readouterr().out
    assert "- {template: eliana_ward, day: 0}" in out
    assert "\n  - fluids: two boluses of 20 mL/kg" in out
    assert "\n  - vasopressors: norepinephrine" in out
    assert "----" not in out


@pytest.mark.parametrize(
    ("name", "hint"),
    [
        ("foo:bar", "known: effect, endpoint, model, population, process, product, study, template"),
        ("modle:nothing", "'model'"),
        ("foo:kimmel2021", "'model:kimmel2021' or 'study:kimmel2021'"),
        ("modle:kimmel2021", "'model:kimmel2021'"),
    ],
)  # fmt: skip
def test_an_unknown_kind_is_answered_with_the_nearest(name, hint, capsys):
    assert main(["show", name]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert "is no kind of thing to show" in err
    assert hint in err
    assert len(err.splitlines()) == 2


@pytest.mark.parametrize(
    ("name", "hint"),
    [("kimmel2012", "'kimmel2021'"), ("product:tisagenleclucel", "'tisagenlecleucel'"), ("model:remission", "known")],
)
def test_an_unknown_name_is_answered_with_the_nearest(name, hint):
    with pytest.raises(SpecificationError, match="is called") as error:
        find(name)
    assert hint in str(error.value)


def within(capsys, name, place):
    assert main(["show", name, "--in", place, "--json"]) == 0
    return json.loads(capsys.readouterr().out)


def test_a_product_is_followed_through_one_study(capsys, brief):
    said = within(capsys, "axicabtagene_ciloleucel", brief)
    assert (said["kind"], said["place"], list(said["chains"])) == ("product", "study", ["brief"])
    chain = said["chains"]["brief"]
    assert chain["dose_into"] == "b_lymphoma.car"
    assert "b_lymphoma.CAR T cells kill tumor" in {one["flow"] for one in chain["flows"]}
    assert chain["endpoints"] == ["Expansion of CAR T cells"]  # of this study, not of all that fit its model
    assert main(["show", "product:axicabtagene_ciloleucel", "--in", brief]) == 0
    out = capsys.readouterr().out
    assert "In study brief" in out
    assert "into b_lymphoma.car [cell]" in out
    assert "2017-10-18 (FDA)" in out


def test_a_product_that_a_study_gives_elsewhere_is_followed_from_there(capsys):
    said = within(capsys, "tisagenlecleucel", "eliana")
    assert [one["dose_into"] for one in said["chains"].values()] == ["car.infused"]


def test_a_product_is_followed_through_one_model(capsys):
    said = within(capsys, "tisagenlecleucel", "b_all_spine")
    everywhere = told(capsys, "product:tisagenlecleucel")
    assert (said["place"], list(said["chains"])) == ("model", ["b_all_spine"])
    assert said["chains"]["b_all_spine"] == everywhere["chains"]["b_all_spine"]


@pytest.mark.parametrize(
    ("name", "place", "said", "hint"),
    [
        ("tisagenlecleucel", "kimmel2021", "no arm of 'kimmel2021' gives tisagenlecleucel", "axicabtagene"),
        ("tisagenlecleucel", "chen2019", "has no state 'b_all.car'", ""),
        ("tisagenlecleucel", "elianna", "no study is called 'elianna'", "'eliana'"),
        ("tisagenlecleucl", "eliana", "--in follows a product, and 'tisagenlecleucl' is none", "'tisagenlecleucel'"),
        ("eliana", "eliana", "--in follows a product, and 'eliana' is a study", ""),
    ],
)
def test_what_cannot_be_followed_is_told(capsys, name, place, said, hint):
    assert main(["show", name, "--in", place]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert said in err
    assert hint in err
    assert len(err.splitlines()) <= 3


@pytest.mark.parametrize(("study", "cells"), [("eliana-spine", True), ("cml-stop", False), ("maintenance-6mp", False)])
def test_only_a_study_of_cells_speaks_of_their_infusion(capsys, study, cells):
    assert main(["show", study]) == 0
    assert ("day 0 is the infusion of cells" in capsys.readouterr().out) is cells


def test_a_model_without_cells_has_no_endpoint_of_cells_and_a_level_stands_in_for_none(capsys):
    names = {"Expansion by burden and response", "The lot", "Late malignancy", "Cellular kinetics as sampled"}
    said = _within(capsys, "fusion_sirna", "aml_silencing")
    assert "Knock-down" in said["endpoints"]
    assert names.isdisjoint(said["endpoints"])
    assert names <= set(_within(capsys, "tisagenlecleucel", "b_all_spine")["endpoints"])
    assert "The lot" not in _within(capsys, "tocilizumab", "b_all")["endpoints"]
    said = _within(capsys, "ganciclovir", "tumor_site")
    assert (said["endpoints"], "leukemia.total" in said["levels"]) == ([], True)
    assert main(["show", "ganciclovir", "--in", "tumor_site"]) == 0
    assert "none here; {name: level, of: …} reads payload.kill" in capsys.readouterr().out


def _within(capsys, product, model):
    assert main(["show", product, "--in", model, "--json"]) == 0
    (chain,) = json.loads(capsys.readouterr().out)["chains"].values()
    return chain


def test_another_thing_of_the_name_is_said_first(capsys):
    assert main(["show", "reinfusion"]) == 0
    first = capsys.readouterr().out.splitlines()[0]
    assert first == "This is the study; there is also an endpoint: engraft show endpoint:reinfusion"


def test_a_model_that_lacks_the_state_is_answered_with_those_that_have_it(capsys):
    assert main(["show", "fusion_sirna", "--in", "tumor_site"]) == 2
    assert "models that have it: aml_silencing" in capsys.readouterr().err
