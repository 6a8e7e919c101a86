"""Support follows its order in closed form and fades when it is not ordered again."""

import numpy as np
import pandas as pd
import pytest

from engraft import units
from engraft.language import join
from engraft.models.blocks.body import Body
from engraft.models.blocks.support import Support
from engraft.population import Cohort
from engraft.simulate import Needs, simulate
from engraft.therapy import Regimen, give
from engraft.therapy.catalog import get

DAYS = np.array([0.0, 0.01, 0.03, 0.1, 0.25, 0.5, 0.52, 0.6, 0.75, 1.0, 2.0])
PACE = 48.0
KILOS = 25.0


@pytest.fixture(scope="module")
def bedside():
    wire = {"support.weight": "body.weight"}
    return join(Support().system("support"), Body().system("body"), wire=wire, name="bedside")


def courses(bedside, regimen: Regimen, *names: str) -> list[np.ndarray]:
    """Run one person of 25 kg."""
    index = pd.Index([0], name="person")
    weight = units.canonical(KILOS, "kg")
    own = pd.DataFrame({"body.weight": [weight]}, index=index)
    person = Cohort("one", 0, pd.DataFrame({"weight": [weight]}, index=index), own, {"weight": "kg"})
    kept = Needs.of([f"support.{name}" for name in names], DAYS)
    run = simulate(bedside, regimen, person, needs=kept, span=(0.0, 2.0), seed=1, rtol=1e-9)
    return [run.course(f"support.{name}")[:, 0] for name in names]


def level(days: np.ndarray, *, until: float = 0.5) -> np.ndarray:
    """Share of its order that a device has reached, when ordered from day 0."""
    reached = 1.0 - np.exp(-PACE * np.minimum(days, until))
    return reached * np.exp(-PACE * np.maximum(days - until, 0.0))


def test_a_vasopressor_reaches_its_dose_and_fades(bedside):
    (dose, number) = courses(bedside, give(get("norepinephrine")), "vasopressor_dose", "vasopressors")
    np.testing.assert_allclose(dose, 0.1 * level(DAYS), rtol=1e-5, atol=1e-9)
    np.testing.assert_array_equal(number, (0.1 * level(DAYS) > 0.02).astype(float))


def test_the_dose_is_the_same_for_any_weight_and_two_add_up(bedside):
    regimen = give(get("norepinephrine"), "0.25 ug/kg/min") + give(get("epinephrine"))
    (dose, number) = courses(bedside, regimen, "vasopressor_dose", "vasopressors")
    at_rounds = np.isin(DAYS, (0.25, 0.5))
    np.testing.assert_allclose(dose[at_rounds], 0.35 * level(DAYS)[at_rounds], rtol=1e-5)
    assert list(number[at_rounds]) == [2.0, 2.0]


@pytest.mark.parametrize(
    ("product", "device", "oxygen", "pressure"),
    [("low_flow_oxygen", 1.0, 0.3, 0.0), ("high_flow_oxygen", 2.0, 0.6, 0.0), ("ventilation", 3.0, 0.6, 1.0)],
)
def test_a_device_is_on_for_the_hours_it_was_ordered(bedside, product, device, oxygen, pressure):
    names = ("oxygen_device", "inspired_oxygen", "positive_pressure")
    seen, inspired, positive = courses(bedside, give(get(product)), *names)
    on = level(DAYS)
    np.testing.assert_array_equal(seen, device * (on > 0.5))
    np.testing.assert_allclose(inspired, 0.21 + (oxygen - 0.21) * on, rtol=1e-6)
    np.testing.assert_allclose(positive, pressure * on, rtol=1e-5, atol=1e-9)


def test_an_order_that_is_repeated_runs_on_without_a_dip(bedside):
    regimen = give(get("high_flow_oxygen"), days=(0.0, 0.5))
    seen, inspired = courses(bedside, regimen, "oxygen_device", "inspired_oxygen")
    between = (DAYS >= 0.1) & (DAYS <= 1.0)
    np.testing.assert_array_equal(seen[between], 2.0)
    np.testing.assert_allclose(inspired[(DAYS >= 0.25) & (DAYS <= 1.0)], 0.6, rtol=1e-5)


def test_a_bolus_leaves_with_its_half_life(bedside):
    expansion, fluids = courses(bedside, give(get("crystalloid"), over=0.0), "volume_expansion", "fluids")
    expected = 20.0 * 0.5 ** (DAYS * 24.0 / 4.9)
    np.testing.assert_allclose(expansion, expected, rtol=1e-6)
    np.testing.assert_array_equal(fluids, (expected > 3.0).astype(float))


@pytest.mark.parametrize(("product", "name"), [("intensive_care", "icu"), ("antibiotics", "antibiotics")])
def test_care_and_cover_last_as_ordered(bedside, product, name):
    (seen,) = courses(bedside, give(get(product)), name)
    assert seen[0] == 0.0
    assert seen[DAYS == 0.5] == pytest.approx(1.0, rel=1e-6)
    assert seen[-1] == pytest.approx(0.0, abs=1e-9)


def test_nothing_is_on_that_was_not_ordered(bedside):
    names = [one.name.partition(".")[2] for one in bedside.observables if one.name.startswith("support.")]
    for name, course in zip(names, courses(bedside, Regimen(), *names), strict=True):
        np.testing.assert_array_equal(course, 0.21 if name == "inspired_oxygen" else 0.0)
