"""Declared nouns: canonical once, refused when malformed."""

import math

import pytest

from engraft.errors import SpecificationError
from engraft.kernel.expression import symbol
from engraft.language import Assumed, Flow, Hazard, Observable, Paper, Parameter, Port, Rate, State, quantity
from engraft.language.quantities import negligible_amount

PAPER = Paper("10.1000/example", "Table 1")
X = symbol("x")


def test_a_parameter_is_converted_once_and_keeps_its_unit():
    p = Parameter(12, "1/hour", source=PAPER)
    assert (p.value, p.unit, p.canonical) == (12, "1/hour", 288.0)
    assert Parameter("3 g/L", "mg/L", source=PAPER).canonical == 3000.0


def test_a_parameter_without_source_does_not_construct():
    with pytest.raises(TypeError, match="source"):
        Parameter(1, "1/day")
    with pytest.raises(SpecificationError, match="has no source"):
        Parameter(1, "1/day", source=None)


@pytest.mark.parametrize("value", [math.nan, math.inf, None, True, "three", "3 kg"])
def test_a_parameter_is_a_finite_number_of_its_unit(value):
    with pytest.raises(SpecificationError):
        Parameter(value, "1/day", source=PAPER)


@pytest.mark.parametrize(("value", "fine"), [(6, True), (24, True), (12, True), (5.9, False), (25, False)])
def test_an_assumed_value_lies_inside_its_bounds_in_the_declared_unit(value, fine):
    source = Assumed("a guess", 6, 24)
    if fine:
        assert Parameter(value, "hour", source=source).source is source
    else:
        with pytest.raises(SpecificationError, match="outside its own bounds"):
            Parameter(value, "hour", source=source)


@pytest.mark.parametrize(("value", "spread"), [(1, -0.1), (1, math.nan), (1, "wide"), (0, 0.1), (-1, 0.1)])
def test_a_spread_belongs_to_a_logarithm(value, spread):
    with pytest.raises(SpecificationError):
        Parameter(value, "1", source=PAPER, spread=spread)


@pytest.mark.parametrize(
    "make",
    [
        lambda: State("celll"),
        lambda: State("cell", initial=-1),
        lambda: State("cell", initial=math.nan),
        lambda: State("cell", initial="3 mg"),
        lambda: State("cell", negligible=0),
        lambda: State("mg", clone=True),
        lambda: Port("1e9/L"),
        lambda: Flow("nowhere", rate=X),
        lambda: Flow("", rate=X, into=X),
        lambda: Flow("into a sum", rate=X, into=X + 1),
        lambda: Flow("into a name", rate=X, into="x"),
        lambda: Flow("by text", rate="k*x", into=X),
        lambda: Flow("endless", rate=math.inf, into=X),
        lambda: Rate(X * 2, X, "of a product"),
        lambda: Hazard("statistics", X, empirical=True),
        lambda: Observable("two words", X, "mg"),
        lambda: Observable("x", X, "mgg"),
        lambda: Observable("x", None, "mg"),
    ],
)
def test_a_malformed_noun_is_refused_in_at_most_three_lines(make):
    with pytest.raises(SpecificationError) as error:
        make()
    assert len(str(error.value).splitlines()) <= 3


def test_a_signed_state_may_start_below_zero():
    assert State("mg", initial=-1, signed=True).initial == -1


@pytest.mark.parametrize(
    ("unit", "given", "expected"),
    [("cell", None, 1.0), ("mg/L", None, 1e-6), ("ug", None, 1e-9), ("ug", 5, 5e-3), ("cell/uL", None, 1.0)],
)
def test_the_negligible_amount_is_one_cell_or_a_millionth_of_the_unit(unit, given, expected):
    assert negligible_amount(unit, given) == pytest.approx(expected)


def test_a_quantity_carries_its_unit_until_the_dimensions_are_checked():
    assert quantity(5, "cell/uL") is symbol("[cell/uL]") * 5e6
    assert quantity(5, "percent") is quantity(0.05, "1")


def test_a_declaration_is_itself_on_the_class_and_needs_init_on_an_instance():
    class Bare:
        k = Parameter(1, "1", source=PAPER)

    assert Bare.k.canonical == 1
    with pytest.raises(AttributeError, match=r"must call Model\.__init__"):
        _ = Bare().k
