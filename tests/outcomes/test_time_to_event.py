"""Event-free and overall survival on courses whose verdict is known."""

from __future__ import annotations

import pytest
from tests.outcomes.test_remission import NAN, run
from tests.outcomes.trajectories import made

from engraft.errors import SpecificationError
from engraft.language import System
from engraft.outcomes import EventFreeSurvival, OverallSurvival, Relapse

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


def test_the_published_estimand_censors_at_further_therapy() -> None:
    # Fails; transplant then relapse; relapse then transplant; transplant and well; dies before confirmation; no result.
    endpoint = EventFreeSurvival(further_therapy=("transplant.onset", "other.onset"), months=(6.0, 7.0))
    rises = [[], [200.5], [200.5], [], [40.0], []]
    therapy = {
        "transplant.onset": [60.0, 150.0, NAN, 300.0, NAN, NAN],
        "other.onset": [NAN, 180.0, 210.0, 250.0, NAN, NAN],
    }
    verdict = endpoint.verdict(run(marks={endpoint.crossing: rises}, hazards=therapy | DEATHS, end=END))
    cause, day = verdict["event_free_survival_cause"], verdict["event_free_survival_day"]
    assert cause.tolist() == ["no remission", "further therapy", "relapse", "further therapy", "death", None]
    assert day.tolist()[:5] == [90.0, 150.0, 200.5, 250.0, 60.0]
    followed, until = (verdict[f"event_free_survival_uncensored_{part}"] for part in ("cause", "day"))
    assert followed.tolist() == ["no remission", "relapse", "relapse", "censored", "death", None]
    assert until.tolist()[:5] == [90.0, 200.5, 200.5, 365.0, 60.0]
    # Nobody's observation is longer, and nobody has more events, when further therapy censors.
    assert (day.to_numpy()[:5] <= until.to_numpy()[:5]).all()
    figures = endpoint.figures(verdict)
    assert set(figures) == set(endpoint.keys)
    # By hand: 4/5 after day 60, 3/5 after day 90, one censored on day 150, 3/5 * 1/2 after day 200.5.
    assert figures["event_free_survival.month_6"].value == pytest.approx(3 / 5)
    assert figures["event_free_survival.month_7"].value == pytest.approx(3 / 10)
    assert figures["event_free_survival_uncensored.month_7"].value == pytest.approx(1 / 5)


def ten_persons(therapy_day: float):
    """Two are never in remission, eight are on day 28; four of these go on to a transplant, two relapse on day 150."""
    days = (0.0, 28.0, 56.0, 90.0, 118.0, 365.0)
    blasts = [[0.7] * 6] * 2 + [[0.7, 0.01, 0.01, 0.01, 0.01, 0.01]] * 8
    rises = {EventFreeSurvival().crossing: [[]] * 6 + [[150.0], [150.0], [], []]}
    therapy = {"t.onset": [NAN] * 2 + [therapy_day] * 4 + [NAN] * 4}
    return made(days, {"marrow.blast_fraction": ("1", blasts)}, marks=rises, hazards=therapy)


@pytest.mark.parametrize(
    ("therapy_day", "failure", "expected"),
    [
        (100.0, "window", 0.8 * 0.5),  # all fail before any is censored: share in remission times relapse-free survival
        (60.0, "start", 0.8 * 0.5),
        (60.0, "window", 4 / 6 * 0.5),  # censored before the others fail: the product is another number
    ],
)
def test_what_censoring_makes_of_the_product(therapy_day: float, failure: str, expected: float) -> None:
    then = ten_persons(therapy_day)
    endpoint, relapse = (
        EventFreeSurvival(further_therapy=("t.onset",), failure=failure),
        Relapse(further_therapy=("t.onset",)),
    )
    figures = endpoint.figures(endpoint.verdict(then))
    assert relapse.figures(relapse.verdict(then))["relapse.month_6"].value == pytest.approx(0.5)
    assert figures["event_free_survival.month_6"].value == pytest.approx(expected)
    assert figures["event_free_survival_uncensored.month_6"].value == pytest.approx(6 / 10)


def test_a_visit_that_was_not_kept_is_said() -> None:
    with pytest.raises(SpecificationError, match="day 200 was not kept"):
        EventFreeSurvival(visits=(28.0, 200.0)).verdict(ten_persons(60.0))
