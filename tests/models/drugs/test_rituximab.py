import numpy as np
import pytest

from engraft.language import Assumed, Model, Parameter, join
from engraft.models.drugs.rituximab import Rituximab
from engraft.models.library.gibiansky2021_rituximab import Gibiansky2021

SURFACE = 0.1173 * 75.0**0.6466  # m2 at 75 kg
SIZE = (SURFACE / 1.9) ** 1.37
REFERENCE = 1.2e12


def held(block):
    """Wire every port of a block to a parameter of a block called ``drive``, 0 unless a test says more."""
    held = {port.name.split(".")[1]: port.unit for port in block.ports}
    body = {name: Parameter(0.0, unit, source=Assumed("set by a test", 0.0, 0.0)) for name, unit in held.items()}
    drive = type("Drive", (Model,), {"__doc__": "Constants.", "reference": "test", **body})().system("drive")
    return join(block, drive, wire={f"{block.name}.{name}": f"drive.{name}" for name in held}, name="held")


@pytest.fixture(scope="module")
def system():
    return held(Rituximab().system("rituximab"))


def clearance(system, as_published, target):
    """Read clearance (L/day) with so many cells with CD20, from what a bolus of 1000 mg loses at once."""
    values = {"drive.weight": 75e6, "drive.target": target}
    given = {"rituximab.central": (0.0, 1000.0, 0.0)}
    run = as_published(
        system, ["rituximab.concentration", "rituximab.central", "rituximab.peripheral"], [0.0, 1e-4],
        given=given, values=values,
    )  # fmt: skip
    total = run.course("rituximab.central")[:, 0] + run.course("rituximab.peripheral")[:, 0]
    return (total[0] - total[1]) / 1e-4 / np.mean(run.course("rituximab.concentration")[:, 0])


def test_clearance_falls_8_5_fold_as_the_target_goes(system, as_published):
    """(1.55 + 0.207)/0.207, the published ends of the course of the reference patient."""
    full, none = (clearance(system, as_published, cells) for cells in (REFERENCE, 0.0))
    assert full == pytest.approx((1.55 + 0.207) * SIZE, rel=1e-4)
    assert none == pytest.approx(0.207 * SIZE, rel=2e-3)
    assert full / none == pytest.approx(8.5, abs=0.05)


def test_it_goes_with_the_published_powers(system, as_published):
    tenth = clearance(system, as_published, REFERENCE / 10.0)
    assert tenth == pytest.approx((1.55 * 10.0**-0.484 + 0.207) * SIZE, rel=1e-4)


def test_cells_that_fall_tenfold_a_cycle_give_the_published_fall_in_time():
    """0.484 ln 10/28 days is 0.0398 per day; the paper has 0.0399."""
    values = {p.name: p.value for p in Rituximab().system("r").parameters}
    published = {p.name: p.value for p in Gibiansky2021().system("r").parameters}
    assert values["r.target_power"] * np.log(10.0) / 28.0 == pytest.approx(published["r.target_decay"], rel=0.01)


@pytest.mark.parametrize(
    "name", ["clearance", "volume", "exchange", "tissue_volume", "target_clearance", "surface_on_clearance"]
)
def test_values_and_spreads_are_those_of_the_published_model(name):
    own, published = (
        {p.name: p for p in recipe.system("r").parameters}[f"r.{name}"] for recipe in (Rituximab(), Gibiansky2021())
    )
    assert (own.value, own.spread) == (published.value, published.spread)


def test_more_target_means_less_rituximab_later(system, as_published):
    seen = []
    for target in (0.0, 1e11, 1.2e12):
        values = {"drive.weight": 75e6, "drive.target": target}
        given = {"rituximab.central": (0.0, 712.5, 0.15)}
        run = as_published(system, ["rituximab.concentration"], [0.0, 6.0, 28.0], given=given, values=values)
        seen.append(run.at("rituximab.concentration", 28.0)[0])
    assert seen[0] > 3.0 * seen[1] > 9.0 * seen[2] > 0.0
