import math

import numpy as np
import pytest

from engraft.models.blocks.nodal_disease import NodalDisease, lymphoma

WEIGHT = 75.0
PLACES = ["nodes", "blood", "marrow", "negative", "remains"]
STATES = [f"disease.{place}" for place in PLACES]
SEEN = ["total", "seen", "nodal", "blood_count", "sum_of_products", "longest_diameter"]
STILL = {f"disease.{name}": 0.0 for name in ("birth", "death", "leaving", "homing_nodes", "homing_marrow")}
KG = 1e6


@pytest.fixture(scope="module")
def system(driven):
    return driven(NodalDisease().system("disease"), weight=WEIGHT)


@pytest.fixture(scope="module")
def follow(system, as_published):
    """Follow the block with its ports held; ports and parameters by name."""

    def follow(days, *, ports=None, values=None, of=tuple(STATES), **options):
        held = {f"drive.{name}": value for name, value in {"weight": WEIGHT * KG, **(ports or {})}.items()}
        run = as_published(system, list(of), days, values=held | (values or {}), **options)
        return {name.split(".")[1]: run.course(name)[:, 0] for name in of}

    return follow


def test_the_start_is_what_was_measured(follow):
    """22.5 cm2 are Kimmel's 9.486e10 cells; 10e9/L in 75 mL/kg; half of the engine's marrow."""
    start = follow([0.0, 1e-3], of=[*STATES, *(f"disease.{name}" for name in SEEN)])
    first = {name: course[0] for name, course in start.items()}
    assert first["nodes"] == pytest.approx(9.486e10, rel=1e-6)
    assert first["blood"] == pytest.approx(10e9 * 0.075 * WEIGHT, rel=1e-6)
    assert first["marrow"] == pytest.approx(0.5 * 1.7325e9 * WEIGHT, rel=1e-6)
    assert first["sum_of_products"] == pytest.approx(22.5, rel=1e-6)
    assert first["total"] == pytest.approx(first["nodal"] + first["blood"] + first["marrow"], rel=1e-9)


def test_sizes_go_as_areas_with_volumes(follow):
    """An eighth of the mass has a quarter of the products and half of the diameter."""
    one, less = (
        follow([0.0, 1e-3], of=[f"disease.{name}" for name in SEEN], values={"disease.products": size})
        for size in (40.0e-4, 10.0e-4)
    )
    assert one["nodal"][0] / less["nodal"][0] == pytest.approx(8.0)
    assert one["longest_diameter"][0] / less["longest_diameter"][0] == pytest.approx(2.0)


def test_without_passage_tissue_grows_at_birth_less_death(follow):
    values = STILL | {"disease.birth": 0.01, "disease.death": 0.0054, "disease.capacity": 1e15}
    seen = follow([0.0, 100.0], values=values)
    assert seen["nodes"][1] / seen["nodes"][0] == pytest.approx(math.exp(0.46), rel=1e-4)
    assert seen["marrow"][1] / seen["marrow"][0] == pytest.approx(math.exp(0.46), rel=1e-4)
    assert seen["blood"][1] / seen["blood"][0] == pytest.approx(math.exp(-0.54), rel=1e-4)


def test_passage_alone_loses_no_cell_and_settles_where_both_ways_meet(follow):
    values = STILL | {"disease.leaving": 0.0082, "disease.homing_nodes": 0.002, "disease.homing_marrow": 0.0002}
    seen = follow([0.0, 50.0, 20000.0], values=values)
    total = seen["nodes"] + seen["blood"] + seen["marrow"]
    np.testing.assert_allclose(total, total[0], rtol=1e-7)
    assert seen["nodes"][2] / seen["blood"][2] == pytest.approx(0.002 / 0.0082, rel=1e-4)
    assert seen["marrow"][2] / seen["blood"][2] == pytest.approx(0.0002 / 0.0082, rel=1e-4)


def test_the_reference_patient_is_at_rest_between_nodes_and_blood():
    """What leaves 5.2e11 nodal cells is what 5.6e11 in blood lose, to rounding."""
    values = {p.name.split(".")[1]: p.value for p in NodalDisease().system("d").parameters}
    leaves = values["leaving"] * 5.2e11
    lost = (values["homing_nodes"] + values["homing_marrow"] + values["death"]) * 5.6e11
    assert leaves == pytest.approx(lost, rel=0.02)


def test_killing_is_exponential_in_each_place_and_slower_in_nodes(follow):
    seen = follow([0.0, 10.0], values=STILL | {"disease.access": 0.3}, ports={"car_kill": 0.5})
    for place, rate in (("blood", 0.5), ("marrow", 0.5), ("nodes", 0.15)):
        assert seen[place][1] / seen[place][0] == pytest.approx(math.exp(-10.0 * rate), rel=1e-5)


def test_killed_nodes_leave_their_share_which_halves_in_its_half_life(follow):
    values = STILL | {"disease.scar": 0.2, "disease.access": 1.0}
    kept = follow([0.0, 30.0], values=values | {"disease.fading": 1e9}, ports={"car_kill": 1.0})
    assert kept["remains"][1] == pytest.approx(0.2 * kept["nodes"][0], rel=1e-4)
    fading = follow([0.0, 30.0, 210.0], values=values | {"disease.fading": 180.0}, ports={"car_kill": 1.0})
    assert fading["remains"][2] / fading["remains"][1] == pytest.approx(0.5, rel=1e-4)


def test_blood_can_be_clear_while_a_mass_stays(follow):
    """The scan sees what stays: 60 % of the mass is 71 % of the products; flow cytometry sees nothing."""
    of = [*STATES, "disease.sum_of_products", "disease.blood_count"]
    values = STILL | {"disease.scar": 0.6, "disease.fading": 1e9, "disease.access": 1.0}
    seen = follow([0.0, 60.0], of=of, values=values, ports={"car_kill": 1.0})
    assert seen["blood_count"][1] < 1e-4 * seen["blood_count"][0]
    assert seen["sum_of_products"][1] / seen["sum_of_products"][0] == pytest.approx(0.6 ** (2.0 / 3.0), rel=1e-3)


def test_each_treatment_has_its_own_reach(follow):
    ports = {"antibody_nodes": 0.02, "antibody_blood": 1.0, "antibody_marrow": 0.1, "drugs": 0.05}
    seen = follow([0.0, 5.0], values=STILL, ports=ports)
    for place, rate in (("nodes", 0.07), ("blood", 1.05), ("marrow", 0.15)):
        assert seen[place][1] / seen[place][0] == pytest.approx(math.exp(-5.0 * rate), rel=1e-5)


def test_cells_without_the_antigen_are_left_by_car_t_cells_and_not_by_drugs(follow):
    values = STILL | {"disease.negative_share": 1e-2, "disease.residual": 0.0, "disease.access": 1.0}
    by_car = follow([0.0, 10.0], values=values, ports={"car_kill": 1.0})
    assert by_car["negative"][1] == pytest.approx(by_car["negative"][0])
    by_drugs = follow([0.0, 10.0], values=values, ports={"drugs": 1.0})
    assert by_drugs["negative"][1] == pytest.approx(by_drugs["negative"][0] * math.exp(-10.0), rel=1e-5)


def test_what_is_seen_is_what_is_reached(follow):
    of = [*STATES, "disease.seen"]
    for access in (0.1, 1.0):
        seen = follow([0.0, 1e-3], of=of, values={"disease.access": access})
        expected = seen["blood"] + seen["marrow"] + access * seen["nodes"]
        np.testing.assert_allclose(seen["seen"], expected, rtol=1e-6)


def test_lymphoma_doubles_in_a_week_and_stays_out_of_blood(driven, as_published):
    system = driven(lymphoma().system("disease"), weight=WEIGHT)
    values = {"drive.weight": WEIGHT * KG, "disease.capacity": 1e15}
    run = as_published(system, STATES, [0.0, math.log(2.0) / 0.1], values=values)
    nodes, blood = run.course("disease.nodes")[:, 0], run.course("disease.blood")[:, 0]
    assert nodes[1] / nodes[0] == pytest.approx(2.0, rel=1e-3)
    assert blood[1] < 1e-4 * nodes[1]
