"""Acute and chronic GvHD, and survival without either, on courses whose verdict is known."""

from __future__ import annotations

import math

import pytest
from tests.outcomes.trajectories import made

from engraft.errors import SpecificationError
from engraft.models import build
from engraft.outcomes import AcuteGvhd, ChronicGvhd, GvhdRelapseFreeSurvival

DAYS = tuple(float(day) for day in range(101))
NEVER = math.nan
END = GvhdRelapseFreeSurvival()


def graded(*starts: tuple[float, float]) -> list[float]:
    """Make a grade that rises to a level on a day: (day, grade), the last one holds."""
    return [max([grade for day, grade in starts if day <= now] or [0.0]) for now in DAYS]


def run(*grades, chronic=None, marks=None, **also):
    n = len(grades)
    return made(
        DAYS,
        {"magic.grade": ("1", grades), "marrow.blast_fraction": ("1", [[0.0] * 101] * n)},
        hazards={"gvhd.chronic": chronic or [NEVER] * n, **also.pop("hazards", {})},
        marks={END.crossing: marks or [[]] * n},
        **also,
    )


def test_both_onsets_are_the_first_days_of_their_grades() -> None:
    verdict = AcuteGvhd().verdict(run(graded((20.0, 2.0), (30.0, 3.0)), graded((10.0, 1.0)), graded((40.0, 4.0))))
    assert verdict["acute_gvhd_day"].tolist() == [20.0, 100.0, 40.0]
    assert verdict["acute_gvhd_severe_day"].tolist() == [30.0, 100.0, 40.0]
    assert verdict["acute_gvhd_grade"].tolist() == [3.0, 1.0, 4.0]
    figures = AcuteGvhd().figures(verdict)
    assert tuple(figures) == AcuteGvhd().keys
    assert figures["acute_gvhd.grade_2_4.day_100"].value == pytest.approx(2 / 3)
    assert figures["acute_gvhd.grade_3_4.day_100"].value == pytest.approx(2 / 3)
    assert figures["acute_gvhd.onset"].value == 30.0


def test_death_competes_with_both_forms() -> None:
    dead = run(
        graded(), graded((50.0, 2.0)), end=[30.0, 100.0], hazards={"death": [30.0, NEVER]}, chronic=[NEVER, 80.0]
    )
    assert AcuteGvhd().verdict(dead)["acute_gvhd_cause"].tolist() == ["death", "GvHD"]
    verdict = ChronicGvhd(months=(3.0,)).verdict(dead)
    assert verdict["chronic_gvhd_cause"].tolist() == ["death", "GvHD"]
    assert ChronicGvhd(months=(3.0,)).figures(verdict)["chronic_gvhd.month_3"].value == pytest.approx(0.5)


def test_whichever_comes_first_ends_gvhd_free_relapse_free_survival() -> None:
    verdict = END.verdict(
        run(
            graded((30.0, 3.0)), graded((30.0, 2.0)), graded(), graded(),
            chronic=[NEVER, 90.0, NEVER, NEVER], marks=[[], [], [60.0], []],
        )
    )  # fmt: skip
    assert verdict["gvhd_relapse_free_survival_cause"].tolist() == ["acute GvHD", "chronic GvHD", "relapse", "censored"]
    assert verdict["gvhd_relapse_free_survival_day"].tolist() == [30.0, 90.0, 60.0, 100.0]


def test_models_without_gvhd_are_refused() -> None:
    with pytest.raises(SpecificationError):
        ChronicGvhd().needs(build("b_all_spine"))
    with pytest.raises(SpecificationError, match="reads no days"):
        AcuteGvhd(until=0.0)
