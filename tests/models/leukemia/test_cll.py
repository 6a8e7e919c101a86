"""The joined adult with CLL: every port wired, clearance of rituximab follows the disease, knock-outs move effects."""

from __future__ import annotations

import numpy as np
import pytest

from engraft import models
from engraft.models.leukemia import b_all, b_lymphoma, cll, richter

pytestmark = pytest.mark.slow  # a run of a large model

START, FAR = -8.0, 180.0
SAFE = {"infection.rate": 0.0}
NAMES = [
    "disease.nodes", "disease.blood", "disease.marrow", "disease.remains", "disease.total", "disease.sum_of_products",
    "b_cells.cells", "rituximab.concentration", "rituximab.central", "rituximab.peripheral", "cd20.reaction_grade",
    "car.total",
]  # fmt: skip
DAYS = (-8.0, 0.0, 1.0, 14.0, 28.0, 90.0, FAR)
REFERENCE = {"disease.products": 0.70, "disease.count": 100e9}  # Gibiansky's reference patient, in dm2 and per L
CELLS = {
    "flu_cy.fludarabine": (-5.0, 171.0, 2.0), "flu_cy.cyclophosphamide": (-5.0, 1710.0, 2.0),
    "car.infused": (0.0, 1e8, 0.02),
}  # fmt: skip
RITUXIMAB = {"rituximab.central": (0.0, 712.5, 0.15)}


@pytest.fixture(scope="module")
def system():
    return models.build("cll")


@pytest.fixture(scope="module")
def follow(system, as_published):
    """Follow the typical adult; everything by name."""

    def follow(given=None, values=None, days=DAYS):
        run = as_published(system, NAMES, list(days), given=given, values=SAFE | (values or {}), start=START, rtol=1e-8)
        assert run.failed == 0
        return {name: run.course(name)[:, 0] for name in NAMES}

    return follow


@pytest.mark.parametrize("module", [cll, b_lymphoma, richter])
def test_the_assembly_is_wiring_only(module):
    with open(module.__file__, encoding="utf-8") as file:
        assert len(file.readlines()) <= 150


@pytest.mark.parametrize("name", ["cll", "b_lymphoma", "richter", "cll_pd1"])
def test_every_port_is_wired(name):
    assert not models.build(name).ports


def test_the_engine_is_that_of_b_all():
    """All but the disease, its drugs, how it is counted, the adult and how many cells engraft are B-ALL's recipes."""
    own, engine = cll.recipes(), b_all.recipes()
    same = [name for name in own if name in engine and type(own[name]) is type(engine[name])]
    left = set(engine) - set(own)
    assert left == {"leukemia", "vincristine", "failure"}
    assert set(own) - set(engine) == {"disease", "kills", "b_cell_kills", "rituximab", "cd20"}
    assert set(same) == set(engine) - left
    changed = set()
    for name in same:
        pairs = zip(own[name].system("x").parameters, engine[name].system("x").parameters, strict=True)
        changed |= {f"{name}.{a.name.partition('.')[2]}" for a, b in pairs if a.value != b.value}
    assert changed == {"body.weight", "body.age", "blood.blast_share", "car.engrafting"}


def test_untreated_the_disease_grows_slowly_and_nothing_else_is_there(follow):
    seen = follow()
    assert 1.0 < seen["disease.total"][-1] / seen["disease.total"][0] < 4.0
    assert (seen["car.total"] == 0.0).all()
    assert (seen["cd20.reaction_grade"] == 0.0).all()


def test_car_t_cells_clear_blood_before_nodes_and_a_mass_stays(follow):
    seen = follow(CELLS)
    fall = {place: seen[f"disease.{place}"][4] / seen[f"disease.{place}"][1] for place in ("nodes", "blood", "marrow")}
    assert fall["marrow"] < fall["nodes"] < 1.0
    assert seen["disease.remains"][4] > 0.0
    assert seen["b_cells.cells"][4] < 0.5 * seen["b_cells.cells"][0]


@pytest.mark.parametrize(
    ("values", "name", "more"),
    [
        ({"car.kills": 0.0}, "disease.blood", True),
        ({"disease.access": 0.0}, "disease.nodes", True),
        ({"disease.scar": 0.0}, "disease.remains", False),
        ({"disease.scar": 0.0}, "disease.sum_of_products", False),
        ({"car.engrafting": 0.003}, "disease.blood", True),
        ({"disease.leaving": 0.0}, "disease.blood", False),
    ],
)
def test_switched_off_a_mechanism_takes_its_effect_away(follow, values, name, more):
    whole, without = follow(CELLS)[name][4], follow(CELLS, values)[name][4]
    assert (without > 1.01 * whole) if more else (without < 0.99 * whole)


def test_rituximab_is_cleared_8_5_times_as_fast_before_the_burden_is_gone(follow):
    """In the reference patient and in one without a cell: what a small dose loses in the first minutes."""
    rate = {}
    for who, values in (("full", REFERENCE), ("none", dict.fromkeys(REFERENCE, 0.0) | {"disease.infiltrate": 0.0})):
        days = (-8.0, 0.0, 0.001, 0.002, 1.0, 14.0, FAR)
        seen = follow({"rituximab.central": (0.0, 1.0, 0.0)}, {"cd20.fastest": 0.0, **values}, days=days)
        body = seen["rituximab.central"] + seen["rituximab.peripheral"]
        rate[who] = (body[2] - body[3]) / 0.001 / np.mean(seen["rituximab.concentration"][2:4])
    assert rate["full"] / rate["none"] == pytest.approx(8.5, rel=0.05)


def test_rituximab_empties_blood_and_hardly_nodes(follow):
    seen = follow(RITUXIMAB)
    blood, nodes = (seen[f"disease.{place}"][3] / seen[f"disease.{place}"][1] for place in ("blood", "nodes"))
    assert blood < 0.3
    assert nodes > 0.7


def test_a_first_dose_is_borne_worse_with_many_cells_in_blood(follow):
    days = (-8.0, 0.0, 0.25, 0.5, 1.0, 28.0, FAR)
    grades = [
        follow(RITUXIMAB, {"disease.count": count}, days=days)["cd20.reaction_grade"].max() for count in (1e9, 200e9)
    ]
    assert grades == [1.0, 3.0]


def test_b_all_has_kept_its_mathematics():
    """The laws of eliana stand or fall with it."""
    from engraft.trial import design, load_study

    assert design(load_study("eliana")).laws is not None
