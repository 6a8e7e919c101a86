"""Weighted figures: equal weights give the plain figure, whole weights that of persons counted so often."""

from __future__ import annotations

import numpy as np
import pytest

from engraft.kernel import streams
from engraft.outcomes import cumulative_incidence, kaplan_meier, median, survival_at
from engraft.outcomes.measure import (
    Incidence,
    Landmark,
    LogMean,
    LogSpread,
    Median,
    MedianTime,
    Quotient,
    Share,
    Survival,
)

N = 400
PEOPLE = np.arange(N)
DAY = np.ceil(streams.exponential(1, "day", PEOPLE) * 20.0)  # whole days: many ties
EVENT = streams.uniform(1, "event", PEOPLE) < 0.7
CAUSE = np.where(streams.uniform(1, "cause", PEOPLE) < 0.4, "a", "b")
VALUES = np.exp(streams.normal(1, "value", PEOPLE))
EQUAL = np.full(N, 1.0 / N)
COUNTS = np.floor(streams.uniform(1, "count", PEOPLE) * 4.0)


@pytest.mark.parametrize("at", [0.0, 3.5, 10.0, 40.0])
def test_equal_weights_give_the_kaplan_meier_curve(at):
    form = Landmark(Survival.of(DAY, EVENT), at)
    assert form.value(EQUAL) == pytest.approx(survival_at(kaplan_meier(DAY, EVENT), at)[0], abs=1e-12)


@pytest.mark.parametrize("at", [3.5, 10.0, 40.0])
def test_whole_weights_give_the_curve_of_persons_counted_so_often(at):
    often = np.repeat(PEOPLE, COUNTS.astype(int))
    curve = kaplan_meier(DAY[often], EVENT[often])
    form = Survival.of(DAY, EVENT)
    assert Landmark(form, at).value(COUNTS) == pytest.approx(survival_at(curve, at)[0], abs=1e-12)
    assert MedianTime(form).value(COUNTS) == median(curve)[0]


def test_the_scale_of_weights_does_not_matter():
    form = Survival.of(DAY, EVENT)
    for one in (Landmark(form, 10.0), MedianTime(form), Median.of(VALUES), Share.of(EVENT, DAY > 9.0)):
        assert one.value(COUNTS) == pytest.approx(one.value(7.0 * COUNTS), rel=1e-12)


def test_a_landmark_after_the_last_observation_does_not_exist():
    form = Landmark(Survival.of(np.array([1.0, 2.0]), np.array([True, False])), 3.0)
    assert np.isnan(form.value(np.ones(2)))


def test_nobody_left_is_zero_for_ever():
    form = Landmark(Survival.of(np.array([1.0, 2.0]), np.array([True, True])), 3.0)
    assert form.value(np.ones(2)) == 0.0


@pytest.mark.parametrize("n", [4, 5])
def test_equal_weights_give_the_median(n):
    values = VALUES[:n]
    assert Median.of(values).value(np.ones(n)) == pytest.approx(np.median(values))


def test_a_median_of_nobody_does_not_exist():
    assert np.isnan(Median.of(np.array([np.nan])).value(np.ones(1)))


def test_missing_values_do_not_count():
    some = np.where(PEOPLE % 3 == 0, np.nan, VALUES)
    assert Median.of(some).value(EQUAL) == pytest.approx(np.nanmedian(some))


def test_a_share_is_of_the_included():
    form = Share.of(np.array([True, True, False]), np.array([True, False, True]))
    assert form.value(np.array([3.0, 1.0, 9.0])) == 0.75
    assert np.isnan(form.value(np.array([0.0, 0.0, 1.0])))


@pytest.mark.parametrize("at", [5.0, 20.0])
def test_equal_weights_give_the_cumulative_incidence(at):
    labels = np.where(EVENT, CAUSE, "censored")
    curve = cumulative_incidence(DAY, labels.tolist(), ("a", "b"))
    k = np.searchsorted(curve.day, at, side="right") - 1
    form = Incidence.of(DAY, EVENT, CAUSE == "b", at)
    assert form.value(EQUAL) == pytest.approx(curve.incidence[1, k], abs=1e-12)


def test_geometric_means_and_their_ratio():
    group = CAUSE == "a"
    mean = float(np.exp(np.log(VALUES).mean()))
    assert LogMean.of(VALUES, np.ones(N, bool)).value(EQUAL) == pytest.approx(mean)
    ratio = np.exp(np.log(VALUES[group]).mean() - np.log(VALUES[~group]).mean())
    assert LogMean.of(VALUES, group, ~group).value(EQUAL) == pytest.approx(ratio)


def test_the_spread_of_logarithms():
    form = LogSpread(LogMean.of(VALUES, np.ones(N, bool)))
    assert form.value(EQUAL) == pytest.approx(np.log(VALUES).std(ddof=1))


def test_a_quotient_weighs_the_same_persons_in_both_arms():
    other = np.where(EVENT, VALUES, 2.0 * VALUES)  # a second arm that doubles some persons' values
    ratio = Quotient(Median.of(other), Median.of(VALUES))
    for weights in (EQUAL, COUNTS):
        assert ratio.value(weights) == Median.of(other).value(weights) / Median.of(VALUES).value(weights)
    assert Quotient(Median.of(2.0 * VALUES), Median.of(VALUES)).value(COUNTS) == 2.0
    assert np.isnan(Quotient(Median.of(VALUES), Median.of(0.0 * VALUES)).value(EQUAL))
