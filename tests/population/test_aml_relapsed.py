import numpy as np
import pytest

from engraft.population import draw
from engraft.population.catalog import get


@pytest.mark.parametrize(
    ("name", "age", "lowest", "highest"), [("aml_relapsed", 70.0, 22.0, 90.0), ("aml_first_salvage", 52.0, 16.0, 77.0)]
)
def test_ages_are_those_of_the_trial_and_of_the_registry(name, age, lowest, highest):
    years = draw(get(name), 20_000, seed=3).displayed()["age"].to_numpy()
    assert np.median(years) == pytest.approx(age, abs=1.0)
    assert (years.min(), years.max()) == (pytest.approx(lowest, abs=0.5), pytest.approx(highest, abs=0.5))


@pytest.mark.parametrize("name", ["aml_relapsed", "aml_first_salvage"])
def test_marrow_blasts_have_the_median_of_the_registry_and_are_active(name):
    blasts = draw(get(name), 20_000, seed=3).displayed()["marrow_blasts"].to_numpy()
    assert np.median(blasts) == pytest.approx(27.0, abs=0.7)
    assert blasts.min() >= 5.0


def test_two_thirds_had_an_agent_before_and_a_sixth_has_flt3_itd_at_salvage():
    assert draw(get("aml_relapsed"), 20_000, seed=3).covariate("prior_hma").mean() == pytest.approx(45 / 70, abs=0.01)
    assert draw(get("aml_first_salvage"), 20_000, seed=3).covariate("flt3_itd").mean() == pytest.approx(0.16, abs=0.01)
