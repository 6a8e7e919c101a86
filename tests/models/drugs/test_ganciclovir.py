"""Ganciclovir: the label's areas, and half of the poison at half of the concentration."""

from __future__ import annotations

import numpy as np
import pytest

from engraft.models.drugs.ganciclovir import Ganciclovir
from engraft.units import canonical

KG = canonical(70.0, "kg")


def test_the_area_after_a_dose_is_the_labels(held_alone):
    """5 mg/kg over an hour: 22.1 to 26.8 ug h/mL by label; dose over clearance in closed form."""
    days = np.arange(0.0, 1.5, 0.002)
    system = Ganciclovir().system("gcv")
    run = held_alone(system, ["gcv.concentration"], days, given={"gcv.central": (0.0, 350.0, 1.0 / 24.0)}, weight=KG)
    area = np.trapezoid(run["gcv.concentration"], days) * 24.0
    assert 22.1 <= area <= 26.8
    assert area == pytest.approx(5.0 / (3.52e-3 * 60.0), rel=1e-3)


def test_half_is_poisoned_at_the_concentration_that_says_so(held_alone):
    system = Ganciclovir().system("gcv")
    amount = 0.25 * 0.74 * 70.0
    run = held_alone(system, ["gcv.poisoned"], [0.0, 1e-9], given={"gcv.central": (0.0, amount, 0.0)}, weight=KG)
    assert run["gcv.poisoned"][-1] == pytest.approx(0.5, rel=1e-6)
