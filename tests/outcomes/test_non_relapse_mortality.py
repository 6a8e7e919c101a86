"""Deaths whose cause is known."""

from __future__ import annotations

import pytest
from tests.outcomes.trajectories import made

from engraft.errors import SpecificationError
from engraft.models import build
from engraft.outcomes import NonRelapseMortality

NAN = float("nan")
DAYS = (0.0, 28.0, 56.0, 90.0, 118.0, 365.0)
ENDPOINT = NonRelapseMortality(of_leukemia=("death.leukemia",))


def test_deaths_of_leukemia_relapse_and_failure_compete() -> None:
    # 0 alive in remission; 1 infection on day 15; 2 leukemia on day 20; 3 relapse, then infection; 4 no remission;
    # 5 transplant death in remission on day 160.
    good, gone, bad = [0.7, *[0.01] * 5], [0.7, *[NAN] * 5], [0.7] * 6
    blasts = [good, gone, gone, good, bad, [0.7, *[0.01] * 4, NAN]]
    marks = {ENDPOINT.crossing: [[], [], [], [150.0], [], []]}
    hazards = {"death.leukemia": [NAN, NAN, 20.0, NAN, NAN, NAN], "death.other": [NAN, 15.0, NAN, 200.0, NAN, 160.0]}
    end = [365.0, 15.0, 20.0, 200.0, 365.0, 160.0]
    run = made(DAYS, {"marrow.blast_fraction": ("1", blasts)}, marks=marks, hazards=hazards, end=end)
    verdict = ENDPOINT.verdict(run)
    assert verdict["non_relapse_mortality_cause"].tolist() == [
        "censored", "death", "leukemia", "leukemia", "leukemia", "death",
    ]  # fmt: skip
    assert verdict["non_relapse_mortality_day"].tolist() == [365.0, 15.0, 20.0, 150.0, 90.0, 160.0]
    figures = ENDPOINT.figures(verdict)
    assert figures["non_relapse_mortality.month_6"].value == pytest.approx(2 / 6)
    assert figures["non_relapse_mortality.leukemia.month_6"].value == pytest.approx(3 / 6)
    assert figures["non_relapse_mortality.early"].value == pytest.approx(2 / 6)
    assert figures["non_relapse_mortality.early_other"].value == pytest.approx(1 / 6)
    assert set(figures) == set(ENDPOINT.keys)


def test_a_cause_the_model_lacks_is_refused() -> None:
    with pytest.raises(SpecificationError, match=r"did you mean 'death\.active_disease'"):
        NonRelapseMortality(of_leukemia=("death.active_diseases",)).needs(build("b_all_spine"))
