"""Counting in bins of bits: where a number goes, and how far a percentile can be from the exact one."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engraft.errors import SpecificationError
from engraft.kernel.bins import Bins, Counts, percentiles, together

PERCENTS = [0.0, 2.5, 25.0, 50.0, 90.0, 97.5, 100.0]
ANY = st.floats(allow_nan=True, allow_infinity=True, allow_subnormal=True)
bins = st.builds(
    Bins,
    smallest=st.floats(1e-12, 1e-3),
    largest=st.floats(1.0, 1e15),
    bits=st.integers(0, 8),
    signed=st.booleans(),
)


def counted(chosen, values):
    return Counts(chosen, np.bincount(chosen.cell(values), minlength=chosen.cells)[None, None])


def edges(chosen):
    return ((chosen.first + np.arange(chosen.count + 1)) << chosen.shift).view(np.float64)


@given(bins, st.lists(ANY, min_size=2, max_size=50))
@settings(deadline=None)
def test_cells_ascend_with_the_numbers(chosen, values):
    ascending = np.sort(np.array(values))  # what is not a number comes last
    cells = chosen.cell(ascending)
    assert (np.diff(cells) >= 0).all()
    assert cells.min() >= 0
    assert cells.max() < chosen.cells


@given(bins, st.floats(1e-13, 1e16))
@settings(deadline=None)
def test_a_number_lies_in_its_bin_and_near_its_middle(chosen, value):
    inside = edges(chosen)
    assert inside[0] <= chosen.smallest < inside[1]
    assert inside[-2] < chosen.largest <= inside[-1]
    for sign in (1.0, -1.0) if chosen.signed else (1.0,):
        middle = chosen.values[chosen.cell(sign * value)]
        if value < inside[0]:
            assert middle == 0.0
        elif value >= inside[-1]:
            assert middle == sign * np.inf
        else:
            assert abs(middle - sign * value) <= chosen.resolution * value


@given(bins)
@settings(deadline=None)
def test_special_numbers_have_their_cells(chosen):
    below, nought, above, nothing = chosen.cell([-np.inf, -0.0, np.inf, np.nan])
    assert (below, nought, above, nothing) == (0, chosen.origin, chosen.cells - 2, chosen.cells - 1)
    assert chosen.cell(5e-324) == chosen.cell(-5e-324) == nought
    assert chosen.values[nought] == 0.0
    assert len(chosen.values) == chosen.cells - 1


def test_an_unsigned_bin_holds_no_negative_number():
    plain = Bins(1e-3, 1e3, bits=2)
    np.testing.assert_array_equal(plain.cell([-1e-2, -1e9, -1e-5]), [0, 0, plain.origin])
    assert percentiles(counted(plain, [-1.0, -1.0, 1.0]), 0)[0, 0, 0] == -np.inf


@given(bins, st.lists(st.floats(1e-12, 1e16), min_size=1, max_size=200), st.sampled_from(PERCENTS))
@settings(deadline=None)
def test_a_percentile_of_positive_numbers_is_as_near_as_promised(chosen, values, percent):
    inside = edges(chosen)
    numbers = np.clip(values, inside[0], np.nextafter(inside[-1], 0.0))
    exact, found = np.percentile(numbers, percent), percentiles(counted(chosen, numbers), percent)[0, 0, 0]
    assert abs(found - exact) <= chosen.resolution * exact * (1 + 1e-9)


@given(st.lists(st.floats(-1e9, 1e9), min_size=1, max_size=200), st.sampled_from(PERCENTS), st.integers(0, 8))
@settings(deadline=None)
def test_a_percentile_of_any_numbers_lies_between_neighbours_in_rank(values, percent, bits):
    chosen = Bins(1e-6, 1e10, bits, signed=True)
    rank = (len(values) - 1) * percent / 100
    low, high = np.sort(values)[[int(np.floor(rank)), int(np.ceil(rank))]]
    exact, found = np.percentile(values, percent), percentiles(counted(chosen, values), percent)[0, 0, 0]
    assert abs(found - exact) <= chosen.resolution * max(abs(low), abs(high)) + chosen.smallest


def test_who_has_no_number_is_missing_and_in_no_percentile():
    found = counted(Bins(), [np.nan, 1.0, np.nan, 2.0, 3.0])
    assert found.missing.tolist() == [[2]]
    assert found.seen.tolist() == [[3]]
    assert percentiles(found, 50)[0, 0, 0] == pytest.approx(2.0, rel=Bins().resolution)
    assert np.isnan(percentiles(counted(Bins(), [np.nan]), 50)).all()


def test_a_percentile_beyond_the_bins_is_infinite():
    found = counted(Bins(1.0, 10.0), [2.0, 3.0, np.inf, 1e5])
    np.testing.assert_array_equal(percentiles(found, [75, 100])[:, 0, 0], [np.inf, np.inf])
    assert percentiles(found, 100 / 3)[0, 0, 0] == pytest.approx(3.0, rel=0.02)
    assert percentiles(found, 50)[0, 0, 0] == np.inf  # half way from three to infinity


def test_counts_of_different_patients_add_up():
    numbers = np.linspace(0.5, 90.0, 101)
    parts = together(counted(Bins(), numbers[:40]), counted(Bins(), numbers[40:]))
    np.testing.assert_array_equal(parts.table, counted(Bins(), numbers).table)
    with pytest.raises(SpecificationError, match="not of the same bins"):
        together(counted(Bins(), numbers), counted(Bins(bits=4), numbers))


@pytest.mark.parametrize(
    "wrong", [{"smallest": 0.0}, {"smallest": 1e17}, {"bits": -1}, {"bits": 17}, {"largest": np.inf},
              {"smallest": np.nan}, {"smallest": 1e-320}, {"bits": 12}],
)  # fmt: skip
def test_bins_that_make_no_sense_are_refused(wrong):
    with pytest.raises(SpecificationError):
        Bins(**wrong)


def test_a_percentile_beyond_a_hundred_is_refused():
    with pytest.raises(SpecificationError, match="between 0 and 100"):
        percentiles(counted(Bins(), [1.0]), 101)
