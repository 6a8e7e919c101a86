import numpy as np
import pytest

from engraft.language import Assumed, Model, Parameter, join
from engraft.models import build
from engraft.models.blocks.neutrophils import Neutrophils
from engraft.models.drugs.docetaxel import Docetaxel
from engraft.models.library.quartino2014_gcsf import SLOPE_OF_DOCETAXEL

BASE = 2.46e9
REST = {"weight": (39.0, "kg"), "stop_progenitors": (0.0, "1"), "ifn_gamma": (0.0, "pg/mL"), "marrow_room": (1.0, "1")}
DAYS = np.arange(0.0, 41.0, 0.5)
ANC = "block.anc"
GUESS = Assumed("made up for a test", 0.0, 1e9)


class Still(Model):
    """An adult with an empty marrow and no inflammation."""

    ifn_gamma = Parameter(0.0, "pg/mL", source=GUESS)
    marrow_room = Parameter(1.0, "1", source=GUESS)
    weight = Parameter(70.0, "kg", source=GUESS)


@pytest.fixture(scope="module")
def system(boxed):
    return boxed(Neutrophils(), REST)


def test_nothing_moves_at_rest(system, as_published):
    run = as_published(system, [ANC, "block.g_csf_signal"], DAYS)
    np.testing.assert_allclose(run.course(ANC), BASE, rtol=1e-9)
    np.testing.assert_allclose(run.course("block.g_csf_signal"), 1.0, rtol=1e-9)


def test_pools_of_the_marrow_hold_what_dies_in_their_mean_time(system, as_published):
    """Four pools share the mean transit time: at rest they hold as many cells as die in it."""
    names = ["block.progenitors", *(f"block.maturing_{i}" for i in (1, 2, 3))]
    run = as_published(system, names, [0.0], end=1.0)
    held = sum(run.at(name, 0.0)[0] for name in names)
    assert held == pytest.approx(BASE * np.log(2.0) / 7.0 * 133.0, rel=1e-12)


def test_g_csf_is_quartinos_at_its_quasi_steady_state(system, as_published):
    made = 0.592 + 5.64e-9 * BASE
    values = {"drive.stop_progenitors": 2.0}
    run = as_published(system, [ANC, "block.g_csf_signal"], DAYS, values=values)
    expected = made / (0.592 + 5.64e-9 * run.course(ANC))
    np.testing.assert_allclose(run.course("block.g_csf_signal"), expected, rtol=1e-9)


@pytest.mark.parametrize("room", [0.1, 0.26, 0.5, 0.9])
def test_a_filled_marrow_settles_where_the_signal_pays_for_the_lost_places(system, as_published, room):
    """At rest a = S^(β - γ) and N = N0 P/P0 S^β, so both are known from N alone."""
    run = as_published(system, [ANC, "block.progenitors", "block.g_csf_signal"], [0.0, 3000.0],
                       values={"drive.marrow_room": room})  # fmt: skip
    anc, signal = run.at(ANC, 3000.0)[0], run.at("block.g_csf_signal", 3000.0)[0]
    pool = anc / BASE / signal**0.234
    place = room / (room + (1.0 - room) * pool)
    assert place == pytest.approx(signal ** (0.234 - 0.444), rel=1e-4)
    assert anc < BASE


def test_the_fuller_the_marrow_the_fewer_neutrophils(system, as_published):
    last = [as_published(system, [ANC], [0.0, 2000.0], values={"drive.marrow_room": room}).at(ANC, 2000.0)[0]
            for room in (0.0, 0.1, 0.26, 0.5, 0.9, 1.0)]  # fmt: skip
    assert np.all(np.diff(last) > 0.0)
    assert last[0] > 0.0


@pytest.mark.parametrize(("port", "value"), [("stop_progenitors", 1.0), ("ifn_gamma", 7500e-6)])
def test_what_stops_progenitors_empties_the_blood_and_lets_go(system, as_published, port, value):
    run = as_published(system, [ANC], DAYS, values={f"drive.{port}": value})
    anc = run.course(ANC)[:, 0]
    assert anc.min() < 0.2 * BASE
    assert np.all(anc >= 0.0)


def test_without_its_effect_interferon_gamma_moves_nothing(system, as_published):
    values = {"drive.ifn_gamma": 7500e-6, "block.half_inhibition": 1e12}
    np.testing.assert_allclose(as_published(system, [ANC], DAYS, values=values).course(ANC), BASE, rtol=1e-6)


def test_filgrastim_leaves_with_its_half_life_and_ends_neutropenia_sooner(system, as_published):
    values = {"drive.ifn_gamma": 750e-6}
    alone = as_published(system, [ANC], DAYS, values=values).course(ANC)[:, 0]
    given = {"block.filgrastim": (10.0, 10 * 0.005 * 39.0, 10.0)}
    treated = as_published(system, [ANC, "block.filgrastim"], DAYS, values=values, given=given)
    assert np.all(treated.course(ANC)[DAYS <= 10.0, 0] == pytest.approx(alone[DAYS <= 10.0], rel=1e-6))
    assert treated.at(ANC, 18.0)[0] > 1.5 * alone[DAYS == 18.0][0]
    once = as_published(system, ["block.filgrastim"], [0.0, 3.5 / 24.0], given={"block.filgrastim": (0.0, 1.0, 0)})
    assert once.at("block.filgrastim", 3.5 / 24.0)[0] == pytest.approx(0.5, rel=1e-6)


def test_the_law_is_that_of_the_published_model(as_published):
    """One dose on both: one maturing pool less and a quasi-steady G-CSF move the nadir by little."""
    dose = {"docetaxel.central": (0.0, 180.0, 1.0 / 24.0)}
    published = as_published(build("quartino2014"), ["neutrophils.anc"], DAYS, given=dose).course("neutrophils.anc")
    drug = Docetaxel(slope=SLOPE_OF_DOCETAXEL).system("docetaxel")
    wire = {"block.stop_progenitors": "docetaxel.effect"} | {f"block.{n}": f"still.{n}" for n in REST if n[0] != "s"}
    whole = join(Neutrophils().system("block"), drug, Still().system("still"), wire=wire, name="whole")
    ours = as_published(whole, [ANC], DAYS, given=dose, values={"block.baseline": 3.53e9}).course(ANC)
    assert ours.min() / 3.53e9 == pytest.approx(published.min() / 3.53e9, abs=0.1)
    assert DAYS[ours[:, 0].argmin()] == pytest.approx(DAYS[published[:, 0].argmin()], abs=1.0)
