"""Ratios of odds and hazards against closed forms and another program."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from engraft.outcomes.contrast import HazardRatio, hazard_ratio, odds_ratio


def test_the_odds_ratio_is_the_cross_product_with_woolfs_interval():
    group = np.arange(100) < 40
    flags = np.concatenate([np.arange(40) < 30, np.arange(60) < 20])
    found = odds_ratio(flags, group)
    error = np.sqrt(1 / 30 + 1 / 10 + 1 / 20 + 1 / 40)
    assert found.value == pytest.approx(30 * 40 / (10 * 20))
    assert found.lower == pytest.approx(6.0 * np.exp(-1.959963984540054 * error))
    assert found.upper == pytest.approx(6.0 * np.exp(1.959963984540054 * error))
    assert found.n == 100


def test_swapping_the_groups_inverts_both_ratios():
    day = 1.0 + np.arange(50.0) ** 1.3
    event, group = np.arange(50) % 3 > 0, np.arange(50) % 2 == 0
    for one, other in (
        (odds_ratio(event, group), odds_ratio(event, ~group)),
        (hazard_ratio(day, event, group), hazard_ratio(day, event, ~group)),
    ):
        assert one.value * other.value == pytest.approx(1.0)
        assert one.lower * other.upper == pytest.approx(1.0)


def test_an_empty_cell_gets_a_half_and_an_empty_group_no_ratio():
    flags, group = np.array([True, True, True, False]), np.array([True, True, False, False])
    assert odds_ratio(flags, group).value == pytest.approx((2.5 * 1.5) / (0.5 * 1.5))
    assert np.isnan(odds_ratio(flags, np.ones(4, dtype=bool)).value)
    assert np.isnan(hazard_ratio(np.arange(1.0, 5.0), flags, np.ones(4, dtype=bool)).value)
    assert np.isnan(hazard_ratio(np.arange(1.0, 5.0), np.zeros(4, dtype=bool), group).value)
    assert np.isnan(hazard_ratio(np.arange(1.0, 5.0), group, group).value)  # all events in the group, first


def test_the_hazard_ratio_is_that_of_another_program():
    from lifelines import CoxPHFitter

    quantile = (np.arange(80) * 37 % 80 + 0.5) / 80
    group = np.arange(80) % 2 == 0
    day = -np.log(quantile) / np.where(group, 0.02, 0.01)
    event = np.arange(80) % 5 > 0
    table = pd.DataFrame({"day": day, "event": event, "group": group.astype(float)})
    other = CoxPHFitter().fit(table, "day", "event")
    found = hazard_ratio(day, event, group)
    assert found.value == pytest.approx(float(other.hazard_ratios_["group"]), rel=1e-5)
    interval = np.exp(other.confidence_intervals_.loc["group"].to_numpy())
    assert [found.lower, found.upper] == pytest.approx(interval.tolist(), rel=1e-4)


def test_two_exponential_laws_have_the_ratio_of_their_rates():
    quantile = np.tile((np.arange(2000) + 0.5) / 2000, 2)
    group = np.arange(4000) < 2000
    day = -np.log(quantile) / np.where(group, 0.03, 0.01)
    found = hazard_ratio(day, np.ones(4000, dtype=bool), group)
    assert found.lower < 3.0 < found.upper
    assert found.value == pytest.approx(3.0, rel=0.02)


def test_weights_count_persons_and_arms_may_be_weighed_apart():
    day = 1.0 + np.arange(40.0) ** 1.2
    event = np.arange(40) % 4 > 0
    inside, outside = (day * 0.7, event), (day, ~event | (np.arange(40) % 2 == 0))
    form = HazardRatio.of(inside, outside)
    counts = (np.arange(40) % 3).astype(float)
    times = np.repeat(np.arange(40), counts.astype(int))
    both = [np.concatenate([one[times], other[times]]) for one, other in zip(inside, outside, strict=True)]
    expected = hazard_ratio(*both, np.arange(2 * times.size) < times.size)
    assert form.value(counts) == pytest.approx(expected.value, rel=1e-12)
    even = np.arange(40) % 5 < 2
    apart = [np.concatenate([one[even], other[~even]]) for one, other in zip(inside, outside, strict=True)]
    randomised = hazard_ratio(*apart, np.arange(40) < even.sum()).value
    assert form.between(even.astype(float), (~even).astype(float)) == pytest.approx(randomised, rel=1e-12)


def test_persons_without_a_day_weigh_nothing():
    day, event = np.array([1.0, 2.0, 3.0, 4.0]), np.ones(4, bool)
    known = HazardRatio.of((day, event), (day * 1.5, event))
    gone = HazardRatio.of(
        (np.append(day, np.nan), np.append(event, False)), (np.append(day, np.nan) * 1.5, np.append(event, False))
    )
    assert gone.value(np.ones(5)) == pytest.approx(known.value(np.ones(4)))
