"""Translocations by pairs of breaks, and a lost chromosome that is outgrown."""

import numpy as np
import pytest

from engraft.errors import SpecificationError
from engraft.manufacturing.rearranged import outgrown, pairs_of_breaks, selection, translocated


def test_pairs_are_those_of_a_sum():
    shares = [0.3, 0.1, 0.25, 0.02]
    expected = sum(a * b for i, a in enumerate(shares) for b in shares[i + 1 :])
    assert pairs_of_breaks(shares) == pytest.approx(expected)


def test_one_break_finds_no_partner_and_all_are_the_most():
    assert translocated(0.5, [0.4]) == 0.0
    assert translocated(9.0, [1.0, 1.0, 1.0]) == 1.0


def test_a_lost_chromosome_passes_through_both_counts():
    """Nahmad 2022: 9 % on day 4 and 0.9 % on day 11 set the rate, 0.34 per day; between them 3.4 and 1.8 %."""
    rate = selection(0.09, 0.009, 7.0)
    assert rate == pytest.approx(0.34, abs=5e-3)
    found = outgrown(0.09, rate, np.array([-2.0, 0.0, 3.0, 5.0, 7.0]))
    assert found == pytest.approx([0.09, 0.09, 0.034, 0.018, 0.009], abs=5e-4)


def test_a_share_that_is_none_is_refused():
    with pytest.raises(SpecificationError, match="not a probability"):
        pairs_of_breaks([0.2, 1.4])
    with pytest.raises(SpecificationError, match="not a probability"):
        outgrown(-0.1, 0.3, 1.0)
