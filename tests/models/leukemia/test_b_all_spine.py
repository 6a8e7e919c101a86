import numpy as np
import pytest

from engraft import models
from engraft.language import Assumed, chain
from engraft.models.leukemia import b_all_spine

DAYS = np.round(np.arange(-7.0, 365.01, 0.5), 1)
NAMES = ("b_all.car", "b_all.leukemia", "b_all.b_cells", "marrow.blast_fraction", "blood.car", "neutrophils.anc",
         "ctcae.neutropenia", "marrow.leukemia_extinct")  # fmt: skip
CHILD = {"b_all.car": (0.0, 1.2e8, 0.02), "flu_cy.fludarabine": (-6.0, 150.0, 3.0),
         "flu_cy.cyclophosphamide": (-6.0, 1240.0, 1.0)}  # fmt: skip
SURVIVES = {"death.rate": 0.0}
MONTH = DAYS[DAYS <= 28.0]


@pytest.fixture(scope="module")
def system():
    return models.build("b_all_spine")


@pytest.fixture(scope="module")
def child(system, as_published):
    return as_published(system, NAMES, DAYS, given=CHILD, values=SURVIVES, start=-7.0, rtol=1e-7)


def test_the_assembly_is_wiring_only():
    with open(b_all_spine.__file__, encoding="utf-8") as file:
        assert len(file.readlines()) <= 150


def test_every_port_is_wired(system):
    assert {w.port for w in system.wires} == set(b_all_spine.WIRES)


def test_the_median_child_starts_with_the_median_blasts(child):
    assert child.at("marrow.blast_fraction", -7.0)[0] == pytest.approx(0.74)


def test_the_median_child_reaches_remission_and_loses_its_b_cells(child):
    assert child.at("marrow.blast_fraction", 28.0)[0] < 0.05
    assert child.at("b_all.b_cells", 28.0)[0] < 1e-3 * child.at("b_all.b_cells", -7.0)[0]


def test_neutrophils_fall_to_grade_4_and_come_back(child):
    anc, grade = child.course("neutrophils.anc")[:, 0], child.course("ctcae.neutropenia")[:, 0]
    low = DAYS[anc < 0.5e9]
    assert anc[0] == pytest.approx(2.46e9)
    assert grade.max() == 4
    assert -3.0 < low[0] < 3.0
    assert 5.0 < low[-1] < 21.0  # CIBMTR: recovery at a median of 14 days, quartiles 9 and 21
    assert anc[-1] == pytest.approx(2.46e9, rel=0.01)


@pytest.mark.parametrize(
    ("off", "endpoint", "higher"),
    [
        ("b_all.kill", "marrow.blast_fraction", True),
        ("b_all.expansion_per_kill", "marrow.blast_fraction", True),
        ("flu_cy.fludarabine_kill_leukemia", "b_all.leukemia", None),
        ("flu_cy.cyclophosphamide_kill_leukemia", "b_all.leukemia", None),
        ("progenitors.progenitors", "b_all.b_cells", False),
    ],
)
def test_switching_a_mechanism_off_moves_its_endpoint(system, child, as_published, off, endpoint, higher):
    run = as_published(system, NAMES, MONTH, given=CHILD, values=SURVIVES | {off: 0.0}, start=-7.0, rtol=1e-7)
    before, after = child.at(endpoint, 28.0)[0], run.at(endpoint, 28.0)[0]
    assert abs(after - before) > 0.01 * before
    assert higher is None or (after > before) == higher


@pytest.mark.parametrize("drug", ["fludarabine", "cyclophosphamide"])
def test_without_an_effect_on_progenitors_neutropenia_is_milder(system, child, as_published, drug):
    off = {f"flu_cy.{drug}_stop_progenitors": 0.0}
    run = as_published(system, NAMES, MONTH, given=CHILD, values=SURVIVES | off, start=-7.0, rtol=1e-7)
    assert run.course("neutrophils.anc").min() > 1.5 * child.course("neutrophils.anc").min()


def test_untreated_children_die_at_the_rate_of_the_trial(system, as_published):
    """Leukemia stays active, so survival from day 0 is exponential with a median of 4.0 months."""
    persons, days = 400, np.array([0.0, 121.75, 243.5])
    run = as_published(system, ["marrow.blast_fraction"], days, persons=persons, start=-7.0, rtol=1e-6)
    alive = np.isfinite(run.course("marrow.blast_fraction")).mean(axis=1)
    assert alive[0] == 1.0
    np.testing.assert_allclose(alive[1:], [0.5, 0.25], atol=3.5 * np.sqrt(0.25 / persons))
    dead = run.hazards["death.active_disease"]
    assert np.nanmin(dead) > 0.0
    np.testing.assert_array_equal(run.end_time[np.isfinite(dead)], dead[np.isfinite(dead)])


def test_blood_counts_follow_from_the_share_in_blood(child):
    volume = 75.0 * 39.0 * 1e3  # uL
    np.testing.assert_allclose(child.course("blood.car"), 0.02 * child.course("b_all.car") / volume, rtol=1e-12)


def test_the_dose_of_cells_reaches_remission_and_death_by_named_flows(system):
    text = chain(system, "b_all.car").text()
    for part in ("b_all.CAR T cells kill leukemia", "marrow.blast_fraction"):
        assert part in text


def test_assumed_numbers_are_few_and_bounded(system):
    assumed = [p for p in system.parameters if isinstance(p.source, Assumed)]
    assert len(assumed) == 12
    assert all(p.source.low < p.source.high for p in assumed)
