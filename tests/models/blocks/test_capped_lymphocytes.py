import numpy as np
import pytest

from engraft.kernel.evaluate import evaluate
from engraft.models.blocks.capped_lymphocytes import CappedLymphocytes
from engraft.models.blocks.lymphocytes import Lymphocytes
from engraft.units import canonical


def il15(recipe, share, filled):
    system = recipe.system("l")
    values = {p.name: np.array([p.value]) for p in system.parameters}
    weight = canonical(70.0, "kg")
    room = values["l.capacity_per_weight"][0] * weight
    values |= {"l.il15_share": np.array([share]), "l.weight": np.array([weight]), "l.car_total": np.array([0.0])}
    values |= {"l.cells": np.array([filled * room])}
    return evaluate([system.observable("l.il15").expression], values, 1)[0, 0] / canonical(1.0, "pg/mL")


@pytest.mark.parametrize("filled", [1.0, 0.3, 0.01])
def test_a_share_below_the_cap_changes_nothing(filled):
    assert il15(CappedLymphocytes(), 0.808, filled) == il15(Lymphocytes(), 0.808, filled)


def test_a_share_above_one_counts_as_the_cap():
    assert il15(Lymphocytes(), 1.3, 0.01) < 0.0
    assert il15(CappedLymphocytes(), 1.3, 0.0) == pytest.approx(2.4 / 0.05)
