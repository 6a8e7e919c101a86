"""Exposures on courses that are known."""

from __future__ import annotations

import numpy as np
import pytest
from tests.outcomes.trajectories import made

from engraft.errors import CompatibilityError, SpecificationError
from engraft.models import build
from engraft.outcomes import TherapeuticIndex, endpoint

DOSE = TherapeuticIndex(site="a.tumor", elsewhere="a.liver", until=2.0, every=1.0)
AREA = TherapeuticIndex(
    name="area", site="a.tumor", elsewhere="a.serum", site_unit="1", elsewhere_unit="ng/mL", measure="area", until=2.0,
    every=1.0,
)  # fmt: skip
NAN = float("nan")


def courses(tumor, other, *, unit="Gy", second="Gy", **also):
    """Make three days of two places."""
    name = "a.liver" if second == "Gy" else "a.serum"
    return made((0.0, 1.0, 2.0), {"a.tumor": (unit, tumor), name: (second, other)}, **also)


def test_doses_that_add_up_are_read_at_the_end():
    run = courses([[0, 10, 24], [0, 1, 2]], [[0, 5, 10], [0, 2, 4]])
    verdict = DOSE.verdict(run)
    np.testing.assert_allclose(verdict["therapeutic_index_index"], [2.4, 0.5])
    figures = DOSE.figures(verdict)
    assert tuple(figures) == DOSE.keys
    assert figures["therapeutic_index"].value == pytest.approx(np.sqrt(2.4 * 0.5))
    assert (figures["therapeutic_index"].unit, figures["therapeutic_index.site"].unit) == ("1", "Gy")


def test_levels_have_areas_of_straight_lines_and_a_unit_of_their_own():
    run = courses([[0.0, 1.0, 0.0]], [[0.0, 20.0, 20.0]], unit="1", second="ng/mL")
    verdict = AREA.verdict(run)
    np.testing.assert_allclose(verdict.to_numpy()[0], [1.0, 30.0, 1.0 / 30.0])
    figures = AREA.figures(verdict)
    assert figures["area"].unit == "1/(ng/mL)"
    assert figures["area.site"].unit == "day"
    assert figures["area.elsewhere"].unit == "ng/mL*day"


def test_areas_of_rates_have_no_unit():
    one = TherapeuticIndex(site_unit="1/day", elsewhere_unit="1/hour", measure="area", site="a.x", elsewhere="a.y")
    verdict = one.verdict(made(tuple(one.days), {"a.x": ("1/day", [[2.0] * one.days.size]),
                                                 "a.y": ("1/day", [[48.0] * one.days.size])}))  # fmt: skip
    figures = one.figures(verdict)
    assert figures["therapeutic_index"].value == pytest.approx(2.0 / 48.0)
    assert figures["therapeutic_index.elsewhere"].value == pytest.approx(48.0 * 28.0)
    assert {figures[f"therapeutic_index.{part}"].unit for part in ("site", "elsewhere")} == {"1"}


def test_exposure_ends_with_the_person_and_nobody_is_divided_by_nothing():
    run = courses([[0, 4, NAN], [0, 3, 6], [1, 2, 3]], [[0, 2, NAN], [0, 0, 0], [1, 1, 1]], status=[0, 0, 1])
    verdict = DOSE.verdict(run)
    assert verdict["therapeutic_index_index"].tolist()[0] == 2.0
    assert np.isnan(verdict["therapeutic_index_index"].to_numpy()[1:]).all()
    assert DOSE.figures(verdict)["therapeutic_index"].n == 1


@pytest.mark.parametrize(
    ("option", "said"),
    [
        ({"measure": "mean"}, "no measure 'mean'"),
        ({"every": 0.0}, "no usable days"),
        ({"until": 1.0, "first": 2.0}, "no usable days"),
        ({"until": 1e6}, "no usable days"),
        ({"site": "a.b", "elsewhere": "a.b"}, "with itself"),
        ({"site_unit": "grayz"}, "not a known unit"),
    ],
)
def test_what_cannot_be_asked_is_refused(option, said):
    with pytest.raises(SpecificationError, match=said):
        endpoint("therapeutic_index", **option)


def test_a_place_of_another_kind_or_that_is_not_there_is_refused():
    system = build("tumor_site")
    endpoint("therapeutic_index").needs(system)
    with pytest.raises(CompatibilityError, match="does not fit"):
        endpoint("therapeutic_index", site_unit="mg").needs(system)
    with pytest.raises((CompatibilityError, SpecificationError), match="radioligand"):
        endpoint("therapeutic_index", site="radioligand.marow_dose").needs(system)
