"""Intervals against published values."""

from __future__ import annotations

import numpy as np
import pytest

from engraft.outcomes.figure import geometric_mean, geometric_ratio, median_and_range, proportion


def test_wilson_interval_of_newcombe() -> None:
    # Newcombe 1998, doi:10.1002/(SICI)1097-0258(19980430)17:8<857::AID-SIM777>3.0.CO;2-E: 81 of 263.
    figure = proportion(np.arange(263) < 81, "example")
    assert (figure.lower, figure.upper) == pytest.approx((0.2553, 0.3662), abs=5e-5)


def test_nobody_has_no_proportion() -> None:
    assert np.isnan(proportion(np.zeros(0, bool), "example").value)


def test_the_median_is_over_who_has_a_value() -> None:
    figure = median_and_range(np.array([1.0, 2.0, 3.0, np.nan]), "day", "example")
    assert (figure.value, figure.n) == (2.0, 3)


def test_geometric_means_have_the_interval_of_a_mean_of_logarithms() -> None:
    one = geometric_mean(np.exp([1.0, 2.0, 3.0, np.nan]), "cell", "peak")
    assert (np.log(one.value), one.n) == (pytest.approx(2.0), 3)
    assert np.log(one.upper) - 2.0 == pytest.approx(1.959964 * 1.0 / np.sqrt(3.0), rel=1e-6)
    ratio = geometric_ratio(np.exp([1.0, 2.0, 3.0]), np.exp([0.0, 2.0]), "peak")
    assert (np.log(ratio.value), ratio.n) == (pytest.approx(1.0), 5)
    assert np.log(ratio.upper) - 1.0 == pytest.approx(1.959964 * np.sqrt(1.0 / 3.0 + 2.0 / 2.0), rel=1e-6)
    assert np.isnan(geometric_mean(np.array([np.nan, 0.0]), "cell", "peak").value)
