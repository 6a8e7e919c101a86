"""Two sides of an equation measure the same."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engraft import units
from engraft.errors import SpecificationError
from engraft.kernel import expression as ex
from engraft.kernel.expression import TIME, symbol
from engraft.language import quantity
from engraft.language.dimension import check_dimension, dimension_of, strip_units

TABLE = {
    n: units.dimension(u) for n, u in {"time": "day", "m": "mg", "v": "L", "k": "1/day", "n": "1", "c": "cell"}.items()
}
M, V, K, N, C = (symbol(s) for s in "mvknc")


@pytest.mark.parametrize(
    ("expression", "unit"),
    [
        (M / V, "mg/L"),
        (K * M, "mg/day"),
        (M / V + quantity(3, "ug/mL"), "mg/L"),
        (ex.sqrt(M * M), "mg"),
        (M**0.5 * M**1.5, "mg^2"),
        (M**-2, "1/mg^2"),
        (ex.exp(-K * TIME) * M, "mg"),
        (N**N, "1"),
        ((M / quantity(1, "mg")) ** N, "1"),
        (ex.select(quantity(2, "mg") > M, V, 0), "L"),
        (ex.minimum(M, 0), "mg"),
        ((quantity(2, "mg") > M) & (K * TIME < 3), "1"),
        (ex.absolute(M), "mg"),
        (-M, "mg"),
        (ex.log(C / quantity(1, "cell")), "1"),
    ],
)
def test_a_sound_expression_has_its_dimension(expression, unit):
    assert dimension_of(expression, TABLE) == units.dimension(unit)


@pytest.mark.parametrize(
    "expression",
    [
        M + V,
        M - K,
        M + 1,
        ex.exp(M),
        ex.log(C),
        M**N,
        N**M,
        ex.minimum(M, V),
        M < V,
        M < 3,
        ex.select(quantity(1, "mg") > M, M, V),
        ex.select(M < V, M, M * 2),
        ex.negation(M),
        ex.tanh(K),
    ],
)
def test_unlike_things_do_not_meet(expression):
    with pytest.raises(SpecificationError, match="the flow 'f'") as error:
        dimension_of(expression, TABLE, "the flow 'f'")
    assert len(str(error.value).splitlines()) <= 3


def test_zero_fits_any_dimension():
    assert dimension_of(ex.ZERO, TABLE) is None
    check_dimension(ex.ZERO, units.dimension("mg"), TABLE, "nothing")


def test_an_unknown_symbol_suggests_the_nearest():
    with pytest.raises(SpecificationError, match="did you mean 'time'"):
        dimension_of(symbol("tim"), TABLE)


def test_the_message_names_both_sides():
    with pytest.raises(SpecificationError, match=r"expected mass/time \(unit mg/day\); got mass from m"):
        check_dimension(M, units.dimension("mg/day"), TABLE, "the flow 'f'", "mg/day")


def test_units_are_one_once_stripped():
    assert strip_units([M + quantity(3, "ug")])[0] is M + 0.003


@given(st.lists(st.sampled_from([M, V, K, N, C]), min_size=1, max_size=6), st.integers(1, 5))
def test_a_product_measures_the_product(factors, cut):
    left, right = factors[:cut], factors[cut:]
    whole = units.DIMENSIONLESS
    expression = ex.ONE
    for f in left:
        whole, expression = whole * TABLE[f.name], expression * f
    for f in right:
        whole, expression = whole / TABLE[f.name], expression / f
    assert dimension_of(expression, TABLE) == whole
