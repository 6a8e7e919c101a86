"""The wall: factors, dimensions, and texts that hide a number."""

import math

import pint
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engraft import units
from engraft.errors import SpecificationError


@pytest.mark.parametrize(
    ("value", "unit", "expected"),
    [
        (1, "hour", 1 / 24),
        (1, "week", 7),
        (1, "month", 30.4375),
        (1, "year", 365.25),
        (1, "g/L", 1000),
        (1, "ug/mL", 1),
        (1, "pg/mL", 1e-6),
        (1, "ng/mL", 1e-3),
        (1, "mL/min", 1.44),
        (1, "cell/uL", 1e6),
        (0.5e9, "cell/L", 0.5e9),
        (1, "cell/kg", 1e-6),
        (1, "copy/ug", 1e3),
        (1, "nmol/L", 1),
        (1, "mol", 1e9),
        (5, "percent", 0.05),
        (5, "%", 0.05),
        (38.5, "degC", 38.5),
        (90, "mmHg", 90),
        (1, "kPa", 7.50061683),
        (150, "kDa", 0.15),
        (28, "ug/day", 0.028),
        (3, "µg", 0.003),
        (3, "1", 3),
    ],
)
def test_a_value_becomes_canonical(value, unit, expected):
    assert units.canonical(value, unit) == pytest.approx(expected, rel=1e-9)


def test_a_dose_per_surface_times_a_surface_is_a_dose():
    dose = units.canonical(30, "mg/m^2") * units.canonical(1.5, "m^2")
    assert units.display(dose, "mg") == pytest.approx(45, rel=1e-15)


def test_a_dose_per_kilogram_times_a_weight_is_a_number_of_cells():
    assert units.canonical(3.1e6, "cell/kg") * units.canonical(20, "kg") == pytest.approx(6.2e7, rel=1e-12)


@given(
    value=st.floats(-1e200, 1e200).filter(lambda x: x == 0 or abs(x) > 1e-200),
    unit=st.sampled_from(["hour", "mg/m^2", "cell/uL", "nmol/L", "pg/mL", "percent", "1/month", "copy/ug"]),
)
def test_display_undoes_canonical(value, unit):
    assert units.display(units.canonical(value, unit), unit) == pytest.approx(value, rel=1e-14)


@given(
    a=st.sampled_from(["mg", "L", "hour", "cell", "m^2", "kg", "copy/ug"]),
    b=st.sampled_from(["day", "mL", "kg", "percent", "cell/uL"]),
)
def test_factor_and_dimension_are_multiplicative(a, b):
    assert units.factor(f"{a}/({b})") == pytest.approx(units.factor(a) / units.factor(b), rel=1e-15)
    assert units.dimension(f"{a}/({b})") == units.dimension(a) / units.dimension(b)


@pytest.mark.parametrize(
    "unit", ["1e9/L", "10^9/L", "1e9 cell/L", "2*mg", "mg/2", "5", "1/1e9", "1000 cell", "10**9*cell"]
)
def test_a_unit_that_hides_a_factor_is_refused_and_told_where_to_put_it(unit):
    with pytest.raises(SpecificationError, match="hides a factor") as error:
        units.check_unit(unit)
    assert "move the factor into the value" in str(error.value)


@pytest.mark.parametrize(
    ("unit", "suggestion"),
    [("hourr", "hour"), ("celll/L", "cell"), ("mgg", "mg"), ("percnt", "percent"), ("m2", "m^2")],
)
def test_an_unknown_unit_suggests_the_nearest(unit, suggestion):
    with pytest.raises(SpecificationError, match=suggestion.replace("^", r"\^")):
        units.check_unit(unit)


@pytest.mark.parametrize(
    "unit",
    [
        "__class__",
        "_",
        "import os",
        "mg//",
        "(((",
        "mg/L^",
        "L^1000000",
        "L^9^9^9",
        "((L^99)^99)^99",
        "mg; day",
        "mg\nmg?",
        "x" * 200,
        "kelvin",
        "mg[0]",
        None,
        3,
    ],
)
def test_nonsense_is_refused_in_at_most_three_lines(unit):
    with pytest.raises(SpecificationError) as error:
        units.check_unit(unit)
    assert len(str(error.value).splitlines()) <= 3


@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf, True, None, [1]])
def test_what_is_no_finite_number_is_refused(value):
    with pytest.raises(SpecificationError, match="finite number"):
        units.canonical(value, "mg")


def test_a_value_that_overflows_is_refused():
    with pytest.raises(SpecificationError, match="too large"):
        units.canonical(1e308, "year")


def test_a_text_and_a_pint_quantity_bring_their_own_unit():
    foreign = pint.UnitRegistry().Quantity(3, "mg/m**2")
    assert units.canonical(foreign, "g/m^2") == units.canonical("3 mg/m^2", "mg/m^2") == pytest.approx(0.03)


def test_a_text_of_another_kind_is_refused_with_both_kinds():
    with pytest.raises(SpecificationError, match=r"mass/length\^3") as error:
        units.canonical("3 mg/L", "cell/L")
    assert "cell/length^3" in str(error.value)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("3.1e6 cell/kg", (3.1e6, "cell/kg")),
        ("12 h", (12, "h")),
        ("-6 day", (-6, "day")),
        ("28ug/day", (28, "ug/day")),
        ("0.5", (0.5, "1")),
        ("1.e3 mg", (1000, "mg")),
    ],
)
def test_a_quantity_text_splits_into_value_and_unit(text, expected):
    assert units.parse(text) == expected


@pytest.mark.parametrize("text", ["", "mg", "1e999 mg", "nan mg", "twelve hours", "1,5 mg", "3 3 mg"])
def test_a_text_that_is_no_quantity_is_refused(text):
    with pytest.raises(SpecificationError):
        units.parse(text)


def test_dimensions_are_hashable_and_read_well():
    assert {units.dimension("cell/uL"): 1}[units.dimension("cell/L")] == 1
    assert units.dimension("1").text() == "a plain number"
    assert units.dimension("1/day").text() == "1/time"
    assert (units.dimension("m^2") ** 0.5) == units.dimension("cm")


@pytest.mark.parametrize(
    ("unit", "said"), [("mCi", "known: day, hour"), ("mgg", "did you mean 'mg'"), ("mcg", "did you mean 'ug'")]
)
def test_an_unknown_unit_is_answered_with_a_near_one_or_with_all(unit, said):
    with pytest.raises(SpecificationError, match=said):
        units.check_unit(unit)
