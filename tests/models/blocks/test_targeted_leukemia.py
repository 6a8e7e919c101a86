import math

import numpy as np
import pytest

from engraft.language import Assumed, Parameter
from engraft.models.blocks.targeted_leukemia import TargetedLeukemia
from engraft.units import canonical

CLONES = ("positive", "negative", "switched", "sanctuary")
NAMES = [f"leukemia.{clone}" for clone in CLONES]
RATE, DAYS = 0.5, 4.0
OFF = {"growth": "1/day", "turnover": "1/day", "loss_of_cd19": "1", "leaving": "1/day"}


@pytest.fixture(scope="module")
def still():
    """Leukemia that neither grows nor moves, each clone well above chance."""
    own = {name: Parameter(0.0, unit, source=Assumed("off", 0.0, 1.0)) for name, unit in OFF.items()}
    own |= {
        name: Parameter(0.1, "1", source=Assumed("of the test", 0.0, 1.0))
        for name in ("negative_share", "switched_share", "hidden_share")
    }
    return TargetedLeukemia(**own).system("leukemia")


def left(still, alone, **kill):
    rates = {name: canonical(rate, "1/day") for name, rate in kill.items()}
    found = alone(still, NAMES, [0.0, DAYS], weight=canonical(70.0, "kg"), **rates)
    return {
        clone: math.log(found[f"leukemia.{clone}"][0] / found[f"leukemia.{clone}"][1]) / (RATE * DAYS)
        for clone in CLONES
    }


def test_engaged_t_cells_kill_what_has_cd19_and_nothing_else(still, alone):
    found = left(still, alone, engager_kill=RATE)
    assert found == pytest.approx({"positive": 1.0, "negative": 0.0, "switched": 0.0, "sanctuary": 0.2}, abs=1e-6)


def test_a_drug_by_cd22_kills_what_has_lost_cd19_too(still, alone):
    found = left(still, alone, cd22_kill=RATE)
    assert found == pytest.approx({"positive": 1.0, "negative": 1.0, "switched": 0.0, "sanctuary": 0.1}, abs=1e-6)


def test_both_add(still, alone):
    found = left(still, alone, cd22_kill=RATE, engager_kill=RATE)
    assert found["positive"] == pytest.approx(2.0, rel=1e-6)
    assert np.isclose(found["sanctuary"], 0.3)
