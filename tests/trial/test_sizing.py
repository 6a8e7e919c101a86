"""The size of a trial under the simulated truth agrees with formulas where there are any."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from engraft.errors import CompatibilityError, SpecificationError
from engraft.outcomes.figure import proportion
from engraft.outcomes.one_sample import Null, quantile
from engraft.trial import ArmSummary, Asked, StudyResult, StudySummary, arm_called, design, is_timed, size
from engraft.trial.sizing import TRIALS

PERSONS, FOLLOWED = 20_000, 200.0


def truth(median: float) -> StudyResult:
    """Make a study whose persons stand at the quantiles of an exponential law."""
    times = -np.log1p(-(np.arange(PERSONS) + 0.5) / PERSONS) * median / math.log(2)
    columns = {"arm": "cells", "e_day": np.minimum(times, FOLLOWED), "e_event": times <= FOLLOWED, "e_cause": "death"}
    figures = {"remission": proportion(np.arange(PERSONS) < 0.6 * PERSONS, "remission")}
    figures["e.median"] = replace(figures["remission"], unit="day", value=median)
    nothing = pd.DataFrame()
    return StudyResult(
        study=StudySummary("made", "", "", "", PERSONS, 5, FOLLOWED),
        arms=("cells",), summaries=(ArmSummary("a", "cells", PERSONS, PERSONS, 0, figures),),
        outcomes=pd.DataFrame(columns), trajectories=None, sources=nothing, share_assumed=0.0, tolerance=nothing,
        headline={}, flow=nothing, published=nothing, provenance={}, time_to_event=("e",), time_from={"e": "infusion"},
    )  # fmt: skip


@pytest.fixture(scope="module")
def result() -> StudyResult:
    return truth(150.0)


def test_a_share_is_sized_by_the_exact_test(result) -> None:
    found = size(result, "remission", 0.4, Asked(0.025, 0.9))
    critical = found.details["critical"]
    assert found.power == pytest.approx(stats.binom.sf(critical - 1, found.n, 0.6))
    assert found.error == pytest.approx(stats.binom.sf(critical - 1, found.n, 0.4))
    assert found.error <= 0.025 < stats.binom.sf(critical - 2, found.n, 0.4)
    low, high = found.details["power_at_interval"]
    assert low < found.power < high


def test_the_power_of_a_given_number_is_told(result) -> None:
    found = size(result, "remission", 0.4, Asked(0.025, 0.9, n=30))
    assert found.n == 30
    assert found.power == pytest.approx(stats.binom.sf(found.details["critical"] - 1, 30, 0.6))


def test_drawn_trials_agree_with_the_formula_of_wu(result) -> None:
    null = Null(80.0)
    found = size(result, "e", null, Asked(0.025, 0.9))
    assert found.details["formula_n"] == pytest.approx(found.n, abs=0.12 * found.n)
    per = found.details["per_person"]
    z = (math.sqrt(found.n) * (per["expected_under_null"] - per["events"])
         - quantile(0.975) * math.sqrt(per["expected_under_null"])) / math.sqrt(per["variance"])  # fmt: skip
    assert found.power == pytest.approx(stats.norm.cdf(z), abs=0.03)
    assert 0.9 <= found.power < 0.93
    assert found.details["standard_error"] < 0.01


def test_the_moments_are_those_of_the_exponential_law(result) -> None:
    per = size(result, "e", Null(80.0), Asked(n=20)).details["per_person"]
    share = 1 - 0.5 ** (FOLLOWED / 150.0)
    assert per["events"] == pytest.approx(share, abs=1e-3)
    assert per["expected_under_null"] == pytest.approx(share * 150.0 / 80.0, rel=1e-3)


def test_a_truth_that_is_the_null_is_found_as_seldom_as_alpha() -> None:
    found = size(truth(80.0), "e", Null(80.0), Asked(0.05, 0.9, n=100))
    spread = math.sqrt(0.05 * 0.95 / TRIALS)
    assert found.power == pytest.approx(found.error, abs=5 * spread)
    assert 0.03 < found.error < 0.05 + 3 * spread
    assert size(truth(80.0), "e", Null(80.0), Asked(0.05, 0.9)).n is None


def test_the_same_question_has_the_same_answer_and_more_persons_more_power(result) -> None:
    powers = [size(result, "e", Null(80.0), Asked(n=n)).power for n in (20, 40, 40, 80)]
    assert powers[1] == powers[2]
    assert powers[0] < powers[1] < powers[3]


def test_a_shorter_follow_up_needs_more_persons(result) -> None:
    short, long = (size(result, "e", Null(80.0), Asked(0.025, 0.8), follow_up=days) for days in (60.0, 200.0))
    assert short.n > long.n
    assert short.details["day"] == 60.0
    assert short.truth == pytest.approx(0.5 ** (60 / 150), abs=1e-3)


def test_nobody_is_followed_for_longer_than_simulated(result) -> None:
    with pytest.raises(CompatibilityError, match="nobody was simulated for 300 days"):
        size(result, "e", Null(80.0), Asked(), follow_up=300.0)


def test_what_is_no_share_and_no_time_is_refused(result, small) -> None:
    with pytest.raises(CompatibilityError, match=r"'e.median' is in day"):
        size(result, "e.median", 0.4, Asked())
    plan = design(small)
    assert is_timed(plan, "event_free_survival")
    assert not is_timed(plan, "remission")
    with pytest.raises(CompatibilityError, match="did you mean 'remission'"):
        is_timed(plan, "remision")
    assert arm_called(plan.arms, "").name == "once"
    with pytest.raises(CompatibilityError, match="did you mean 'again'"):
        arm_called(plan.arms, "agan")


@pytest.mark.parametrize(
    "asked",
    [
        {"alpha": 0.0},
        {"alpha": 0.5},
        {"alpha": 0.1, "power": 0.1},
        {"power": 1.0},
        {"alpha": math.nan},
        {"n": 0},
        {"n": 10**9},
    ],
)
def test_what_cannot_be_asked_is_refused(asked) -> None:
    with pytest.raises(SpecificationError):
        Asked(**asked)


def test_a_share_without_an_interval_or_a_value_is_said(result) -> None:
    def with_share(value: float) -> StudyResult:
        figure = replace(result.summaries[0].figures["remission"], value=value, lower=math.nan, upper=math.nan)
        return replace(result, summaries=(replace(result.summaries[0], figures={"remission": figure}),))

    assert size(with_share(0.6), "remission", 0.4, Asked()).details["power_at_interval"] == []
    with pytest.raises(CompatibilityError, match="'remission' has no value in 'cells'"):
        size(with_share(math.nan), "remission", 0.4, Asked())
