"""Intervals against published values."""

from __future__ import annotations

import numpy as np
import pytest

from engraft.outcomes.figure import median_and_range, proportion


def test_wilson_interval_of_newcombe() -> None:
    # Newcombe 1998, doi:10.1002/(SICI)1097-0258(19980430)17:8<857::AID-SIM777>3.0.CO;2-E: 81 of 263.
    figure = proportion(np.arange(263) < 81, "example")
    assert (figure.lower, figure.upper) == pytest.approx((0.2553, 0.3662), abs=5e-5)


def test_nobody_has_no_proportion() -> None:
    assert np.isnan(proportion(np.zeros(0, bool), "example").value)


def test_the_median_is_over_who_has_a_value() -> None:
    figure = median_and_range(np.array([1.0, 2.0, 3.0, np.nan]), "day", "example")
    assert (figure.value, figure.n) == (2.0, 3)
