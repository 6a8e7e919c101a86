import math

import numpy as np
import pytest

from engraft.language import Assumed, Parameter
from engraft.models.blocks.leukemia_clones import LeukemiaClones
from engraft.models.blocks.two_antigen_leukemia import TwoAntigenLeukemia
from engraft.simulate import Needs, simulate
from engraft.therapy import Regimen

GUESS = Assumed("set for a test", 0.0, 1e30)
CLONES = ("positive", "negative", "switched", "sanctuary", "without_cd22", "without_both")
QUIET = {"car_kill": (0.0, "1/day"), "conditioning": (0.0, "1/day"), "bridging": (0.0, "1/day"), "weight": (70.0, "kg")}
SHARES = ("negative_share", "switched_share", "hidden_share", "cd22_negative_share")


@pytest.fixture
def course(hold, people):
    def run(days, *, ports=None, persons=1, kind=TwoAntigenLeukemia, extra=(), **changed):
        values = {n: p.value for n, p in kind.declared.items() if getattr(p, "spread", 0.0)} | changed
        made = {n: Parameter(v, kind.declared[n].unit, source=GUESS) for n, v in values.items()}
        system = hold(kind(**made).system("leukemia"), QUIET | (ports or {}))
        clones = CLONES if kind is TwoAntigenLeukemia else CLONES[:4]
        names = [f"leukemia.{name}" for name in (*clones, "total", "seen", *extra)]
        cohort, span = people(list(range(persons)), weight=[70.0] * persons), (0.0, float(days[-1]))
        done = simulate(system, Regimen(), cohort, needs=Needs.of(names, days), span=span, seed=1, rtol=1e-9)
        return {name.split(".")[1]: done.course(name) for name in names}

    return run


def test_leukemia_that_keeps_cd22_under_cells_against_cd19_is_that_of_b_all(course):
    days, kill = np.array([0.0, 5.0, 20.0]), {"car_kill": (0.3, "1/day")}
    two = course(days, ports=kill, can_lose_cd22=0.0, through_cd22=0.0)
    one = course(days, ports=kill, kind=LeukemiaClones)
    for name in (*CLONES[:4], "total", "seen"):
        np.testing.assert_allclose(two[name], one[name], rtol=1e-7, atol=1e-6)


@pytest.mark.parametrize("through", [0.0, 0.3, 1.0])
def test_each_clone_dies_by_what_it_has_kept(course, through):
    even = dict.fromkeys(SHARES, 1.0)
    still = {"growth": 0.0, "turnover": 0.0, "leaving": 0.0, "residual": 0.02, "through_cd22": through}
    left = course(np.array([0.0, 2.0]), ports={"car_kill": (0.5, "1/day")}, **even | still)
    rates = {
        "positive": 1.0,
        "without_cd22": 1.0,
        "negative": min(1.0, 0.02 + through),
        "without_both": 0.02,
        "switched": 0.0,
    }
    for clone, rate in rates.items():
        assert left[clone][1, 0] / left[clone][0, 0] == pytest.approx(math.exp(-rate), rel=1e-5), clone


def test_both_receptors_see_what_they_kill(course):
    even = dict.fromkeys(SHARES, 1.0)
    start = course(np.array([0.0, 0.1]), through_cd22=0.3, extra=("cd19_lost",), **even)
    clone = {name: start[name][0, 0] for name in CLONES}
    seen = clone["positive"] + clone["without_cd22"] + 0.32 * clone["negative"] + 0.02 * clone["without_both"]
    assert start["seen"][0, 0] == pytest.approx(seen + 0.2 * clone["sanctuary"], rel=1e-9)
    assert start["cd19_lost"][0, 0] == pytest.approx(clone["negative"] + clone["without_both"], rel=1e-9)


def test_two_losses_follow_the_closed_form_of_two_loci(course):
    """n19 = m19 b t N, n22 = m22 b t N, n1922 = m19 m22 (b t)^2 N, with N = N0 exp(g t), to first order in each."""
    m19, m22, b, g, days = 1e-4, 3e-4, 0.1 + 1.0 / 30.0, 1.0 / 30.0, np.array([0.0, 10.0, 40.0])
    none = dict.fromkeys(SHARES, 0.0)
    found = course(days, burden=1e13, capacity=1e25, loss_of_cd19=m19, loss_of_cd22=m22, **none)
    total, t = 1e13 * np.exp(g * days[1:]), days[1:]
    np.testing.assert_allclose(found["negative"][1:, 0], m19 * b * t * total, rtol=0.005)
    np.testing.assert_allclose(found["without_cd22"][1:, 0], m22 * b * t * total, rtol=0.005)
    np.testing.assert_allclose(found["without_both"][1:, 0], m19 * m22 * (b * t) ** 2 * total, rtol=0.01)


def test_the_chance_to_escape_both_is_that_of_a_birth_death_process(course):
    """N cells of shares x19 and x22 hold N x19 x22 without both; each founds a clone with the chance 1 - d/b."""
    share, burden, n = 1e-3, 4.0e6, 2000
    own = {"negative_share": share, "cd22_negative_share": share, "switched_share": 0.0, "hidden_share": 0.0}
    still = {"loss_of_cd19": 0.0, "loss_of_cd22": 0.0, "residual": 0.0, "through_cd22": 1.0}
    ports = {"car_kill": (5.0, "1/day")}
    end = course(np.array([0.0, 300.0]), persons=n, ports=ports, burden=burden, **own | still)
    assert end["positive"][-1].max() == end["negative"][-1].max() == end["without_cd22"][-1].max() == 0.0
    escaped = np.mean(end["without_both"][-1] > 0.0)
    die = 0.1 / (0.1 + 1.0 / 30.0)
    law = 1.0 - die**4  # whole cells at the start: N x19 x22 is 4
    assert escaped == pytest.approx(law, abs=4.0 * math.sqrt(law * (1.0 - law) / n))


def test_one_antigen_is_lost_far_more_easily_than_two(course):
    start = course(np.array([0.0, 0.1]), negative_share=1e-4, cd22_negative_share=1e-4)
    assert start["without_both"][0, 0] == pytest.approx(start["negative"][0, 0] * 1e-4, abs=1.0)
