import math

import pytest

from engraft.kernel.evaluate import evaluate
from engraft.models.blocks.transplant_risks import TransplantRisks
from engraft.units import canonical

MANY = 1e12


def risk(time: float, grade: float = 0.0, anc: float = 4e9, t_cells: float = MANY) -> float:
    system = TransplantRisks().system("r")
    values = {p.name: p.value for p in system.parameters}
    values |= {
        "r.grade": grade,
        "r.anc": canonical(anc, "cell/L"),
        "r.t_cells": t_cells,
        "r.weight": canonical(70, "kg"),
    }
    [hazard] = system.hazards
    return evaluate([hazard.rate], values | {"time": time})[0, 0] * 30.4375


def test_two_years_without_anything_else_are_those_of_matched_siblings():
    assert risk(200.0) * 24.0 == pytest.approx(-math.log(0.85), rel=0.01)


def test_nobody_dies_of_a_transplant_before_it():
    assert risk(-1.0) == 0.0


def test_each_factor_raises_the_risk_as_declared():
    rest = risk(200.0)
    assert risk(50.0) / rest == pytest.approx(2.0, rel=1e-6)
    assert risk(200.0, grade=3.0) / rest == pytest.approx(math.sqrt(2.69 * 3.91), rel=1e-6)
    assert risk(200.0, grade=2.0) == rest
    assert risk(200.0, anc=0.0) / rest == pytest.approx(2.04, rel=1e-3)
    assert risk(200.0, t_cells=0.0) / rest == pytest.approx(2.0, rel=0.01)
