import math

import pytest

from engraft.outcomes import names
from engraft.outcomes.figure import Figure
from engraft.report.words import ENDPOINTS, cell, in_words, quantity

WITHOUT_CURVE = {
    "remission", "cellular_kinetics", "clonal_drift", "counts_in_range",
    "crs", "icans", "kinetic_fit", "kinetic_ordering",
    "late_malignancy", "reinfusion", "leukopenia", "level", "lot", "iwcll_response", "lugano_response",
    "sampled_kinetics", "hypogammaglobulinemia", "icaht", "infection", "non_relapse_mortality", "relapse_by_clone",
    "severe_care", "aml_response", "immune_related_events",
    "therapeutic_index", "fold_change", "knock_down",
}  # fmt: skip


def test_every_endpoint_that_draws_a_curve_is_worded():
    assert set(names()) - WITHOUT_CURVE == set(ENDPOINTS)


@pytest.mark.parametrize(("unit", "said"), [("1", "–"), ("day", "not reached"), ("fraction", "–")])
def test_a_ratio_to_nothing_is_a_dash_and_a_median_is_not_reached(unit, said):
    assert cell(Figure(math.nan, math.nan, math.nan, 9, unit, "x"), 9) == said
    assert quantity(math.nan, unit) == said


def test_a_word_that_begins_small_for_a_reason_keeps_it():
    assert in_words("mRNA of the driver, day 2") == "mRNA of the driver, day 2"
    assert in_words("message of the driver") == "Message of the driver"
