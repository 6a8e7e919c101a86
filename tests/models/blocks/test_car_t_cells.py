import math

import numpy as np
import pytest

from engraft.language import Assumed, Parameter
from engraft.models.blocks.car_t_cells import CarTCells
from engraft.simulate import Needs, simulate
from engraft.therapy import Lot, Regimen, infuse
from engraft.therapy.catalog import tisagenlecleucel

GUESS = Assumed("set for a test", 0.0, 1e30)
OPEN = {"antigen": (0.0, "cell"), "support": (0.422, "1"), "steroid": (0.0, "1"), "weight": (70.0, "kg")}


def exact(value, unit):
    return Parameter(value, unit, source=GUESS)


@pytest.fixture
def course(hold, people):
    """Run a block of CAR T cells without differences between persons."""

    def run(days, names, *, ports=None, regimen=None, **changed):
        same = {n: exact(p.value, p.unit) for n, p in CarTCells.declared.items() if getattr(p, "spread", 0.0)}
        system = hold(CarTCells(**same | changed).system("car"), OPEN | (ports or {}))
        cohort = people([0], weight=[70.0])
        span = (0.0, float(days[-1]))
        done = simulate(system, regimen or Regimen(), cohort, needs=Needs.of(names, days), span=span, seed=1, rtol=1e-9)
        return [done.course(name)[:, 0] for name in names]

    return run


def test_without_antigen_they_fade_as_steins_curve(course) -> None:
    days = np.array([0.0, 5.0, 30.0, 100.0, 365.0])
    [total] = course(days, ["car.total"], effector=exact(1e9, "cell"))
    fb, alpha, beta = 0.0079, 0.16, 0.0032
    stein = 1e9 * ((1.0 - fb) * np.exp(-alpha * days) + fb * np.exp(-beta * days))
    np.testing.assert_allclose(total, stein, rtol=1e-6)


def test_fresh_with_antigen_support_and_room_they_double_in_steins_time(course) -> None:
    ports = {"antigen": (1e16, "cell")}
    days = np.array([0.0, 1.0, 3.0])
    cells, tired = course(
        days,
        ["car.effector", "car.exhausted"],
        ports=ports,
        effector=exact(1.0, "cell"),
        capacity=exact(1e20, "cell/kg"),
        tiring_time=exact(1e12, "day"),
    )
    np.testing.assert_allclose(cells, np.exp(math.log(3900.0) / 9.3 * days), rtol=1e-5)
    kappa, alpha, rho = 0.361, 0.16, math.log(3900.0) / 9.3
    made = kappa / (rho + alpha) * (np.exp(rho * days) - np.exp(-alpha * days))
    np.testing.assert_allclose(tired[1:], made[1:], rtol=1e-5)


@pytest.mark.parametrize(("engrafting", "share"), [(0.05, 0.05), (1.0, 1.0), (2.5, 1.0)])
def test_an_infusion_is_shared_out_and_nothing_is_lost_on_the_way(course, engrafting, share) -> None:
    """Who would engraft more than all there are, so far out in the spread, engrafts all."""
    days = np.array([0.0, 20.0])
    changed = {"contraction": exact(0.0, "1/day"), "engrafting": exact(engrafting, "1")}
    given = infuse(tisagenlecleucel("car.infused"), "1e8 cell")
    names = ["car.effector", "car.lodged", "car.infused", "car.total"]
    effector, lodged, infused, total = course(days, names, regimen=given, **changed)
    left = 1e8 * math.exp(-80.0)
    assert infused[-1] == pytest.approx(left, abs=1.0)
    assert effector[-1] == pytest.approx(share * (1e8 - left), rel=1e-7)
    assert lodged[-1] == pytest.approx((1.0 - share) * (1e8 - left), rel=1e-7)
    assert total[-1] == pytest.approx(1e8, rel=1e-7)


def test_growth_spreads_as_far_as_the_fold_of_expansion_leaves_of_the_time_of_the_peak() -> None:
    """Tmax is ln fold over growth: if both differ independently, squares of the SD of their logarithms add up."""
    growth = CarTCells.declared["growth"].spread
    fold = 2.4 / math.log(3900.0)  # of ln(ln fold), from Stein's SD of ln fold
    assert math.hypot(growth, fold) == pytest.approx(0.38, rel=1e-9)
    assert 0.0 < growth < 0.38


@pytest.mark.parametrize(("antigen", "killers"), [(1e6, 1e3), (1e11, 1e9), (1e3, 1e11)])
def test_killing_saturates_in_targets_and_killers(course, antigen, killers) -> None:
    ports = {"antigen": (antigen, "cell")}
    [rate] = course(np.array([0.0, 1e-6]), ["car.kill_rate"], ports=ports, effector=exact(killers, "cell"))
    half = 2.024e9
    assert rate[0] == pytest.approx(1.15 * killers / (half + antigen + killers), rel=1e-6)
    assert rate[0] < 1.15
    assert rate[0] * antigen < 1.15 * killers


def test_division_stops_at_the_capacity_and_without_support(course) -> None:
    days = np.array([0.0, 200.0])
    ports = {"antigen": (1e16, "cell")}
    [cells] = course(days, ["car.total"], ports=ports, effector=exact(1e8, "cell"))
    assert cells[-1] < 6.96e10
    ports |= {"support": (0.0, "1")}
    [cells] = course(np.array([0.0, 10.0]), ["car.effector"], ports=ports, effector=exact(1e8, "cell"))
    assert cells[-1] == pytest.approx(1e8 * math.exp(-(0.16 + 0.361) * 10.0), rel=1e-4)


def test_memory_answers_antigen_and_is_not_spent(course) -> None:
    days = np.array([0.0, 10.0])
    start = {"memory": exact(1e7, "cell")}
    resting, at_rest = course(days, ["car.effector", "car.memory"], **start)
    awake, still = course(days, ["car.effector", "car.memory"], ports={"antigen": (1e9, "cell")}, **start)
    assert resting[-1] == 0.0
    assert awake[-1] > 1e7
    assert still[-1] >= at_rest[-1] == pytest.approx(1e7 * math.exp(-0.0032 * 10.0), rel=1e-6)


def test_antigen_tires_them_and_a_pause_rests_them(course) -> None:
    days = np.array([0.0, 14.0, 28.0])
    cells = {"memory": exact(1e9, "cell")}
    [tired] = course(days, ["car.fatigue"], ports={"antigen": (1e16, "cell")}, **cells)
    np.testing.assert_allclose(tired, 1.0 - np.exp(-days / 14.0), rtol=1e-4, atol=1e-9)
    [rested] = course(days, ["car.fatigue"], fatigue=exact(0.8, "1"), **cells)
    np.testing.assert_allclose(rested, 0.8 * np.exp(-days / 28.0), rtol=1e-4)


def test_without_cells_nothing_tires(course) -> None:
    [tired] = course(np.array([0.0, 60.0]), ["car.fatigue"], ports={"antigen": (1e16, "cell")})
    assert tired[-1] == 0.0


def test_a_lot_that_engrafts_better_does_the_same_at_a_lower_dose(course) -> None:
    """Cells of day 3 beside those of day 9 (factor 2.56 by phenotype): at 1/2.56 of the dose as many divide and peak.

    Killing and room see the lodged cells too, of which there are fewer: so the courses agree and are not the same.
    """
    days, antigen = np.linspace(0.0, 28.0, 57), {"antigen": (1e10, "cell")}

    def peak(cells, factor):
        lot = Lot(np.array([0]), np.array([cells]), factors={"car.engrafting": np.array([factor])})
        given = infuse(tisagenlecleucel("car.infused"), lot)
        dividing, memory = course(days, ["car.effector", "car.memory"], ports=antigen, regimen=given)
        return dividing.max(), memory[-1]

    nine, three = peak(1e8, 1.0), peak(1e8 / 2.56, 2.56)
    np.testing.assert_allclose(three, nine, rtol=0.02)
    assert peak(1e8, 2.56)[0] > 1.02 * nine[0]
    assert peak(1e8 / 6.0, 2.56)[0] < nine[0]
