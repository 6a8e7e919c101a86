import numpy as np
import pytest

from engraft import models, units
from engraft.language import Assumed, Parameter
from engraft.models.blocks.aml_hierarchy import AmlHierarchy

PORTS = {
    "leukemia_kill": (0.0, "1/day"),
    "t_cell_kill": (0.0, "1/day"),
    "healthy_effect": (0.0, "1"),
    "pace": (1.0, "1"),
    "weight": (75.0, "kg"),
}
STATES = ("stem", "precursors", "mature", "leukemic_stem", "leukemic_precursors", "leukemic_mature")
PER_KG = units.canonical(1.0, "cell/kg")
GUESS = Assumed("as the library has it, for a test", 0.0, 1e12)
REST = {
    "stem": 1e7,
    "precursors": 2e9,
    "mature": 4e8,
    "leukemic_stem": 1e5,
    "leukemic_precursors": 0.0,
    "leukemic_mature": 0.0,
}
DAYS = np.array([0.0, 30.0, 100.0, 300.0, 500.0])


@pytest.fixture(scope="module")
def system(boxed):
    return boxed(AmlHierarchy(), PORTS)


def test_without_drugs_it_is_the_hierarchy_of_the_library(boxed, as_published):
    ratio = 1.1
    start = {name: Parameter(value, "cell/kg", source=GUESS) for name, value in REST.items()}
    treated = boxed(AmlHierarchy(**start), PORTS)
    advantage = (ratio * 0.85 - 0.85) / 0.15
    names = [f"block.{one}" for one in STATES]
    ours = as_published(treated, names, DAYS, values={"block.renewal_advantage": advantage})
    library = as_published(
        models.build("stiehl2015"),
        [f"aml.{one}" for one in STATES],
        DAYS,
        values={"aml.renewal_ratio": ratio, "aml.leukemic_stem_initial": 1e5 * PER_KG},
    )
    for one in STATES:
        np.testing.assert_allclose(ours.course(f"block.{one}"), library.course(f"aml.{one}"), rtol=1e-5, atol=1.0)


def test_without_leukemia_nothing_moves(system, as_published):
    names = ["block.stem", "block.precursors", "block.mature", "block.anc"]
    run = as_published(system, names, [0.0, 400.0], values={"block.blasts_at_start": 0.0})
    for name, value in zip(names, (1e7, 2e9, 4e8, 3.53e9), strict=True):
        np.testing.assert_allclose(run.course(name)[:, 0], value, rtol=1e-6)


@pytest.mark.parametrize("blasts", [0.1, 0.5, 0.9])
def test_it_starts_with_the_blasts_it_is_told(system, as_published, blasts):
    run = as_published(
        system, ["block.blast_fraction", "block.burden"], [0.0], values={"block.blasts_at_start": blasts}, end=1.0
    )
    assert run.at("block.blast_fraction", 0.0)[0] == pytest.approx(blasts, rel=1e-9)
    assert run.at("block.burden", 0.0)[0] > blasts * 2.01e9 * 75.0


def test_a_leukemia_that_took_all_rests_in_the_stages_it_starts_with(boxed, as_published):
    """Healthy cells gone: leukemia settles where its signal is 1/(2 a), each stage in the ratio of the start."""
    system = boxed(AmlHierarchy(), PORTS)
    names = [f"block.{one}" for one in STATES]
    run = as_published(system, [*names, "block.feedback_signal"], [0.0, 6000.0], values={"block.blasts_at_start": 0.95})
    first, last = ([run.course(name)[k, 0] for name in names[3:]] for k in (0, 1))
    assert run.at("block.feedback_signal", 6000.0)[0] == pytest.approx(1.0 / (2.0 * 0.925), rel=1e-4)
    np.testing.assert_allclose(np.array(last) / last[0], np.array(first) / first[0], rtol=1e-3)


def test_drugs_kill_dividing_leukemia_and_t_cells_all_of_it(system, as_published):
    """At rates far above growth the logarithm falls at the rate; mature leukemic cells die of T cells, not of drugs."""
    names = ["block.leukemic_stem", "block.stem"]
    for port in ("leukemia_kill", "t_cell_kill"):
        run = as_published(system, names, [0.0, 0.1], values={f"drive.{port}": 50.0})
        stem = run.course("block.leukemic_stem")[:, 0]
        assert np.log(stem[1] / stem[0]) == pytest.approx(-5.0, abs=0.1)
        assert run.course("block.stem")[1, 0] > 0.9 * run.course("block.stem")[0, 0]
    mature = {
        port: as_published(system, ["block.leukemic_mature"], [0.1], values={f"drive.{port}": 50.0}).at(
            "block.leukemic_mature", 0.1
        )[0]
        for port in ("leukemia_kill", "t_cell_kill")
    }
    assert mature["t_cell_kill"] < 0.05 * mature["leukemia_kill"]


def test_what_hinders_healthy_division_lowers_neutrophils_and_spares_leukemia(system, as_published):
    names = ["block.anc", "block.leukemic_stem"]
    plain = as_published(system, names, [20.0])
    hindered = as_published(system, names, [20.0], values={"drive.healthy_effect": 1.0})
    assert hindered.at("block.anc", 20.0)[0] < 0.2 * plain.at("block.anc", 20.0)[0]
    assert hindered.at("block.leukemic_stem", 20.0)[0] >= plain.at("block.leukemic_stem", 20.0)[0]
