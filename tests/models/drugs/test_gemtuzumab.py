import math

import numpy as np
import pytest

from engraft.models.drugs.gemtuzumab import Gemtuzumab
from engraft.units import canonical

GIVEN = {"gemtuzumab.central": (0.0, 16.2, 0.01)}


@pytest.fixture(scope="module")
def drug():
    return Gemtuzumab().system("gemtuzumab")


def test_peak_area_and_half_life_are_the_published_medians(drug, held_alone):
    """Dowell 2001, 9 mg/m2: medians of log-normal laws with the published means and SD."""
    days = np.linspace(0.0, 60.0, 60_001)
    found = held_alone(drug, ["gemtuzumab.concentration"], days, given=GIVEN)["gemtuzumab.concentration"]
    mg = found / canonical(1.0, "mg/L")
    assert mg.max() == pytest.approx(2.86 / math.sqrt(1.0 + (1.35 / 2.86) ** 2), rel=0.01)
    clearance = 0.265 / math.sqrt(1.0 + (0.229 / 0.265) ** 2)
    assert np.trapezoid(mg, days) * 24.0 == pytest.approx(16.2 / clearance, rel=1e-3)
    half = 72.4 / math.sqrt(1.0 + (42.0 / 72.4) ** 2)
    assert mg[30_000] / mg[30_000 + round(half / 24.0 * 1000.0)] == pytest.approx(2.0, rel=0.01)


def test_half_a_milligram_per_square_meter_holds_most_cd33(drug, held_alone):
    """The label has near saturation from 2 mg/m2 on, the makers of the edited graft from 0.5 mg/m2 on."""
    low = held_alone(drug, ["gemtuzumab.occupancy"], [0.3], given={"gemtuzumab.central": (0.0, 0.9, 0.08)})
    high = held_alone(drug, ["gemtuzumab.occupancy"], [0.3], given={"gemtuzumab.central": (0.0, 3.6, 0.08)})
    assert low["gemtuzumab.occupancy"][0] > 0.8
    assert high["gemtuzumab.occupancy"][0] > 0.95


def test_the_kill_of_normal_cells_is_what_the_rule_says():
    """An eighth of neutrophils passes two pools of 66.5 h: 4e9/L fall to 0.5e9/L."""
    passes, kill = 2.0 / (133.0 / 24.0), Gemtuzumab.kills_normal.value
    assert (passes / (passes + kill)) ** 2 == pytest.approx(1.0 / 8.0, rel=0.02)


def test_a_quarter_of_patients_goes_from_half_of_the_marrow_below_a_twentieth():
    """Two saturating doses, 28 days: a net fall of a factor of ten is exceeded by 26 % with this median and spread."""
    kill = Gemtuzumab.kills_leukemia
    needed = math.log(10.0) / 28.0 + 1.0 / 30.0
    beyond = math.log(needed / kill.value) / kill.spread
    assert 0.5 * math.erfc(beyond / math.sqrt(2.0)) == pytest.approx(0.26, abs=0.002)


def test_the_liver_is_at_risk_as_the_label_counts_after_a_transplant():
    area = 9.0 * 1.8 / (Gemtuzumab.clearance.value * 24.0)
    assert 1.0 - math.exp(-Gemtuzumab.liver_risk.value * area / 2.6) == pytest.approx(6.0 / 131.0, rel=1e-9)
