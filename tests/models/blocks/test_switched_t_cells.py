"""Donor T cells with suicide genes: closed forms of growth and of killing."""

from __future__ import annotations

import numpy as np
import pytest

from engraft.models.blocks.switched_t_cells import SwitchedTCells
from engraft.units import canonical

DAYS = np.array([0.0, 7.0, 14.0, 90.0])
KINDS = ("caspase", "kinase", "resistant", "others")


@pytest.fixture(scope="module")
def pools(held_alone):
    """Give a function that follows the four pools while either drug is held."""

    def run(**ports):
        system = SwitchedTCells().system("cells")
        names = [f"cells.{kind}" for kind in KINDS] + ["cells.resistant_share"]
        drugs = {"switch_kill": 0.0, "poisoned": 0.0, "weight": canonical(70.0, "kg")} | ports
        found = held_alone(system, names, DAYS, **drugs)
        return {name.split(".")[1]: found[name] for name in names}

    return run


def test_without_drugs_all_grow_together_to_the_room_there_is(pools):
    """Logistic from a quarter: N/K = 1/(1 + 3 exp(-ρ t)); shares stay."""
    found = pools()
    total = sum(found[kind] for kind in KINDS)
    np.testing.assert_allclose(total / 2.5e11, 1.0 / (1.0 + 3.0 * np.exp(-0.04 * DAYS)), rtol=1e-6)
    np.testing.assert_allclose(found["caspase"] / total, 0.3, rtol=1e-6)
    np.testing.assert_allclose(found["resistant_share"], 0.05, rtol=1e-6)


def test_under_ganciclovir_the_odds_of_the_cut_gene_rise_as_cells_divide(pools):
    """Closed form: odds = odds at first times exp(d p t), growth cancels out."""
    found = pools(poisoned=0.6)
    odds = found["resistant"] / found["kinase"]
    np.testing.assert_allclose(odds[:3], 0.05 / 0.95 * np.exp(0.5 * 0.6 * DAYS[:3]), rtol=1e-5)
    assert np.all(np.diff(found["resistant_share"]) > 0.0)


def test_rimiducid_takes_only_the_cells_with_caspase(pools):
    closed, free = pools(switch_kill=50.0), pools()
    assert closed["caspase"][1] < 1.0
    assert closed["kinase"][1] == pytest.approx(free["kinase"][1], rel=0.1)
    assert closed["kinase"][3] > free["kinase"][3]  # there is room
