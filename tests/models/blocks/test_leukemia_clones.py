import math

import numpy as np
import pytest

from engraft.language import Assumed, Parameter
from engraft.models.blocks.leukemia_clones import LeukemiaClones
from engraft.simulate import Needs, simulate
from engraft.therapy import Regimen

GUESS = Assumed("set for a test", 0.0, 1e30)
CLONES = ("positive", "negative", "switched", "sanctuary")
NAMES = [f"leukemia.{clone}" for clone in CLONES]
QUIET = {"car_kill": (0.0, "1/day"), "conditioning": (0.0, "1/day"), "bridging": (0.0, "1/day"), "weight": (70.0, "kg")}


def exact(value, unit):
    return Parameter(value, unit, source=GUESS)


@pytest.fixture
def course(hold, people):
    def run(days, *, ports=None, persons=1, **changed):
        same = {n: exact(p.value, p.unit) for n, p in LeukemiaClones.declared.items() if getattr(p, "spread", 0.0)}
        system = hold(LeukemiaClones(**same | changed).system("leukemia"), QUIET | (ports or {}))
        cohort = people(list(range(persons)), weight=[70.0] * persons)
        span = (0.0, float(days[-1]))
        names = [*NAMES, "leukemia.total"]
        done = simulate(system, Regimen(), cohort, needs=Needs.of(names, days), span=span, seed=1, rtol=1e-9)
        return {name.split(".")[1]: done.course(name) for name in names}

    return run


def test_the_burden_is_the_sum_of_the_clones(course) -> None:
    start = course(np.array([0.0, 1.0]), negative_share=exact(1e-3, "1"), hidden_share=exact(1e-2, "1"))
    assert sum(start[clone][0, 0] for clone in CLONES) == pytest.approx(5e10, rel=1e-6)
    assert start["total"][0, 0] == pytest.approx(5e10, rel=1e-6)
    assert start["negative"][0, 0] == pytest.approx(1e-3 * start["positive"][0, 0])


def test_untreated_it_grows_at_the_net_rate_and_stops_at_the_capacity(course) -> None:
    days = np.array([0.0, 30.0, 3000.0])
    grown = course(days, burden=exact(1e6, "cell"))["total"][:, 0]
    assert grown[1] == pytest.approx(1e6 * math.e, rel=1e-4)
    turnover, growth = 0.1, 1.0 / 30.0
    assert grown[2] == pytest.approx(1.4e10 * 70.0 * (1.0 - turnover / (growth + turnover)), rel=1e-3)


@pytest.mark.parametrize("can_switch", [0.0, 1.0])
@pytest.mark.parametrize("can_lose_cd19", [0.0, 1.0])
def test_parts_sum_to_the_burden_whatever_a_leukemia_can_do(course, can_lose_cd19, can_switch) -> None:
    can = {"can_lose_cd19": exact(can_lose_cd19, "1"), "can_switch": exact(can_switch, "1")}
    shares = {"negative": 1e-2 * can_lose_cd19, "switched": 1e-3 * can_switch, "sanctuary": 0.1}
    declared = {"negative_share": exact(1e-2, "1"), "switched_share": exact(1e-3, "1"), "hidden_share": exact(0.1, "1")}
    start = course(np.array([0.0, 1.0]), **can | declared)
    assert sum(start[clone][0, 0] for clone in CLONES) == pytest.approx(5e10, rel=1e-6)
    assert start["total"][0, 0] == pytest.approx(5e10, rel=1e-6)
    for clone, share in shares.items():
        assert start[clone][0, 0] == pytest.approx(share * start["positive"][0, 0], rel=1e-6), clone
        assert (start[clone] > 0.0).all() == (share > 0.0), clone


def test_leukemia_that_can_do_neither_has_no_such_cell_and_makes_none(course) -> None:
    cannot = {"can_lose_cd19": exact(0.0, "1"), "can_switch": exact(0.0, "1"), "loss_of_cd19": exact(0.01, "1")}
    grown = course(np.array([0.0, 30.0]), burden=exact(1e6, "cell"), **cannot)
    assert (grown["negative"] == 0.0).all()
    assert (grown["switched"] == 0.0).all()
    assert grown["total"][1, 0] == pytest.approx(1e6 * math.e, rel=1e-4)
    assert grown["positive"][1, 0] + grown["sanctuary"][1, 0] == pytest.approx(grown["total"][1, 0], rel=1e-9)


def test_unless_said_otherwise_it_can_do_both(course) -> None:
    start = course(np.array([0.0, 1.0]))
    parts = {"positive": 1.0, "negative": 1e-6, "switched": 1e-9, "sanctuary": 1e-4}
    for clone, share in parts.items():
        assert start[clone][0, 0] == pytest.approx(5e10 * share / sum(parts.values()), abs=1.0, rel=1e-6), clone


@pytest.mark.parametrize(
    ("clone", "seen"), [("positive", 1.0), ("negative", 0.02), ("switched", 0.0), ("sanctuary", 0.2)]
)
def test_each_clone_dies_as_far_as_it_is_seen(course, clone, seen) -> None:
    shares = {f"{name}_share": exact(1.0, "1") for name in ("negative", "switched", "hidden")}
    still = {"growth": exact(0.0, "1/day"), "turnover": exact(0.0, "1/day"), "leaving": exact(0.0, "1/day")}
    left = course(np.array([0.0, 2.0]), ports={"car_kill": (0.5, "1/day")}, **shares | still)[clone][:, 0]
    assert left[1] / left[0] == pytest.approx(math.exp(-0.5 * 2.0 * seen), rel=1e-5)


@pytest.mark.parametrize("drug", ["conditioning", "bridging"])
def test_drugs_kill_every_clone_alike(course, drug) -> None:
    shares = {f"{name}_share": exact(1.0, "1") for name in ("negative", "switched", "hidden")}
    with_drug = course(np.array([0.0, 2.0]), ports={drug: (1.0, "1/day")}, **shares)
    without = course(np.array([0.0, 2.0]), **shares)
    for clone in CLONES:
        killed = with_drug[clone][1, 0] / without[clone][1, 0]
        assert killed == pytest.approx(math.exp(-2.0), rel=0.02)  # less crowding: a little more growth


def test_a_few_cells_die_out_as_often_as_the_birth_death_law_says(course) -> None:
    few = {"burden": exact(5.0, "cell"), "turnover": exact(0.1, "1/day"), "growth": exact(1 / 30, "1/day")}
    none = {f"{name}_share": exact(0.0, "1") for name in ("negative", "switched", "hidden")}
    n = 2000
    end = course(np.array([0.0, 400.0]), persons=n, **few | none)["positive"][-1]
    law = (0.1 / (0.1 + 1 / 30)) ** 5
    assert np.mean(end == 0.0) == pytest.approx(law, abs=4.0 * math.sqrt(law * (1.0 - law) / n))


def test_lost_cd19_moves_cells_and_loses_none(course) -> None:
    none = {f"{name}_share": exact(0.0, "1") for name in ("negative", "switched", "hidden")}
    lost = {"loss_of_cd19": exact(0.01, "1"), "turnover": exact(0.0, "1/day"), "burden": exact(1e6, "cell")}
    grown = course(np.array([0.0, 30.0]), **none | lost)
    assert grown["total"][1, 0] == pytest.approx(1e6 * math.e, rel=1e-4)
    assert grown["positive"][1, 0] == pytest.approx(1e6 * math.exp(1.0 - 0.01), rel=1e-4)
