"""Responses of AML on courses whose verdict is known."""

from __future__ import annotations

import pytest
from tests.outcomes.trajectories import made

from engraft.errors import SpecificationError
from engraft.models import build
from engraft.outcomes.aml_response import AmlResponse

NAN = float("nan")
DAYS = (0.0, 28.0, 56.0)
PLATELETS = "platelets.count"


def judged(blasts, neutrophils, *, platelets=None, end=None, status=None, **options):
    """Judge courses of days 0, 28 and 56: blasts in percent, counts in 1e9/L, one row per person."""
    ask = AmlResponse(visits=(28.0, 56.0), platelets=PLATELETS if platelets else "", **options)
    courses = {
        ask.blasts: ("percent", blasts),
        ask.neutrophils: ("cell/L", [[1e9 * one for one in row] for row in neutrophils]),
    }
    if platelets:
        courses[PLATELETS] = ("cell/L", [[1e9 * one for one in row] for row in platelets])
    return ask, ask.verdict(made(DAYS, courses, end=end, status=status))


@pytest.mark.parametrize(
    ("blasts", "anc", "platelets", "kind"),
    [
        (4.9, 1.0, 100.0, "CR"),
        (4.9, 0.99, 100.0, "CRh"),
        (4.9, 0.5, 50.0, "CRh"),
        (4.9, 0.49, 100.0, "CRi"),
        (4.9, 1.0, 49.0, "CRi"),
        (4.9, 0.4, 40.0, "MLFS"),
        (5.0, 1.0, 100.0, "PR"),
        (20.0, 1.0, 100.0, "PR"),
        (20.1, 1.0, 100.0, "none"),  # not halved: it began at 40 %
        (20.0, 0.9, 100.0, "none"),
    ],
)
def test_a_response_is_that_of_the_guideline(blasts, anc, platelets, kind) -> None:
    _, verdict = judged([[40.0, 40.0, blasts]], [[0.3, 0.3, anc]], platelets=[[20.0, 20.0, platelets]])
    assert verdict["aml_response_kind"].tolist() == [kind]
    assert verdict["aml_response"].tolist() == [kind in ("CR", "CRh", "CRi")]
    assert verdict["aml_response_overall"].tolist() == [kind != "none"]


def test_without_platelets_nobody_is_merely_free_of_leukemia() -> None:
    _, verdict = judged([[40.0, 2.0, 2.0]], [[0.3, 0.1, 0.1]])
    assert verdict["aml_response_kind"].tolist() == ["CRi"]


def test_the_best_of_the_visits_counts_and_its_day() -> None:
    _, verdict = judged([[40.0, 2.0, 60.0], [40.0, 15.0, 2.0]], [[0.3, 1.5, 1.5], [0.3, 1.5, 0.7]])
    assert verdict["aml_response_kind"].tolist() == ["CR", "CRh"]
    assert verdict["aml_response_day"].tolist() == [28.0, 56.0]


def test_who_is_dead_has_no_response_and_whose_numbers_failed_has_no_verdict() -> None:
    _, verdict = judged(
        [[40.0, NAN, NAN], [40.0, 2.0, 2.0]], [[0.3, NAN, NAN], [0.3, 2.0, 2.0]], end=[10.0, 56.0], status=[0, 1]
    )
    assert verdict["aml_response_kind"].tolist() == ["none", None]
    assert verdict["aml_response"].isna().tolist() == [False, True]


def test_neutrophils_that_doubled_and_stayed_so_are_an_improvement() -> None:
    courses = [[0.4, 0.9, 0.9], [0.4, 0.9, 0.7], [1.2, 2.6, 2.6], [0.2, 0.45, 0.45]]
    _, verdict = judged([[40.0, 40.0, 40.0]] * 4, courses, improved_for=28.0)
    assert verdict["aml_response_kind"].tolist() == ["HI", "none", "none", "none"]
    _, unasked = judged([[40.0, 40.0, 40.0]], [[0.4, 0.9, 0.9]])
    assert unasked["aml_response_kind"].tolist() == ["none"]


def test_figures_count_responses_and_kinds() -> None:
    blasts = [[40.0, 2.0, 2.0], [40.0, 50.0, 50.0], [40.0, 2.0, 2.0], [40.0, 15.0, 15.0]]
    ask, verdict = judged(blasts, [[0.3, 2.0, 2.0], [0.3, 2.0, 2.0], [0.3, 0.7, 0.7], [0.3, 2.0, 2.0]])
    found = ask.figures(verdict)
    assert tuple(found) == ask.keys
    assert (found["aml_response.overall"].value, found["aml_response.overall"].n) == (0.75, 4)
    assert [found[f"aml_response.{one}"].value for one in ("remission", "cr", "crh", "pr", "hi")] == [
        0.5, 0.25, 0.25, 0.25, 0.0,
    ]  # fmt: skip


def test_it_fits_the_model_of_aml_and_refuses_what_makes_no_sense() -> None:
    AmlResponse().needs(build("aml"))
    with pytest.raises(SpecificationError, match="ascend"):
        AmlResponse(visits=(28.0, 28.0))
    with pytest.raises(SpecificationError, match="blasts and neutrophils"):
        AmlResponse(neutrophils="")
