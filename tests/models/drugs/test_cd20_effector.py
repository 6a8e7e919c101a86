import math

import numpy as np
import pytest

from engraft.language import Assumed, Model, Parameter, join
from engraft.models.drugs.cd20_effector import Cd20Effector

WEIGHT = 75.0
SATURATING = 1e4  # mg/L
NAMES = [
    "cd20.occupancy", "cd20.effector_answer", "cd20.kill", "cd20.kill_marrow", "cd20.kill_nodes", "cd20.exhausted",
    "cd20.mediators", "cd20.reaction", "cd20.reaction_grade",
]  # fmt: skip


def held(block):
    """Wire every port of a block to a parameter of a block called ``drive``, 0 unless a test says more."""
    held = {port.name.split(".")[1]: port.unit for port in block.ports}
    body = {name: Parameter(0.0, unit, source=Assumed("set by a test", 0.0, 0.0)) for name, unit in held.items()}
    drive = type("Drive", (Model,), {"__doc__": "Constants.", "reference": "test", **body})().system("drive")
    return join(block, drive, wire={f"{block.name}.{name}": f"drive.{name}" for name in held}, name="held")


@pytest.fixture(scope="module")
def system():
    return held(Cd20Effector().system("cd20"))


@pytest.fixture(scope="module")
def read(system, as_published):
    """Follow the block with its ports held: mg/L, cells; other values by their name."""

    def read(days, *, concentration=SATURATING, blood=0.0, marrow=0.0, nodes=0.0, **other):
        ports = {"concentration": concentration, "blood": blood, "marrow": marrow, "nodes": nodes}
        values = {f"drive.{name}": value for name, value in ports.items()} | {"drive.weight": WEIGHT * 1e6}
        run = as_published(
            system, NAMES, days, values=values | {f"cd20.{k}": v for k, v in other.items()}, end=max(*days, 1e-3, 1e-3)
        )
        return {name.split(".")[1]: run.course(name)[:, 0] for name in NAMES}

    return read


def test_half_of_cd20_is_held_at_the_dissociation_constant(read):
    """8.0 nmol/L of 145 kDa are 1.16 mg/L."""
    assert read([0.0], concentration=1.16)["occupancy"][0] == pytest.approx(0.5)
    assert read([0.0], concentration=0.0)["occupancy"][0] == 0.0


def test_nothing_is_killed_without_rituximab(read):
    seen = read([0.0, 10.0], concentration=0.0, blood=1e12, marrow=1e11, nodes=1e12)
    for name in ("kill", "exhausted", "mediators", "reaction_grade"):
        assert (seen[name] == 0.0).all()


@pytest.mark.parametrize("valines", [0.0, 1.0, 2.0])
def test_genotypes_reach_half_effect_where_the_paper_says(read, valines):
    """F/F needs 4.19 times the concentration of V/V, V/F the root of that less; at saturation all kill alike."""
    half = 0.11 * math.sqrt(0.00402 / 0.00096) ** (1.0 - valines)
    assert read([0.0], concentration=half, valines=valines)["effector_answer"][0] == pytest.approx(0.5, rel=1e-6)
    full = read([0.0], valines=valines)["kill"][0]
    assert full == pytest.approx(math.log(50.0), rel=1e-3)


def test_two_valines_kill_more_where_rituximab_is_scarce_and_no_more_where_it_abounds(read):
    scarce = [read([0.0], concentration=0.05, valines=v)["kill"][0] for v in (0.0, 1.0, 2.0)]
    plenty = [read([0.0], concentration=200.0, valines=v)["kill"][0] for v in (0.0, 1.0, 2.0)]
    assert scarce[0] < scarce[1] < scarce[2]
    assert scarce[2] / scarce[0] > 2.0
    assert plenty[2] / plenty[0] < 1.01


def test_few_cells_are_gone_in_a_day_and_many_are_not(read):
    """Fresh effectors leave 2 % in a day; 294e9/L use them up: then only what comes back kills."""
    few = read([0.0, 1.0], blood=1e6)
    assert math.exp(-few["kill"][0]) == pytest.approx(0.02, abs=1e-3)
    assert few["exhausted"][1] < 1e-4
    many = read([0.0, 0.5, 1.0], blood=294e9 * 0.075 * WEIGHT)
    assert many["exhausted"][1] > 0.9
    assert many["kill"][2] < 0.1 * many["kill"][0]


def test_effectors_settle_where_use_and_recovery_meet(read):
    """With u = f T/(C w) and X' = u (1 - X) - X/t the end is u t/(1 + u t)."""
    blood = 5e10
    use = math.log(50.0) * blood / (0.39 * 121e9 * 0.075 * WEIGHT)
    settled = read([0.0, 100.0], blood=blood)["exhausted"][1]
    assert settled == pytest.approx(use * 7.0 / (1.0 + use * 7.0), rel=1e-3)


def test_places_are_reached_in_order(read):
    seen = read([0.0])
    assert seen["kill_nodes"][0] == pytest.approx(math.log(2.0) / 28.0, rel=1e-3)  # half in four weeks
    assert seen["kill_nodes"][0] < seen["kill_marrow"][0] < seen["kill"][0]
    assert seen["kill_marrow"][0] == pytest.approx(math.sqrt(seen["kill_nodes"][0] * seen["kill"][0]))


def test_the_reaction_is_severe_with_many_cells_and_mild_with_few(read):
    """Above 50e9/L reactions were severe (Winkler 1999); the B cells of a healthy blood give a mild one; none, none."""
    days = np.linspace(0.0, 1.0, 49)
    grades = [read(days, blood=count * 0.075 * WEIGHT)["reaction_grade"].max() for count in (0.0, 0.17e9, 10e9, 150e9)]
    assert grades == [0.0, 1.0, 1.0, 3.0]


def test_premedication_prevents_its_share(read):
    days = [0.0, 0.25]
    without = read(days, blood=1e10, premedication=0.0)
    given = read(days, blood=1e10)
    assert given["reaction"][1] == pytest.approx(0.7 * without["reaction"][1])
    assert given["reaction"][1] == pytest.approx(given["mediators"][1])  # the published limits are of who had it
    assert without["mediators"][1] == pytest.approx(given["mediators"][1])


def test_without_complement_and_effectors_nothing_kills(read):
    assert read([0.0], concentration=5.0, complement=0.0)["kill"][0] > 0.0
    assert read([0.0], fastest=0.0, blood=1e12)["kill"][0] == 0.0
