import numpy as np
import pytest

from engraft import units
from engraft.therapy.catalog import get, rituximab_cll

PEOPLE = {"weight": np.array([70e6]), "body_surface": np.array([units.canonical(1.8, "m^2")])}


@pytest.mark.parametrize(
    ("name", "target", "amount"),
    [
        ("nivolumab", "nivolumab.central", 240.0), ("pembrolizumab", "pembrolizumab.central", 200.0),
        ("rituximab", "rituximab.central", 675.0), ("rituximab_subcutaneous", "rituximab.depot", 1600.0),
    ],
)  # fmt: skip
def test_the_label_dose_enters_where_it_should(name, target, amount):
    product = get(name)
    assert product.target == target
    assert product.label_dose.amount(PEOPLE)[()] == pytest.approx(amount)


def test_rituximab_flows_as_fast_as_its_label_lets_it():
    """50 mg/h, 50 mg/h more every half hour, at most 400: 700 mg take 3.5 hours."""
    given = sum(min(50.0 * step, 400.0) / 2.0 for step in range(1, 8))
    assert given == 700.0
    assert get("rituximab").over == "3.5 h"


def test_the_six_doses_in_leukemia_move_with_their_first_day():
    first, later = rituximab_cll(day=-1.0).events
    assert (first.days, later.days) == ((-1.0,), (27.0, 55.0, 83.0, 111.0, 139.0))
    assert later.dose.amount(PEOPLE)[0] / first.dose.amount(PEOPLE)[0] == pytest.approx(500.0 / 375.0)
