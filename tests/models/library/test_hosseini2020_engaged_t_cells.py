import math

import numpy as np
import pytest

from engraft.kernel.evaluate import evaluate
from engraft.language import Assumed, Parameter
from engraft.models.library.hosseini2020_engaged_t_cells import EngagedTCells
from engraft.models.library.hosseini2020_t_cell_engager import Hosseini2020
from engraft.units import canonical

HUGE, WEIGHT = 1e15, canonical(70.0, "kg")
QUIET = {"weight": WEIGHT, "lymphocytes": 1.0, "lymphocyte_room": 1.0 / WEIGHT}
DRUG = canonical(1.0, "ng/mL")
T_CELLS = [
    f"engager.{kind}_{place}" for place in ("blood", "marrow") for kind in ("resting", "activated", "post_activated")
]


@pytest.fixture(scope="module")
def engager():
    return EngagedTCells().system("engager")


def test_without_drug_t_cells_rest(engager, held_alone):
    found = held_alone(engager, [*T_CELLS, "engager.fatigue"], [0.0, 60.0], antigen=1e11, **QUIET)
    for name in T_CELLS:
        assert found[name][1] == pytest.approx(found[name][0], rel=1e-6, abs=1.0)
    assert found["engager.resting_blood"][0] == pytest.approx(0.5 * 5e5 * 5000.0)
    assert found["engager.resting_marrow"][0] == pytest.approx(60.0 * 0.5 * 5e5 * 500.0)
    assert not found["engager.fatigue"].any()


def test_without_targets_the_drug_does_nothing(engager, held_alone):
    found = held_alone(engager, [*T_CELLS, "engager.kill_leukemia", "engager.engaged"], [0.0, 30.0], drug=DRUG, **QUIET)
    assert found["engager.activated_marrow"][1] < 1.0
    assert found["engager.kill_leukemia"][1] < 1e-6
    assert found["engager.engaged"][1] < 1e-6


def test_function_is_lost_as_in_the_paper_under_stimulation_without_pause(engager, held_alone):
    """From 88.4 % of cells lysed on day 7 to 8.6 % on day 28."""
    found = held_alone(engager, ["engager.fatigue"], [0.0, 7.0, 28.0], antigen=HUGE, drug=1e6 * DRUG, **QUIET)
    left = 1.0 - found["engager.fatigue"]
    assert left[2] / left[1] == pytest.approx(8.6 / 88.4, rel=0.01)
    assert left[1] == pytest.approx((8.6 / 88.4) ** (1.0 / 3.0), rel=0.01)


def test_a_week_without_the_drug_gives_function_back(held_alone):
    tired = EngagedTCells(fatigue=Parameter(0.6, "1", source=Assumed("of the test", 0.0, 1.0))).system("engager")
    found = held_alone(tired, ["engager.fatigue"], [0.0, 7.0], antigen=HUGE, **QUIET)
    assert found["engager.fatigue"].tolist() == pytest.approx([0.6, 0.6 / math.e], rel=1e-6)


def test_treatment_that_kills_lymphocytes_kills_these(engager, held_alone):
    kill = canonical(0.5, "1/day")
    found = held_alone(engager, T_CELLS, [0.0, 2.0], antigen=1e11, kill=kill, **QUIET | {"lymphocytes": 0.0})
    total = sum(found[name] for name in T_CELLS)
    assert total[1] / total[0] == pytest.approx(math.exp(-1.0), rel=1e-6)


def test_more_drug_activates_and_kills_more_and_leukemia_less_than_b_cells(engager, held_alone):
    names = ["engager.kill_leukemia", "engager.kill_b_cells", "engager.activated_marrow"]
    low, high = (held_alone(engager, names, [0.0, 2.0], antigen=1e11, drug=c * DRUG, **QUIET) for c in (0.169, 0.526))
    for name in names:
        assert high[name][1] > 1.5 * low[name][1] > 0.0
    assert high["engager.kill_leukemia"][1] == pytest.approx(0.1 * high["engager.kill_b_cells"][1], rel=1e-9)


def test_fewer_targets_per_t_cell_die_faster(engager, held_alone):
    many, few = (
        held_alone(engager, ["engager.kill_leukemia"], [0.0, 3.0], antigen=n, drug=0.5 * DRUG, **QUIET)
        for n in (2e11, 1e10)
    )
    assert few["engager.kill_leukemia"][1] > 5.0 * many["engager.kill_leukemia"][1]


def test_blood_is_emptied_of_targets_within_two_days(engager, held_alone):
    """Klinger 2012: B cells of blood fall below 1/uL within two days in the mean."""
    found = held_alone(engager, ["engager.seen_in_blood"], [0.0, 2.0], antigen=1e11, drug=0.169 * DRUG, **QUIET)
    assert found["engager.seen_in_blood"][0] == 1.0
    assert found["engager.seen_in_blood"][1] < 0.1


def test_activation_and_killing_are_those_of_the_paper():
    """The same state in this block and in the whole model of Hosseini 2020 has the same flows, place by place."""
    paper, block = Hosseini2020().system("m"), EngagedTCells().system("m")
    cells = {"resting": 1.0e10, "activated": 3e8, "post_activated": 2e9}
    state = {
        f"m.{kind}_{place}": n / (5.0 if place == "blood" else 1.0)
        for kind, n in cells.items()
        for place in ("blood", "marrow")
    }
    b_cells = 4e10
    known = {p.name: p.value for p in paper.parameters} | {p.name: p.value for p in block.parameters}
    known |= state | {
        "m.t_share": 1.0, "m.sensitivity": 1.0, "m.fatigue": 0.0, "m.steroid": 0.0, "m.kill": 0.0,
        "m.seen_in_blood": 1.0,
        "m.antigen": b_cells, "m.weight": WEIGHT, "m.drug": 0.4 * DRUG, "m.lymphocytes": 1.0,
        "m.lymphocyte_room": 1.0 / WEIGHT, "m.in_blood": 0.05, "m.b_cells_blood": 0.05 * b_cells,
        "m.b_cells_marrow": 0.8 * b_cells, "m.precursors": 0.2 * b_cells,
    }  # fmt: skip
    given = {name: np.array([value]) for name, value in known.items()}
    theirs = {f.name: f.rate for f in paper.flows}
    shared = [f for f in block.flows if f.name in theirs and "made" not in f.name]
    assert len(shared) >= 20
    for flow in shared:
        own, other = (evaluate([rate], given, 1)[0, 0] for rate in (flow.rate, theirs[flow.name]))
        assert own == pytest.approx(other, rel=1e-12), flow.name
    killed = evaluate([block.observable("m.kill_b_cells").expression], given, 1)[0, 0]
    whole = evaluate([theirs["m.T cells kill B cells of marrow"]], given, 1)[0, 0]
    assert killed == pytest.approx(whole / (0.8 * b_cells), rel=1e-12)


def test_release_is_halved_when_the_area_under_il6_is_reached(engager, held_alone):
    rise = canonical(100.0, "pg/mL")
    found = held_alone(engager, ["engager.release_left"], [0.0, 18.2 / 24.0], il6_rise=rise, **QUIET)
    assert found["engager.release_left"].tolist() == pytest.approx([1.0, 0.5], rel=1e-9)
