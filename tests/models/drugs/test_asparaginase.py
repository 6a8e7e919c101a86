import math

import numpy as np
import pytest

from engraft.language import join
from engraft.models.blocks.body import Body
from engraft.models.drugs.asparaginase import Asparaginase, erwinia_asparaginase, pegaspargase
from engraft.models.drugs.cytotoxic import Cytotoxic
from engraft.models.drugs.cytotoxic_drugs import AREA

VOLUME = 2.093 * AREA * (39.0 / 70.0) ** 0.6466


def alone(recipe, left="one"):
    """Wire the share of B cells to something that is one, or to the activity of no drug, which is zero."""
    parts = [recipe.system("asp"), Body().system("body"), Cytotoxic().system("none")]
    wire = {"asp.weight": "body.weight", "none.weight": "body.weight"}
    wire["asp.b_cells_left"] = "asp.asparagine_at_rest" if left == "one" else "none.stop_progenitors"
    return join(*parts, wire=wire, name="asp")


class WithOne(Asparaginase):
    """Offers a constant one."""

    def observables(self):
        from engraft.language import Observable

        yield from super().observables()
        yield Observable("asparagine_at_rest", self.half_kill / self.half_kill, "1", "one")


class Immune(WithOne):
    """A person who makes antibodies."""

    from dataclasses import replace as _replace

    makes_antibodies = _replace(Asparaginase.makes_antibodies, value=1.0)


def test_activity_halves_in_its_half_life(as_published):
    run = as_published(alone(WithOne()), ["asp.concentration"], [0.0, 1.24, 2.48],
                       given={"asp.activity": (0.0, 1000.0 * VOLUME, 0.0)})  # fmt: skip
    np.testing.assert_allclose(run.course("asp.concentration")[:, 0], [1000.0, 500.0, 250.0], rtol=1e-5)


def test_asparagine_is_half_at_half(as_published):
    run = as_published(alone(WithOne()), ["asp.asparagine", "asp.kill"], [0.0, 1.0],
                       given={"asp.activity": (0.0, 20.0 * VOLUME, 0.0)})  # fmt: skip
    assert run.course("asp.asparagine")[0, 0] == pytest.approx(0.5)
    highest = {p.name: p.value for p in Asparaginase().system("asp").parameters}["asp.kill_max"]
    assert run.course("asp.kill")[0, 0] == pytest.approx(highest / 2.0)


def test_antibodies_end_activity_and_come_only_while_b_cells_answer(as_published):
    days = [0.0, 14.0, 20.0]
    given = {"asp.activity": (0.0, 1e6, 14.0)}
    immune = as_published(alone(Immune()), ["asp.concentration", "asp.antibodies"], days, given=given)
    spared = as_published(alone(Immune(), left="none"), ["asp.concentration", "asp.antibodies"], days, given=given)
    tolerant = as_published(alone(WithOne()), ["asp.concentration"], days, given=given)
    # dc/dt = r (1 - s) with asparagine gone: s = 1 - exp(-0.1·14) at most
    assert 0.7 < immune.course("asp.antibodies")[1, 0] < 1.0 - math.exp(-1.4)
    assert immune.course("asp.concentration")[1, 0] < 0.15 * tolerant.course("asp.concentration")[1, 0]
    assert spared.course("asp.antibodies")[2, 0] == 0.0
    np.testing.assert_allclose(spared.course("asp.concentration"), tolerant.course("asp.concentration"), rtol=1e-6)


def test_half_lives_of_the_three_enzymes():
    found = [
        next(p.value for p in make().system("x").parameters if p.name == "x.half_life")
        for make in (Asparaginase, pegaspargase, erwinia_asparaginase)
    ]
    assert found == pytest.approx([1.24, 5.73, 0.65])
