import pytest

from engraft.kernel.evaluate import evaluate
from engraft.models.scales.magic_acute_gvhd import MagicAcuteGvhd
from engraft.units import canonical


def graded(rash: float = 0.0, bilirubin: float = 0.6, stool: float = 150.0) -> dict[str, float]:
    system = MagicAcuteGvhd().system("magic")
    values = {p.name: p.value for p in system.parameters} | {
        "magic.rash": rash,
        "magic.bilirubin": canonical(bilirubin, "mg/dL"),
        "magic.stool": canonical(stool, "mL/day"),
    }
    names = ("skin", "liver", "gut", "grade")
    return {name: evaluate([system.observable(f"magic.{name}").expression], values)[0, 0] for name in names}


@pytest.mark.parametrize(("rash", "stage"), [(0.0, 0), (0.02, 1), (0.24, 1), (0.25, 2), (0.49, 2), (0.51, 3)])
def test_stages_of_the_skin(rash, stage):
    assert graded(rash=rash)["skin"] == stage


@pytest.mark.parametrize(("bilirubin", "stage"), [(1.9, 0), (2.0, 1), (3.1, 2), (6.1, 3), (14.9, 3), (15.1, 4)])
def test_stages_of_the_liver(bilirubin, stage):
    assert graded(bilirubin=bilirubin)["liver"] == stage


@pytest.mark.parametrize(("stool", "stage"), [(499.0, 0), (500.0, 1), (1000.0, 2), (1501.0, 3)])
def test_stages_of_the_gut(stool, stage):
    assert graded(stool=stool)["gut"] == stage


@pytest.mark.parametrize(
    ("findings", "grade"),
    [
        ({}, 0),
        ({"rash": 0.2}, 1),
        ({"rash": 0.4}, 1),
        ({"rash": 0.6}, 2),
        ({"bilirubin": 2.5}, 2),
        ({"stool": 600.0}, 2),
        ({"bilirubin": 4.0}, 3),
        ({"rash": 0.6, "stool": 1200.0}, 3),
        ({"bilirubin": 20.0}, 4),
        ({"bilirubin": 8.0, "stool": 1600.0}, 4),
    ],
)
def test_the_grade_is_that_of_the_worst_organ(findings, grade):
    assert graded(**findings)["grade"] == grade
