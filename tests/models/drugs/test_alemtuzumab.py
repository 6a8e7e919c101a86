import math

import pytest

from engraft.language import join
from engraft.models.blocks.body import Body
from engraft.models.drugs.alemtuzumab import Alemtuzumab
from engraft.units import canonical

KG, MG = 20.0, canonical(1.0, "mg")
NAMES = ["a.concentration", "a.kill"]


@pytest.fixture
def course(as_published):
    def run(days, amount):
        system = join(Alemtuzumab().system("a"), Body().system("b"), wire={"a.weight": "b.weight"}, name="x")
        given = {"a.amount": (0.0, amount * MG, 0.0)}
        found = as_published(system, NAMES, days, given=given, values={"b.weight": canonical(KG, "kg")})
        return {name.split(".")[1]: found.course(name)[:, 0] for name in NAMES}

    return run


def after_five(days_later, course):
    """Add five daily doses of 0.2 mg/kg, as a linear drug may be, ``days_later`` after the last."""
    days = [days_later + k for k in range(5)]
    return course(days, 0.2 * KG)["concentration"].sum()


def test_five_daily_doses_reach_the_published_peak(course):
    assert after_five(1e-6, course) == pytest.approx(2.39, rel=1e-3)


def test_on_the_day_of_a_graft_ten_days_later_it_lies_between_the_published_quartiles(course):
    """Marsh 2017: doses from day -14 on, on day 0 a median of 1.27 ug/mL, quartiles 0.35 and 1.51 (17 children)."""
    assert 0.35 < after_five(10.0, course) < 1.51


def test_it_halves_in_its_half_life(course):
    found = course([1e-3, 5.2 + 1e-3], 10.0)["concentration"]
    assert found[1] / found[0] == pytest.approx(0.5, rel=1e-4)


def test_killing_is_half_of_the_fastest_at_the_lytic_threshold(course):
    volume = 0.7793 / 2.39 * KG  # liters
    kill = course([1e-6], 0.126 * volume)["kill"][0]
    assert kill == pytest.approx(math.log(20.0) / 10.0, rel=1e-2)


def test_without_antibody_no_cell_dies_of_it(course):
    assert course([0.0, 1.0], 0.0)["kill"].tolist() == [0.0, 0.0]
