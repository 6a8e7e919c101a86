import math

import numpy as np
import pytest

from engraft.language import Assumed, Model, Parameter, join
from engraft.models.blocks.cytokines import Cytokines
from engraft.models.blocks.vital_signs import VitalSigns
from engraft.units import factor

SYSTEM = VitalSigns().system("vitals")
STATES = [s.name for s in SYSTEM.states]
SEEN = [o.name for o in SYSTEM.observables]
OWN = {p.name.split(".")[1]: p.value for p in SYSTEM.parameters}
YEAR, PG_ML, ML_KG, DOSE = (factor(unit) for unit in ("year", "pg/mL", "mL/kg", "ug/kg/min"))
AIR, CHILD = 0.21, 12.0
LONG = 30.0


def settled(alone, il6=0.0, il1=0.0, age=CHILD, of=(*STATES, *SEEN), **support):
    """Return everything at rest under held signals and support; IL-6 in pg/mL, age in years."""
    held = {"inspired_oxygen": AIR} | support
    run = alone(SYSTEM, list(of), [LONG], il6_signal=il6 * PG_ML, il1_signal=il1, age=age * YEAR, **held)
    return {name.split(".")[1]: course[0] for name, course in run.items()}


def test_at_rest_nothing_moves(alone):
    run = alone(SYSTEM, [*STATES, *SEEN], [0.0, 5.0, 400.0], age=CHILD * YEAR, inspired_oxygen=AIR)
    for name, course in run.items():
        np.testing.assert_allclose(course, course[0], rtol=1e-9, atol=1e-12, err_msg=name)
    assert run["vitals.temperature"][-1] == pytest.approx(37.0)
    assert run["vitals.systolic"][-1] == pytest.approx(82.0 + 2.0 * CHILD)
    assert run["vitals.saturation"][-1] == pytest.approx(0.98)
    assert run["vitals.vascular_leak"][-1] == 0.0


def test_support_moves_nothing_in_a_healthy_child(alone):
    support = {"volume_expansion": 60.0 * ML_KG, "vasopressor_dose": 1.0 * DOSE, "inspired_oxygen": 1.0,
               "positive_pressure": 1.0}  # fmt: skip
    assert settled(alone, **support) == pytest.approx(settled(alone), rel=1e-9)


@pytest.mark.parametrize(("il6", "il1"), [(0.0, 0.4), (140.0, 0.0), (420.0, 0.1), (1e4, 1.0)])
def test_signals_hold_up_the_steady_state_worked_out_by_hand(alone, il6, il1):
    found = settled(alone, il6, il1)
    leak = 0.7 * il6 / (il6 + 1600.0) + 0.3 * il1
    assert found["temperature"] == pytest.approx(37.0 + 4.0 * il6 / (il6 + 420.0), rel=1e-7)
    assert found["vascular_leak"] == pytest.approx(leak, rel=1e-6, abs=1e-12)
    assert found["systolic_unsupported"] == pytest.approx(106.0 * (1.0 - 0.5 * leak), rel=1e-6)
    assert found["saturation_on_air"] == pytest.approx(0.98 * (1.0 - 0.4 * leak / (1.0 + leak)), rel=1e-6)
    assert found["systolic"] == pytest.approx(found["systolic_unsupported"])
    assert found["saturation"] == pytest.approx(found["saturation_on_air"])


def test_what_left_volunteers_without_fever_warms_by_a_degree_at_most():
    """Steensberg 2003: 140 pg/mL of IL-6 over three hours."""
    rise = OWN["largest_rise"] * 140.0 * PG_ML / (140.0 * PG_ML + OWN["fever_half"])
    assert rise == pytest.approx(1.0, abs=1e-9)


def test_temperature_follows_its_set_point_within_hours(alone):
    hot = Parameter(40.0, "degC", source=Assumed("for this test", 40.0, 40.0))
    begun = VitalSigns(temperature=hot).system("vitals")
    run = alone(begun, ["vitals.temperature"], [0.0, 3.0 / 24.0, 9.0 / 24.0], age=CHILD * YEAR, inspired_oxygen=AIR)
    np.testing.assert_allclose(run["vitals.temperature"], [40.0, 38.5, 37.375], rtol=1e-7)


def test_vessels_close_within_half_a_day(alone):
    leaking = Parameter(0.8, "1", source=Assumed("for this test", 0.8, 0.8))
    begun = VitalSigns(vascular_leak=leaking).system("vitals")
    run = alone(begun, ["vitals.vascular_leak"], [0.0, 0.5, 1.5], age=CHILD * YEAR, inspired_oxygen=AIR)
    np.testing.assert_allclose(run["vitals.vascular_leak"], [0.8, 0.4, 0.1], rtol=1e-6)


def test_the_worse_the_signal_the_worse_every_sign(alone):
    rows = [settled(alone, il6, il1) for il6, il1 in ((0, 0), (50, 0.05), (500, 0.2), (4000, 0.5), (1e5, 1.0))]
    for name, sign in {"temperature": 1, "vascular_leak": 1, "systolic": -1, "saturation": -1}.items():
        assert np.all(sign * np.diff([row[name] for row in rows]) > 0.0), name
    assert rows[-1]["temperature"] < 41.0
    assert 40.0 < rows[-1]["systolic"] < 90.0
    assert 0.5 < rows[-1]["saturation"] < 0.9


@pytest.mark.parametrize(
    ("sign", "support"),
    [
        ("systolic", {"volume_expansion": 20.0 * ML_KG}),
        ("systolic", {"vasopressor_dose": 0.22 * DOSE}),
        ("saturation", {"inspired_oxygen": 0.40}),
    ],
)
def test_each_support_at_its_half_dose_restores_half_of_what_is_lost(alone, sign, support):
    healthy, ill, helped = settled(alone), settled(alone, 5000.0, 0.6), settled(alone, 5000.0, 0.6, **support)
    assert healthy[sign] - helped[sign] == pytest.approx(0.5 * (healthy[sign] - ill[sign]), rel=1e-6)
    without = {"systolic": "systolic_unsupported", "saturation": "saturation_on_air"}[sign]
    assert helped[without] == pytest.approx(ill[without])


def test_positive_pressure_restores_its_share_of_what_oxygen_leaves(alone):
    oxygen = settled(alone, 5000.0, 0.6, inspired_oxygen=0.6)
    both = settled(alone, 5000.0, 0.6, inspired_oxygen=0.6, positive_pressure=1.0)
    assert 0.98 - both["saturation"] == pytest.approx(0.4 * (0.98 - oxygen["saturation"]), rel=1e-6)


def test_support_together_stays_between_the_unsupported_and_the_normal_pressure(alone):
    doses = [(0.0, 0.0), (10.0, 0.0), (40.0, 0.05), (40.0, 0.3), (60.0, 2.0)]
    rows = [
        settled(alone, 8000.0, 0.9, volume_expansion=v * ML_KG, vasopressor_dose=d * DOSE)["systolic"] for v, d in doses
    ]
    assert np.all(np.diff(rows) > 0.0)
    assert rows[-1] < 106.0


@pytest.mark.parametrize(
    ("age", "limit", "normal"), [(0.5, 71.0, 83.0), (4.0, 78.0, 90.0), (10.0, 90.0, 102.0), (25.0, 90.0, 116.0)]
)
def test_limits_depend_on_age(alone, age, limit, normal):
    found = settled(alone, age=age)
    assert found["hypotension_limit"] == pytest.approx(limit)
    assert found["systolic_normal"] == pytest.approx(normal)
    assert found["pressure_share"] == pytest.approx(1.0)


def test_normal_pressure_is_near_the_medians_of_the_tables_of_2017():
    """Boys of median height (Flynn 2017): 86 at 1, 89 at 2, 90 at 3, 92 at 4 years."""
    line = [82.0 + 2.0 * age for age in (1, 2, 3, 4)]
    np.testing.assert_allclose(line, [86.0, 89.0, 90.0, 92.0], atol=3.0)


class Ward(Model):
    """A child of twelve years with engaged CAR T cells and blocked receptors, for this test."""

    reference = "test"
    engaged = Parameter(3e8, "cell/kg", source=Assumed("a strong expander", 0.0, 1e9))
    blocked = Parameter(0.0, "1", source=Assumed("varied", 0.0, 1.0))
    nothing = Parameter(0.0, "1", source=Assumed("none", 0.0, 0.0))
    age = Parameter(CHILD, "year", source=Assumed("twelve", CHILD, CHILD))
    air = Parameter(AIR, "1", source=Assumed("air", AIR, AIR))
    fluid = Parameter(0.0, "mL/kg", source=Assumed("none", 0.0, 0.0))
    pressor = Parameter(0.0, "ug/kg/min", source=Assumed("none", 0.0, 0.0))


WIRE = {
    "cytokines.engaged": "ward.engaged",
    "cytokines.il6_blocked": "ward.blocked",
    "cytokines.il1_blocked": "ward.nothing",
    "cytokines.steroid_effect": "ward.nothing",
    "vitals.il6_signal": "cytokines.il6_signal",
    "vitals.il1_signal": "cytokines.il1_signal",
    "vitals.age": "ward.age",
    "vitals.volume_expansion": "ward.fluid",
    "vitals.vasopressor_dose": "ward.pressor",
    "vitals.inspired_oxygen": "ward.air",
    "vitals.positive_pressure": "ward.nothing",
}
WHOLE = join(Cytokines().system("cytokines"), SYSTEM, Ward().system("ward"), wire=WIRE, name="whole")
WATCHED = ["cytokines.il6", "vitals.temperature", "vitals.systolic", "vitals.saturation"]


def ward(as_published, **values):
    given = {f"ward.{name}" if "." not in name else name: value for name, value in values.items()}
    run = as_published(WHOLE, WATCHED, [20.0], values=given)
    return {name.split(".")[1]: run.at(name, 20.0)[0] for name in WATCHED}


def test_blocking_the_receptor_removes_fever_while_serum_il6_rises(as_published):
    free, blocked = ward(as_published), ward(as_published, blocked=1.0)
    assert free["temperature"] > 38.5
    assert blocked["temperature"] == pytest.approx(37.0, abs=1e-6)
    assert blocked["il6"] > 3.0 * free["il6"]
    assert blocked["systolic"] > free["systolic"]


@pytest.mark.parametrize("off", ["secretion", "il6_full"])
def test_without_release_temperature_stays_at_37(as_published, off):
    found = ward(as_published, **{f"cytokines.{off}": 0.0})
    assert found["temperature"] == pytest.approx(37.0, abs=1e-9)
    assert math.isclose(found["il6"], 5.0, rel_tol=1e-9)


def test_without_release_pressure_and_saturation_stay_too(as_published):
    found = ward(as_published, **{"cytokines.secretion": 0.0})
    assert found["systolic"] == pytest.approx(106.0)
    assert found["saturation"] == pytest.approx(98.0)


def test_as_engaged_cells_grow_fever_comes_before_hypotension(as_published):
    still = {"cytokines.tolerance_time": 1e12}  # what comes first, not how long it lasts
    rows = [
        ward(as_published, engaged=10.0**power * factor("cell/kg"), **still) for power in np.arange(5.0, 9.01, 0.25)
    ]
    hot = [row["temperature"] >= 38.0 for row in rows]
    low = [row["systolic"] < 90.0 for row in rows]
    assert not hot[0]
    assert hot[-1]
    assert low[-1]
    assert hot.index(True) < low.index(True)
    assert hot == sorted(hot)
    assert low == sorted(low)


def test_air_without_added_oxygen_is_air_whatever_the_port_says(alone):
    assert settled(alone, 5000.0, 0.6, inspired_oxygen=0.0)["saturation"] == pytest.approx(
        settled(alone, 5000.0, 0.6)["saturation"]
    )
