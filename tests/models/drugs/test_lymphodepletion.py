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


COURSE = {"drugs.fludarabine": (0.0, 4 * 30.0 * 1.24, 3.0), "drugs.cyclophosphamide": (0.0, 2 * 500.0 * 1.24, 1.0)}


def test_the_course_leaves_half_of_the_leukemia_and_as_many_lymphocytes_as_published(system, as_published):
    names = ["cells.leukemia", "cells.lymphocytes"]
    run = as_published(system, names, [0.0, 40.0], given=COURSE)
    assert run.at("cells.leukemia", 40.0)[0] / 1e10 == pytest.approx(0.5, rel=0.02)
    assert run.at("cells.lymphocytes", 40.0)[0] / 1e11 == pytest.approx(3.0e9 / 2.5e11, rel=0.05)


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
