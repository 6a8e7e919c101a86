"""Response of CLL on courses whose verdict is known."""

from __future__ import annotations

import pytest
from tests.outcomes.trajectories import made

from engraft.errors import SpecificationError
from engraft.models import build
from engraft.outcomes import IwcllResponse

ONE = IwcllResponse(visits=(28.0, 90.0))
DAYS = (-7.0, 28.0, 90.0)
SICK = {
    "products": 25.0, "longest": 5.0, "malignant": 50.0, "infiltrate": 0.8, "anc": 1.0, "platelets": 60.0, "hb": 90.0
}  # fmt: skip
WELL = {
    "products": 1.0, "longest": 1.0, "malignant": 0.0, "infiltrate": 0.0, "anc": 3.0, "platelets": 200.0, "hb": 130.0
}  # fmt: skip


def judged(*visits: dict[str, float], start: dict[str, float] | None = None, by: IwcllResponse = ONE, **also: object):
    """Judge one person who is sick at first and then as each visit says, in units of a clinic."""
    course = [SICK | (start or {}), *(SICK | one for one in visits)]
    while len(course) < len(DAYS):
        course.append(course[-1])
    read = {key: [one[key] for one in course] for key in SICK}
    courses = {
        "disease.sum_of_products": ("cm^2", [read["products"]]),
        "disease.longest_diameter": ("cm", [read["longest"]]),
        "disease.blood_count": ("cell/L", [[1e9 * value for value in read["malignant"]]]),
        "blood.lymphocytes": ("cell/uL", [[1000.0] * 3]),
        "blood.b_cells": ("cell/uL", [[0.0] * 3]),
        "blood.white_cells": ("cell/uL", [[1e3 * (value + 4.0) for value in read["malignant"]]]),
        "disease.infiltration": ("1", [read["infiltrate"]]),
        "neutrophils.anc": ("cell/L", [[1e9 * value for value in read["anc"]]]),
        "platelets.count": ("cell/L", [[1e9 * value for value in read["platelets"]]]),
        "hemoglobin.level": ("g/L", [read["hb"]]),
    }
    return by.verdict(made(DAYS, courses, **also)).iloc[0]


def kind(*visits: dict[str, float], **also: object) -> str:
    """Give the best response."""
    return judged(*visits, **also)["iwcll_response_kind"]


def test_complete_needs_all_of_nodes_blood_marrow_and_counts() -> None:
    assert kind(WELL) == "CR"
    for left in ("anc", "platelets", "hb"):
        assert kind(WELL | {left: SICK[left]}) == "CRi"
    assert kind(WELL | {"longest": 1.6}) == "PR"
    assert kind(WELL | {"infiltrate": 0.3}) == "PR"
    assert kind(WELL | {"malignant": 3.5}) == "PR"  # with 1 of normal ones 4.5 in all


def test_partial_needs_half_of_nodes_and_of_lymphocytes_and_one_count() -> None:
    half = {"products": 12.5, "longest": 3.5, "malignant": 20.0, "anc": 2.0}
    assert kind(half) == "PR"
    assert kind(half | {"products": 12.6}) == "SD"
    assert kind(half | {"anc": 1.0}) == "SD"
    assert kind(half | {"anc": 1.0, "platelets": 90.0}) == "PR"  # half higher than 60
    assert kind(half | {"malignant": 30.0}) == "PR-L"
    assert not judged(half | {"malignant": 30.0})["iwcll_response"]


def test_what_was_normal_before_need_not_fall() -> None:
    start = {"malignant": 1.0}
    assert kind({"products": 10.0, "anc": 2.0, "malignant": 1.0}, start=start) == "PR"
    nodeless = {"products": 1.0, "longest": 1.0}
    assert kind(nodeless | {"malignant": 10.0, "anc": 2.0}, start=nodeless) == "PR"


def test_progression_is_over_the_lowest_and_ends_the_search() -> None:
    assert kind({"products": 40.0}) == "PD"
    assert kind({"malignant": 80.0}) == "PD"
    shrunk = {"products": 14.0, "longest": 3.0}
    verdict = judged(shrunk, {"products": 22.0})  # 57 % over its lowest, though below the start
    assert verdict["iwcll_response_progressed_on"] == 90.0
    assert kind({"products": 40.0}, WELL) == "PD"
    after = judged(WELL, {"products": 40.0})
    assert (after["iwcll_response_kind"], after["iwcll_response_day"]) == ("CR", 28.0)


def test_blood_may_be_free_of_disease_where_nodes_do_not_respond() -> None:
    verdict = judged({"malignant": 1e-5, "infiltrate": 1e-5, "products": 20.0})
    assert (verdict["iwcll_response_kind"], verdict["iwcll_response_umrd_blood"]) == ("SD", True)
    assert verdict["iwcll_response_umrd_marrow"]
    seen = judged({"malignant": 5e-4, "infiltrate": 2e-4})  # 5e5 of 4e9 white cells
    assert not seen["iwcll_response_umrd_blood"]
    assert not seen["iwcll_response_umrd_marrow"]


def test_an_aspirate_of_marrow_brings_blood_along() -> None:
    """With a tenth of blood, 2e-3 of white cells are 2e-4 of the sample, 5e-4 are 5e-5."""
    drawn = IwcllResponse(visits=ONE.visits, blood_in_marrow=0.1)
    for share, clean in ((2e-3, False), (5e-4, True)):
        there = {"malignant": 4.0 * share / (1.0 - share), "infiltrate": 0.0}
        assert bool(judged(there, by=drawn)["iwcll_response_umrd_marrow"]) is clean
        assert judged(there)["iwcll_response_umrd_marrow"]
        assert not judged(there, by=drawn)["iwcll_response_umrd_blood"]
    with pytest.raises(SpecificationError, match="that many visits"):
        IwcllResponse(complete_visits=3.0)
    with pytest.raises(SpecificationError, match="marrow that is blood"):
        IwcllResponse(blood_in_marrow=1.0)


def test_a_complete_remission_may_have_to_be_seen_twice() -> None:
    twice = IwcllResponse(visits=ONE.visits, complete_visits=2.0)
    for after, best in ((WELL, "CR"), (WELL | {"anc": 1.0}, "CR"), (WELL | {"longest": 1.6}, "PR"), (SICK, "PR")):
        assert judged(WELL, after, by=twice)["iwcll_response_kind"] == best
        assert judged(WELL, after)["iwcll_response_kind"] == "CR"
    assert judged(SICK, WELL, by=twice)["iwcll_response_kind"] == "PR"  # nobody looks again


def test_the_dead_do_not_respond_and_failed_numbers_have_no_verdict() -> None:
    nan = float("nan")
    gone = dict.fromkeys(SICK, nan)
    assert kind(gone, end=[20.0]) == "SD"
    assert judged(WELL, status=[1]).isna()["iwcll_response"]


def test_figures_are_of_everybody() -> None:
    assert tuple(ONE.figures(ONE.verdict(made(DAYS, _two())))) == ONE.keys
    figures = ONE.figures(ONE.verdict(made(DAYS, _two())))
    assert figures["iwcll_response"].value == 0.5
    assert figures["iwcll_response.cr"].value == 0.5
    assert figures["iwcll_response.umrd_blood"].value == 0.5


def test_it_fits_the_model_and_refuses_nonsense() -> None:
    IwcllResponse().needs(build("cll"))
    with pytest.raises(SpecificationError, match="cannot judge"):
        IwcllResponse(visits=())


def _two():
    """Make one person who is well and one who is not."""
    still, better = [SICK] * 3, [SICK, WELL, WELL]
    units = {
        "products": ("disease.sum_of_products", "cm^2", 1.0), "longest": ("disease.longest_diameter", "cm", 1.0),
        "malignant": ("disease.blood_count", "cell/L", 1e9), "infiltrate": ("disease.infiltration", "1", 1.0),
        "anc": ("neutrophils.anc", "cell/L", 1e9), "platelets": ("platelets.count", "cell/L", 1e9),
        "hb": ("hemoglobin.level", "g/L", 1.0),
    }  # fmt: skip
    courses = {
        name: (unit, [[factor * one[key] for one in who] for who in (still, better)])
        for key, (name, unit, factor) in units.items()
    }
    flat = {
        name: ("cell/uL", [[value] * 3] * 2) for name, value in (("blood.lymphocytes", 1000.0), ("blood.b_cells", 0.0))
    }
    return courses | flat | {"blood.white_cells": ("cell/uL", [[54000.0] * 3, [5000.0] * 3])}
