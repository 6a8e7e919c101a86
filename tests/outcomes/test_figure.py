"""Intervals against published values."""

from __future__ import annotations

import numpy as np
import pytest

from engraft.outcomes.figure import (
    Figure,
    geometric_mean,
    geometric_ratio,
    median_and_range,
    proportion,
    with_exact_end,
)


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


@pytest.mark.parametrize("ends", [(0.0, 0.0), (np.nan, np.nan)])
@pytest.mark.parametrize("n", [5, 200])
def test_what_nobody_or_everybody_has_is_as_sure_as_the_exact_binomial_says(ends, n) -> None:
    none = with_exact_end(Figure(0.0, *ends, n, "fraction", "x"))
    assert (none.lower, (1.0 - none.upper) ** n) == (0.0, pytest.approx(0.025))  # Clopper and Pearson
    every = with_exact_end(Figure(1.0, ends[0] + 1.0, ends[1] + 1.0, n, "fraction", "x"))
    assert (1.0 - every.lower, every.upper) == (pytest.approx(none.upper), 1.0)
    fewer = with_exact_end(Figure(0.0, *ends, n, "fraction", "x"), n / 2)
    assert (1.0 - fewer.upper) ** (n / 2) == pytest.approx(0.025)


@pytest.mark.parametrize(
    "figure", [(0.0, 0.0, 0.1, 9, "fraction"), (0.4, 0.2, 0.6, 9, "fraction"), (0.0, 0.0, 0.0, 9, "day")]
)
def test_other_intervals_stay(figure) -> None:
    assert with_exact_end(Figure(*figure, "x")) == Figure(*figure, "x")
