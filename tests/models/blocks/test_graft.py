import math

import numpy as np
import pytest

from engraft.language import Assumed, Parameter
from engraft.models.blocks.graft import Graft
from engraft.simulate import Needs, simulate
from engraft.therapy import Dose, Product, Regimen, give

GUESS = Assumed("set for a test", 0.0, 1e30)
QUIET = {
    "weight": (70.0, "kg"), "kill": (0.0, "1/day"), "donor_kill": (0.0, "1/day"), "host_lymphocytes": (0.0, "cell"),
}  # fmt: skip
PLACES = 1e8 * 70.0
CELLS = Product("graft", "graft.infused", "cells", GUESS, label_dose=Dose(5e6, "cell/kg"))


def exact(value, unit):
    return Parameter(value, unit, source=GUESS)


@pytest.fixture
def course(hold, people):
    def run(days, *, dose="5e6 cell/kg", ports=None, **changed):
        same = {n: exact(p.value, p.unit) for n, p in Graft.declared.items() if getattr(p, "spread", 0.0)}
        system = hold(Graft(**same | changed).system("graft"), QUIET | (ports or {}))
        names = [f"graft.{n}" for n in ("infused", "donor", "host", "anc", "platelet_count", "chimerism")]
        given = give(CELLS, dose) if dose else Regimen()
        needs = Needs.of(names, days)
        done = simulate(system, given, people([0], weight=[70.0]), needs=needs, span=(0.0, days[-1]), seed=1, rtol=1e-9)
        return {name.split(".")[1]: done.course(name)[:, 0] for name in names}

    return run


EMPTY = {"places": exact(1e8, "cell/kg")}


def test_without_a_graft_the_host_stays_at_rest(course):
    rest = course([0.0, 100.0], dose="")
    assert rest["host"] == pytest.approx([PLACES, PLACES])
    assert rest["anc"] == pytest.approx([4e9, 4e9])
    assert rest["platelet_count"] == pytest.approx([232e9, 232e9])
    assert rest["chimerism"] == pytest.approx([0.0, 0.0])


def test_of_infused_cells_the_homing_share_arrives(course):
    few = course([0.0, 5.0], growth=exact(1e-12, "1/day"), ports={"kill": (0.0, "1/day")})
    assert few["infused"][1] == pytest.approx(3.5e8 * math.exp(-10.0), rel=1e-6)
    assert few["donor"][1] == pytest.approx(0.2 * 3.5e8 * (1.0 - math.exp(-10.0)), rel=1e-6)


def test_in_an_empty_marrow_donor_cells_grow_at_the_rate_of_growth(course):
    empty = course(
        [0.0, 8.0, 10.0], dose="1e2 cell/kg", homing_rate=exact(20.0, "1/day"), ports={"donor_kill": (50.0, "1/day")}
    )
    assert empty["host"][1:] == pytest.approx([0.0, 0.0], abs=1.0)
    assert empty["donor"][2] / empty["donor"][1] == pytest.approx(math.exp(0.35 * 2.0), rel=1e-4)
    assert empty["chimerism"][2] < 1.0


def test_more_stem_cells_engraft_earlier(course):
    days = np.arange(0.0, 60.0)
    ports = {"donor_kill": (50.0, "1/day")}
    first = []
    for dose in (1e6, 5e6):
        counts = course(list(days), dose=f"{dose:g} cell/kg", ports=ports)["anc"]
        first.append(days[(counts >= 0.5e9) & (days > days[counts.argmin()])][0])
    assert first[0] - first[1] == pytest.approx(math.log(5.0) / 0.35, abs=1.0)


def test_host_lymphocytes_reject_the_graft_and_a_killed_marrow_is_empty(course):
    ports = {"host_lymphocytes": (2.5e11, "cell"), "donor_kill": (5.0, "1/day")}
    rejected = course([0.0, 30.0, 60.0], ports=ports)
    assert rejected["donor"][2] < 1e4 * math.exp(-10.0)
    killed = course([0.0, 60.0], dose="", ports={"kill": (3.0, "1/day")})
    assert killed["host"][1] < 1.0
    assert killed["anc"][1] < 1e6
