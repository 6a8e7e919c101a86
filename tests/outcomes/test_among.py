"""A group of persons is asked the same question; what it is divided by is the same question asked of the others."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from tests.outcomes.trajectories import made

from engraft.errors import SpecificationError
from engraft.models import build
from engraft.outcomes import Remission, endpoint
from engraft.outcomes.recognise import measures

BLASTS = [[0.5, 0.01, 0.01], [0.5, 0.5, 0.5], [0.03, 0.01, 0.01], [0.03, 0.01, 0.01], [0.02, 0.2, 0.2]]
BURDEN = [50.0, 50.0, 3.0, 3.0, 2.0]
OPTIONS = {"visits": [28], "confirm": 28, "neutrophils": ""}


def run(**more):
    course = made(
        [0.0, 28.0, 56.0], {"marrow.blast_fraction": ("1", BLASTS)}, hazards={"death": [20.0] + [np.nan] * 4}, **more
    )
    course.outputs["marrow_blasts"] = (("person",), np.array(BURDEN), {"unit": "percent"})
    course.outputs["weight"] = (("person",), np.full(5, 20.0), {"unit": "kg"})
    return course


def low():
    return endpoint("remission", as_="low", among="marrow_blasts < 5 [percent] and weight > 1 [kg]", **OPTIONS)


def test_a_group_is_judged_as_everybody_is() -> None:
    everybody, some = Remission(visits=(28.0,), neutrophils="").verdict(run()), low().verdict(run())
    inside = np.array(BURDEN) < 5.0
    assert some["low"].isna().tolist() == (~inside).tolist()
    assert some["low_rest"].isna().tolist() == inside.tolist()
    assert some["low"][inside].tolist() == everybody["remission"][inside].tolist() == [True, True, False]
    assert some["low_kind"].isna().tolist() == (~inside).tolist()


def test_figures_are_of_the_group_and_over_those_of_the_others() -> None:
    verdict = low().verdict(run())
    found = low().figures(verdict)
    assert set(found) == set(low().keys)
    assert found["low"].value == pytest.approx(2 / 3)
    assert found["low"].n == 3
    assert found["low.to_rest"].value == pytest.approx((2 / 3) / (1 / 2))
    assert "marrow_blasts < 5" in found["low.to_rest"].text


def test_a_condition_that_everybody_meets_changes_no_figure() -> None:
    bare, all_of = endpoint("remission", **OPTIONS), endpoint("remission", among="marrow_blasts > 0", **OPTIONS)
    plain, found = (one.figures(one.verdict(run())) for one in (bare, all_of))
    for key, figure in plain.items():
        assert found[key].value == figure.value or (np.isnan(found[key].value) and np.isnan(figure.value))
    assert np.isnan(found["remission.to_rest"].value)  # there is nobody else


def test_who_failed_numerically_is_in_no_group() -> None:
    verdict = low().verdict(run(status=[0, 0, 1, 0, 0]))
    assert low().figures(verdict)["low"].value == pytest.approx(1 / 2)
    assert verdict["low_rest"].isna().tolist() == [False, False, True, True, True]


def test_persons_are_weighed_as_of_any_other_endpoint() -> None:
    asked = low()
    forms = measures(asked, asked.verdict(run()), asked.keys)
    weights = np.array([0.0, 1.0, 3.0, 0.0, 1.0])
    assert forms["low"].value(weights) == pytest.approx(0.75)


def test_a_time_to_event_keeps_its_origin_and_its_names() -> None:
    asked = endpoint("overall_survival", as_="os_low", among="marrow_blasts < 5 [percent]", months=[1])
    assert asked.since == "infusion"
    assert asked.keys == ("os_low.month_1", "os_low.median", "os_low.to_rest.month_1", "os_low.to_rest.median")
    verdict = asked.verdict(run(end=[20.0] + [56.0] * 4))
    assert asked.figures(verdict)["os_low.to_rest.month_1"].value == pytest.approx(2.0)  # 1 in the group, 1/2 outside


def test_what_is_kept_by_name_is_kept_for_both() -> None:
    asked = endpoint("cellular_kinetics", as_="low", among="weight > 1 [kg]", cells="blood.car")
    assert {peak.name for peak in asked.needs(build("b_all_spine")).peaks} == {"low", "low_rest"}


@pytest.mark.parametrize(
    ("condition", "said"),
    [
        ("marrow_blats < 5 [percent]", "did you mean 'marrow_blasts'"),
        ("weight < 5 [percent]", "compared"),
        ("weight", "no condition"),
    ],
)
def test_a_condition_that_makes_no_sense_is_refused(condition: str, said: str) -> None:
    asked = endpoint("remission", among=condition, **OPTIONS)
    with pytest.raises(SpecificationError) as told:
        asked.check({"marrow_blasts": "percent", "weight": "kg"})  # type: ignore[attr-defined]
    assert said in str(told.value)


def test_an_empty_condition_is_refused() -> None:
    with pytest.raises(SpecificationError, match="no condition"):
        endpoint("remission", among="", **OPTIONS)


def test_a_group_may_be_those_of_whose_lot_something_holds() -> None:
    """1 or 0 by what was noted of the lot; who has no lot, or of whose lot it is not known, has 0."""
    one = endpoint("remission", as_="spared", among="lot.release.by_exception > 0.5 and weight > 1 [kg]", **OPTIONS)
    one.check({"weight": "kg"})
    assert one.of_lots == ("release.by_exception",)
    lots = {"own/release.by_exception [yes] released by exception": np.array([1.0, 0.0, 1.0, np.nan, 0.0])}
    course = replace(run(), lots=lots)
    assert one.verdict(course)["spared"].isna().tolist() == [False, True, False, True, True]
    assert one.verdict(run())["spared"].isna().all()


def test_the_others_of_a_lot_are_all_others() -> None:
    one = endpoint("remission", as_="kept", among="not lot.released > 0.5", **OPTIONS)
    course = replace(run(), lots={"own/released [yes] lot released": np.array([1.0, 1.0, 1.0, 0.0, 0.0])})
    verdict = one.verdict(course)
    assert verdict["kept"].isna().tolist() == [True, True, True, False, False]
    assert verdict["kept_rest"].isna().tolist() == [False, False, False, True, True]
