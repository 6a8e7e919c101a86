"""First infections whose day is known."""

from __future__ import annotations

import pytest
from tests.outcomes.trajectories import made

from engraft.errors import SpecificationError
from engraft.models import build
from engraft.outcomes import Infection

NAN = float("nan")


def test_the_first_infection_after_the_infusion_counts_and_death_competes() -> None:
    endpoint = Infection()
    hazards = {"infection.onset": [10.0, 100.0, NAN, -3.0, NAN, 60.0], "d": [NAN, NAN, 20.0, NAN, NAN, NAN]}
    run = made((0.0, 400.0), {"x": ("1", [[0, 0]] * 6)}, hazards=hazards, end=[400.0, 400.0, 20.0, 400.0, 400.0, 400.0])
    verdict = endpoint.verdict(run)
    assert verdict["infection_cause"].tolist() == ["infection", "infection", "death", None, "censored", "infection"]
    figures = endpoint.figures(verdict)
    assert figures["infection.day_28"].value == pytest.approx(1 / 5)
    assert figures["infection.month_6"].value == pytest.approx(3 / 5)
    assert tuple(figures) == endpoint.keys


def test_a_model_without_infections_is_refused() -> None:
    with pytest.raises(SpecificationError, match="is no hazard"):
        Infection().needs(build("b_all_spine"))
