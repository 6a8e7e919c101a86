"""A parameter that is a share is refused outside of 0 to 1, wherever a study sets it."""

from __future__ import annotations

import pytest

from engraft.errors import SpecificationError
from engraft.models import build
from engraft.trial import check_study, design, parse_document, shipped
from engraft.trial.whole_shares import refuse_no_share

TEXT = shipped()["rna-silencing"]


def with_value(name: str, value: str):
    """Design the study with one parameter set."""
    line = f"parameters:\n  {name}: {{value: {value}, source: {{doi: a test, where: nowhere}}}}\n"
    return design(
        check_study(parse_document(TEXT.replace("model: aml_silencing\n", f"model: aml_silencing\n{line}"), "s.yaml"))
    )


@pytest.mark.parametrize("name", ["editor.reached", "editor.succeeds", "silencing.marrow_share"])
@pytest.mark.parametrize("value", ["1.5 1", "-0.1 1", "140 percent"])
def test_a_share_outside_of_0_to_1_is_refused_by_name_with_what_it_is(name, value):
    with pytest.raises(SpecificationError, match=f"'{name}' is a share and lies outside of 0 to 1") as told:
        with_value(name, value)
    assert "share of" in str(told.value)


@pytest.mark.parametrize("value", ["0 1", "1 1", "30 percent"])
def test_the_ends_and_percent_are_shares(value):
    assert with_value("editor.reached", value).system.parameter("editor.reached").value <= 1.0


def test_what_is_no_share_may_be_more_than_one():
    assert with_value("leukemia.steepness", "4 1").system.parameter("leukemia.steepness").value == 4.0


SHARES = {
    "cd33_graft": ["graft.surviving", "graft.progenitors_with_cd33"],
    "sickle_cell": ["corrected.surviving", "uncorrected.surviving"],
    "b_all_universal": ["rejection.t_share", "rejection.nk_share", "rejection.class_two", "rejection.alloreactive"],
    "b_all_two_antigens": ["leukemia.through_cd22"],
    "b_all_anti_car": ["anti_car.naive_share", "anti_car.precursors", "anti_car.kept"],
    "tumor_site": ["payload.bystander"],
    "aml_silencing": ["leukemia.residual_division", "others.blasts"],
}


@pytest.mark.parametrize(("model", "name"), [(model, name) for model, names in SHARES.items() for name in names])
@pytest.mark.parametrize("value", [1.5, -0.5])
def test_shares_of_the_models_of_genes_stay_shares_whatever_bounds_a_study_gives(model, name, value):
    known = build(model).parameter(name)
    with pytest.raises(SpecificationError, match=f"'{name}' is a share"):
        refuse_no_share(name, known.description, value, known.unit)
    refuse_no_share(name, known.description, 1.0, known.unit)


def test_a_study_that_sets_one_is_refused_at_its_line():
    text = shipped()["cd33-deleted-graft"].replace(
        "model: cd33_graft\n",
        "model: cd33_graft\nparameters:\n  graft.surviving: {value: 1.5 1, assumed: {why: a test, low: 0, high: 2}}\n",
    )
    with pytest.raises(SpecificationError, match=r"'graft.surviving' is a share and lies outside of 0 to 1"):
        design(check_study(parse_document(text, "s.yaml")))
