"""Schedules of visits by name."""

import pytest

from engraft.errors import SpecificationError
from engraft.trial import check_study, design, parse_document
from engraft.trial.schedules import schedule
from engraft.trial.silent import left_out

YEARS = "visits: {schedule: gene_therapy_15_years}"


def test_it_is_fifteen_years_of_which_five_are_examined():
    found = schedule("gene_therapy_15_years")
    assert [round(day / 365.25) for day in found.days] == list(range(16))
    assert max(found.examined) == pytest.approx(5 * 365.25)


def test_a_study_looks_on_those_days_as_far_as_it_goes(text):
    long = text.replace("visits: [0, 7, 14, 28, 56, 90]", YEARS).replace("120 d", "2000 d")
    plan = design(check_study(parse_document(long, "long.yaml")))
    assert plan.visits == tuple(365.25 * year for year in range(6))


def test_visits_that_come_after_the_follow_up_are_told(text):
    def said(days):
        whole = text.replace("visits: [0, 7, 14, 28, 56, 90]", YEARS).replace("120 d", days)
        return [line for line in left_out(design(check_study(parse_document(whole, "long.yaml")))) if "visits" in line]

    assert said("2000 d")[0].startswith("10 of the 16 visits of the schedule 'gene_therapy_15_years' are left out")
    assert said("5479 d") == []


def test_an_unknown_schedule_is_answered_with_its_place(text):
    wrong = text.replace("visits: [0, 7, 14, 28, 56, 90]", "visits: {schedule: gene_therapy_5_years}")
    with pytest.raises(SpecificationError) as error:
        design(check_study(parse_document(wrong, "long.yaml")))
    assert "visits.schedule" in str(error.value)
    assert "gene_therapy_15_years" in str(error.value)
