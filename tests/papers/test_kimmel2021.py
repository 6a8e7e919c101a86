"""Kimmel, Locke and Altrock 2021, doi:10.1098/rspb.2021.0229, with the medians of Table 1.

Time courses and minima were obtained by integrating the SBML encoding BIOMD0000001041 with another program,
which rounds two capacities (139 and 4.05 per uL); with the same rounding they agree to half a unit of the
last digit given. The share of cures is compared
with the closed form of a birth-death process whose rates change in time (Kendall 1948).
"""

import re
from dataclasses import replace

import numpy as np
import pytest
from scipy.integrate import solve_ivp
from scipy.stats import binom

from engraft import models

SBML = "sbml/kimmel2021-t-cell-competition-and-stocha__BIOMD0000001041.xml"
CAR, NORMAL, TUMOR = "b_lymphoma.car_blood", "b_lymphoma.normal_t_blood", "b_lymphoma.tumor_volume"
FINE = np.round(np.arange(0.0, 200.0001, 0.01), 2)
ROUNDED = {"b_lymphoma.room_car": 139.0 * 5e8, "b_lymphoma.half_kill": 4.05 * 5e8}
TREATED = 600


@pytest.fixture(scope="module")
def paper():
    return models.build("kimmel2021")


@pytest.fixture(scope="module")
def by_law(paper):
    """The differential equations alone: no whole cells."""
    return replace(paper, states=tuple(replace(s, clone=False, negligible=1e-9) for s in paper.states))


@pytest.fixture(scope="module")
def t_cells(by_law, as_published):
    return as_published(by_law, [CAR, NORMAL], FINE, values=ROUNDED)


def test_car_t_cells_peak_on_day_7(t_cells):
    car = t_cells.course(CAR)[:, 0]
    assert car.max() == pytest.approx(30.109, abs=0.0005)
    assert t_cells.times[car.argmax()] == pytest.approx(7.01, abs=0.011)  # figure and grid are both rounded


@pytest.mark.parametrize(
    ("of", "day", "figure", "digit"),
    [(CAR, 30.0, 2.3229, 5e-5), (CAR, 90.0, 0.33770, 5e-6), (NORMAL, 30.0, 479.85, 5e-3)],
)
def test_the_counts_agree(t_cells, of, day, figure, digit):
    assert t_cells.at(of, day)[0] == pytest.approx(figure, abs=digit)


def test_rounding_the_capacities_moves_the_peak_by_less_than_half_a_percent(by_law, as_published, t_cells):
    car = as_published(by_law, [CAR], FINE).course(CAR)[:, 0]
    assert car.max() == pytest.approx(t_cells.course(CAR)[:, 0].max(), rel=0.005)


def test_normal_t_cells_fill_their_room_by_day_50(t_cells):
    assert t_cells.at(NORMAL, 50.0)[0] == pytest.approx(500.0, rel=0.01)  # Fig 2a: plateau of about 500 per uL
    assert t_cells.at(NORMAL, 200.0)[0] == pytest.approx(500.0, rel=0.001)


@pytest.mark.parametrize(
    ("growth", "volume", "digit", "day"),
    [(0.01, 7.5e-14, 0.05e-14, 160.0), (0.1, 1.53e-9, 0.005e-9, 85.9), (0.2, 2.114e-6, 0.0005e-6, 61.2)],
)
def test_the_deterministic_tumor_has_its_minimum(by_law, as_published, growth, volume, digit, day):
    run = as_published(by_law, [TUMOR], np.round(np.arange(0.0, 200.01, 0.1), 1),
                       values=ROUNDED | {"b_lymphoma.growth_tumor": growth}, rtol=1e-10)  # fmt: skip
    tumor = run.course(TUMOR)[:, 0]
    assert tumor.min() == pytest.approx(volume, abs=digit)
    assert run.times[tumor.argmin()] == pytest.approx(day, abs=0.5 if growth == 0.01 else 0.06)


def chance_of_cure(growth):
    """Integrate T cells and the birth-death process of 100 tumor cells in closed form, apart from engraft."""

    def t_cells(n, c):
        x = n + c
        rate = 0.0251 + 0.525 * (x - 2.5e11) ** 2 / (0.423 * x**2 + (x - 2.5e11) ** 2)
        return [-0.17 * n * np.log(x / 2.5e11), -rate * c * np.log(x / 6.96e10)], 1.15 * c / (2.024e9 + c)

    def shrinking(_, y):
        moved, death = t_cells(*y[:2])
        return [*moved, growth - death]

    def dying(_, y):
        moved, death = t_cells(*y[:2])
        return [*moved, death - growth, death * np.exp(y[2])]

    def hundred_left(_, y):
        return y[2] - np.log(100.0)

    hundred_left.terminal = True
    start = [3e9, 1.8e8, np.log(9.486e10)]
    first = solve_ivp(shrinking, (0.0, 300.0), start, method="LSODA", rtol=1e-10, atol=1e-9, events=hundred_left)
    assert first.status == 1
    end = [*first.y[:2, -1], 0.0, 0.0]
    last = solve_ivp(dying, (first.t[-1], 600.0), end, method="LSODA", rtol=1e-9, atol=1e-9)
    integral = last.y[3, -1]
    return float((integral / (1.0 + integral)) ** 100)


@pytest.mark.parametrize("growth", [0.09, 0.1, 0.11])
def test_the_same_parameters_give_cure_or_progression(paper, as_published, growth):
    run = as_published(paper, [TUMOR], [0.0, 400.0], values={"b_lymphoma.growth_tumor": growth},
                       persons=TREATED, rtol=1e-6, seed=2021)  # fmt: skip
    cured = np.isfinite(run.extinct["b_lymphoma.tumor"])
    chance = chance_of_cure(growth)
    low, high = binom.interval(0.999, TREATED, chance)
    assert run.failed == 0
    assert low <= cured.sum() <= high
    assert 0 < cured.sum() < TREATED
    assert (run.at(TUMOR, 400.0)[cured] == 0.0).all()
    assert (run.at(TUMOR, 400.0)[~cured] > 1.0).all()


def test_every_number_is_that_of_the_sbml_model(paper, shared):
    text = (shared / SBML).read_text(encoding="utf-8")
    found = {k: float(v) for k, v in re.findall(r'<parameter[^>]* id="(\w+)"[^>]*value="([^"]+)"', text)}
    ours = {p.name.removeprefix("b_lymphoma."): p.value for p in paper.parameters}
    per_ul = 5e8
    assert found["K_N"] == ours["room_normal"] / per_ul
    assert found["K_C"] == pytest.approx(ours["room_car"] / per_ul, rel=0.002)  # 139 is rounded
    assert found["k_B"] == pytest.approx(ours["half_kill"] / per_ul, rel=0.002)  # 4.05 is rounded
    names = {"r_N": "growth_normal", "rho_C": "growth_car", "a": "room_sensing", "b": "growth_in_room"}
    assert {k: found[k] for k in names} == {k: ours[v] for k, v in names.items()}
    assert found["gamma_B"] == ours["kill"]
