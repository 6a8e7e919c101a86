import math

import pytest

from engraft import models
from engraft.kernel.evaluate import evaluate

# Table 1: covariate, its value (canonical), and what clearance and plasma volume are then multiplied by.
EFFECTS = [
    ("weight", 2 * 80e6, 2**0.566, 2**0.597),
    ("filtration", 2 * 90 * 1.44, 2**0.186, 1.0),
    ("male", 1.0, math.exp(0.165), math.exp(0.152)),
    ("ecog", 1.0, math.exp(0.172), 1.0),
    ("asian", 1.0, math.exp(-0.125), 1.0),
]


@pytest.fixture(scope="module")
def seen():
    """Give a function that reads clearance and plasma volume of a person."""
    system = models.build("bajaj2017")
    read = [system.observable(f"nivolumab.{name}").expression for name in ("total_clearance", "plasma_volume")]
    typical = {p.name: p.value for p in system.parameters} | {"nivolumab.since_first": 0.0}
    return lambda **own: evaluate(read, typical | {f"nivolumab.{k}": v for k, v in own.items()})[:, 0]


def test_the_reference_patient_has_the_typical_values(seen):
    """9.4 mL/h and 3.63 L."""
    assert seen() == pytest.approx([0.2256, 3.63])


@pytest.mark.parametrize(("covariate", "value", "clearance", "volume"), EFFECTS)
def test_each_covariate_acts_as_in_table_1(seen, covariate, value, clearance, volume):
    assert seen(**{covariate: value}) / seen() == pytest.approx([clearance, volume])


def test_a_person_in_whom_clearance_does_not_fall_keeps_it(seen):
    """The share left in the end differs between persons; at 1 the sigmoid changes nothing, above it clearance rises."""
    for late in (30.0, 1000.0):
        assert seen(final_share=1.0, since_first=late)[0] == pytest.approx(0.2256)
    assert seen(final_share=1.2, since_first=1e5)[0] == pytest.approx(1.2 * 0.2256)
