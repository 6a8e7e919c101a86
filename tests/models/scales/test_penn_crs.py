"""Every row of the Penn scale, doi:10.1186/s13045-018-0571-y."""

import pytest

from engraft import units
from engraft.kernel.evaluate import evaluate
from engraft.models.scales.penn_crs import PennCrs

WELL = {"fever": 0, "fluids": 0, "vasopressors": 0, "high_dose": 0, "oxygen_device": 0, "antibiotics": 0, "icu": 0,
        "creatinine": 1.0, "transaminases": 0.5, "fibrinogen": 2.5}  # fmt: skip
FEVER = {"fever": 1}


def graded(**seen: float) -> float:
    system = PennCrs().system("penn")
    values = {p.name: p.value for p in system.parameters}
    values |= {f"penn.{k}": units.canonical(v, PennCrs.declared[k].unit) for k, v in (WELL | seen).items()}
    return float(evaluate([system.observable("penn.grade").expression], values)[0, 0])


@pytest.mark.parametrize(
    ("seen", "grade"),
    [
        ({}, 0),
        (FEVER, 1),  # supportive care only
        ({"antibiotics": 1}, 0),  # antibiotics that outlast fever are no syndrome
        (FEVER | {"antibiotics": 1}, 2),  # fever with neutropenia and intravenous therapy
        (FEVER | {"icu": 1}, 2),
        ({"creatinine": 1.5}, 0),
        ({"creatinine": 1.6}, 2),
        ({"transaminases": 5.0}, 0),
        ({"transaminases": 5.1}, 2),
        ({"creatinine": 3.1}, 3),
        ({"transaminases": 20.1}, 3),
        ({"creatinine": 9.0}, 3),
        ({"fibrinogen": 0.9}, 3),  # coagulopathy that needs fibrinogen
        ({"fibrinogen": 1.1}, 0),
        (FEVER | {"fluids": 1}, 3),  # the trap: fluids for hypotension are grade 3
        (FEVER | {"vasopressors": 1}, 3),
        (FEVER | {"vasopressors": 2}, 3),
        (FEVER | {"oxygen_device": 1}, 3),  # the trap: any oxygen is grade 3
        (FEVER | {"oxygen_device": 2}, 3),
        (FEVER | {"oxygen_device": 3}, 4),
        (FEVER | {"vasopressors": 1, "high_dose": 1}, 4),
        ({"oxygen_device": 1}, 3),  # fever is not asked for
    ],
)
def test_the_grade_is_that_of_the_table(seen, grade):
    assert graded(**seen) == grade


def test_every_grade_has_a_label():
    table = dict(PennCrs().system("penn").observable("penn.grade").table)
    assert sorted(table) == [0.0, 1.0, 2.0, 3.0, 4.0]
