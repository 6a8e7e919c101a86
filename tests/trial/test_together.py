"""An interaction that is known and not in the model is named with its source; one that is in it is not."""

from __future__ import annotations

import pytest

from engraft.report import report_html, result_object, result_text
from engraft.therapy.catalog import get
from engraft.therapy.catalog.interactions import BESIDE, INTERACTIONS, kinds, known_of
from engraft.trial import design, load_study, run_study
from engraft.trial.together import sentences, together


def pairs(study, kind):
    return {one.pair: one for one in together(design(study)) if one.kind == kind}


def test_a_known_interaction_that_is_missing_is_named_with_its_source():
    missing = pairs(load_study("aml-salvage"), "not modelled")
    one = missing["fludarabine × cytarabine"]
    assert "triphosphate" in one.known
    assert one.source.startswith("Blood 2004;103:2908")


def test_steroids_and_car_t_cells_are_in_the_model_of_b_all():
    study = load_study("eliana")
    assert "tisagenlecleucel × methylprednisolone" in pairs(study, "modelled")
    assert not any("methylprednisolone" in pair for pair in pairs(study, "not modelled"))


@pytest.mark.parametrize("drug", ["fludarabine", "cyclophosphamide"])
def test_lymphodepletion_and_car_t_cells_meet_through_lymphocytes(drug):
    plan = design(load_study("eliana"))
    (one,) = [one for one in together(plan) if one.pair == f"{drug} × tisagenlecleucel"]
    assert (one.kind, one.where) == ("modelled", ("car.CAR T cells divide",))
    assert "IL-15 rises" in one.known
    assert one.source.startswith("10.1098/rspb.2021.0229")
    assert not any(one.pair in line for line in sentences(together(plan)))


def test_a_model_without_lymphocytes_lacks_what_lymphodepletion_does(small):
    missing = pairs(small, "not modelled")
    assert {"fludarabine × tisagenlecleucel", "cyclophosphamide × tisagenlecleucel"} <= missing.keys()


def test_medicines_that_engraft_does_not_have_are_named_too():
    assert "vincristine × azole antifungals" in pairs(load_study("eliana"), "not modelled")


def test_two_that_kill_the_same_cells_add(small):
    (one,) = pairs(small, "adds").values()
    assert one.pair == "fludarabine × cyclophosphamide"
    assert one.arms == ("cells once",)
    assert any(
        line.startswith("no term of the model is for two together, and what is known of them was not looked up")
        for line in sentences(together(design(small)))
    )


def test_nothing_is_said_of_a_product_alone_and_of_no_product(changed):
    study = changed("      - {template: flu_cy, day: -6}\n", "")
    assert together(design(study)) == ()
    assert sentences(()) == ()


def test_who_is_named_first_does_not_matter():
    car_t, steroid = get("brexucabtagene_autoleucel"), get("dexamethasone")
    assert list(known_of(car_t, steroid)) == list(known_of(steroid, car_t)) != []
    assert list(known_of(car_t, get("vincristine"))) == []


@pytest.mark.parametrize("one", [*INTERACTIONS, *BESIDE], ids=lambda one: one.known[:30])
def test_what_is_known_is_of_products_of_the_catalog(one):
    from engraft.therapy.catalog import names

    named = {word for name in names() for word in kinds(get(name))}
    ends = {one.product} if one in BESIDE else {one.first, one.second}
    assert ends <= named


def test_report_json_and_terminal_name_it():
    result = run_study(load_study("aml-venaza"), patients=4)
    assert "not modelled: venetoclax × azole antifungals" in " ".join(result.warnings)
    assert "Not modelled: venetoclax × azole antifungals" in " ".join(result_text(result, width=200).split())
    said = {f"{one['first']} × {one['second']}": one["kind"] for one in result_object(result)["together"]}
    assert said["venetoclax × azacitidine"] == "not modelled"
    page = report_html(result)
    assert "Known, and not in this model" in page
    assert "2 known interactions of what is given are not in the model" in page
