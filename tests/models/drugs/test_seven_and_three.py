"""Cytarabine and daunorubicin of AML: each course kills what the rule says."""

import math

import numpy as np
import pytest

from engraft.models.drugs.cytotoxic_drugs import AREA
from engraft.models.drugs.seven_and_three import COURSE_KILL, daunorubicin_three_days, infused_cytarabine


def killed(held_alone, drug, doses):
    """Add up the rate of killing over a course at 70 kg; doses as (day, mg, days over)."""
    system, days = drug.system("drug"), np.linspace(0.0, 16.0, 16001)
    total = 0.0
    for day, amount, over in doses:
        found = held_alone(system, ["drug.central"], days, weight=70.0e6, given={"drug.central": (day, amount, over)})
        total = total + found["drug.central"]
    c, values = total / system.parameter("drug.volume").value, {p.name: p.value for p in system.parameters}
    return np.trapezoid(values["drug.kill_max"] * c / (c + values["drug.half_kill"]), days)


def test_seven_days_of_cytarabine_kill_half_of_three_logs(held_alone):
    """The rule takes the concentration as steady; the triphosphate stays for hours after it: 3 % more."""
    found = killed(held_alone, infused_cytarabine(), [(0.0, 700.0 * AREA, 7.0)])
    assert found == pytest.approx(COURSE_KILL, rel=0.04)


def test_three_days_of_daunorubicin_kill_half_of_three_logs(held_alone):
    found = killed(held_alone, daunorubicin_three_days(), [(day, 60.0 * AREA, 0.0) for day in (0.0, 1.0, 2.0)])
    assert found == pytest.approx(COURSE_KILL, rel=1e-3)
    assert math.exp(-2.0 * COURSE_KILL) == pytest.approx(1e-3)
