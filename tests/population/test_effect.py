"""An effect is none at its reference, has the form it names, and knows where it was studied."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from engraft import units
from engraft.errors import SpecificationError
from engraft.language.source import Assumed
from engraft.population import Covariate, CovariateEffect, Normal, PiecewiseUniform, Population, draw

GUESS = Assumed("for this test", 0.0, 1.0)
POWER = CovariateEffect(
    "renal", "filtration", "flu.clearance", "power", 0.75, 120.0, 60.0, 140.0, "mL/min", "exposure of ten", GUESS
)  # fmt: skip
FORMS = ("power", "exponential", "linear")


@pytest.mark.parametrize("form", FORMS)
def test_an_effect_is_none_at_its_reference(form):
    one = replace(POWER, form=form)
    assert one.factor(np.array([units.canonical(120.0, "mL/min")])) == pytest.approx(1.0, rel=1e-14)


@pytest.mark.parametrize(
    ("form", "expected"),
    [("power", 0.5**0.75), ("exponential", np.exp(-0.75 * 60.0)), ("linear", 1.0 - 0.75 * 0.5)],
)
def test_forms_at_half_the_reference(form, expected):
    one = replace(POWER, form=form)
    assert one.factor(np.array([units.canonical(60.0, "mL/min")])) == pytest.approx(expected, rel=1e-12)


def test_the_unit_of_the_effect_is_not_that_of_the_population():
    per_hour = replace(POWER, reference=7.2, low=3.6, high=8.4, unit="L/hour")
    x = units.canonical(80.0, "mL/min") * np.ones(3)
    np.testing.assert_allclose(per_hour.factor(x), POWER.factor(x), rtol=1e-12)


def test_a_factor_acts_where_the_covariate_has_its_level():
    one = replace(POWER, form="factor", size=0.4, reference=1.0, low=0.0, high=1.0, unit="1")
    assert one.factor(np.array([0.0, 1.0, 2.0])).tolist() == [1.0, 0.4, 1.0]
    assert one.outside(np.array([0.0, 1.0, 2.0])).tolist() == [False, False, True]


def test_who_is_outside_of_the_range_and_who_is_on_its_edge():
    x = np.array([59.0, 60.0, 140.0, 141.0]) * units.factor("mL/min")
    assert POWER.outside(x).tolist() == [True, False, False, True]


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"form": "cubic"}, "no such form"),
        ({"parameter": "clearance"}, "not the name of a parameter"),
        ({"covariate": "a b"}, "not the name of a covariate"),
        ({"low": 150.0}, "low not above high"),
        ({"size": float("nan")}, "finite"),
        ({"reference": 0.0}, "turns around nothing"),
        ({"form": "linear", "size": 1.2}, "share that is none"),
        ({"form": "factor", "size": 0.0}, "not above zero"),
        ({"read_on": " "}, "read on nothing"),
        ({"unit": "mL/furlong"}, "furlong"),
        ({"source": None}, "no source"),
    ],
)
def test_a_malformed_effect_is_refused_by_name(change, says):
    with pytest.raises(SpecificationError, match=says):
        replace(POWER, **change)


PEOPLE = Population(
    "kidneys", (Covariate("filtration", PiecewiseUniform(((0.0, 60.0), (1.0, 180.0))), "mL/min", GUESS),),
    multipliers=(POWER,),
)  # fmt: skip


def test_a_cohort_carries_factors_and_effects_on_one_parameter_multiply():
    twice = replace(PEOPLE, multipliers=(POWER, replace(POWER, name="again")))
    once, both = draw(PEOPLE, 50, seed=3), draw(twice, 50, seed=3)
    expected = (once.covariate("filtration") / units.canonical(120.0, "mL/min")) ** 0.75
    np.testing.assert_allclose(once.factors["flu.clearance"], expected, rtol=1e-12)
    np.testing.assert_allclose(both.factors["flu.clearance"], expected**2, rtol=1e-12)
    half = once.subset(np.arange(50) < 25)
    np.testing.assert_array_equal(half.factors["flu.clearance"], once.factors["flu.clearance"][:25])


def test_an_effect_changes_no_covariate():
    plain, acting = draw(replace(PEOPLE, multipliers=()), 20, seed=3), draw(PEOPLE, 20, seed=3)
    assert plain.covariates.equals(acting.covariates)
    assert plain.factors == {}


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"covariate": "filtrate"}, "needs 'filtrate'"),
        ({"unit": "kg"}, "in another unit"),
    ],
)
def test_an_effect_of_what_persons_do_not_have_is_refused(change, says):
    with pytest.raises(SpecificationError, match=says):
        replace(PEOPLE, multipliers=(replace(POWER, **change),))


def test_one_effect_stands_once():
    with pytest.raises(SpecificationError, match="two of effect 'renal'"):
        replace(PEOPLE, multipliers=(POWER, POWER))


def test_a_person_for_whom_a_power_has_no_value_is_named():
    wide = Covariate("filtration", Normal(0.0, 60.0), "mL/min", GUESS)
    with pytest.raises(SpecificationError, match="effect 'renal' has no value for 'filtration' of person"):
        draw(replace(PEOPLE, covariates=(wide,)), 50, seed=1)
