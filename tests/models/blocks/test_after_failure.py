import math

import numpy as np
import pytest

from engraft.models.blocks.after_failure import AfterFailure
from engraft.simulate import Needs, simulate
from engraft.therapy import Regimen

MONTH = 30.4375


@pytest.fixture
def alive(hold, people):
    """Follow many persons whose marrow never changes; give the days of each event and the end."""

    def run(blasts, ventilated=0.0, last=365.0, n=4000):
        system = hold(
            AfterFailure().system("failure"), {"blast_fraction": (blasts, "1"), "ventilated": (ventilated, "1")}
        )
        cohort = people(list(range(n)), weight=[30.0] * n)
        done = simulate(system, Regimen(), cohort, needs=Needs(), span=(0.0, last), seed=2)
        return done.hazards, done.end_time

    return run


def test_without_response_19_percent_live_a_year_from_the_assessment(alive) -> None:
    hazards, end = alive(0.5, last=28.0 + 12.0 * MONTH)
    share = np.mean(np.isnan(hazards["failure.leukemia"]))
    assert share == pytest.approx(0.19, abs=4.0 * math.sqrt(0.19 * 0.81 / 4000))
    assert np.nanmin(hazards["failure.leukemia"]) >= 28.0
    assert end.min() == np.nanmin(hazards["failure.leukemia"])


def test_in_remission_nobody_dies_of_leukemia_and_some_get_further_therapy(alive) -> None:
    hazards, end = alive(0.01)
    assert np.isnan(hazards["failure.leukemia"]).all()
    assert (end == 365.0).all()
    by_end = np.mean(~np.isnan(hazards["failure.transplant"]))
    law = 1.0 - math.exp(-0.0175 * (365.0 - 28.0) / MONTH)
    assert by_end == pytest.approx(law, abs=4.0 * math.sqrt(law * (1.0 - law) / 4000))


def test_only_the_ventilated_die_on_the_ventilator(alive) -> None:
    assert np.isnan(alive(0.01)[0]["failure.ventilation"]).all()
    died = np.mean(~np.isnan(alive(0.01, ventilated=1.0, last=10.0)[0]["failure.ventilation"]))
    law = 1.0 - math.exp(-0.02 * 10.0)
    assert died == pytest.approx(law, abs=4.0 * math.sqrt(law * (1.0 - law) / 4000))
