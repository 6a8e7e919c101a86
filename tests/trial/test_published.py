"""Which bounds bind a figure depends on what it was used for."""

from __future__ import annotations

import math

import pytest

from engraft.trial.published import held, inside
from engraft.trial.study import Published


def one(**fields):
    known = {"endpoint": "remission", "value": 0.8, "lower": 0.7, "upper": 0.9, "source": "toy"}
    return Published.model_validate(known | fields)


def test_a_prediction_is_held_to_its_interval():
    assert held(one()) == (0.7, 0.9)
    assert all(map(math.isnan, held(one(lower=None, upper=None))))


def test_a_target_is_held_to_one_standard_error_of_an_interval_and_to_a_band():
    assert held(one(role="calibrate")) == pytest.approx((0.8 - 0.2 / 3.92, 0.8 + 0.2 / 3.92), abs=1e-4)
    assert held(one(role="calibrate", band="engineering")) == (0.7, 0.9)


def test_a_bound_that_is_not_there_binds_nothing():
    assert inside(5.0, (math.nan, 6.0))
    assert not inside(7.0, (math.nan, 6.0))
    assert not inside(math.nan, (math.nan, math.nan))
