import numpy as np
import pandas as pd
import pytest

from engraft import models
from engraft.models.library.gibiansky2021_rituximab import ABSORPTION_AND_SHARE, CLEARANCE_AND_VOLUME
from engraft.population import Cohort
from engraft.simulate import Needs, simulate
from engraft.therapy import give
from engraft.therapy.catalog import get

NAMES = tuple(f"rituximab.{n}" for n in ("total_clearance", "plasma_volume", "absorption_rate", "absorbed_share"))
N = 4000


@pytest.fixture(scope="module")
def everybody():
    """Draw persons who differ by their spreads only; what the target clears is left out."""
    index = pd.RangeIndex(N, name="person")
    own = pd.DataFrame({"rituximab.target_clearance": 0.0}, index=index)
    people = Cohort("cll", 1, pd.DataFrame({"body_surface": 190.0}, index=index), own, {"body_surface": "m^2"})
    needs = Needs.of(NAMES, [0.0])
    run = simulate(models.build("gibiansky2021"), give(get("rituximab")), people, needs=needs, span=(0.0, 1.0), seed=1)
    return [run.course(name)[0] for name in NAMES]


def test_persons_differ_as_in_table_3(everybody):
    """Variances and covariances within four standard errors; of bioavailability below 1, which the model caps."""
    logs = np.log(everybody)
    error = 4.0 * np.sqrt(2.0 / N)
    pair = CLEARANCE_AND_VOLUME
    size = np.sqrt(np.outer([pair.first, pair.second], [pair.first, pair.second]))
    assert (np.abs(np.cov(logs[:2]) - [[pair.first, pair.both], [pair.both, pair.second]]) < error * size).all()
    assert logs[2].var() == pytest.approx(ABSORPTION_AND_SHARE.first, rel=error)
    # By regression on absorption, which the cap hardly touches: slope and what is left.
    slope, _ = np.polyfit(logs[2], logs[3], 1)
    assert slope == pytest.approx(ABSORPTION_AND_SHARE.power, abs=4.0 * ABSORPTION_AND_SHARE.rest / np.sqrt(0.115 * N))


def test_nobody_absorbs_more_than_was_given(everybody):
    """ln(1/0.633) is 2.15 of its SDs: one or two of a hundred would."""
    assert everybody[3].max() == 1.0
    assert np.mean(everybody[3] == 1.0) == pytest.approx(0.0159, abs=4.0 * np.sqrt(0.0159 / N))


def test_more_leukemia_takes_more_rituximab(as_published):
    """Ten times the cells and nodes: clearance starts 10^0.484 higher and ends the same."""
    system, day = models.build("gibiansky2021"), [0.0, 300.0]
    given = {"rituximab.central": (0.0, 700.0, 0.0)}
    many = {"rituximab.white_cells": 1e12, "rituximab.tumor_size": 7.0}
    few, lots = (
        as_published(system, [NAMES[0]], day, given=given, values=values).course(NAMES[0])[:, 0]
        for values in ({}, many)
    )
    assert (lots[0] - 0.207) / (few[0] - 0.207) == pytest.approx(10.0**0.484)
    assert lots[1] == pytest.approx(few[1], rel=0.01)  # the clock stops when rituximab is gone, at 0.4 % of the fall


def test_a_dose_under_the_skin_starts_the_fall_too():
    """The clock counts what is still under the skin."""
    index = pd.RangeIndex(1, name="person")
    one = Cohort("one", 1, pd.DataFrame(index=index), pd.DataFrame(index=index), {})
    needs = Needs.of(["rituximab.since_first"], [10.0])
    given = give(get("rituximab_subcutaneous"), days=(4.0,))
    run = simulate(models.build("gibiansky2021"), given, one, needs=needs, span=(0.0, 10.0), seed=1)
    assert run.course("rituximab.since_first")[0, 0] == pytest.approx(6.0, abs=1e-4)
