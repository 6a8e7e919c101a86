"""Prior laws come from sources, by rule."""

from __future__ import annotations

import math

import pytest

from engraft.calibrate.prior import Z90, priors
from engraft.errors import SpecificationError
from engraft.trial import design


def test_bounds_are_the_5th_and_95th_percentile_and_a_cv_is_one(toy):
    growth, kill = priors(design(toy))
    assert growth.tau == pytest.approx(math.log(0.14 / 0.07) / (2 * Z90))
    assert (growth.omega, growth.median) == (0.3, pytest.approx(0.1))
    assert math.sqrt(math.expm1(kill.tau**2)) == pytest.approx(0.3)  # the CV of a log-normal law
    assert kill.sigma == pytest.approx(math.hypot(kill.tau, 0.3))


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (
            "b_lymphoma.kill: {cv: 0.3, why: toy}",
            "b_lymphoma.kil: {cv: 0.3, why: toy}",
            "'b_lymphoma.kill'",
        ),
        ("b_lymphoma.kill: {cv: 0.3, why: toy}", "b_lymphoma.kill: {}", "nothing says how well the published value"),
        ("b_lymphoma.kill: {cv: 0.3, why: toy}", "b_lymphoma.half_kill: {cv: 1, why: toy}", "no log-normal law"),
        ("low: 0.07, high", "low: 0, high", "not those of a positive quantity"),
    ],
)
def test_what_has_no_prior_law_is_named_with_its_place(toy_with, old, new, said):
    with pytest.raises(SpecificationError, match=r"toy.yaml:\d+: calibrate.parameters") as told:
        priors(design(toy_with(old, new)))
    assert said in str(told.value)


def test_a_study_that_calibrates_nothing_says_so(toy_with):
    with pytest.raises(SpecificationError, match="does not say what is calibrated"):
        priors(design(toy_with("""calibrate:
  persons: 2000
  laws: 100
  parameters:
    b_lymphoma.growth_tumor: {}
    b_lymphoma.kill: {cv: 0.3, why: toy}
""", "")))  # fmt: skip


def test_a_cv_needs_a_reason(toy_with):
    with pytest.raises(SpecificationError, match="a cv needs its reason"):
        toy_with("{cv: 0.3, why: toy}", "{cv: 0.3}")
