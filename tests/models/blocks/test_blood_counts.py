import numpy as np
import pytest

from engraft.kernel.evaluate import evaluate
from engraft.models.blocks.blood_counts import BloodCounts

SYSTEM = BloodCounts().system("blood")
WEIGHT = 40.0
PER_UL = 0.075 * 1e6 * WEIGHT / 0.02  # lymphoid cells of the body for one per uL of blood: 3 L, 2 %


def seen(name, *, car=0.0, b_cells=0.0, lymphocytes=0.0, blasts=0.0, anc=0.0, **numbers):
    """Counts per uL (blasts as their number in the body), canonical where a parameter is given."""
    values = {p.name: p.value for p in SYSTEM.parameters} | {f"blood.{k}": v for k, v in numbers.items()}
    values |= {
        "blood.car_total": car * PER_UL,
        "blood.b_cells_total": b_cells * PER_UL,
        "blood.weight": WEIGHT * 1e6,
        "blood.lymphocytes_total": lymphocytes * PER_UL,
        "blood.blasts_total": blasts,
        "blood.anc": anc * 1e6,
    }
    return evaluate([SYSTEM.observable(f"blood.{name}").expression], values)[0, 0]


def copies_per_ug(**given):
    return seen("copies", **given) * 1e-3  # canonical is per mg


def test_sixteen_percent_at_one_copy_per_cell_are_24000_copies():
    """The anchor of the definitions: 1.5e5 genomes per ug, one copy, 16 % of the nucleated cells."""
    blood = {"car": 160.0, "lymphocytes": 300.0, "anc": 540.0}
    assert copies_per_ug(**blood, copies_per_cell=1.0, other_myeloid=0.0) == pytest.approx(24000.0, rel=1e-9)


def test_a_mixed_blood_by_hand():
    blood = {"car": 100.0, "b_cells": 20.0, "lymphocytes": 180.0, "anc": 1000.0, "blasts": 0.5e10}
    blasts = 0.06 * 0.5e10 / (75.0 * WEIGHT * 1e3)
    white = 1150.0 + 300.0 + blasts
    assert seen("white_cells", **blood) * 1e-6 == pytest.approx(white, rel=1e-9)
    assert copies_per_ug(**blood) == pytest.approx(1.5e5 * 1.1 * 100.0 / white, rel=1e-9)


def test_the_same_cells_are_more_copies_in_a_blood_with_fewer_others():
    rich, poor = (copies_per_ug(car=50.0, lymphocytes=100.0, anc=anc) for anc in (3000.0, 100.0))
    assert poor / rich == pytest.approx((150.0 + 1.15 * 3000.0) / (150.0 + 1.15 * 100.0))


def test_copies_cannot_exceed_those_of_pure_car_t_cells():
    assert copies_per_ug(car=1e4) == pytest.approx(1.5e5 * 1.1)
    assert copies_per_ug() == 0.0


@pytest.mark.parametrize("name", ["car", "b_cells", "lymphocytes"])
def test_counts_are_the_share_in_blood(name):
    assert seen(name, **{name: 37.0}) * 1e-6 == pytest.approx(37.0)


def test_the_blasts_in_blood_are_those_measured_at_relapse():
    volume = 75.0 * 39.0 * 1e3  # uL
    assert 0.06 * 5e10 / volume == pytest.approx(1060.0, rel=0.05)  # J Clin Oncol 1996;14:2812


def test_copies_per_cell_follow_from_transduction_by_poisson():
    mean = -np.log(1.0 - 0.174)
    assert BloodCounts.declared["copies_per_cell"].value == pytest.approx(mean / 0.174, rel=0.01)
