"""Event-free and overall survival on courses whose verdict is known."""

from __future__ import annotations

import pytest
from tests.outcomes.test_remission import NAN, run

from engraft.errors import SpecificationError
from engraft.language import System
from engraft.outcomes import EventFreeSurvival, OverallSurvival

END = [365.0, 365.0, 365.0, 365.0, 60.0, 365.0]
DEATHS = {"death.any": [NAN, NAN, NAN, NAN, 60.0, NAN]}
RISES = [[], [], [200.5], [], [40.0], []]


@pytest.mark.parametrize(("failure", "day"), [("window", 90.0), ("start", 0.0)])
def test_event_free_survival_takes_the_first_event(failure: str, day: float) -> None:
    endpoint = EventFreeSurvival(failure=failure)
    verdict = endpoint.verdict(run(marks={endpoint.crossing: RISES}, hazards=DEATHS, end=END))
    cause = "death" if failure == "window" else "no remission"
    assert verdict["event_free_survival_cause"].tolist() == [
        "no remission", "censored", "relapse", "censored", cause, None,
    ]  # fmt: skip
    assert verdict["event_free_survival_day"].tolist()[:5] == [day, 365.0, 200.5, 365.0, 60.0 if day else 0.0]
    assert verdict["event_free_survival_event"].isna().tolist() == [False] * 5 + [True]


def test_overall_survival_names_the_hazard() -> None:
    verdict = OverallSurvival().verdict(run(hazards=DEATHS, end=END))
    assert verdict["overall_survival_cause"].tolist()[3:5] == ["censored", "death.any"]
    figures = OverallSurvival().figures(verdict)
    assert figures["overall_survival.month_6"].value == pytest.approx(0.8)
    assert tuple(figures) == OverallSurvival().keys


def test_a_model_in_which_nobody_dies_has_no_overall_survival() -> None:
    system = System.from_data("calm", observables=[{"name": "x", "expression": "1", "unit": "1"}])
    with pytest.raises(SpecificationError, match="no hazard"):
        OverallSurvival().needs(system)


def test_failure_has_two_dates() -> None:
    with pytest.raises(SpecificationError, match="no such date"):
        EventFreeSurvival(failure="never")
