from engraft.outcomes import names
from engraft.report.words import ENDPOINTS

WITHOUT_CURVE = {
    "remission", "cellular_kinetics", "counts_in_range", "crs", "icans", "kinetic_fit", "kinetic_ordering",
    "leukopenia", "level", "iwcll_response", "lugano_response",
    "sampled_kinetics", "hypogammaglobulinemia", "icaht", "infection", "non_relapse_mortality", "relapse_by_clone",
    "severe_care", "aml_response", "immune_related_events",
}  # fmt: skip


def test_every_endpoint_that_draws_a_curve_is_worded():
    assert set(names()) - WITHOUT_CURVE == set(ENDPOINTS)
