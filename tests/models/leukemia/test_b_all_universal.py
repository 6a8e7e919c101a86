"""A stranger's CAR T cells: without what is foreign they are the child's own, with it conditioning decides."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from engraft import models
from engraft.models.leukemia import b_all_universal, t_all_car7
from engraft.simulate import Needs, simulate
from engraft.therapy import flu_cy, give
from engraft.therapy.catalog import alemtuzumab, be_car7, ucart19
from engraft.trial import design, load_study
from engraft.trial.design import drawn

pytestmark = pytest.mark.slow  # a run of a large model

DAYS = [0.0, 7.0, 14.0, 28.0]
NAMES = ["car.effector", "car.total", "b_cells.cells", "neutrophils.anc", "leukemia.positive"]


@pytest.fixture(scope="module")
def people():
    return drawn(design(load_study("ucart19", laws="none")))


def courses(system, people, regimen, of=NAMES, persons=3, **values):
    """Follow the first persons, without hazards."""
    own = [name for name in people.parameters if name in {one.name for one in system.parameters}]
    table = people.parameters[own].iloc[:persons].assign(**{k.replace("__", "."): v for k, v in values.items()})
    some = replace(people, covariates=people.covariates.iloc[:persons], parameters=table)
    alive = replace(system, hazards=())
    run = simulate(alive, regimen, some, needs=Needs.of(of, DAYS), span=(-8.0, 28.0), seed=1, rtol=1e-8)
    assert run.failed == 0
    return {name: run.course(name) for name in of}


def cells(product=ucart19):
    return flu_cy(-7.0) + give(product(), "1e6 cell/kg", days=(0.0,))


def antibody():
    return give(alemtuzumab(), days=(-7.0, -6.0, -5.0, -4.0, -3.0))


def test_nothing_foreign_and_no_antibody_is_the_child_of_b_all(people):
    plain = courses(models.build("b_all"), people, cells())
    own = {"rejection__alloreactive": 0.0, "rejection__mismatch": 0.0}
    ours = courses(models.build("b_all_universal"), people, cells(), **own)
    for name in NAMES:
        np.testing.assert_allclose(ours[name], plain[name], rtol=1e-3, atol=1e-3 * np.abs(plain[name]).max())


def test_the_antibody_keeps_the_host_down_and_the_cells_alive(people):
    of = ["lymphocytes.cells", "rejection.primed", "car.total"]
    bare, held = (
        courses(models.build("b_all_universal"), people, given, of) for given in (cells(), cells() + antibody())
    )
    assert (held["lymphocytes.cells"][0] < 0.3 * bare["lymphocytes.cells"][0]).all()
    assert (held["rejection.primed"][1] < 0.3 * bare["rejection.primed"][1]).all()
    assert (held["car.total"][2] > 3.0 * bare["car.total"][2]).all()


def test_cells_that_kept_cd52_die_of_the_antibody(people):
    system = models.build("b_all_universal")
    edited, whole = (
        courses(system, people, cells() + antibody(), ["car.total"], car__cd52_kept=kept)["car.total"]
        for kept in (0.0, 1.0)
    )
    assert (whole[1] < 0.5 * edited[1]).all()


def test_receptors_that_were_kept_attack_tissue_and_nothing_else_changes(people):
    system = models.build("b_all_universal")
    of = ["residual.effectors", "gvhd.skin", "car.total"]
    none, full = (courses(system, people, cells() + antibody(), of, car__tcr_positive=kept) for kept in (0.0, 1.0))
    assert (none["residual.effectors"] == 0.0).all()
    assert (none["gvhd.skin"] == 0.0).all()
    assert (full["gvhd.skin"][2] > 0.0).all()
    np.testing.assert_allclose(none["car.total"], full["car.total"], rtol=1e-3)


def test_cells_against_cd7_take_the_hosts_t_cells_and_leave_her_b_cells(people):
    system = models.build("t_all_car7")
    of = ["lymphocytes.cd7", "b_cells.cells"]
    alone = courses(system, people, flu_cy(-7.0), of)
    treated = courses(system, people, cells(be_car7), of)
    assert (treated["lymphocytes.cd7"][2] < alone["lymphocytes.cd7"][2]).all()
    np.testing.assert_allclose(treated["b_cells.cells"][2], alone["b_cells.cells"][2], rtol=0.05)


def test_t_all_is_built_of_the_blocks_of_a_strangers_cells():
    ours, theirs = t_all_car7.recipes(), b_all_universal.recipes()
    changed = {name for name in theirs if name not in ours or type(ours[name]) is not type(theirs[name])}
    assert changed == {"leukemia", "cd19", "lymphocytes"}
    assert set(ours) - set(theirs) == {"cd7", "against_primed"}
