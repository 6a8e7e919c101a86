"""Studies of RNA: what they were written to show, with few persons."""

import numpy as np
import pytest

from engraft.outcomes.contrast import hazard_ratio
from engraft.trial import load_study, run_study


def figures(study, n):
    """Run a study with so many persons: arm to figures."""
    result = run_study(load_study(study, overrides=[f"population.n={n}"]))
    return result, {arm.name: arm.figures for arm in result.summaries}


@pytest.fixture(scope="module")
def intervals():
    return figures("question-11-sirna-interval", 40)[1]


def test_the_closer_the_doses_the_longer_the_protein_stays_below_half(intervals):
    below = [intervals[arm]["knock_down.below"].value for arm in ("every-3", "every-4", "every-7", "once")]
    assert below == sorted(below, reverse=True)
    assert intervals["every-3"]["knock_down.held"].value > 0.8
    assert intervals["every-7"]["knock_down.held"].value < 0.1


def test_one_dose_in_dividing_blasts_lasts_less_than_a_week(intervals):
    assert 2.0 < intervals["once"]["message.back_day"].value < 7.0


@pytest.mark.slow
def test_oblimersen_is_a_null_at_the_size_of_its_trial():
    """253 adults in each arm: the 95 % interval of the hazard ratio holds 1. Nothing was fitted to it."""
    result, _ = figures("oblimersen-null", 506)
    outcomes = result.outcomes
    arms = [outcomes[outcomes["arm"] == arm.label] for arm in result.summaries]
    halves = arms[0].iloc[:253], arms[1].iloc[253:]
    day = np.concatenate([half["overall_survival_day"].to_numpy(float) for half in halves])
    event = np.concatenate([half["overall_survival_event"].to_numpy(bool) for half in halves])
    ratio = hazard_ratio(day, event, np.arange(day.size) < 253)
    assert ratio.lower < 1.0 < ratio.upper
