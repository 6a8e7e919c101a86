"""Which bounds bind a figure depends on what it was used for."""

from __future__ import annotations

import math

import pytest

from engraft.outcomes.figure import Figure
from engraft.trial import design
from engraft.trial.published import held, inside, published
from engraft.trial.result import ArmSummary
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


def test_an_ordering_binds_on_one_side_alone():
    bounds = held(one(value=None, lower=1.0, upper=None, band="engineering"))
    assert (bounds[0], math.isnan(bounds[1])) == (1.0, True)
    assert inside(1.0, bounds)
    assert not inside(0.99, bounds)


def summary(name, share):
    figures = {"remission": Figure(share, share - 0.1, share + 0.1, 5, "fraction", "remission")}
    return ArmSummary(name, f"cells {name}", 5, 5, 0, figures)


def test_a_ratio_is_that_of_two_arms_and_has_no_interval_here(changed):
    plan = design(changed("arm: once, value: 0.81, lower: 0.71", "arm: again, over: once, value: 0.81, lower: 0.71"))
    row = published(plan, [summary("once", 0.8), summary("again", 0.6)], {}).iloc[0]
    assert row["simulated"] == pytest.approx(0.75)
    assert math.isnan(row["simulated_lower"])
    assert (row["arm"], row["over"], row["inside"]) == ("cells again", "cells once", True)
    nobody = published(plan, [summary("once", 0.0), summary("again", 0.6)], {}).iloc[0]
    assert math.isnan(nobody["simulated"])
    assert not nobody["inside"]


def test_a_hazard_ratio_is_cox_s_of_the_verdicts_of_both_arms(changed):
    import pandas as pd

    plan = design(
        changed(
            "endpoint: remission, arm: once, value: 0.81, lower: 0.71, upper: 0.89",
            "endpoint: event_free_survival, arm: again, over: once, contrast: hazard_ratio, "
            "value: 2.5, lower: 2, upper: 3",
        )
    )
    place = [one.name for one in plan.endpoints].index("event_free_survival")
    empty = [pd.DataFrame() for _ in plan.endpoints]

    def arm(*days):
        told = pd.DataFrame({"event_free_survival_day": days, "event_free_survival_event": [True] * len(days)})
        return [*empty[:place], told, *empty[place + 1 :]]

    verdicts = {"once": arm(2.0, 4.0), "again": arm(1.0, 3.0)}
    row = published(plan, [summary("once", 0.8), summary("again", 0.6)], verdicts).iloc[0]
    assert row["simulated"] == pytest.approx((1 + math.sqrt(17.0)) / 2)  # x^2 - x = 4 maximises the likelihood
    assert row["endpoint"] == "event_free_survival.hazard_ratio"
    assert row["inside"]
