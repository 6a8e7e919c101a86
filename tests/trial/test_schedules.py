"""Schedules of visits by name."""

import pytest

from engraft.errors import SpecificationError
from engraft.trial import check_study, design, parse_document
from engraft.trial.schedules import schedule

YEARS = "visits: {schedule: gene_therapy_15_years}"


def test_it_is_fifteen_years_of_which_five_are_examined():
    found = schedule("gene_therapy_15_years")
    assert [round(day / 365.25) for day in found.days] == list(range(16))
    assert max(found.examined) == pytest.approx(5 * 365.25)


def test_a_study_looks_on_those_days_as_far_as_it_goes(text):
    long = text.replace("visits: [0, 7, 14, 28, 56, 90]", YEARS).replace("120 d", "2000 d")
    plan = design(check_study(parse_document(long, "long.yaml")))
    assert plan.visits == tuple(365.25 * year for year in range(6))


def test_an_unknown_schedule_is_answered_with_its_place(text):
    wrong = text.replace("visits: [0, 7, 14, 28, 56, 90]", "visits: {schedule: gene_therapy_5_years}")
    with pytest.raises(SpecificationError) as error:
        design(check_study(parse_document(wrong, "long.yaml")))
    assert "visits.schedule" in str(error.value)
    assert "gene_therapy_15_years" in str(error.value)
