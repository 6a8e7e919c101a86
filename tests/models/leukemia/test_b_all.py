"""The joined child: every port wired, rest is rest, growth is its law, scales read the bedside, the dose arrives."""

from __future__ import annotations

import numpy as np
import pytest

from engraft import models
from engraft.kernel.expression import free_symbols
from engraft.models.leukemia import b_all
from engraft.population import draw
from engraft.simulate import Needs, simulate
from engraft.therapy import Regimen

QUIET = ("cytokines", "vitals", "organs", "neuro", "support", "tocilizumab", "steroid", "anakinra", "vincristine",
         "flu_cy", "car", "lymphocytes")  # fmt: skip
CROWDED = ("b_cells", "humoral")  # rest too, but where leukemia fills no marrow
BLOOD = ("neutrophils.circulating", "platelets.circulating", "hemoglobin.level")
MARROW = ("b_cells.cells", "humoral.igg_level")
GRADES = ("penn.grade", "lee.grade", "astct.grade", "icans.grade")
SAFE = {"infection.rate": 0.0}  # nobody dies while rest is looked at
START, DAYS = -54.0, (-54.0, -53.99, -53.0, -40.0, -20.0, 0.0, 20.0)


@pytest.fixture(scope="module")
def system():
    return models.build("b_all")


@pytest.fixture(scope="module")
def quiet(system):
    """Name the states of everything that rests without cells and drugs."""
    return [state.name for state in system.states if state.name.partition(".")[0] in QUIET]


@pytest.fixture(scope="module")
def alone(system, quiet, as_published):
    """Follow the typical child without any treatment."""
    watched = [*quiet, *BLOOD, *MARROW, *GRADES, "leukemia.total"]
    return as_published(system, watched, DAYS, start=START, values=SAFE, rtol=1e-8)


@pytest.fixture(scope="module")
def plan(eliana):
    return eliana


def test_the_assembly_is_wiring_only():
    with open(b_all.__file__, encoding="utf-8") as file:
        assert len(file.readlines()) <= 150


def test_every_port_is_wired(system):
    ports = {f"{name}.{port.name.partition('.')[2]}" for name, recipe in b_all.recipes().items()
             for port in recipe.system(name).ports}  # fmt: skip
    assert not system.ports
    assert {wire.port for wire in system.wires} == ports
    assert set(b_all.WIRES) <= ports


def test_without_cells_drugs_and_ward_everything_but_leukemia_and_what_it_crowds_rests(alone, quiet):
    for name in quiet:
        course = alone.course(name)[:, 0]
        np.testing.assert_allclose(course, course[0], rtol=1e-7, atol=1e-12, err_msg=name)
    for name in GRADES:
        assert (alone.course(name) == 0.0).all(), name


def test_without_leukemia_b_cells_and_antibodies_rest_too(system, as_published):
    names = [state.name for state in system.states if state.name.partition(".")[0] in CROWDED]
    run = as_published(system, names, DAYS, start=START, values=SAFE | {"leukemia.burden": 0.0}, rtol=1e-8)
    for name in names:
        course = run.course(name)[:, 0]
        assert course[0] > 0.0, name
        np.testing.assert_allclose(course, course[0], rtol=1e-7, err_msg=name)


def test_nothing_jumps_before_treatment(alone):
    """Crowding by leukemia moves counts over days, not at once."""
    for name in (*BLOOD, *MARROW):
        first, soon = alone.at(name, DAYS[0])[0], alone.at(name, DAYS[1])[0]
        assert soon == pytest.approx(first, rel=0.02), name


def test_leukemia_alone_grows_at_its_rate_into_its_room(system, alone):
    """dN/dt = (b (1 - N/K) - m) N is logistic: rate g = b - m, room K g/b."""
    value = {p.name.removeprefix("leukemia."): p.value for p in system.parameters if p.name.startswith("leukemia.")}
    weight = system.parameter("body.weight").value
    growth, burden = value["growth"], value["burden"]
    room = value["capacity"] * weight * growth / (growth + value["turnover"])
    days = np.array(DAYS) - START
    expected = room / (1.0 + (room / burden - 1.0) * np.exp(-growth * days))
    np.testing.assert_allclose(alone.course("leukemia.total")[:, 0], expected, rtol=1e-6)


def test_the_marrow_starts_with_the_blasts_of_the_population(plan):
    cohort = draw(plan.population, 20, seed=5)
    needs = Needs.of(["marrow.blast_fraction"], [START])
    run = simulate(plan.system, Regimen(), cohort, needs=needs, span=(START, START + 1.0), seed=5)
    found = run.at("marrow.blast_fraction", START)
    np.testing.assert_allclose(found, cohort.covariate("marrow_blasts"), rtol=5e-3)  # some hide outside the marrow


def test_cells_of_the_dose_arrive_and_none_is_made_or_lost_on_the_way(system, as_published):
    dose, still = 1.2e8, {"car.engrafting": 0.0, "car.contraction": 0.0} | SAFE
    given = {"car.infused": (0.0, dose, 30.0 / 1440.0)}
    names = ["car.total", "car.infused", "car.lodged"]
    run = as_published(system, names, [0.0, 0.01, 1.0, 9.0], given=given, values=still, end=10.0)
    infused = np.array([0.0, 0.01 / (30.0 / 1440.0), 1.0, 1.0]) * dose
    np.testing.assert_allclose(run.course("car.total")[:, 0], infused, rtol=1e-7, atol=1e-3)
    assert run.at("car.lodged", 9.0)[0] == pytest.approx(dose, rel=1e-6)


@pytest.mark.parametrize("grade", GRADES)
def test_scales_read_the_bedside_and_never_a_cytokine(system, grade):
    """Walk down to states and parameters: what a scale reads lies in these rooms."""
    read = {name.partition(".")[0] for name in free_symbols(system.value_of(grade))}
    bedside = {"vitals", "support", "organs", "neuro", "body", "chart", grade.partition(".")[0]}
    drugs = {"tocilizumab", "il6_receptor", "steroid"}  # what masks a fever, asked by the ASTCT scale
    assert read <= bedside | drugs
    assert not read & {"cytokines", "car", "leukemia", "failure"}
    assert any(name in {s.name for s in system.states} for name in free_symbols(system.value_of(grade)))


def test_full_drive_is_the_mean_drive_of_the_typical_child_in_steins_days(plan, typical_child):
    """Its definition: stimulation, support and what fatigue leaves, from infusion to Stein's mean time of the peak."""
    days = np.linspace(0.0, 9.3, 373)
    factors = ("car.stimulation", "lymphocytes.support", "car.fatigue")
    stimulation, support, fatigue = typical_child(factors, days).values()
    drive = np.trapezoid(stimulation * support * (1.0 - fatigue), days) / 9.3
    assert drive == pytest.approx(plan.system.parameter("car.full_drive").value, rel=0.02)
