"""Progression and extinction on courses whose verdict is known."""

from __future__ import annotations

import pytest
from tests.outcomes.trajectories import made

from engraft.errors import SpecificationError
from engraft.models import build
from engraft.outcomes import Extinction, ProgressionFreeSurvival

NAN = float("nan")


def test_progression_is_the_first_rise_after_infusion() -> None:
    endpoint = ProgressionFreeSurvival()
    courses = {endpoint.burden: ("mL", [[95, 200], [95, 1]])}
    verdict = endpoint.verdict(made((0.0, 365.0), courses, marks={endpoint.crossing: [[-1.0, 200.0], []]}))
    assert verdict["progression_free_survival_day"].tolist() == [200.0, 365.0]
    assert verdict["progression_free_survival_cause"].tolist() == ["progression", "censored"]


def test_extinction_competes_with_death() -> None:
    endpoint = Extinction(clone="b_lymphoma.tumor", months=(6.0,))
    courses = {"b_lymphoma.tumor": ("cell", [[1e9, 0]] * 4)}
    run = made(
        (0.0, 365.0), courses, extinct={endpoint.clone: [90.0, NAN, 200.0, NAN]},
        hazards={"d": [NAN, 100.0, NAN, NAN]}, end=[365.0, 100.0, 365.0, 365.0],
    )  # fmt: skip
    verdict = endpoint.verdict(run)
    assert verdict["extinction_cause"].tolist() == ["extinct", "death", "extinct", "censored"]
    assert endpoint.figures(verdict)["extinction.month_6"].value == pytest.approx(0.25)


def test_only_a_clone_can_die_out() -> None:
    with pytest.raises(SpecificationError, match=r"did you mean 'b_lymphoma\.tumor'"):
        Extinction(clone="b_lymphoma.tumour").needs(build("kimmel2021"))
