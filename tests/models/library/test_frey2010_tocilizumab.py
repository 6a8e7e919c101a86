from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from engraft import models
from engraft.kernel.evaluate import evaluate
from engraft.kernel.expression import substitute
from engraft.language import Paper, join
from engraft.models.blocks.body import Body
from engraft.models.library.frey2010_tocilizumab import REFERENCE_PATIENT, Frey2010AnyWeight
from engraft.population import Cohort
from engraft.simulate import Needs, simulate
from engraft.therapy import Dose, Product, give

SEEN = "tocilizumab.concentration"
WARD = join(
    Body().system("body"),
    Frey2010AnyWeight().system("tocilizumab"),
    wire={"tocilizumab.weight": "body.weight"},
    name="ward",
)


def test_a_patient_as_the_reference_has_the_typical_values(as_published):
    """Every covariate drops out at its reference, so both recipes are one at 70 kg."""
    paper, given = models.build("frey2010"), {"tocilizumab.central": (0.0, 560.0, 1.0 / 24.0)}
    days = [0.1, 1.0, 7.0, 21.0, 42.0]
    one = as_published(paper, [SEEN], days, given=given).course(SEEN)
    other = as_published(WARD, [SEEN], days, given=given, values={"body.weight": 70e6}).course(SEEN)
    np.testing.assert_allclose(one, other, rtol=1e-7)
    assert REFERENCE_PATIENT["body_surface"] == (1.8, "m^2")


def test_both_recipes_have_the_same_numbers():
    paper = models.build("frey2010")
    for name in ("clearance", "volume", "exchange", "tissue_volume", "saturable", "half_saturation"):
        one, other = paper.parameter(f"tocilizumab.{name}"), WARD.parameter(f"tocilizumab.{name}")
        assert (one.value, one.spread, one.source) == (other.value, other.spread, other.source)


def test_a_published_cv_is_read_as_what_a_log_normal_has():
    cv = {"clearance": 0.39, "volume": 0.37, "tissue_volume": 0.66, "saturable": 0.54}
    for one in models.build("frey2010").parameters:
        spread = cv.get(one.name.removeprefix("tocilizumab."), 0.0)
        assert np.expm1(one.spread**2) == pytest.approx(spread**2)


def test_volumes_follow_weight_and_clearances_its_power():
    names = list(WARD.balance())
    light, heavy = (
        dict(zip(names, substitute(WARD.balance().values(), {"body.weight": kg * 1e6}), strict=True))
        for kg in (17.5, 70.0)
    )
    volume, clearance = 0.25, 0.25**0.75
    scaled = {"tocilizumab.volume": volume, "tocilizumab.tissue_volume": volume}
    scaled |= dict.fromkeys(("tocilizumab.clearance", "tocilizumab.exchange", "tocilizumab.saturable"), clearance)
    values = {p.name: p.value for p in WARD.parameters} | {"tocilizumab.central": 90.0, "tocilizumab.peripheral": 30.0}
    smaller = values | {k: values[k] * factor for k, factor in scaled.items()}
    for name in names:
        assert evaluate([light[name]], values)[0, 0] == pytest.approx(evaluate([heavy[name]], smaller)[0, 0], rel=1e-12)


@pytest.mark.parametrize(
    ("weight", "per_kg", "every", "area", "peak"),
    [
        (20.0, 10.0, 28.0, (23200.0, 6100.0), (175.0, 32.0)),
        (45.0, 8.0, 28.0, (29500.0, 8660.0), (182.0, 37.0)),
        (20.0, 12.0, 14.0, (32200.0, 9960.0), (245.0, 57.2)),
        (45.0, 8.0, 14.0, (32200.0, 9960.0), (245.0, 57.2)),
    ],
)
def test_children_are_exposed_as_the_label_says_of_children_with_arthritis(weight, per_kg, every, area, peak):
    """A check from outside: nothing here was estimated in children.

    The US label's means and SDs of polyarticular (every four weeks) and systemic (every two) disease; doses change at
    30 kg, and the label names no weights, so one is taken on either side. Tolerance: one SD between children.
    """
    first = 11 * every
    days = first + np.concatenate([[0.0, 1.0 / 24.0], np.arange(0.25, every + 0.1, 0.25)])
    product = Product("tocilizumab", "tocilizumab.central", "drug", Paper("test", "label"))
    regimen = give(product, Dose(weight * per_kg, "mg"), days=tuple(every * k for k in range(12)), over=1.0 / 24.0)
    index = pd.Index([0], name="person")
    own = {p.name: p.value for p in WARD.parameters} | {"body.weight": weight * 1e6}
    plain = replace(WARD, parameters=tuple(replace(p, spread=0.0) for p in WARD.parameters))
    cohort = Cohort("child", 1, pd.DataFrame(index=index), pd.DataFrame(own, index=index), {})
    run = simulate(plain, regimen, cohort, needs=Needs.of([SEEN], days), span=(0.0, days[-1]), seed=1)
    course = run.course(SEEN)[:, 0]
    assert np.trapezoid(course, days) * 24.0 == pytest.approx(area[0], abs=area[1])
    assert course.max() == pytest.approx(peak[0], abs=peak[1])
