"""Every row of Lee 2014, doi:10.1182/blood-2014-05-552729."""

import pytest

from engraft.kernel.evaluate import evaluate
from engraft.models.scales.lee_crs import LeeCrs

WELL = {"fever": 0, "hypotension": 0, "vasopressors": 0, "high_dose": 0, "oxygen_device": 0, "inspired_oxygen": 0.21,
        "creatinine": 1.0, "transaminases": 0.5}  # fmt: skip
FEVER = {"fever": 1}
LOW = FEVER | {"hypotension": 1}


def graded(**seen: float) -> float:
    system = LeeCrs().system("lee")
    values = {p.name: p.value for p in system.parameters} | {f"lee.{k}": float(v) for k, v in (WELL | seen).items()}
    return float(evaluate([system.observable("lee.grade").expression], values)[0, 0])


@pytest.mark.parametrize(
    ("seen", "grade"),
    [
        ({}, 0),
        (FEVER, 1),
        (LOW, 2),  # responds to fluids
        (LOW | {"vasopressors": 1}, 2),  # a low dose of one vasopressor
        (LOW | {"vasopressors": 1, "high_dose": 1}, 3),
        (LOW | {"vasopressors": 2}, 3),
        (FEVER | {"oxygen_device": 1, "inspired_oxygen": 0.39}, 2),
        (FEVER | {"oxygen_device": 1, "inspired_oxygen": 0.40}, 3),
        (FEVER | {"oxygen_device": 2, "inspired_oxygen": 0.60}, 3),
        (FEVER | {"oxygen_device": 3, "inspired_oxygen": 0.60}, 4),
        ({"creatinine": 1.5}, 0),
        ({"creatinine": 1.6}, 2),
        ({"creatinine": 3.1}, 3),
        ({"creatinine": 6.1}, 4),
        ({"transaminases": 3.0}, 0),
        ({"transaminases": 3.1}, 2),
        ({"transaminases": 19.0}, 2),
        ({"transaminases": 20.1}, 3),  # transaminitis of grade 4 is grade 3 ...
        ({"transaminases": 200.0}, 3),  # ... and never grade 4
    ],
)
def test_the_grade_is_that_of_the_table(seen, grade):
    assert graded(**seen) == grade


def test_every_grade_has_a_label():
    table = dict(LeeCrs().system("lee").observable("lee.grade").table)
    assert sorted(table) == [0.0, 1.0, 2.0, 3.0, 4.0]
