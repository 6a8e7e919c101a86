"""Every row of the tables for ICE and CAPD of the ASTCT consensus, doi:10.1016/j.bbmt.2018.12.758."""

import pytest

from engraft import units
from engraft.kernel.evaluate import evaluate
from engraft.models.scales.icans import Icans


def graded(*, ice: float = 10.0, capd: float = 0.0, age: float = 15.0) -> float:
    system = Icans().system("icans")
    values = {p.name: p.value for p in system.parameters}
    values |= {"icans.ice": ice, "icans.capd": capd, "icans.age": units.canonical(age, "year")}
    return float(evaluate([system.observable("icans.grade").expression], values)[0, 0])


@pytest.mark.parametrize(
    ("ice", "grade"),
    [(10, 0), (9, 1), (8, 1), (7, 1), (6, 2), (5, 2), (4, 2), (3, 2), (2, 3), (1, 3), (0, 4)],
)
def test_from_twelve_years_on_ice_decides(ice, grade):
    assert graded(ice=ice, age=12.0) == graded(ice=ice, capd=32.0, age=40.0) == grade


@pytest.mark.parametrize(
    ("capd", "grades"),
    [(0, {0}), (1, {1, 2}), (4, {1, 2}), (8, {1, 2}), (9, {3}), (15, {3}), (20, {3}), (32, {4})],
)
def test_below_twelve_years_capd_decides(capd, grades):
    assert graded(capd=capd, ice=0.0, age=11.9) in grades


def test_capd_never_falls_with_the_score():
    grades = [graded(capd=capd, age=5.0) for capd in range(33)]
    assert grades == sorted(grades)
    assert set(grades) == {0, 1, 2, 3, 4}


@pytest.mark.parametrize(("ice", "grade"), [(9.6, 0), (9.4, 1), (6.6, 1), (6.4, 2), (2.6, 2), (2.4, 3), (0.4, 4)])
def test_a_score_between_two_is_read_as_the_nearer(ice, grade):
    assert graded(ice=ice) == grade
