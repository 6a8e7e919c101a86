"""León-Triana 2021, doi:10.1016/j.cnsns.2020.105570, eqs 4a-4c with the values of BIOMD0000001011.

The figures were obtained by integrating the published equations with another program and are given to
four or five digits; the tolerance is half a unit of the last digit.
"""

import re

import numpy as np
import pytest

from engraft import models

SBML = "sbml/imm_leon-triana2020-car-t-cell-therapy-in-b-__BIOMD0000001011.xml"
CELLS = ("b_all.car", "b_all.leukemia", "b_all.b_cells")
FINE = np.round(np.arange(0.0, 60.0001, 0.01), 2)


@pytest.fixture(scope="module")
def paper():
    return models.build("leontriana2021")


@pytest.fixture(scope="module")
def ten_million(paper, as_published):
    return as_published(paper, CELLS, FINE)


@pytest.fixture(scope="module")
def hundred_million(paper, as_published):
    return as_published(paper, CELLS, FINE, values={"b_all.car_initial": 1e8})


def peak(run):
    car = run.course("b_all.car")[:, 0]
    return car.max(), run.times[car.argmax()]


def test_a_dose_of_ten_million_cells_peaks_on_day_12(ten_million):
    c_max, t_max = peak(ten_million)
    assert c_max == pytest.approx(1.6401e10, abs=0.5e6)
    assert t_max == pytest.approx(12.19, abs=0.011)  # figure and grid are both rounded to 0.01 day


@pytest.mark.parametrize(
    ("of", "day", "figure", "digit"),
    [
        ("b_all.leukemia", 28.0, 4.013e6, 0.5e3),
        ("b_all.leukemia", 60.0, 4.147e5, 0.5e2),
        ("b_all.b_cells", 28.0, 4.95e5, 0.5e3),
        ("b_all.car", 28.0, 5.894e9, 0.5e6),
    ],
)
def test_the_decline_agrees(ten_million, of, day, figure, digit):
    assert ten_million.at(of, day)[0] == pytest.approx(figure, abs=digit)


def test_ten_times_the_dose_peaks_earlier_and_no_higher(ten_million, hundred_million):
    c_max, t_max = peak(hundred_million)
    assert c_max == pytest.approx(1.541e10, abs=0.5e7)
    assert t_max == pytest.approx(9.66, abs=0.01)
    assert c_max / peak(ten_million)[0] == pytest.approx(0.94, abs=0.005)


@pytest.mark.parametrize("dose", [1e6, 1e7, 1e8, 1e9])
def test_expansion_stays_below_its_bound(paper, as_published, dose):
    run = as_published(paper, ["b_all.car"], FINE, values={"b_all.car_initial": dose})
    bound = dose + 0.25 * (5e10 + 2.5e10)  # each target killed gives k = 0.25 CAR T cells; growth of L adds little
    assert 0.7 * bound < peak(run)[0] < bound


def test_the_bound_is_the_published_one():
    assert 0.25 * (5e10 + 2.5e10) == 1.875e10


def test_without_growth_and_turnover_the_first_integral_is_kept(paper, as_published):
    """dC/dt = -k (dL/dt + dB/dt) when nothing but killing happens, so C + k (L + B) is constant."""
    still = {"b_all.growth": 0.0, "b_all.car_lifetime": 1e15, "b_all.b_cell_lifetime": 1e15}
    run = as_published(paper, CELLS, FINE, values=still)
    car, leukemia, b_cells = (run.course(name)[:, 0] for name in CELLS)
    kept = car + 0.25 * (leukemia + b_cells)
    np.testing.assert_allclose(kept, 1e7 + 1.875e10, rtol=1e-9)


def test_leukemia_returns_as_prey_of_fewer_predators(paper, as_published):
    run = as_published(paper, CELLS, np.arange(0.0, 801.0))
    car, leukemia, _ = (run.course(name)[:, 0] for name in CELLS)
    lowest = leukemia.argmin()
    assert 40 < lowest < 80
    assert leukemia[lowest:].max() > 1e9
    second = lowest + car[lowest:].argmax()
    assert car[second] > 100 * car[lowest:second].min()


def test_every_number_is_that_of_the_sbml_model(paper, shared):
    text = (shared / SBML).read_text(encoding="utf-8")
    found = {k: float(v) for k, v in re.findall(r'<parameter[^>]* id="(\w+)"[^>]*value="([^"]+)"', text)}
    ours = {p.name.removeprefix("b_all."): p.value for p in paper.parameters}
    assert found["rho_C"] == pytest.approx(ours["expansion_per_kill"] * ours["kill"])
    assert found["alpha"] == ours["kill"]
    assert found["tao_C"] == ours["car_lifetime"]
    assert found["tao_B"] == ours["b_cell_lifetime"]
    assert found["rho_L"] == pytest.approx(ours["growth"], rel=1e-3)
