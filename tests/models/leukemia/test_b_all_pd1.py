"""The child of b_all with pembrolizumab: without it nothing changes, with it tired CAR T cells come back."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from engraft import models
from engraft.simulate import Needs, simulate
from engraft.therapy import flu_cy, give
from engraft.therapy.catalog import pembrolizumab, tisagenlecleucel
from engraft.trial import design, load_study
from engraft.trial.design import drawn

pytestmark = pytest.mark.slow  # a run of a large model

DAYS = [0.0, 7.0, 14.0, 28.0, 56.0]
NAMES = ["car.effector", "car.exhausted", "car.memory", "car.fatigue", "b_cells.cells", "neutrophils.anc"]


@pytest.fixture(scope="module")
def children():
    plan = design(load_study("b-all-pembrolizumab", laws="none"))
    return drawn(plan)


def courses(system, children, regimen, persons=3):
    """Follow the first children, without hazards."""
    own = [name for name in children.parameters if name in {one.name for one in system.parameters}]
    table = children.parameters[own].iloc[:persons]
    some = replace(children, covariates=children.covariates.iloc[:persons], parameters=table)
    alive = replace(system, hazards=())
    run = simulate(alive, regimen, some, needs=Needs.of(NAMES, DAYS), span=(-7.0, 56.0), seed=1, rtol=1e-8)
    assert run.failed == 0
    return {name: run.course(name) for name in NAMES}


def cells():
    """Give lymphodepletion and the cells."""
    return flu_cy(-6.0) + give(tisagenlecleucel(), "3e6 cell/kg", days=(0.0,), into="car.infused")


def test_without_antibody_it_is_the_child_of_b_all(children):
    plain = courses(models.build("b_all"), children, cells())
    gated = courses(models.build("b_all_pd1"), children, cells())
    for name in NAMES:
        np.testing.assert_allclose(gated[name], plain[name], rtol=1e-3, atol=1e-3 * np.abs(plain[name]).max())


def test_with_it_working_cells_come_back_and_the_past_stays(children):
    system = models.build("b_all_pd1")
    bare = courses(system, children, cells())
    held = courses(system, children, cells() + give(pembrolizumab(), "2 mg/kg", days=(14.0, 35.0)))
    np.testing.assert_allclose(held["car.effector"][:3], bare["car.effector"][:3], rtol=1e-5)
    assert (held["car.effector"][3:] > 1.2 * bare["car.effector"][3:]).all()
    assert (held["car.fatigue"][3:] < bare["car.fatigue"][3:]).all()
