import numpy as np
import pytest

from engraft.language import join
from engraft.models.blocks.body import Body
from engraft.models.drugs.glucocorticoid import Glucocorticoid, dexamethasone, methylprednisolone

DAYS = np.array([0.01, 0.1, 0.25, 0.5, 0.75, 1.0, 2.0])


def joined(recipe: Glucocorticoid):
    return join(recipe.system("steroid"), Body().system("body"), wire={"steroid.weight": "body.weight"}, name="one")


def test_a_bolus_falls_exponentially_and_the_effect_follows(as_published):
    run = as_published(joined(methylprednisolone()), ["steroid.concentration", "steroid.effect"], DAYS,
                       given={"steroid.amount": (0.0, 39.0, 0)})  # fmt: skip
    expected = 39.0 * 1e3 * 70.0 / (106.0 * 39.0) * np.exp(-34.5 / 106.0 * 24.0 * DAYS)  # ug/L
    np.testing.assert_allclose(run.course("steroid.concentration")[:, 0], expected, rtol=1e-5)
    np.testing.assert_allclose(run.course("steroid.effect")[:, 0], expected / (15.0 + expected), rtol=1e-5)


@pytest.mark.parametrize(("recipe", "hours"), [(methylprednisolone(), 2.2), (dexamethasone(), 201.5 / 60.0)])
def test_the_half_life_is_that_of_the_paper(recipe, hours):
    system = recipe.system("steroid")
    rate = system.parameter("steroid.clearance").value / system.parameter("steroid.volume").value
    assert 24.0 * np.log(2.0) / rate == pytest.approx(hours, rel=0.05)


def test_one_mg_per_kg_lasts_for_the_twelve_hours_to_the_next_dose(as_published):
    run = as_published(joined(methylprednisolone()), ["steroid.effect"], [0.25, 0.5, 1.0],
                       given={"steroid.amount": (0.0, 39.0, 0)})  # fmt: skip
    six, twelve, day = run.course("steroid.effect")[:, 0]
    assert six > 0.8
    assert 0.4 < twelve < 0.6
    assert day < 0.05


def test_nothing_given_has_no_effect(as_published):
    run = as_published(joined(dexamethasone()), ["steroid.effect"], DAYS)
    np.testing.assert_array_equal(run.course("steroid.effect"), 0.0)
