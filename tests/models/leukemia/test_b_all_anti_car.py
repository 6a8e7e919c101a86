"""The child of b_all with immunity against the receptor: with it a second infusion fails."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from engraft import models
from engraft.simulate import Needs, simulate
from engraft.therapy import flu_cy, give
from engraft.therapy.catalog import tisagenlecleucel
from engraft.trial import design, load_study
from engraft.trial.design import drawn

pytestmark = pytest.mark.slow  # a run of a large model

DAYS = [0.0, 7.0, 14.0, 28.0, 56.0, 90.0, 97.0, 104.0, 118.0]
NAMES = ["car.effector", "car.memory", "car.total", "b_cells.cells"]


@pytest.fixture(scope="module")
def children():
    return drawn(design(load_study("reinfusion", laws="none")))


def courses(model, children, recognised):
    """Give cells twice to the first children, without hazards."""
    system = replace(models.build(model), hazards=())
    own = [name for name in children.parameters if name in {one.name for one in system.parameters}]
    table = children.parameters[own].iloc[:3].copy()
    if recognised is not None:
        table["anti_car.recognised"] = recognised
    some = replace(children, covariates=children.covariates.iloc[:3], parameters=table)
    twice = flu_cy(-6.0) + give(tisagenlecleucel(), "3e6 cell/kg", days=(0.0, 90.0), into="car.infused")
    run = simulate(system, twice, some, needs=Needs.of(NAMES, DAYS), span=(-7.0, 118.0), seed=1, rtol=1e-8)
    assert run.failed == 0
    return {name: run.course(name) for name in NAMES}


def test_where_nobody_recognises_it_this_is_the_child_of_b_all(children):
    plain, own = courses("b_all", children, None), courses("b_all_anti_car", children, 0.0)
    for name in NAMES:
        np.testing.assert_allclose(own[name], plain[name], rtol=1e-3, atol=1e-3 * np.abs(plain[name]).max())


def test_where_it_is_recognised_cells_go_sooner_and_the_second_infusion_fails(children):
    free, seen = (courses("b_all_anti_car", children, one) for one in (0.0, 1.0))
    assert (seen["car.total"][4] < free["car.total"][4]).all()
    assert (seen["car.total"][8] < free["car.total"][8]).all()
