import pytest

from engraft import models
from engraft.kernel.evaluate import evaluate

# Table 3: covariate, its value (canonical), and what clearance and plasma volume are then multiplied by.
EFFECTS = [
    ("weight", 2 * 76.8e6, 2**0.595, 2**0.489),
    ("albumin", 0.5 * 39.6e3, 2**0.907, 2**0.208),
    ("tumor_length", 2 * 0.896, 2**0.0872, 1.0),
    ("filtration", 2 * 88.47 * 1.44, 2**0.135, 1.0),
    ("female", 1.0, 0.848, 0.866),
    ("lung_cancer", 1.0, 1.145, 1.0),
    ("ecog", 1.0, 0.9261, 1.0),
    ("after_ipilimumab", 1.0, 1.14, 1.0736),
]


@pytest.fixture(scope="module")
def seen():
    """Give a function that reads clearance and plasma volume of a person."""
    system = models.build("ahamadi2017")
    read = [system.observable(f"pembrolizumab.{name}").expression for name in ("total_clearance", "plasma_volume")]
    typical = {p.name: p.value for p in system.parameters}
    return lambda **own: evaluate(read, typical | {f"pembrolizumab.{k}": v for k, v in own.items()})[:, 0]


def test_the_reference_patient_has_the_typical_values(seen):
    assert seen() == pytest.approx([0.22, 3.48])


@pytest.mark.parametrize(("covariate", "value", "clearance", "volume"), EFFECTS)
def test_each_covariate_acts_as_in_table_3(seen, covariate, value, clearance, volume):
    assert seen(**{covariate: value}) / seen() == pytest.approx([clearance, volume])
