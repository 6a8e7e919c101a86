"""Studies of RNA: what they were written to show, with few persons."""

import numpy as np
import pytest

from engraft.outcomes.contrast import hazard_ratio
from engraft.trial import check_study, load_study, parse_document, run_study, shipped


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


def null_share(result, trials):
    """Share of randomised trials of 506 whose 95 % interval of the hazard ratio holds 1."""
    outcomes = result.outcomes
    arms = [outcomes[outcomes["arm"] == arm.label] for arm in result.summaries]
    days = [arm["overall_survival_day"].to_numpy(float) for arm in arms]
    events = [arm["overall_survival_event"].to_numpy(bool) for arm in arms]
    chance, held = np.random.default_rng(1), 0
    for _ in range(trials):
        who = chance.permutation(days[0].size)[:506]
        halves = who[:253], who[253:]
        day = np.concatenate([course[half] for course, half in zip(days, halves, strict=True)])
        event = np.concatenate([course[half] for course, half in zip(events, halves, strict=True)])
        ratio = hazard_ratio(day, event, np.arange(506) < 253)
        held += ratio.lower < 1.0 < ratio.upper
    return held / trials


@pytest.mark.slow
def test_the_null_of_oblimersen_is_allowed_and_not_predicted():
    """About half of the virtual trials are null under the stated rule, as limits and page say: no more is claimed."""
    result, arms = figures("oblimersen-null", 2000)
    assert arms["oblimersen"]["knock_down.lowest"].value == pytest.approx(0.78, abs=0.02)
    assert 0.35 < null_share(result, 200) < 0.75


@pytest.mark.slow
def test_trials_of_a_drug_that_sensitizes_nothing_are_null_as_often_as_they_should():
    """The negative control of the control: without any effect 95 % of trials hold 1, to the chance of 200."""
    off = "parameters:\n  bcl2.sensitizes: {value: 0 1, assumed: {why: switched off by a test, low: 0, high: 0.1}}\n"
    text = shipped()["oblimersen-null"].replace("model: aml_antisense\n", f"model: aml_antisense\n{off}")
    study = check_study(parse_document(text, "off.yaml"))
    assert 0.88 < null_share(run_study(study, patients=2000), 200) <= 1.0
