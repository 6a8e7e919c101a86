"""Everybody enrolled, on courses whose verdict is known."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from tests.outcomes.test_remission import NAN, run

from engraft.outcomes import EventFreeSurvival, IntentionToTreat

RISES = [[], [], [200.5], [], [40.0], []]


def enrolled(infused: list[float] | None = None, **more):
    endpoint = IntentionToTreat(**more)
    then = run(marks={endpoint.crossing: RISES})
    if infused is not None:
        added = {"infused": (("person",), infused, {"unit": "1"})}
        then = replace(then, outputs=then.outputs.assign(added))
    return endpoint, endpoint.verdict(then)


def test_who_was_not_infused_did_not_respond_and_has_failed() -> None:
    endpoint, verdict = enrolled([1.0, 0.0, 1.0, 1.0, 1.0, 1.0])
    assert verdict["intention_to_treat"].tolist()[:5] == [False, False, True, True, False]
    cause = ["no remission", "not infused", "relapse", "censored", "no remission", None]
    assert verdict["intention_to_treat_cause"].tolist() == cause
    assert verdict["intention_to_treat_day"].tolist()[:5] == [135.0, 45.0, 245.5, 410.0, 135.0]
    figures = endpoint.figures(verdict)
    assert (figures["intention_to_treat.infused"].value, figures["intention_to_treat.remission"].value) == (0.8, 0.4)
    assert tuple(figures) == endpoint.keys
    assert endpoint.covariates == ("infused",)


def test_without_such_a_covariate_it_is_event_free_survival_on_an_earlier_clock() -> None:
    endpoint, verdict = enrolled(enrolled_before=0.0)
    as_infused = EventFreeSurvival().verdict(run(marks={endpoint.crossing: RISES}))
    assert verdict["intention_to_treat_day"].tolist()[:5] == as_infused["event_free_survival_day"].tolist()[:5]
    assert verdict["intention_to_treat_cause"].tolist() == as_infused["event_free_survival_cause"].tolist()
    assert endpoint.figures(verdict)["intention_to_treat.infused"].value == 1.0


@pytest.mark.parametrize(
    ("lots", "share"),
    [
        ({"a/released [yes] lot released": [1.0, 1.0, 0.0, 0.0, 1.0, 1.0]}, 0.6),
        ({f"{one}/released [yes] lot released": [1.0, one == "a", 0.0, 0.0, 1.0, 1.0] for one in "ab"}, 0.6),
        (
            {
                "a/released [yes] lot released": [1.0, 1.0, 0.0, 0.0, 1.0, 1.0],
                "infused [yes] given any cells": [1.0, 1.0, 1.0, 0.0, 1.0, 1.0],
            },
            0.8,
        ),
    ],
    ids=["of one lot", "of any lot", "of no lot"],
)
def test_who_got_any_cells_was_infused(lots, share) -> None:
    endpoint = IntentionToTreat()
    then = replace(run(marks={endpoint.crossing: RISES}), lots={k: np.array(v) for k, v in lots.items()})
    figures = endpoint.figures(endpoint.verdict(then))
    assert figures["intention_to_treat.infused"].value == share
    assert figures["intention_to_treat.remission"].value <= share


def test_both_estimands_are_there() -> None:
    endpoint = IntentionToTreat(further_therapy=("t.onset",))
    then = run(marks={endpoint.crossing: RISES}, hazards={"t.onset": [NAN, 100.0, NAN, NAN, NAN, NAN]})
    verdict = endpoint.verdict(then)
    assert verdict["intention_to_treat_cause"][1] == "further therapy"
    assert verdict["intention_to_treat_day"][1] == pytest.approx(145.0)
    assert verdict["intention_to_treat_uncensored_cause"][1] == "censored"
