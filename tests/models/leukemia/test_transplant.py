"""The whole model of a transplant, each part switched off in turn."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from engraft import models
from engraft.models.leukemia.transplant import WIRES, graft_recipes
from engraft.population import draw
from engraft.population.catalog import get as population
from engraft.simulate import Needs, simulate
from engraft.therapy import (
    Rounds,
    Segment,
    catalog,
    flu_bu,
    give,
    gvhd_prophylaxis,
    myeloablative_tbi_cy,
    peripheral_blood_graft,
)

CONDITIONED = myeloablative_tbi_cy() + peripheral_blood_graft()
NAMES = (
    "graft.anc", "graft.chimerism", "graft.host", "donor_t.effectors", "donor_t.gvl_kill", "gvhd.skin", "gvhd.thymus",
    "leukemia.total", "magic.grade", "host_lymphocytes.cells",
)  # fmt: skip
DAYS = (-8.0, 0.0, 28.0, 60.0, 100.0)


@pytest.fixture(scope="module")
def course():
    system = models.build("transplant")
    people = draw(population("transplant_adults"), 24, seed=11)

    def run(regimen, **values):
        known = {name.replace("__", "."): value for name, value in values.items()}
        parameters = tuple(replace(p, value=known.get(p.name, p.value)) for p in system.parameters)
        changed = replace(system, parameters=parameters)
        rounds = Rounds((Segment(0.0, 100.0, 1.0),))
        needs = Needs.of(NAMES, DAYS)
        done = simulate(changed, regimen, people, needs=needs, span=(-8.0, 100.0), rounds=rounds, seed=2)
        assert (done.status == 0).all()
        return {name: np.asarray(done.course(name)) for name in NAMES}

    return run


UNRELATED, SIBLING = {"donor_t__disparity": 30.0}, {"donor_t__disparity": 1.0}


def test_conditioning_empties_marrow_and_donor_cells_fill_it(course):
    done = course(CONDITIONED + gvhd_prophylaxis())
    assert np.nanmedian(done["graft.host"][1]) < 1e-2 * done["graft.host"][0, 0]
    assert (done["graft.chimerism"][2][~np.isnan(done["graft.chimerism"][2])] > 0.99).all()
    assert np.nanmedian(done["graft.anc"][2]) > 1e9
    assert np.nanmax(done["host_lymphocytes.cells"][1]) < 1e3


def test_busulfan_makes_room_as_well(course):
    done = course(flu_bu() + peripheral_blood_graft() + gvhd_prophylaxis())
    assert np.nanmedian(done["graft.host"][1]) < 1e-2 * done["graft.host"][0, 0]
    assert np.nanmedian(done["graft.chimerism"][4]) > 0.95


def test_without_conditioning_the_host_rejects_the_graft(course):
    done = course(peripheral_blood_graft(), **{"donor_t__disparity": 0.0})
    assert np.nanmax(done["graft.chimerism"][4]) < 1e-3


def test_without_donor_t_cells_no_gvhd_and_more_leukemia(course):
    whole = course(CONDITIONED, **UNRELATED)
    depleted = course(myeloablative_tbi_cy() + give(catalog.cd34_graft()), **UNRELATED)
    assert np.nanmax(whole["magic.grade"]) >= 3.0
    assert np.nanmax(depleted["magic.grade"]) == 0.0
    assert np.nanmax(depleted["donor_t.gvl_kill"]) == 0.0
    late = ~np.isnan(whole["leukemia.total"][3]) & ~np.isnan(depleted["leukemia.total"][3])
    assert (whole["leukemia.total"][3] <= depleted["leukemia.total"][3] + 1e-9)[late].mean() > 0.9
    assert np.nansum(whole["leukemia.total"][3]) < 0.5 * np.nansum(depleted["leukemia.total"][3])


def test_a_twin_neither_harms_nor_helps(course):
    twin = course(CONDITIONED, **{"donor_t__disparity": 0.0})
    assert np.nanmax(twin["gvhd.skin"]) == 0.0
    assert np.nanmax(twin["donor_t.gvl_kill"]) == 0.0
    assert np.nanmedian(twin["graft.chimerism"][2]) > 0.99


@pytest.mark.parametrize(
    "also",
    [
        gvhd_prophylaxis(),
        give(catalog.anti_t_lymphocyte_globulin(), days=(-3.0, -2.0, -1.0)),
        give(catalog.antithymocyte_globulin(), days=(-4.0, -3.0, -2.0, -1.0)),
        give(catalog.cyclophosphamide(), "50 mg/kg", days=(3.0, 4.0)),
        give(catalog.tacrolimus(), "0.03 mg/kg/day", days=(-1.0,), over="100 d"),
    ],
    ids=["ciclosporin", "atlg", "thymoglobulin", "ptcy", "tacrolimus"],
)
def test_every_prophylaxis_lowers_effectors_in_everybody(course, also):
    alone, less = course(CONDITIONED, **SIBLING), course(CONDITIONED + also, **SIBLING)
    there = ~np.isnan(alone["donor_t.effectors"][2]) & ~np.isnan(less["donor_t.effectors"][2])
    assert (less["donor_t.effectors"][2] < alone["donor_t.effectors"][2])[there].all()
    assert np.nanmean(less["gvhd.thymus"][4]) < np.nanmean(alone["gvhd.thymus"][4])


def test_donor_lymphocytes_raise_graft_versus_leukemia(course):
    graft = myeloablative_tbi_cy() + give(catalog.cd34_graft())
    without, later = (
        course(graft, **UNRELATED),
        course(graft + give(catalog.donor_lymphocytes(), days=(20.0,)), **UNRELATED),
    )
    assert (np.nan_to_num(later["donor_t.gvl_kill"][3]) >= np.nan_to_num(without["donor_t.gvl_kill"][3])).all()
    assert np.nanmedian(later["donor_t.gvl_kill"][3]) > 0.0


def test_every_port_of_the_graft_is_named_for_other_diseases():
    own = {f"{block}.{port}" for block, recipe in graft_recipes().items() for port in _ports(recipe)}
    assert own <= set(WIRES)


def _ports(recipe):
    return [port.name.split(".")[1] for port in recipe.system("x").ports]
