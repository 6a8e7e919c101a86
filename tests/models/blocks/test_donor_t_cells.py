import math

import pytest

from engraft.language import Assumed, Parameter
from engraft.models.blocks.donor_t_cells import DonorTCells
from engraft.simulate import Needs, simulate
from engraft.therapy import Dose, Product, Regimen, give

GUESS = Assumed("set for a test", 0.0, 1e30)
PORTS = {
    "weight": (70.0, "kg"), "support": (0.6, "1"), "inhibited": (0.0, "1"), "kill_dividing": (0.0, "1/day"),
    "kill_all": (0.0, "1/day"), "steroid": (0.0, "1"), "leukemia": (0.0, "cell"), "host_share": (0.0, "1"),
    "host_lymphocytes": (0.0, "cell"), "donor_share": (1.0, "1"), "damage": (0.0, "1"),
}  # fmt: skip
CELLS = Product("t", "t.infused", "cells", GUESS, label_dose=Dose(2.5e8, "cell/kg"))
NAMES = (
    "infused",
    "precursors",
    "effectors",
    "bystanders",
    "host_presenters",
    "gvl_kill",
    "attack",
    "antigen",
    "total",
)


def exact(value, unit):
    return Parameter(value, unit, source=GUESS)


@pytest.fixture
def course(hold, people):
    def run(days, *, dose="2.5e8 cell/kg", ports=None, **changed):
        same = {n: exact(p.value, p.unit) for n, p in DonorTCells.declared.items() if getattr(p, "spread", 0.0)}
        system = hold(DonorTCells(**same | changed).system("t"), PORTS | (ports or {}))
        given = give(CELLS, dose) if dose else Regimen()
        needs = Needs.of([f"t.{n}" for n in NAMES], days)
        done = simulate(system, given, people([0], weight=[70.0]), needs=needs, span=(0.0, days[-1]), seed=1, rtol=1e-9)
        return {name: done.course(f"t.{name}")[:, 0] for name in NAMES}

    return run


def test_no_donor_t_cells_no_attack_and_no_killing(course):
    none = course([0.0, 50.0], dose="")
    assert (none["attack"] == 0.0).all()
    assert (none["gvl_kill"] == 0.0).all()


def test_a_twin_gives_t_cells_that_recognise_nothing(course):
    twin = course([0.0, 30.0], disparity=exact(0.0, "1"))
    assert twin["effectors"][1] == 0.0
    assert twin["gvl_kill"][1] == 0.0
    assert twin["bystanders"][1] > 1e10


def test_the_share_that_recognises_the_host_becomes_precursors(course):
    quiet = course([0.0, 4.0], recruitment=exact(0.0, "1/day"), disparity=exact(10.0, "1"), growth=exact(0.0, "1/day"))
    arrived = 2.5e8 * 70.0 * (1.0 - math.exp(-8.0))
    assert quiet["precursors"][1] == pytest.approx(1.78e-4 * arrived, rel=1e-6)
    assert quiet["bystanders"][1] == pytest.approx((1.0 - 1.78e-4) * arrived, rel=1e-6)


def test_effectors_grow_and_die_at_the_rates_declared(course):
    still = {"presenters_turnover": exact(0.0, "1/day"), "crowding": exact(1e20, "cell/kg")}
    late = course([0.0, 15.0, 16.0], disparity=exact(10.0, "1"), **still)
    assert math.log(late["effectors"][2] / late["effectors"][1]) == pytest.approx(2.1 * 0.6 - 0.1, rel=0.01)
    without = {"tissue_antigen": exact(0.0, "1"), "damaged_antigen": exact(0.0, "1")}
    fade = course([0.0, 300.0, 301.0], presenters_turnover=exact(2.0, "1/day"), **without)
    assert math.log(fade["effectors"][2] / fade["effectors"][1]) == pytest.approx(-0.1, rel=1e-3)


def test_presenting_cells_are_replaced_as_measured_and_only_by_donor_cells(course):
    assert course([0.0, 40.0])["host_presenters"][1] == pytest.approx(0.03, rel=0.01)  # 97 % donor on day 40
    assert course([0.0, 40.0], ports={"donor_share": (0.0, "1")})["host_presenters"][1] == 1.0


def test_each_drug_acts_on_its_own_cells(course):
    days, alone = [0.0, 20.0], course([0.0, 20.0])
    assert course(days, ports={"inhibited": (0.5, "1")})["effectors"][1] < 0.1 * alone["effectors"][1]
    antibody = course(days, ports={"kill_all": (0.15, "1/day")})
    assert antibody["bystanders"][1] < 0.1 * alone["bystanders"][1]
    assert antibody["effectors"][1] < 0.1 * alone["effectors"][1]
    dividing = course(days, ports={"kill_dividing": (1.0, "1/day")})
    assert dividing["effectors"][1] < 1e-2 * alone["effectors"][1]
    assert dividing["bystanders"][1] > 0.3 * alone["bystanders"][1]  # resting cells are spared
    assert course(days, ports={"steroid": (1.0, "1")})["effectors"][1] < 0.01 * alone["effectors"][1]


def test_damage_and_leukemia_are_antigen(course):
    rest = course([0.0, 100.0])["antigen"][1]
    assert rest == pytest.approx(0.07, rel=0.01)
    assert course([0.0, 100.0], ports={"damage": (1.0, "1")})["antigen"][1] == pytest.approx(0.3, rel=0.01)
    half = course([0.0, 100.0], ports={"leukemia": (1.4e10 * 70.0, "cell")})["antigen"][1]
    assert half == pytest.approx(1.0 - 0.5 * 0.93, rel=0.01)
