"""Cellular kinetics against closed forms."""

from __future__ import annotations

import numpy as np
import pytest
from tests.outcomes.trajectories import made

from engraft.errors import SpecificationError
from engraft.outcomes import CellularKinetics, kinetics

DAYS = np.linspace(0.0, 28.0, 57)


def test_a_triangle_has_its_area() -> None:
    values = np.minimum(DAYS, 28.0 - DAYS)[:, None]
    found = kinetics(DAYS, values)
    assert (found.c_max[0], found.t_max[0]) == (14.0, 14.0)
    assert found.auc[0] == pytest.approx(14.0 * 28.0 / 2)


def test_what_is_below_the_limit_is_no_value_and_never_zero() -> None:
    values = np.array([[np.nan], [4.0], [np.nan], [4.0], [np.nan]])
    below = np.array([[True], [False], [True], [False], [True]])
    found = kinetics(np.array([0.0, 1.0, 2.0, 3.0, 9.0]), values, below)
    assert (found.auc[0], found.last_day[0]) == (8.0, 3.0)


def test_nothing_quantifiable_gives_nothing() -> None:
    found = kinetics(np.array([0.0, 1.0]), np.full((2, 1), np.nan), np.full((2, 1), True))
    assert np.isnan([found.c_max[0], found.t_max[0], found.auc[0], found.last_day[0]]).all()


def test_the_area_ends_at_its_day() -> None:
    found = kinetics(np.array([0.0, 28.0, 90.0]), np.ones((3, 1)))
    assert found.auc[0] == 28.0
    assert found.last_day[0] == 90.0


def test_the_endpoint_takes_the_area_from_the_dense_course_and_the_peak_from_between() -> None:
    times = np.append(DAYS, 90.0)
    course = np.append(np.exp(-(((DAYS - 10.0) / 4.0) ** 2)), 50.0)
    peaks = {"cellular_kinetics": [[1.25], [10.1]]}
    verdict = CellularKinetics().verdict(made(times, {"blood.car": ("cell/uL", [course])}, peaks=peaks))
    assert verdict["cellular_kinetics_c_max"][0] == 1.25
    assert verdict["cellular_kinetics_t_max"][0] == 10.1
    assert verdict["cellular_kinetics_auc_0_28"][0] == pytest.approx(4.0 * np.sqrt(np.pi), rel=1e-3)
    assert CellularKinetics().figures(verdict)["cellular_kinetics.auc_0_28"].unit == "cell/uL*day"


def test_days_and_readings_must_agree() -> None:
    with pytest.raises(SpecificationError):
        kinetics(np.zeros(2), np.zeros((3, 1)))


def test_a_course_that_is_not_of_cells_is_called_by_its_name():
    one = CellularKinetics(cells="rituximab.concentration")
    run = made(one.days.tolist(), {one.cells: ("ug/mL", [[1.0] * one.days.size])}, peaks={one.name: [[1.0], [0.0]]})
    texts = {key: figure.text for key, figure in one.figures(one.verdict(run)).items()}
    assert one.label == "Course of rituximab concentration"
    assert texts["cellular_kinetics.t_max"].startswith("day of the highest rituximab concentration")
    for cells in ("blood.car", "blood.copies", "tisa_cel.transgene", "b_lymphoma.car_blood"):
        assert CellularKinetics(cells=cells).label == "Expansion of CAR T cells"
    assert CellularKinetics(cells="a.b", label="Mine").label == "Mine"
