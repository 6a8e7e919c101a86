"""The child of b_all whose CAR T cells carry a switch: without rimiducid nothing changes."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from engraft import models
from engraft.simulate import Needs, simulate
from engraft.therapy import flu_cy, give
from engraft.therapy.catalog import rimiducid, tisagenlecleucel
from engraft.trial import design, load_study
from engraft.trial.design import drawn

pytestmark = pytest.mark.slow  # runs of a large model

DAYS = [0.0, 7.0, 7.0 + 1.0 / 48.0, 14.0, 28.0]
NAMES = ["car.effector", "car.memory", "car.total", "b_cells.cells", "neutrophils.anc"]


@pytest.fixture(scope="module")
def children():
    return drawn(design(load_study("question-12-safety-switch", laws="none")))


def courses(system, children, regimen, persons=3):
    """Follow the first children, without hazards."""
    own = [name for name in children.parameters if name in {one.name for one in system.parameters}]
    table = children.parameters[own].iloc[:persons]
    some = replace(children, covariates=children.covariates.iloc[:persons], parameters=table)
    alive = replace(system, hazards=())
    run = simulate(alive, regimen, some, needs=Needs.of(NAMES, DAYS), span=(-7.0, 28.0), seed=1, rtol=1e-8)
    assert run.failed == 0
    return {name: run.course(name) for name in NAMES}


def cells():
    """Give lymphodepletion and the cells."""
    return flu_cy(-6.0) + give(tisagenlecleucel(), "3e6 cell/kg", days=(0.0,), into="car.infused")


def test_without_rimiducid_it_is_the_child_of_b_all(children):
    plain = courses(models.build("b_all"), children, cells())
    switched = courses(models.build("b_all_switch"), children, cells())
    for name in NAMES:
        np.testing.assert_allclose(switched[name], plain[name], rtol=1e-3, atol=1e-3 * np.abs(plain[name]).max())


def test_rimiducid_takes_nine_tenths_in_half_an_hour_and_b_cells_come_back_sooner(children):
    system = models.build("b_all_switch")
    bare = courses(system, children, cells())
    closed = courses(system, children, cells() + give(rimiducid(), days=(7.0,)))
    left = closed["car.total"][2] / bare["car.total"][2]
    assert ((left > 0.03) & (left < 0.25)).all()
    assert (closed["car.total"][3] < bare["car.total"][3]).all()
    np.testing.assert_allclose(closed["car.total"][:2], bare["car.total"][:2], rtol=1e-5)
