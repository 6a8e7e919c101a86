import numpy as np
import pytest

from engraft.language import Assumed, Parameter
from engraft.models.blocks.organ_findings import OrganFindings
from engraft.units import factor

SYSTEM = OrganFindings().system("organs")
STATES = [s.name for s in SYSTEM.states]
PG_ML, G_L = factor("pg/mL"), factor("g/L")
LONG = 120.0


def settled(alone, pressure=1.0, leak=0.0, il6=0.0):
    run = alone(SYSTEM, STATES, [LONG], pressure_share=pressure, leak=leak, il6_signal=il6 * PG_ML)
    return {name.split(".")[1]: course[0] for name, course in run.items()}


def test_at_rest_nothing_moves(alone):
    run = alone(SYSTEM, STATES, [0.0, 30.0, 400.0], pressure_share=1.0)
    for name, course in run.items():
        np.testing.assert_allclose(course, course[0], rtol=1e-9, err_msg=name)
    assert [run[name][-1] for name in STATES] == pytest.approx([1.0, 0.5, 2.84 * G_L])


@pytest.mark.parametrize(
    ("pressure", "leak", "il6"), [(0.85, 0.3, 1000.0), (0.5, 1.0, 1e4), (0.7, 0.0, 0.0), (1.0, 0.5, 0.0)]
)
def test_the_steady_state_worked_out_by_hand(alone, pressure, leak, il6):
    found = settled(alone, pressure, leak, il6)
    assert found["creatinine"] == pytest.approx(1.0 + ((1.0 - pressure) / 0.3) ** 2, rel=1e-6)
    assert found["transaminases"] == pytest.approx(0.5 + 20.0 * leak**2, rel=1e-6)
    fibrinogen = 2.84 * (1.0 + 2.0 * il6 / (il6 + 180.0)) / (1.0 + 10.0 * leak)
    assert found["fibrinogen"] == pytest.approx(fibrinogen * G_L, rel=1e-6)


def test_creatinine_doubles_where_filtration_halves(alone):
    assert settled(alone, pressure=0.7)["creatinine"] == pytest.approx(2.0, rel=1e-6)


@pytest.mark.parametrize(
    ("state", "start", "unit", "rest", "half_life"),
    [
        ("creatinine", 4.0, "1", 1.0, 4.0 / 24.0),
        ("transaminases", 15.0, "1", 0.5, 28.0 / 24.0),
        ("fibrinogen", 6.0, "g/L", 2.84, 4.14),
    ],
)
def test_once_all_is_well_what_is_above_rest_halves_in_its_half_life(alone, state, start, unit, rest, half_life):
    high = Parameter(start, unit, source=Assumed("for this test", start, start))
    begun = OrganFindings(**{state: high}).system("organs")
    course = alone(begun, [f"organs.{state}"], [half_life, 3.0 * half_life], pressure_share=1.0)[f"organs.{state}"]
    above = course / factor(unit) - rest
    np.testing.assert_allclose(above / (start - rest), [0.5, 0.125], rtol=1e-6)


def test_worse_vessels_and_pressure_make_every_finding_worse(alone):
    rows = [settled(alone, 1.0 - 0.5 * leak, leak) for leak in (0.0, 0.2, 0.5, 1.0)]
    for name, sign in {"creatinine": 1, "transaminases": 1, "fibrinogen": -1}.items():
        course = [row[name] for row in rows]
        assert np.all(sign * np.diff(course) > 0.0), name
        assert min(course) > 0.0


def test_tocilizumab_takes_the_acute_phase_of_fibrinogen_away(alone):
    """Perl 2024: fibrinogen rises during CRS and falls once tocilizumab is given."""
    mild = {"leak": 0.1}
    assert settled(alone, il6=1000.0, **mild)["fibrinogen"] > 2.84 * G_L
    assert settled(alone, il6=0.0, **mild)["fibrinogen"] < 2.84 * G_L
