"""Rimiducid: published levels, the two shares its killing is set from, and what follows from them."""

from __future__ import annotations

import numpy as np
import pytest

from engraft.models.drugs.suicide_switch import EXPOSED, PEAK, SuicideSwitch, frailty
from engraft.therapy.catalog import rimiducid
from engraft.units import canonical

KG = canonical(70.0, "kg")
HOUR = 1.0 / 24.0
AMOUNT = 28.0  # mg, 0.4 mg/kg


@pytest.fixture(scope="module")
def switch():
    return SuicideSwitch().system("switch")


@pytest.fixture(scope="module")
def given(switch, held_alone):
    """Give a function that closes the switch once over two hours in 70 kg."""

    def run(of, days, *, amount=AMOUNT, values=None):
        names = [f"switch.{name}" for name in of]
        dose = {"switch.central": (0.0, amount, 2.0 * HOUR)}
        found = held_alone(switch, names, days, given=dose, values=values, weight=KG)
        return [found[name] for name in names]

    return run


def test_levels_are_those_of_healthy_volunteers(given):
    """Iuliucci 2001: 1.275 mg/L at 1 mg/kg, then 18, 7 and 1 % after 0.5, 2 and 10 h; these set the parameters."""
    (level,) = given(["concentration"], np.array([2.0, 2.5, 4.0, 12.0]) * HOUR, amount=70.0)
    np.testing.assert_allclose(level / level[0], [1.0, 0.18, 0.07, 0.01], rtol=1e-3)  # the fast phase is not all gone
    assert level[0] == pytest.approx(PEAK * 1e3 / 1.41 * canonical(1.0, "nmol/L"), rel=1e-6)


def test_the_exposure_at_full_effect_is_the_time_that_was_put_in(given, switch):
    """17.5 hours: what the shape was solved with is what 0.4 mg/kg in two hours do."""
    rate = next(p.value for p in switch.parameters if p.name == "switch.largest_kill")
    (exposure,) = given(["exposure"], np.array([0.0, 5.0]))
    assert exposure[-1] / rate / HOUR == pytest.approx(EXPOSED, abs=0.3)


def test_a_tenth_is_left_after_half_an_hour_and_a_hundredth_in_the_end(given):
    """Both are inputs: this holds that they come out as they were put in."""
    (left,) = given(["left"], np.array([0.0, 0.5 * HOUR, 5.0]))
    np.testing.assert_allclose(left, [1.0, 0.10, 0.01], rtol=0.02)


def test_a_gamma_distribution_of_susceptibility_is_what_the_rate_says(given, switch):
    """Cells drawn one by one, each dying at its own rate: their mean is the closed form, and so is who is left."""
    days = np.array([0.0, 0.25, 0.5, 2.0]) * HOUR
    left, mean, exposure = given(["left", "susceptibility", "exposure"], days)
    shape = next(p.value for p in switch.parameters if p.name == "switch.shape")
    own = np.random.default_rng(1).gamma(shape, 1.0 / shape, 400_000)
    alive = np.exp(-np.outer(exposure, own))
    np.testing.assert_allclose(left, alive.mean(axis=1), rtol=0.02)
    np.testing.assert_allclose(mean, (alive * own).mean(axis=1) / alive.mean(axis=1), rtol=0.05)


def test_each_later_dose_kills_a_smaller_share(switch):
    """Three doses, one patient (Zhou 2016): a diminishing percentage. Closed form of equal exposures X, 2X and 3X."""
    rate, shape = frailty()
    x = rate * EXPOSED / shape
    killed = [1.0 - ((1.0 + (k + 1) * x) / (1.0 + k * x)) ** -shape for k in range(3)]
    assert killed[0] == pytest.approx(0.99, abs=1e-6)
    assert killed[0] > killed[1] > killed[2] > 0.1


def test_in_culture_ten_nanomolar_kills_about_what_was_seen():
    """Straathof 2005: 99 % of cells with high expression after a day at 10 nM; unselected cells here: 98 to 99.5 %."""
    rate, shape = frailty()
    killed = 1.0 - (1.0 + rate * 24.0 * 10.0 / 11.0 / shape) ** -shape
    assert 0.98 <= killed <= 0.995


@pytest.mark.parametrize(("early", "late", "hours"), [(0.05, 0.01, 17.5), (0.15, 0.02, 10.0)])
def test_two_shares_determine_rate_and_shape(early, late, hours):
    rate, shape = frailty(early, late, hours)
    assert (1.0 + rate * 0.5 / shape) ** -shape == pytest.approx(early, rel=1e-9)
    assert (1.0 + rate * hours / shape) ** -shape == pytest.approx(late, rel=1e-9)


def test_without_drug_nothing_dies(given):
    left, kill = given(["left", "kill"], np.array([0.0, 30.0]), amount=1e-30)
    np.testing.assert_allclose(left, 1.0, rtol=1e-9)
    np.testing.assert_allclose(kill, 0.0, atol=1e-9)


def test_the_product_is_investigational_and_inside_of_what_was_studied():
    product = rimiducid()
    assert product.approval is None
    assert product.studied[0].low <= product.label_dose.value <= product.studied[0].high
