import numpy as np
import pytest

from engraft.kernel.expression import substitute, symbol
from engraft.language import join
from engraft.models.blocks.body import Body
from engraft.models.library.leontriana2021_b_all import BCellProgenitors, LeonTriana2021, LeonTriana2021Clone

TREATED = join(
    LeonTriana2021Clone().system("b_all"), Body().system("body"), wire={"b_all.weight": "body.weight"}, name="treated"
)
PAPER, CLONE = LeonTriana2021().system("b_all"), LeonTriana2021Clone().system("b_all")


def reduced(system, weight):
    """Return the right-hand side with body weights put in, in kg."""
    names = list(system.balance())
    put = {"b_all.weight": weight, "b_all.reference_weight": 1.0}
    return dict(zip(names, substitute(system.balance().values(), put), strict=True))


def test_the_treated_patient_has_the_same_equations():
    assert reduced(CLONE, 1.0) == PAPER.balance()
    assert not PAPER.state("b_all.leukemia").clone
    assert CLONE.state("b_all.leukemia").clone


def test_only_the_paper_starts_with_car_t_cells():
    assert {p.name for p in PAPER.parameters} - {p.name for p in CLONE.parameters} == {"b_all.car_initial"}


def test_cells_meet_half_as_often_in_a_body_twice_as_heavy():
    kill = symbol("b_all.kill") * 0.5
    assert reduced(CLONE, 2.0)["b_all.leukemia"] == (
        symbol("b_all.growth") * symbol("b_all.leukemia") - kill * symbol("b_all.leukemia") * symbol("b_all.car")
    )


def test_without_car_t_cells_leukemia_doubles_and_b_cells_die(as_published):
    run = as_published(TREATED, ["b_all.leukemia", "b_all.b_cells"], [0.0, 30.0])
    assert run.at("b_all.leukemia", 30.0)[0] == pytest.approx(5e10 * np.e, rel=1e-7)
    assert run.at("b_all.b_cells", 30.0)[0] == pytest.approx(2.5e10 * np.exp(-0.5), rel=1e-7)


def test_a_few_leukemic_cells_die_out_as_often_as_theory_says(as_published):
    """Birth b and death d at constant rates: n cells die out with the chance (d/b)^n if b > d."""
    cells, kill = 3.0, 0.02
    steady = {"b_all.leukemia_initial": cells, "b_all.b_cells_initial": 0.0, "b_all.car_lifetime": 1e12,
              "b_all.kill": kill / 1e6, "b_all.expansion_per_kill": 0.0}  # fmt: skip
    persons = 1000
    run = as_published(TREATED, ["b_all.leukemia"], [400.0], values=steady, persons=persons, rtol=1e-6,
                       given={"b_all.car": (0.0, 1e6, 0)})  # fmt: skip
    chance = (kill / (1 / 30)) ** cells
    spread = np.sqrt(chance * (1 - chance) / persons)
    assert np.isfinite(run.extinct["b_all.leukemia"]).mean() == pytest.approx(chance, abs=3.5 * spread)


def test_progenitors_sustain_the_published_number_of_b_cells(as_published):
    wire = {"new.car": "b_all.car", "new.b_cells": "b_all.b_cells"}
    system = join(TREATED, BCellProgenitors().system("new"), wire=wire, name="aplasia")
    none = {"b_all.leukemia_initial": 0.0, "b_all.b_cells_initial": 0.0}
    run = as_published(system, ["b_all.b_cells"], [900.0], values=none)
    assert run.at("b_all.b_cells", 900.0)[0] == pytest.approx(1e7 / 6 * 60, rel=1e-5)
