"""The one-sample log-rank test, held against arithmetic by hand and a published design."""

from __future__ import annotations

import math

import numpy as np
import pytest

from engraft.errors import SpecificationError
from engraft.kernel.streams import exponential
from engraft.outcomes.one_sample import Null, moments, persons_needed, quantile, standardised, statistic


def test_z_of_a_sample_worked_out_by_hand():
    # Days 3, 6, 6, 9 with one event, at 1 event per 12 days: 24 / 12 = 2 expected, z = (1 - 2) / sqrt(2).
    assert statistic([3, 6, 6, 9], [0, 1, 0, 0], Null(12 * math.log(2))) == pytest.approx(-1 / math.sqrt(2))


def test_a_sample_with_the_expected_number_of_events_has_no_sign():
    assert statistic([5.0, 15.0], [1, 1], Null(10 * math.log(2))) == pytest.approx(0.0, abs=1e-15)


def test_nobody_at_risk_says_nothing():
    assert standardised(np.array([0.0]), np.array([0.0])).tolist() == [0.0]


def test_the_null_goes_through_what_was_stated():
    null = Null.through(0.3, 365.0, shape=1.4)
    assert np.exp(-null.cumulative_hazard(365.0)) == pytest.approx(0.3)
    assert np.exp(-null.cumulative_hazard(null.median)) == pytest.approx(0.5)
    drawn = exponential(3, "x", np.arange(5))
    assert null.cumulative_hazard(null.times(drawn)) == pytest.approx(drawn)


def test_the_test_errs_as_often_as_it_may_under_the_null():
    trials, n, null = 20_000, 100, Null(100.0)
    times = null.times(exponential(11, "null", np.arange(trials)[:, None], np.arange(n)[None, :]))
    seen = np.minimum(times, 150.0)
    z = statistic(seen, times <= 150.0, null)
    assert abs(z.mean()) < 0.06  # of order 1/sqrt(n): the standardised statistic is a little skew
    assert z.std() == pytest.approx(1.0, abs=0.06)
    low, high = (z < -quantile(0.975)).mean(), (z > quantile(0.975)).mean()
    assert 0.015 < low < 0.025 + 3 * math.sqrt(0.025 * 0.975 / trials)  # conservative, as Wu 2015 finds
    assert low + high == pytest.approx(0.05, abs=0.012)


def test_under_the_null_events_and_expected_events_agree_and_vary_as_poisson():
    null = Null(100.0, 1.3)
    times = null.times(exponential(5, "null", np.arange(400_000)))
    found = moments(np.minimum(times, 120.0), times <= 120.0, null)
    assert found.events == pytest.approx(found.expected, abs=0.003)
    assert found.variance == pytest.approx(found.expected, abs=0.01)  # E[(N - A)^2] = E[A] for a counting process


def test_wu_2015_needs_88_persons():
    """Accrual 5 years, follow-up 3, Weibull of shape 1.22 and median 9, hazard ratio 1/1.75, alpha 5 %, power 80 %.

    The example on the Mayo Clinic data of Wu 2015 (doi:10.1002/pst.1654), as in the R package logRank1s.
    """
    null, shares = Null(9.0, 1.22), (np.arange(1500) + 0.5) / 1500
    times, leaves = np.meshgrid(null.times(-np.log1p(-shares) * 1.75), 3.0 + 5.0 * shares)
    truth = moments(np.minimum(times, leaves), times <= leaves, null)
    assert truth.events / truth.expected == pytest.approx(1 / 1.75, rel=1e-3)
    assert persons_needed(truth, alpha=0.05, power=0.8) == 88


def test_events_no_later_than_under_the_null_need_more_than_any_number():
    same = moments([1.0, 2.0], [1, 1], Null(1.0))
    assert same.expected > same.events
    assert persons_needed(moments([1.0, 0.5], [1, 1], Null(1.0)), alpha=0.05, power=0.8) is None


@pytest.mark.parametrize(("median", "shape"), [(0.0, 1.0), (-1.0, 1.0), (1.0, 0.0), (math.nan, 1.0), (math.inf, 1.0)])
def test_a_null_that_is_no_law_is_refused(median, shape):
    with pytest.raises(SpecificationError, match="finite number above zero"):
        Null(median, shape)


@pytest.mark.parametrize("survival", [0.0, 1.0, 1.2, math.nan])
def test_a_null_through_no_share_is_refused(survival):
    with pytest.raises(SpecificationError, match="no share"):
        Null.through(survival, 100.0)


def test_nobody_tells_nothing_of_the_truth():
    with pytest.raises(SpecificationError, match="nobody"):
        moments([], [], Null(1.0))
