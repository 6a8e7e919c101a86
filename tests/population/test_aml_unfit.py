import numpy as np

from engraft.language.source import Assumed
from engraft.population import draw
from engraft.population.catalog import get


def test_blasts_begin_where_aml_begins_and_go_as_recalled() -> None:
    blasts = draw(get("aml_unfit"), 20_000, seed=3).displayed()["marrow_blasts"].to_numpy()
    assert blasts.min() >= 20.0
    assert blasts.max() <= 95.0
    np.testing.assert_allclose([(blasts < 30.0).mean(), (blasts < 50.0).mean()], [0.3, 0.5], atol=0.012)


def test_everything_about_these_people_is_assumed_and_says_so() -> None:
    assert all(isinstance(one.source, Assumed) for one in get("aml_unfit").covariates)
