"""Engraftment on courses whose verdict is known."""

from __future__ import annotations

import numpy as np
import pytest
from tests.outcomes.trajectories import made

from engraft.errors import CompatibilityError, SpecificationError
from engraft.models import build
from engraft.outcomes import Engraftment

DAYS = tuple(float(day) for day in range(101))
END = Engraftment()


def course(low_from: int, low_to: int, low: float, high: float) -> list[float]:
    return [low if low_from <= day < low_to else high for day in range(101)]


def judged(neutrophils, platelets=None, chimerism=None, **also):
    n = len(neutrophils)
    return END.verdict(
        made(
            DAYS,
            {
                END.neutrophils: ("cell/L", neutrophils),
                END.platelets: ("cell/L", platelets or [course(3, 15, 5e9, 90e9)] * n),
                END.chimerism: ("1", chimerism or [[1.0] * 101] * n),
            },
            **also,
        )
    )


def test_engraftment_is_the_first_of_three_days_after_the_nadir() -> None:
    neutrophils = course(2, 14, 0.1e9, 2e9)
    blip = [*neutrophils]
    blip[10] = 0.6e9  # a day alone is no recovery
    verdict = judged([neutrophils, blip, [4e9] * 101])
    assert verdict["engraftment_day"].tolist()[:2] == [14.0, 14.0]
    assert verdict["engraftment_platelets_day"].tolist() == [15.0, 15.0, 15.0]
    assert verdict["engraftment_failed"].tolist() == [False, False, False]


def test_who_never_fell_has_not_recovered_and_is_in_no_figure() -> None:
    fell, never = course(2, 14, 0.1e9, 2e9), [4e9] * 101
    verdict = judged([fell, never], platelets=[[90e9] * 101, course(3, 15, 5e9, 90e9)])
    assert verdict["engraftment_fell"].tolist() == [True, False]
    assert verdict["engraftment_platelets_fell"].tolist() == [False, True]
    assert verdict["engraftment_day"].isna().tolist() == [False, True]
    assert verdict["engraftment_platelets_day"].isna().tolist() == [True, False]
    assert verdict["engraftment_cause"].tolist() == ["neutrophils", None]
    assert verdict["engraftment_failed"].tolist() == [False, False]
    figures = END.figures(verdict)
    assert (figures["engraftment.median"].n, figures["engraftment.median"].value) == (1, 14.0)
    assert (figures["engraftment.day_28"].n, figures["engraftment.day_28"].value) == (1, 1.0)
    assert (figures["engraftment.platelets"].n, figures["engraftment.platelets"].value) == (1, 15.0)


def test_an_arm_in_which_nobody_fell_has_no_days() -> None:
    figures = END.figures(judged([[4e9] * 101] * 2, platelets=[[90e9] * 101] * 2))
    assert figures["engraftment.median"].n == figures["engraftment.day_28"].n == 0
    assert np.isnan(figures["engraftment.day_28"].value)


def test_own_cells_that_never_fell_are_graft_failure_by_the_donors_share_alone() -> None:
    verdict = judged([[4e9] * 101] * 2, chimerism=[[0.0] * 101, [1.0] * 101])
    assert verdict["engraftment_failed"].tolist() == [True, False]


def test_graft_failure_is_no_neutrophils_or_hardly_a_donor_cell() -> None:
    late = course(2, 40, 0.1e9, 2e9)
    good = course(2, 14, 0.1e9, 2e9)
    verdict = judged([late, good, good], chimerism=[[1.0] * 101, [0.01] * 101, [0.9] * 101])
    assert verdict["engraftment_failed"].tolist() == [True, True, False]
    figures = END.figures(verdict)
    assert tuple(figures) == END.keys
    assert figures["engraftment.failure"].value == pytest.approx(2 / 3)
    assert figures["engraftment.day_28"].value == pytest.approx(2 / 3)


def test_who_is_dead_by_day_28_has_not_failed_and_death_competes() -> None:
    never = [*course(2, 101, 0.1e9, 2e9)[:20], *[np.nan] * 81]
    verdict = judged([never], end=[19.5], hazards={"death": [19.5]})
    assert verdict["engraftment_failed"].isna().tolist() == [True]
    assert verdict["engraftment_cause"].tolist() == ["death"]


def test_options_and_models_that_do_not_fit_are_refused() -> None:
    with pytest.raises(SpecificationError, match="too few days"):
        Engraftment(until=10.0)
    with pytest.raises(CompatibilityError, match="does not fit"):
        Engraftment(neutrophils="marrow.blast_fraction").needs(build("transplant"))
