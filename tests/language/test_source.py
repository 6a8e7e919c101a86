"""A number without a source does not construct."""

import math

import pytest

from engraft.errors import SpecificationError
from engraft.language import Assumed, Calibrated, Paper
from engraft.language.source import check_source


@pytest.mark.parametrize(
    "doi",
    ["10.1016/j.cnsns.2020.105570", "doi:10.1002/psp4.12388", "PMID:12345678", "NCT02435849", "Kymriah label 2022"],
)
def test_a_reference_may_be_a_doi_or_a_known_identifier(doi):
    assert Paper(doi, "Table 1").text() == f"{doi}, Table 1"


@pytest.mark.parametrize("doi", ["", "  ", "https://doi.org/10.1016/j", "?", "12", None])
def test_what_is_no_reference_is_refused(doi):
    with pytest.raises(SpecificationError):
        Paper(doi, "Table 1")


def test_a_paper_needs_a_place():
    with pytest.raises(SpecificationError, match="place"):
        Paper("10.1000/example", "")


@pytest.mark.parametrize(("low", "high"), [(2, 1), (math.nan, 1), (0, math.inf)])
def test_an_assumption_has_ordered_finite_bounds(low, high):
    with pytest.raises(SpecificationError, match="bounds"):
        Assumed("a guess", low, high)


def test_an_assumption_and_a_run_are_explained():
    with pytest.raises(SpecificationError, match="empty"):
        Assumed("", 0, 1)
    with pytest.raises(SpecificationError, match="empty"):
        Calibrated("")
    assert Calibrated("run-7", "ELIANA").text() == "calibrated in run-7 (ELIANA)"
    assert Assumed("a guess", 0, 1).text() == "assumed: a guess (varied 0 to 1)"


@pytest.mark.parametrize("source", [None, "Smith 2020", 3])
def test_a_text_is_not_a_source(source):
    with pytest.raises(SpecificationError, match="has no source"):
        check_source(source, "the parameter 'k'")
