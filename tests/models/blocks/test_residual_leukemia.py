import math

import numpy as np
import pytest

from engraft.language import Assumed, Parameter
from engraft.models.blocks.residual_leukemia import ResidualLeukemia
from engraft.simulate import Needs, simulate
from engraft.therapy import Regimen

GUESS = Assumed("set for a test", 0.0, 1e30)
QUIET = {"gvl_kill": (0.0, "1/day"), "treatment_kill": (0.0, "1/day"), "weight": (70.0, "kg")}


def exact(value, unit):
    return Parameter(value, unit, source=GUESS)


@pytest.fixture
def course(hold, people):
    def run(days, *, ports=None, persons=1, **changed):
        same = {n: exact(p.value, p.unit) for n, p in ResidualLeukemia.declared.items() if getattr(p, "spread", 0.0)}
        system = hold(ResidualLeukemia(**same | changed).system("l"), QUIET | (ports or {}))
        cohort = people(list(range(persons)), weight=[70.0] * persons)
        names = ["l.seen", "l.escaped", "l.total"]
        needs = Needs.of(names, days)
        done = simulate(system, Regimen(), cohort, needs=needs, span=(0.0, float(days[-1])), seed=1, rtol=1e-9)
        return {name.split(".")[1]: done.course(name) for name in names}

    return run


def test_untreated_it_grows_at_the_net_rate(course):
    grown = course(np.array([0.0, 30.0]))["total"][:, 0]
    assert grown[0] == pytest.approx(1e7)
    assert grown[1] == pytest.approx(1e7 * math.e, rel=1e-4)


def test_parts_are_the_burden_and_who_cannot_escape_has_no_such_cell(course):
    start = course(np.array([0.0, 1.0]), escaped_share=exact(1e-3, "1"))
    assert start["escaped"][0, 0] == pytest.approx(1e-3 * start["seen"][0, 0])
    assert start["total"][0, 0] == pytest.approx(1e7)
    never = course(np.array([0.0, 10.0]), can_escape=exact(0.0, "1"))
    assert (never["escaped"] == 0.0).all()


def test_donor_t_cells_leave_escaped_cells_and_drugs_kill_both(course):
    share = {"escaped_share": exact(0.1, "1"), "escape": exact(0.0, "1")}
    seen = course(np.array([0.0, 10.0]), ports={"gvl_kill": (0.5, "1/day")}, **share)
    grows = 10.0 / 30.0
    assert math.log(seen["seen"][1, 0] / seen["seen"][0, 0]) == pytest.approx(grows - 5.0, rel=1e-3)
    assert math.log(seen["escaped"][1, 0] / seen["escaped"][0, 0]) == pytest.approx(grows - 0.25, rel=1e-3)
    both = course(np.array([0.0, 5.0]), ports={"treatment_kill": (0.5, "1/day")}, **share)
    for clone in ("seen", "escaped"):
        assert math.log(both[clone][1, 0] / both[clone][0, 0]) == pytest.approx(5.0 / 30.0 - 2.5, rel=1e-3)


def test_a_single_cell_dies_out_with_the_chance_of_a_birth_and_death_process(course):
    few = course(np.array([0.0, 2000.0]), burden=exact(1.0, "cell"), can_escape=exact(0.0, "1"), persons=2000)
    gone = (few["total"][1] == 0.0).mean()
    assert gone == pytest.approx(0.1 / (0.1 + 1.0 / 30.0), abs=0.03)
