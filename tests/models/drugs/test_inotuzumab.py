import math

import numpy as np
import pytest

from engraft.language import Assumed, Parameter
from engraft.models.drugs.inotuzumab import Inotuzumab
from engraft.units import canonical

NONE = {"linear_clearance": "L/hour", "target_clearance": "L/hour", "exchange": "L/hour"}
NG = canonical(1.0, "ng/mL")


@pytest.fixture(scope="module")
def drug():
    return Inotuzumab().system("inotuzumab")


def test_typical_values_are_those_the_paper_prints_for_leukemia(drug):
    value = {p.name.split(".")[1]: p for p in drug.parameters}
    assert value["linear_clearance"].value / canonical(1.0, "L/hour") == pytest.approx(0.0333, rel=2e-3)
    assert value["target_decay"].value / canonical(1.0, "1/hour") == pytest.approx(0.00472, rel=1e-3)
    assert value["linear_clearance"].spread == 0.423


def test_without_target_the_half_life_is_twelve_days(drug, held_alone):
    """12.3 days by the label; by hand of Garrett's clearance, volumes and exchange 12.1."""
    days = [60.0, 60.0 + 12.12]
    gone = {"inotuzumab.target_clearance": 0.0}
    found = held_alone(
        drug, ["inotuzumab.concentration"], days, given={"inotuzumab.central": (0.0, 1.0, 0.0)}, values=gone
    )
    first, second = found["inotuzumab.concentration"]
    assert second / first == pytest.approx(0.5, rel=0.01)


def test_exposure_of_a_late_cycle_is_that_of_the_label(drug, held_alone):
    """100,000 ng h/mL per cycle: dose over the clearance that is left."""
    days = np.linspace(0.0, 600.0, 60_001)
    gone = {"inotuzumab.target_clearance": 0.0}
    dose = 1.8 * 1.84
    found = held_alone(
        drug, ["inotuzumab.concentration"], days, given={"inotuzumab.central": (0.0, dose, 0.1)}, values=gone
    )
    area = np.trapezoid(found["inotuzumab.concentration"], days) / canonical(1.0, "ng*hour/mL")
    assert area == pytest.approx(1e5, rel=0.02)


def test_clearance_falls_from_the_first_dose_on_and_not_before(drug, held_alone):
    names = ["inotuzumab.total_clearance", "inotuzumab.target_left"]
    found = held_alone(drug, names, [0.0, 10.0, 20.0], given={"inotuzumab.central": (10.0, 1.5, 0.0)})
    total = found["inotuzumab.total_clearance"] / canonical(1.0, "L/hour")
    assert total[0] == total[1] == pytest.approx(0.0333 + 0.369, rel=1e-3)
    assert found["inotuzumab.target_left"][2] == pytest.approx(math.exp(-0.004718 * 240.0), rel=1e-3)


def test_half_of_patients_cells_are_left_after_two_days_at_the_median_ic50(held_alone):
    """4.8 ng/mL for 48 h (de Vries 2012): the concentration held, kill added up."""
    zero = {name: Parameter(0.0, unit, source=Assumed("held", 0.0, 1.0)) for name, unit in NONE.items()}
    system = Inotuzumab(**zero).system("inotuzumab")
    days = np.linspace(0.0, 2.0, 2001)
    names = ["inotuzumab.concentration", "inotuzumab.kill"]
    found = held_alone(system, names, days, given={"inotuzumab.central": (0.0, 4.8e-3 * 6.70, 0.0)})
    assert found["inotuzumab.concentration"][-1] / NG == pytest.approx(4.8, rel=1e-6)
    assert np.trapezoid(found["inotuzumab.kill"], days) == pytest.approx(math.log(2.0), rel=1e-4)


def test_a_larger_body_clears_faster_and_has_more_room(drug, held_alone):
    names, given = ["inotuzumab.total_clearance", "inotuzumab.concentration"], {"inotuzumab.central": (0.0, 1.0, 0.0)}
    small, large = (
        held_alone(drug, names, [1e-6, 1.0], given=given,
                   values={"inotuzumab.body_surface": canonical(size, "m^2")}) for size in (1.55, 2.21)
    )  # fmt: skip
    assert small["inotuzumab.concentration"][0] / large["inotuzumab.concentration"][0] == pytest.approx(
        (1.0 + 0.774 * 0.37) / (1.0 - 0.774 * 0.29), rel=1e-3
    )
    assert large["inotuzumab.total_clearance"][0] > 1.5 * small["inotuzumab.total_clearance"][0]


def test_three_cycles_of_the_label_s_exposure_carry_the_risk_of_the_trial(drug):
    (hazard,) = drug.hazards
    assert hazard.empirical
    assert not hazard.ends
    risk = next(p for p in drug.parameters if p.name == "inotuzumab.liver_risk")
    area = 3e5 * canonical(1.0, "ng*hour/mL")
    assert 1.0 - math.exp(-risk.value * area) == pytest.approx(22.0 / 164.0, rel=1e-9)
