from engraft.outcomes import names
from engraft.report.words import ENDPOINTS

WITHOUT_CURVE = {"remission", "cellular_kinetics", "crs", "icans", "kinetic_fit", "sampled_kinetics"}


def test_every_endpoint_that_draws_a_curve_is_worded():
    assert set(names()) - WITHOUT_CURVE == set(ENDPOINTS)
