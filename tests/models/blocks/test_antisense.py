"""An antisense drug in blasts: its rest, its closed form, and what its rule was set from."""

import math

import numpy as np
import pytest

from engraft.models.blocks.antisense import Antisense

OF = ("bcl2.inside", "bcl2.mrna_left", "bcl2.protein_left", "bcl2.sensitivity")


@pytest.fixture(scope="module")
def block():
    return Antisense().system("bcl2")


def test_without_drug_nothing_changes(block, held_alone):
    found = held_alone(block, list(OF), [10.0])
    assert [found[name][0] for name in OF] == pytest.approx([0.0, 1.0, 1.0, 1.0])


@pytest.mark.parametrize("times", [0.3, 1.0, 5.0])
def test_it_settles_at_the_closed_form(block, held_alone, times):
    """2.3 ug/mL bring the typical 8.6 pmol/mg, and mRNA to three quarters: the rule."""
    found = held_alone(block, list(OF), [40.0], concentration=2.3 * times)  # canonical: mg/L
    inside, left = math.sqrt(17.0 * 4.4) * times, 1.0 / (1.0 + times / 3.0)
    assert found["bcl2.inside"][0] * 1e3 == pytest.approx(inside, rel=1e-6)
    assert found["bcl2.mrna_left"][0] == pytest.approx(left, rel=1e-5)
    assert found["bcl2.protein_left"][0] == pytest.approx(left, rel=1e-4)
    assert found["bcl2.sensitivity"][0] == pytest.approx(2.0 - left, rel=1e-4)


def test_protein_follows_days_after_the_drug(block, held_alone):
    """Chemotherapy starts on day 4 of the drug, when protein has not come down to where it will."""
    found = held_alone(block, list(OF), [1.0, 3.0, 40.0], concentration=2.3)
    protein = found["bcl2.protein_left"]
    assert protein[0] > 0.95
    assert protein[0] > protein[1] > protein[2] + 0.02


def test_the_spread_inside_is_that_of_patients(block):
    low, high = (8.65 * math.exp(sign * 2.0 * block.parameter("bcl2.entry").spread) for sign in (-1.0, 1.0))
    np.testing.assert_allclose(high / low, 40.6 / 3.4, rtol=1e-9)
