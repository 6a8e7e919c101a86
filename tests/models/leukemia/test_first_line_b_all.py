"""What every drug, rituximab and the graft do in an adult with newly diagnosed B-ALL."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from engraft.models import build
from engraft.models.leukemia.first_line_b_all import KILLERS
from engraft.population import draw
from engraft.simulate import Needs, prepare, simulate_block
from engraft.trial import design, load_study

DAYS = (-7.0, 0.0, 4.0, 14.0, 41.0, 58.0, 74.0, 100.0, 170.0, 300.0, 400.0)
OF = ("leukemia.total", "leukemia.positive", "leukemia.negative", "neutrophils.circulating", "b_cells.left",
      "asparaginase.antibodies", "asparaginase.concentration", "course.transplanted")  # fmt: skip
SPARED = {"vincristine": ("vincristine.slope",), "mercaptopurine": ("mercaptopurine.slope_kill",)}
SEEN = {"methotrexate": 58.0, "cytarabine": 58.0, "etoposide": 74.0, "mercaptopurine": 300.0}


@pytest.fixture(scope="module")
def plan():
    return design(load_study("graall-r", laws="none"))


@pytest.fixture(scope="module")
def course(plan):
    """Follow twelve adults without chance, growth of their own or hazards, with some parameters set."""
    system = plan.system
    states = tuple(replace(s, clone=False) for s in system.states)
    parameters = tuple(replace(p, spread=0.0) for p in system.parameters)
    plain = replace(system, states=states, parameters=parameters, hazards=())
    people = draw(plan.population, 12, seed=7)

    def follow(arm, **values):
        one = plan.arms[arm].run
        run = prepare(plain, one.regimen, needs=Needs.of(OF, DAYS), span=one.span, seed=1, rtol=1e-8)
        named = {name.replace("__", "."): value for name, value in values.items()}
        cohort = replace(people, parameters=people.parameters.assign(**named))
        return simulate_block(replace(run, rounds=one.rounds), cohort)

    return follow


@pytest.fixture(scope="module")
def control(course):
    return course(0)


@pytest.fixture(scope="module")
def treated(course):
    return course(1)


@pytest.mark.parametrize("drug", KILLERS)
def test_without_its_killing_a_drug_leaves_more_leukemia(course, control, drug):
    names = SPARED.get(drug, (f"{drug}.kill_max",))
    without = course(0, **{name.replace(".", "__"): 0.0 for name in names})
    day = SEEN.get(drug, 41.0)
    assert (without.at("leukemia.total", day) > control.at("leukemia.total", day) * 1.05).all()


def test_the_rule_of_potency_takes_sensitive_cells_down_by_three_logs_in_induction(control):
    """Five drugs, more than one course of some of them, and growth against it: 1e12 to 1e9 is what the rule is for."""
    logs = np.log10(control.at("leukemia.positive", -7.0) / control.at("leukemia.positive", 41.0))
    assert 3.0 < np.median(logs) < 4.5


def test_drugs_lower_neutrophils_unless_they_spare_progenitors(course, control):
    names = ("daunorubicin", "cyclophosphamide")
    without = course(0, **{f"{name}__slope_progenitors": 0.0 for name in names})
    assert (control.at("neutrophils.circulating", 14.0) < 0.8 * without.at("neutrophils.circulating", 14.0)).all()


def test_rituximab_kills_cells_with_cd20_and_b_cells(course, control, treated):
    assert (treated.at("leukemia.positive", 41.0) < 0.1 * control.at("leukemia.positive", 41.0)).all()
    assert (treated.at("b_cells.left", 41.0) < 0.05).all()
    blocked = course(1, cd20__fastest=0.0)
    np.testing.assert_allclose(blocked.at("leukemia.positive", 41.0), control.at("leukemia.positive", 41.0), rtol=1e-4)


def test_steroids_hand_cells_to_rituximab(course, treated):
    fixed = course(1, leukemia__switched_on=0.0)
    assert (treated.at("leukemia.negative", 41.0) < fixed.at("leukemia.negative", 41.0)).all()


def test_antibodies_against_asparaginase_need_b_cells(course):
    immune, spared = (course(arm, asparaginase__makes_antibodies=1.0) for arm in (0, 1))
    assert (immune.at("asparaginase.antibodies", 100.0) > 0.5).all()
    assert (spared.at("asparaginase.antibodies", 100.0) < 0.05).all()
    late = immune.at("asparaginase.concentration", 170.0) / spared.at("asparaginase.concentration", 170.0)
    assert (late < 0.1).all()


def test_the_graft_kills(course):
    grafted = course(0, course__rank=0.0, course__graft_kill=0.0), course(0, course__rank=0.0)
    assert (grafted[1].at("course.transplanted", 170.0) > 0.99).any()
    there = grafted[0].at("leukemia.total", 170.0) > 0.0
    less = grafted[1].at("leukemia.total", 170.0)[there] < grafted[0].at("leukemia.total", 170.0)[there]
    assert less.any()


def test_every_name_of_the_study_is_there(plan):
    system = build("first_line_b_all")
    assert len(system.states) == 30
    assert {hazard.name.split(".")[1] for hazard in system.hazards if hazard.ends} == {
        "induction", "toxicity", "transplant_death", "leukemia",
    }  # fmt: skip
    assert [arm.name for arm in plan.arms] == ["control", "rituximab"]
