"""A parameter that is a share is refused outside of 0 to 1, wherever a study sets it."""

from __future__ import annotations

import pytest

from engraft.errors import SpecificationError
from engraft.trial import check_study, design, parse_document, shipped

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
