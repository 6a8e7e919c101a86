"""The adult with B-ALL that came back: what each drug does, alone and to whom."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from engraft.models.leukemia import adult_b_all, b_all
from engraft.population import Cohort, draw
from engraft.simulate import Needs, simulate
from engraft.therapy import Regimen, blinatumomab_cycle, clofarabine_course, flag, give, inotuzumab_cycles
from engraft.therapy.catalog import blinatumomab
from engraft.trial import design, load_study
from engraft.units import canonical

pytestmark = pytest.mark.slow  # courses of a large model

DAYS = np.arange(0.0, 42.5, 0.5)
CLONES = ["leukemia.positive", "leukemia.negative", "leukemia.switched", "leukemia.sanctuary"]


@pytest.fixture(scope="module")
def plan():
    return design(load_study("tower", laws="none"))


@pytest.fixture(scope="module")
def adult(plan):
    """Follow the typical adult, in whom a million cells have lost CD19, under some orders; nobody dies."""
    plain = tuple(replace(p, spread=0.0) for p in plan.system.parameters)
    system = replace(plan.system, parameters=plain, hazards=())
    many = draw(plan.population, 400, seed=1)
    index = pd.Index([0], name="person")
    covariates = pd.DataFrame(many.covariates.median().to_dict(), index=index)
    medians = many.parameters.median().to_dict() | {"leukemia.can_lose_cd19": 1.0, "leukemia.can_switch": 0.0}

    def follow(orders: Regimen, of, *, days=DAYS, **values):
        own = medians | {name.replace("__", "."): value for name, value in values.items()}
        person = Cohort("typical", 1, covariates, pd.DataFrame(own, index=index), many.units)
        run = simulate(system, orders, person, needs=Needs.of(of, days), span=(-7.0, float(days[-1])), seed=1)
        return {name: run.course(name)[:, 0] for name in of}

    return follow


@pytest.fixture(scope="module")
def untreated(adult):
    return adult(Regimen(), [*CLONES, "neutrophils.anc", "b_cells.cells"])


def test_it_is_the_child_s_model_less_its_statistics_and_more_drugs():
    child, adult = set(b_all.recipes()), set(adult_b_all.recipes())
    assert child - adult == {"failure"}
    assert adult - child == {
        "blinatumomab", "engager", "engaged", "inotuzumab", "antibodies", "chemotherapy", "stops", "cytarabine",
        "clofarabine", "death", "transplant",
    }  # fmt: skip


def test_28_ug_a_day_rest_at_526_pg_per_ml(adult):
    seen = adult(
        give(blinatumomab(), "28 ug/day", days=[0.0], over="28 day"), ["blinatumomab.concentration"],
        blinatumomab__body_surface=canonical(1.876, "m^2"),
    )["blinatumomab.concentration"]  # fmt: skip
    assert seen[DAYS == 14.0] == pytest.approx(525.5, abs=0.5)
    assert seen[DAYS == 30.0] < 1e-3


def test_blinatumomab_kills_what_has_cd19_and_not_what_has_lost_it(adult, untreated):
    treated = adult(blinatumomab_cycle(), [*CLONES, "b_cells.cells"], engager__sensitivity=1.0)
    assert treated["leukemia.positive"][-1] < 1e-3 * untreated["leukemia.positive"][-1]
    assert treated["leukemia.negative"][-1] > 0.5 * untreated["leukemia.negative"][-1]
    assert treated["b_cells.cells"][56] < 0.05 * untreated["b_cells.cells"][56]


def test_a_leukemia_that_resists_is_not_killed(adult, untreated):
    treated = adult(blinatumomab_cycle(), CLONES, engager__sensitivity=0.0)
    assert treated["leukemia.positive"][-1] == pytest.approx(untreated["leukemia.positive"][-1], rel=1e-3)


def test_step_dosing_lowers_the_peak_of_il6(adult):
    """9 then 28 ug a day against 28 from the start, and 5, 15, 60 ug/m2 a day against 60 (Hosseini 2020, Fig. 4)."""
    label = adult(blinatumomab_cycle(), ["cytokines.il6"])["cytokines.il6"]
    flat = adult(give(blinatumomab(), "28 ug/day", days=[0.0], over="28 day"), ["cytokines.il6"])["cytokines.il6"]
    assert label.max() < 0.9 * flat.max()
    drug, steps = blinatumomab(), Regimen()
    for dose, day, long in ((5, 0, 7), (15, 7, 7), (60, 14, 14)):
        steps += give(drug, f"{dose} ug/m^2/day", days=[day], over=f"{long} day")
    stepped = adult(steps, ["cytokines.il6"])["cytokines.il6"]
    high = adult(give(drug, "60 ug/m^2/day", days=[0.0], over="28 day"), ["cytokines.il6"])["cytokines.il6"]
    assert stepped.max() < 0.6 * high.max()
    assert stepped[DAYS <= 7.0].max() < 0.4 * high.max()
    assert 1.0 < DAYS[high.argmax()] < 4.0


def test_without_chen_s_law_release_goes_on(adult):
    """In patients it is over after the first week (Klinger 2012)."""
    with_it, without = (
        adult(blinatumomab_cycle(), ["cytokines.il6"], engager__half_exposure=half)["cytokines.il6"][56]
        for half in (canonical(1820.0, "pg/mL*hour"), 1e30)
    )
    assert without > 2.0 * with_it


def test_inotuzumab_kills_with_and_without_cd19(adult, untreated):
    treated = adult(inotuzumab_cycles(cycles=1), CLONES, inotuzumab__largest_kill=1.0)
    for clone in CLONES[:2]:
        assert treated[clone][28] < 0.05 * untreated[clone][28], clone


@pytest.mark.parametrize("course", [flag, clofarabine_course])
def test_chemotherapy_kills_every_clone_and_empties_the_blood(adult, untreated, course):
    treated = adult(course(), [*CLONES, "neutrophils.anc"], chemotherapy__sensitivity=1.0)
    for clone in (CLONES[0], CLONES[1], CLONES[3]):
        assert treated[clone][20] < 0.5 * untreated[clone][20], clone
    assert treated["neutrophils.anc"][16] < 0.5 * untreated["neutrophils.anc"][16]  # on day 8


def test_chemotherapy_that_resists_leaves_fludarabine_alone(adult):
    free, resistant = (adult(flag(), CLONES, chemotherapy__sensitivity=s)["leukemia.positive"][20] for s in (1.0, 0.0))
    assert resistant > 2.0 * free
