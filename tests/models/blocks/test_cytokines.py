import math

import numpy as np
import pytest

from engraft.language import Assumed, Parameter
from engraft.models.blocks.cytokines import Cytokines
from engraft.units import factor

SYSTEM = Cytokines().system("cytokines")
STATES = [s.name for s in SYSTEM.states]
SIGNALS = [f"cytokines.{n}" for n in ("il6_signal", "il6_rise", "il1_signal")]
LONG = 400.0  # days: forty half-lives of the slowest, tolerance that is hardly fed
KG, PG_ML, UG_L = factor("cell/kg"), factor("pg/mL"), factor("ug/L")
OWN = {p.name.split(".")[1]: p.value for p in SYSTEM.parameters}


def settled(alone, engaged=0.0, of=None, values=None, **ports):
    """Return everything at rest under a held number of engaged cells per kg."""
    run = alone(SYSTEM, of or [*STATES, *SIGNALS], [LONG], engaged=engaged * KG, values=values, **ports)
    return {name.split(".")[1]: course[0] for name, course in run.items()}


def hill(x):
    return x ** OWN["steepness"] / (1.0 + x ** OWN["steepness"])


def expected(engaged, il6_blocked=0.0, il1_blocked=0.0, steroid=0.0):
    """Work out the steady state by hand, canonical."""
    loss = math.log(2.0) / OWN["ifn_half_life"]
    released = OWN["secretion"] * engaged * KG / OWN["ifn_volume"] * (1.0 - steroid)
    ifn = OWN["ifn_rest"] + released / loss
    rest = hill(OWN["ifn_rest"] / OWN["ifn_half"])
    m = (hill(ifn / OWN["ifn_half"]) - rest) / (1.0 - rest)
    tolerance = m / (m + OWN["tolerance_time"] / OWN["tolerance_rest"])
    left = m * (1.0 - tolerance)
    a, r = OWN["through_il1"], OWN["through_receptor"]
    made = OWN["il6_rest"] + OWN["il6_full"] * left * (1 - a + a * left * (1 - il1_blocked)) * (1 - steroid)
    il6 = made / (1.0 - r * il6_blocked)
    signal = (il6 - OWN["il6_rest"]) * (1.0 - il6_blocked)
    crp = OWN["crp_rest"] + OWN["crp_full"] * signal / (signal + OWN["crp_half"])
    ferritin = OWN["ferritin_rest"] + OWN["ferritin_full"] * left**2
    rise, il1 = il6 - OWN["il6_rest"], left * (1 - il1_blocked)
    return {"ifn_gamma": ifn, "activation": m, "tolerance": tolerance, "il6": il6, "crp": crp, "ferritin": ferritin,
            "il6_signal": signal, "il6_rise": rise, "il1_signal": il1}  # fmt: skip


def test_at_rest_nothing_moves(alone):
    run = alone(SYSTEM, [*STATES, *SIGNALS], [0.0, 10.0, 400.0])
    for name in [*STATES, *SIGNALS]:
        course = run[name]
        np.testing.assert_allclose(course, course[0], rtol=1e-9, atol=1e-12, err_msg=name)
    assert run["cytokines.il6"][-1] == pytest.approx(5.0 * PG_ML)
    assert run["cytokines.ferritin"][-1] == pytest.approx(1140.0 * UG_L)


@pytest.mark.parametrize(
    ("engaged", "blocks"),
    [
        (1e6, {}),
        (3e8, {}),
        (3e7, {"il6_blocked": 0.5, "il1_blocked": 0.3, "steroid": 0.2}),
        (1e9, {"il6_blocked": 1.0, "steroid": 0.9}),
    ],
)
def test_engaged_cells_hold_up_the_steady_state_worked_out_by_hand(alone, engaged, blocks):
    ports = {{"steroid": "steroid_effect"}.get(name, name): value for name, value in blocks.items()}
    found = settled(alone, engaged, **ports)
    for name, value in expected(engaged, **blocks).items():
        assert found[name] == pytest.approx(value, rel=1e-6, abs=0.0), name


@pytest.mark.parametrize(
    ("state", "start", "unit", "rest", "half_life"),
    [
        ("ifn_gamma", 2000.0, "pg/mL", "ifn_rest", 30.0 / 1440.0),
        ("il6", 8000.0, "pg/mL", "il6_rest", 1.0 / 24.0),
        ("crp", 250.0, "mg/L", "crp_rest", 19.0 / 24.0),
        ("ferritin", 2e4, "ug/L", "ferritin_rest", 2.0),
    ],
)
def test_once_the_stimulus_ends_what_is_above_rest_halves_in_its_half_life(alone, state, start, unit, rest, half_life):
    high = Parameter(start, unit, source=Assumed("for this test", start, start))
    begun = Cytokines(**{state: high}).system("cytokines")
    # At rest elsewhere: without IL-6 signal for CRP, and without IFN-γ for the others.
    run = alone(begun, [f"cytokines.{state}"], [0.0, half_life, 3.0 * half_life])
    above = run[f"cytokines.{state}"] - OWN[rest]
    np.testing.assert_allclose(above[1:] / above[0], [0.5, 0.125], rtol=1e-6)


def test_serum_il6_lasts_longer_when_its_receptors_are_blocked(alone):
    high = Parameter(8000.0, "pg/mL", source=Assumed("for this test", 8000.0, 8000.0))
    begun = Cytokines(il6=high).system("cytokines")
    run = alone(begun, ["cytokines.il6"], [0.0, 1.0 / 24.0, 20.0], il6_blocked=1.0)
    rest = 5.0 * PG_ML / (1.0 - 0.8)
    above = run["cytokines.il6"] - rest
    assert above[1] / above[0] == pytest.approx(0.5 ** (1.0 - 0.8), rel=1e-6)
    assert run["cytokines.il6"][-1] == pytest.approx(rest, rel=1e-6)


def test_blocking_the_receptor_raises_serum_il6_and_ends_its_effect(alone):
    free, blocked = settled(alone, 1e8), settled(alone, 1e8, il6_blocked=1.0)
    assert blocked["il6"] / free["il6"] == pytest.approx(1.0 / (1.0 - 0.8), rel=1e-6)
    assert blocked["il6_signal"] == 0.0
    assert blocked["crp"] == pytest.approx(OWN["crp_rest"])
    assert free["crp"] > 100.0


def test_everything_rises_with_engaged_cells_over_the_three_decades_that_matter(alone):
    rows = [settled(alone, 10.0**power) for power in (5, 6, 7, 8, 9)]
    for name in rows[0]:
        assert np.all(np.diff([row[name] for row in rows]) > 0.0), name
    activation = [row["activation"] for row in rows]
    assert min(np.diff(activation)[1:]) > 0.1  # each of the three decades is told from the one before
    assert activation[0] < 0.01
    assert activation[-1] < 1.0


def test_half_of_the_macrophages_answer_near_the_geometric_mean_of_the_range():
    assert hill(1.0) == 0.5
    assert hill(1000.0**0.5) == pytest.approx(0.9)
    assert hill(1000.0**-0.5) == pytest.approx(0.1)
    loss = math.log(2.0) / OWN["ifn_half_life"]
    middle = (1e6 * 1e9) ** 0.5 * KG
    assert OWN["secretion"] * middle / OWN["ifn_volume"] / loss == pytest.approx(OWN["ifn_half"], rel=0.02)


@pytest.mark.parametrize("off", ["secretion", "steroid"])
def test_without_release_nothing_follows(alone, off):
    if off == "secretion":
        found = settled(alone, 1e9, values={"cytokines.secretion": 0.0})
    else:
        found = settled(alone, 1e9, steroid_effect=1.0)
    rest = expected(0.0)
    for name, value in found.items():
        assert value == pytest.approx(rest[name], rel=1e-7, abs=1e-12), name


def test_blocking_il1_takes_its_part_of_il6_away(alone):
    free, blocked = settled(alone, 1e8), settled(alone, 1e8, il1_blocked=1.0)
    assert blocked["il1_signal"] == 0.0
    left = free["activation"] * (1.0 - free["tolerance"])
    assert blocked["il6_rise"] / free["il6_rise"] == pytest.approx(0.2 / (0.2 + 0.8 * left), rel=1e-6)


def test_lasting_activation_makes_macrophages_tolerant(alone):
    """Hold them fully active: the answer wanes as 1 - T with T = (1 - exp(-(1/t1 + 1/t2) t)) t2/(t1 + t2)."""
    days = [0.0, 2.0, 5.0, 30.0]
    values = {"cytokines.activation_half_life": 1e-3}
    run = alone(SYSTEM, ["cytokines.tolerance", "cytokines.activation"], days, engaged=1e14 * KG, values=values)
    np.testing.assert_allclose(run["cytokines.activation"][1:], 1.0, atol=0.02)
    pace = 1.0 / OWN["tolerance_time"] + 1.0 / OWN["tolerance_rest"]
    law = (1.0 - np.exp(-pace * np.array(days))) / (OWN["tolerance_time"] * pace)
    np.testing.assert_allclose(run["cytokines.tolerance"], law, atol=0.02)


def test_nothing_becomes_negative_as_a_wave_comes_and_goes(as_published):
    from engraft.language import TIME, Model, Observable, join, quantity, select

    class Wave(Model):
        """A wave of engaged cells."""

        def observables(self):
            rise = select(quantity(10.0, "day") > TIME, quantity(1e9, "cell/kg"), quantity(0.0, "cell/kg"))
            yield Observable("engaged", rise, "cell/kg")
            yield Observable("share", select(quantity(8.0, "day") < TIME, 1.0, 0.0), "1")

    ports = ("il6_blocked", "il1_blocked", "steroid_effect")
    wire = {"cytokines.engaged": "wave.engaged"} | {f"cytokines.{name}": "wave.share" for name in ports}
    system = join(SYSTEM, Wave().system("wave"), wire=wire, name="whole")
    days = np.linspace(0.0, 60.0, 121)
    run = as_published(system, STATES, days, rtol=1e-6)
    for name in STATES:
        course = run.course(name)[:, 0]
        assert course.min() >= 0.999 * course[0], name  # at rest is the least
        assert course.max() > course[0], name
    assert run.at("cytokines.activation", 60.0)[0] < 1e-6
