import numpy as np
import pytest

from engraft.language import Assumed, Flow, Model, Port, State, join
from engraft.models.blocks.body import Body
from engraft.models.drugs.flu_cy import FluCy
from engraft.models.drugs.flu_cy_exposure import FluCyExposure
from engraft.models.drugs.lymphodepletion import Lymphodepletion

GUESS = Assumed("made up for a test", 0.0, 1e12)


class Dying(Model):
    """Cells that only the drugs kill."""

    leukemia = State("cell", initial=1e10, source=GUESS)
    lymphocytes = State("cell", initial=1e11, source=GUESS)
    kill_lymphoid = Port("1/day", "of leukemia")
    kill_lymphocytes = Port("1/day", "of lymphocytes")

    def flows(self):
        yield Flow("leukemia dies", out_of=self.leukemia, rate=self.kill_lymphoid * self.leukemia)
        yield Flow("lymphocytes die", out_of=self.lymphocytes, rate=self.kill_lymphocytes * self.lymphocytes)


@pytest.fixture(scope="module")
def system():
    wire = {"drugs.weight": "body.weight", "cells.kill_lymphoid": "drugs.kill_lymphoid",
            "cells.kill_lymphocytes": "drugs.kill_lymphocytes"}  # fmt: skip
    parts = Lymphodepletion().system("drugs"), Dying().system("cells"), Body().system("body")
    return join(*parts, wire=wire, name="alone")


DOSES = {"fludarabine": (0.0, 4 * 30.0 * 1.24, 3.0), "cyclophosphamide": (0.0, 2 * 500.0 * 1.24, 1.0)}  # mg
COURSE = {f"drugs.{name}": dose for name, dose in DOSES.items()}
LEFT = 3.0e9 / 2.5e11  # of normal lymphocytes at infusion, doi:10.1098/rspb.2021.0229, Table 1


def test_the_course_leaves_half_of_the_leukemia(system, as_published):
    run = as_published(system, ["cells.leukemia"], [0.0, 40.0], given=COURSE)
    assert run.at("cells.leukemia", 40.0)[0] / 1e10 == pytest.approx(0.5, rel=0.02)


def test_the_course_takes_8_4_of_the_logarithm_of_lymphocytes_that_do_not_grow_back(system, as_published):
    run = as_published(system, ["cells.lymphocytes"], [0.0, 40.0], given=COURSE)
    assert np.log(run.at("cells.lymphocytes", 40.0)[0] / 1e11) == pytest.approx(-8.4, rel=0.01)


@pytest.mark.parametrize("drug", DOSES)
def test_each_drug_kills_half_of_that_slope_times_area_under_its_curve(system, as_published, drug):
    """What arrives at the site of effect is the plasma's area under the curve: active dose over clearance."""
    value = {p.name.removeprefix("drugs."): p.value for p in system.parameters if p.name.startswith("drugs.")}
    size = system.parameter("body.weight").value / value[f"{drug}_weight"]
    active = value.get(f"{drug}_active", 1.0)
    area = active * DOSES[drug][1] / (value[f"{drug}_clearance"] * size ** value["allometry"])
    run = as_published(system, ["cells.lymphocytes"], [0.0, 40.0], given={f"drugs.{drug}": DOSES[drug]})
    taken = -np.log(run.at("cells.lymphocytes", 40.0)[0] / 1e11)
    assert taken == pytest.approx(value[f"{drug}_kill_lymphocytes"] * area, rel=1e-5)
    assert taken == pytest.approx(8.4 / 2.0, rel=0.01)


@pytest.fixture(scope="module")
def at_infusion(typical_child):
    """What the whole model has left of a child's cells on day 0, with conditioning over without."""
    cells, days = ("lymphocytes.cells", "b_cells.cells"), [-6.0, 0.0]
    treated, spared = typical_child(cells, days), typical_child(cells, days, leave_out=("flu_cy",))
    for name in cells:
        assert treated[name][0] == pytest.approx(spared[name][0], rel=1e-9), "nothing is lost before the first dose"
    return {name: treated[name][1] / spared[name][1] for name in cells}


def test_as_many_lymphocytes_are_left_at_infusion_as_published_though_they_grow_back(at_infusion):
    assert at_infusion["lymphocytes.cells"] == pytest.approx(LEFT, rel=0.05)


def test_as_many_b_cells_are_left_at_infusion_as_other_lymphocytes(at_infusion):
    assert at_infusion["b_cells.cells"] == pytest.approx(LEFT, rel=0.1)


def test_without_slopes_nothing_moves(system, as_published):
    off = {p.name: 0.0 for p in system.parameters if "_kill_" in p.name}
    run = as_published(system, ["cells.leukemia", "cells.lymphocytes"], [0.0, 10.0], values=off, given=COURSE)
    assert run.at("cells.leukemia", 10.0)[0] == 1e10
    assert run.at("cells.lymphocytes", 10.0)[0] == 1e11


def test_exposure_is_the_same_for_both_and_alone_kills_nothing(as_published):
    names = ("fludarabine_plasma", "cyclophosphamide_plasma", "stop_progenitors")
    days = np.arange(0.0, 10.0, 0.5)
    found = []
    for recipe in (FluCyExposure, Lymphodepletion):
        system = join(recipe().system("drugs"), Body().system("body"), wire={"drugs.weight": "body.weight"}, name="one")
        run = as_published(system, [f"drugs.{n}" for n in names], days, given=COURSE)
        found.append([run.course(f"drugs.{n}") for n in names])
    np.testing.assert_allclose(found[0], found[1], rtol=1e-6)
    assert not any("kill" in name for name in FluCyExposure.declared)
    assert issubclass(FluCy, FluCyExposure)
