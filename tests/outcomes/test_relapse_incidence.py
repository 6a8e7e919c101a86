"""Relapses and deaths in remission whose shares are known."""

from __future__ import annotations

import pytest
from tests.outcomes.trajectories import made

from engraft.outcomes import RelapseIncidence

NAN = float("nan")
DAYS = (0.0, 42.0, 90.0, 800.0)
ENDPOINT = RelapseIncidence(visits=(42.0, 90.0), confirm=0.0, further_therapy=("course.transplant",))


def run():
    # 0 stays; 1 relapses on day 142; 2 dies in remission on day 242; 3 never in remission; 4 transplanted on day 92,
    # relapses on day 342.
    good, bad = [0.9, 0.01, 0.01, 0.01], [0.9] * 4
    blasts = [good, good, [0.9, 0.01, 0.01, NAN], bad, good]
    marks = {ENDPOINT.crossing: [[], [142.0], [], [], [342.0]]}
    hazards = {"course.toxicity": [NAN, NAN, 242.0, NAN, NAN], "course.transplant": [NAN, NAN, NAN, NAN, 92.0]}
    end = [800.0, 800.0, 242.0, 800.0, 800.0]
    return made(DAYS, {"marrow.blast_fraction": ("1", blasts)}, marks=marks, hazards=hazards, end=end)


def test_relapse_and_death_compete_among_those_in_remission() -> None:
    verdict = ENDPOINT.verdict(run())
    assert verdict["relapse_incidence_uncensored_cause"].tolist() == ["censored", "relapse", "death", None, "relapse"]
    assert verdict["relapse_incidence_cause"].tolist() == ["censored", "relapse", "death", None, "further therapy"]
    figures = ENDPOINT.figures(verdict)
    assert figures["relapse_incidence_uncensored.month_24"].value == pytest.approx(2 / 4)
    assert figures["relapse_incidence_uncensored.death.month_24"].value == pytest.approx(1 / 4)
    assert figures["relapse_incidence.month_24"].value == pytest.approx(1 / 3)  # of the three who are still at risk
    assert figures["relapse_incidence_uncensored.month_12"].n == 4
    assert set(figures) == set(ENDPOINT.keys)


def test_figures_have_a_weighted_form() -> None:
    from engraft.outcomes.measure import Incidence
    from engraft.outcomes.recognise import measures

    verdict = ENDPOINT.verdict(run())
    key = "relapse_incidence_uncensored.month_24"
    assert isinstance(measures(ENDPOINT, verdict, [key])[key], Incidence)
