"""Every row of Table 1 of the ASTCT consensus, doi:10.1016/j.bbmt.2018.12.758."""

import pytest

from engraft.errors import CompatibilityError
from engraft.kernel.evaluate import evaluate
from engraft.language import Assumed, Model, Parameter, join
from engraft.models.library.leontriana2021_b_all import LeonTriana2021
from engraft.models.scales.astct_crs import AstctCrs

SEEN = ("temperature", "fever_masked", "hypotension", "vasopressors", "vasopressin", "oxygen")
TABLE = Assumed("what the nurse wrote down", 0.0, 50.0)


class Bedside(Model):
    """What is seen and done at the bedside."""

    temperature = Parameter(37.0, "degC", source=TABLE)
    fever_masked = Parameter(0.0, "1", source=TABLE)
    hypotension = Parameter(0.0, "1", source=TABLE)
    vasopressors = Parameter(0.0, "1", source=TABLE)
    vasopressin = Parameter(0.0, "1", source=TABLE)
    oxygen = Parameter(0.0, "1", source=TABLE)


@pytest.fixture(scope="module")
def bedside():
    wire = {f"crs.{name}": f"bedside.{name}" for name in SEEN}
    return join(AstctCrs().system("crs"), Bedside().system("bedside"), wire=wire, name="ward")


FEVER = {"temperature": 38.5}


@pytest.mark.parametrize(
    ("seen", "grade"),
    [
        ({}, 0),
        ({"temperature": 37.9}, 0),
        ({"temperature": 38.0}, 1),
        (FEVER | {"hypotension": 1}, 2),
        (FEVER | {"oxygen": 1}, 2),
        (FEVER | {"hypotension": 1, "oxygen": 1}, 2),
        (FEVER | {"hypotension": 1, "vasopressors": 1}, 3),
        (FEVER | {"hypotension": 1, "vasopressors": 1, "vasopressin": 1}, 3),
        (FEVER | {"hypotension": 1, "vasopressin": 1}, 3),
        (FEVER | {"oxygen": 2}, 3),
        (FEVER | {"hypotension": 1, "vasopressors": 1, "oxygen": 1}, 3),  # the example in the table's note
        (FEVER | {"hypotension": 1, "vasopressors": 2}, 4),
        (FEVER | {"hypotension": 1, "vasopressors": 3, "vasopressin": 1}, 4),
        (FEVER | {"oxygen": 3}, 4),
        ({"hypotension": 1, "vasopressors": 2}, 0),  # without fever it is not this syndrome
        ({"fever_masked": 1}, 0),
        ({"fever_masked": 1, "hypotension": 1}, 2),
        ({"fever_masked": 1, "hypotension": 1, "vasopressors": 1}, 3),
        ({"fever_masked": 1, "oxygen": 3}, 4),
    ],
)
def test_the_grade_is_that_of_the_table(bedside, seen, grade):
    values = {p.name: p.value for p in bedside.parameters} | {f"bedside.{k}": float(v) for k, v in seen.items()}
    assert evaluate([bedside.observable("crs.grade").expression], values)[0, 0] == grade


def test_a_disease_without_vital_signs_cannot_feed_the_scale():
    with pytest.raises(CompatibilityError, match="crs") as refused:
        join(AstctCrs().system("crs"), LeonTriana2021().system("b_all"))
    assert "is open" in str(refused.value)
