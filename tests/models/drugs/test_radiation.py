"""Closed forms of the linear-quadratic model: an acute fraction, fractions far apart, an exposure of any length."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from engraft import models
from engraft.population import Cohort
from engraft.simulate import Needs, simulate
from engraft.therapy import Regimen, give
from engraft.therapy.catalog import fractionated_tbi, involved_site_radiation, total_body_irradiation

POOLS = ("leukemia", "lymphocytes", "progenitors")
REPAIR = 2.0 / 24.0  # days
BENT = {"radiation.lymphocytes_beta_per_alpha": 0.1, "radiation.progenitors_beta_per_alpha": 0.05}


@pytest.fixture(scope="module")
def system():
    built = models.build("irradiated_cells")
    return replace(built, parameters=tuple(replace(p, spread=0.0) for p in built.parameters))


@pytest.fixture(scope="module")
def left(system):
    """Give a function that treats one typical person and returns what is left of each kind of cell, 10 days later."""

    def run(regimen, values=None, cells=POOLS):
        own = {p.name: p.value for p in system.parameters} | BENT | dict(values or {})
        index = pd.Index([0], name="person")
        cohort = Cohort("one", 1, pd.DataFrame(index=index), pd.DataFrame(own, index=index), {})
        end = max((day for event in regimen.events for day in event.days), default=0.0) + 10.0
        needs = Needs.of([f"cells.{name}" for name in cells], [0.0, end])
        done = simulate(system, regimen, cohort, needs=needs, span=(0.0, end), seed=1, rtol=1e-10)
        return np.array([done.at(f"cells.{name}", end)[0] / own[f"cells.{name}_initial"] for name in cells])

    return run


def sensitivity(system, values=BENT):
    """Give alpha and beta of each kind of cell."""
    own = {p.name: p.value for p in system.parameters} | values
    alpha = np.array([own[f"radiation.{name}_alpha"] for name in POOLS])
    return alpha, alpha * np.array([own[f"radiation.{name}_beta_per_alpha"] for name in POOLS])


@pytest.mark.parametrize("dose", [0.5, 2.0, 8.0])
def test_an_acute_fraction_leaves_what_the_formula_says(system, left, dose):
    alpha, beta = sensitivity(system)
    found = left(give(total_body_irradiation(), f"{dose} Gy", days=[0.5], over=0.0))
    np.testing.assert_allclose(found, np.exp(-alpha * dose - beta * dose**2), rtol=1e-7)


@pytest.mark.parametrize("fractions", [2, 6])
def test_fractions_far_apart_multiply(system, left, fractions):
    alpha, beta = sensitivity(system)
    days = [0.5 + 2.0 * k for k in range(fractions)]  # 24 times the time of repair between them
    found = left(give(total_body_irradiation(), "2 Gy", days=days, over=0.0))
    np.testing.assert_allclose(found, np.exp(-fractions * (2.0 * alpha + 4.0 * beta)), rtol=1e-7)


def test_of_two_fractions_close_together_some_damage_meets(system, left):
    """Two fractions at a distance of one time of repair: β (2 d² + 2 d² exp(-1)), for what is left of the first."""
    alpha, beta = sensitivity(system)
    found = left(give(total_body_irradiation(), "2 Gy", days=[0.5, 0.5 + REPAIR], over=0.0))
    np.testing.assert_allclose(found, np.exp(-4.0 * alpha - beta * 8.0 * (1.0 + np.exp(-1.0))), rtol=1e-7)


@pytest.mark.parametrize("hours", [0.5, 4.0, 48.0])
def test_an_exposure_has_the_factor_of_lea_and_catcheside(system, left, hours):
    alpha, beta = sensitivity(system)
    z = hours / 24.0 / REPAIR
    factor = 2.0 * (z - 1.0 + np.exp(-z)) / z**2
    found = left(give(total_body_irradiation(), "6 Gy", days=[0.5], over=hours / 24.0))
    np.testing.assert_allclose(found, np.exp(-6.0 * alpha - factor * 36.0 * beta), rtol=1e-6)


def test_published_sensitivities_come_out_again(left):
    """Medians of 44 children: 43.0 % of blasts survive 2 Gy; D0 1.2 Gy of lymphocytes, 0.88 Gy of progenitors."""
    straight = dict.fromkeys(BENT, 0.0)
    once = give(total_body_irradiation(), "2 Gy", days=[0.5], over=0.0)
    np.testing.assert_allclose(left(once, straight), [0.430, np.exp(-2.0 / 1.2), np.exp(-2.0 / 0.88)], rtol=0.002)


def test_twelve_gray_twice_daily_lie_between_far_apart_and_at_once(system, left):
    alpha, beta = sensitivity(system)
    found, z = -np.log(left(fractionated_tbi(day=0.0))), 20.0 / 120.0  # 20 minutes of beam over two hours
    assert (found >= 6.0 * (2.0 * alpha + 4.0 * beta * 2.0 * (z - 1.0 + np.exp(-z)) / z**2)).all()
    assert (found < 12.0 * alpha + 144.0 * beta).all()
    assert fractionated_tbi(day=0.0).events[0].days == pytest.approx([0, 1 / 3, 1, 4 / 3, 2, 7 / 3])


def test_a_local_beam_kills_in_its_field_only(system, left):
    course = give(involved_site_radiation(), days=[0.0, 1.0, 2.0, 3.0, 4.0])
    inside, *outside = left(course, cells=("leukemia_in_field", *POOLS))
    alpha, beta = (x[0] for x in sensitivity(system))
    assert outside == [1.0, 1.0, 1.0]
    assert inside == pytest.approx(np.exp(-5 * (4 * alpha + 16 * beta)), rel=1e-3)  # a day is 12 times of repair


def test_without_radiation_or_without_sensitivity_nothing_dies(system, left):
    off = {p.name: 0.0 for p in system.parameters if p.name.endswith("_alpha")}
    assert (left(fractionated_tbi(day=0.0), off) == 1.0).all()
    assert (left(Regimen()) == 1.0).all()
