"""Expressions as machine code give what the interpreter gives."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from llvmlite import ir

from engraft.kernel import expression as ex
from engraft.kernel.compiled.emit import emit
from engraft.kernel.compiled.vectors import Vectors
from engraft.kernel.expression import symbol
from engraft.kernel.numpy_backend import compile_numpy

NAMES = ("a", "b", "c")
A, B, C = map(symbol, NAMES)
CASES = np.random.default_rng(4).uniform(0.1, 3.0, (3, 37))
ODD = np.array([0.0, -0.0, 1.0, -1.5, 2.5, np.inf, -np.inf, np.nan, 5e-324, 1e308])


@pytest.fixture(scope="module")
def both(looped):
    """Give a function that evaluates expressions of a, b and c with both backends."""

    def run(expressions, values, *, fused=True, lanes=8):
        rows = {name: k for k, name in enumerate(NAMES)}

        def write(v, *vectors):
            return emit(v, expressions, dict(zip(NAMES, vectors, strict=True)).__getitem__)

        found = looped(write, 3, len(expressions), lanes=lanes, fused=fused)(*values)
        return np.array(found).reshape(len(expressions), -1), compile_numpy(expressions, rows)(np.array(values), None)

    return run


def grown(leaves, unary, binary):
    """Let expressions grow from leaves."""
    return st.recursive(
        leaves,
        lambda inner: st.one_of(
            st.tuples(st.sampled_from(unary), inner).map(lambda t: t[0](t[1])),
            st.tuples(st.sampled_from(binary), inner, inner).map(lambda t: t[0](t[1], t[2])),
        ),
        max_leaves=25,
    )


leaves = st.one_of(st.sampled_from([A, B, C]), st.sampled_from([0.5, 2.0, 3.7]).map(ex.constant))
exact = grown(
    leaves,
    [ex.neg, lambda x: ex.sqrt(ex.absolute(x)), lambda x: ex.negation(x < A), lambda x: 1 / (1 + x * x)],
    [
        ex.add, ex.sub, ex.mul, ex.minimum, ex.maximum, ex.less, ex.less_equal, lambda x, y: (x < A) & (y < B),
        lambda x, y: (x < A) | (y <= B), lambda x, y: ex.select(x < y, x, y * 0.5),
    ],
)  # fmt: skip
positive = grown(
    leaves,
    [
        ex.sqrt, ex.tanh, ex.reciprocal, lambda x: ex.log(1 + x), lambda x: ex.exp(-x), lambda x: x**2.3,
        lambda x: x**-1.7,
    ],
    [ex.add, ex.mul, lambda x, y: ex.select(A < B, x, y), lambda x, y: x ** ex.tanh(y), lambda x, y: x / (x + y)],
)  # fmt: skip
several = {"suppress_health_check": list(HealthCheck), "deadline": None, "derandomize": True}


@settings(max_examples=25, **several)
@given(st.lists(exact, min_size=3, max_size=8))
def test_without_fusing_plain_arithmetic_has_the_bits_of_numpy(both, expressions):
    values = np.concatenate([CASES, -CASES[::-1]], axis=1)
    found, expected = both(expressions, values, fused=False)
    np.testing.assert_array_equal(found, expected)


@settings(max_examples=25, **several)
@given(st.lists(positive, min_size=3, max_size=8), st.booleans())
def test_functions_agree_to_a_few_units(both, expressions, fused):
    found, expected = both(expressions, CASES, fused=fused)
    np.testing.assert_allclose(found, expected, rtol=2e-13, atol=1e-300)


@pytest.mark.parametrize(
    "expression",
    [
        A + B, A - B, A * B, -A, 1 / A, A**B, ex.exp(A), ex.log(A), ex.sqrt(A), ex.tanh(A), ex.minimum(A, B),
        ex.maximum(A, B), A < B, A <= B, (A < B) & (B <= C), (A < B) | (B < C), ~(A < B), ex.select(A < B, A, C),
        ex.absolute(A), ex.absolute(A - B), ex.select(A, B, C), A * B + C, C - A * B, A * B - C,
    ],
    ids=str,
)  # fmt: skip
@pytest.mark.parametrize("lanes", [2, 8])
def test_every_operation_at_odd_arguments(both, expression, lanes):
    a, b, c = (x.ravel() for x in np.meshgrid(ODD, ODD, [0.0, 2.0, np.nan]))
    found, expected = both([expression], [a, b, c], fused=False, lanes=lanes)
    with np.errstate(invalid="ignore"):
        np.testing.assert_allclose(found, expected, rtol=1e-15, atol=5e-324)


def fused_exactly(a, b, c):
    return [float(Fraction(x) * Fraction(y) + Fraction(z)) for x, y, z in zip(a, b, c, strict=True)]


def test_a_product_read_by_one_sum_is_fused_and_no_other(both):
    a, b, c = CASES
    shared = A * B
    found, plain = both([A * B + C, C - A * C, B * C - A], CASES)
    expected = [fused_exactly(a, b, c), fused_exactly(-a, c, c), fused_exactly(b, c, -a)]
    np.testing.assert_array_equal(found, expected)
    assert (found != plain).any()
    found, plain = both([shared + C, shared - C, shared], CASES)
    np.testing.assert_array_equal(found, plain)


def test_of_two_products_the_same_is_fused_whichever_was_written_first(both):
    import gc

    first = both([A * B + B * C], CASES)[0]
    gc.collect()
    again = both([C * B + B * A], CASES)[0]
    p, q = A * B, B * C
    once = p + q
    np.testing.assert_array_equal(first, again)
    np.testing.assert_array_equal(first, both([once], CASES)[0])
    one, other = fused_exactly(CASES[0], CASES[1], CASES[1] * CASES[2]), fused_exactly(*CASES[1:], CASES[0] * CASES[1])
    assert (first == one).all() or (first == other).all()


def test_long_products_and_sums_need_no_recursion(both):
    product, total = A, A
    for k in range(1500):
        product, total = product * (B if k % 2 else 1 / B), total + B * C * k
    found, expected = both([product * C, total], CASES[:, :8])
    np.testing.assert_allclose(found, expected, rtol=1e-12)


def test_outputs_may_repeat_and_be_symbols_or_numbers(both):
    found, expected = both([A, A, ex.constant(2.0), A * B, A * B], CASES)
    np.testing.assert_array_equal(found, expected)


def test_functions_that_branch_come_first_and_change_no_bits(both):
    loaded = []
    sums = [A * B + C, 1 / (A + C), (A + B) ** 1.3 + A]
    v = Vectors(ir.IRBuilder(), 4, fused=True)
    function = ir.Function(ir.Module(), ir.FunctionType(v.type, [v.type] * 3), "f")
    v.builder.position_at_end(function.append_basic_block())
    start = v.builder.block

    def load(name):
        loaded.append((name, v.builder.block is start))
        return function.args[NAMES.index(name)]

    emit(v, sums, load)
    assert dict(loaded) == {"a": True, "b": True, "c": False}
    together = both(sums, CASES)[0]
    np.testing.assert_array_equal(together[0], both(sums[:1], CASES)[0][0])
    np.testing.assert_array_equal(together[2], both(sums[2:], CASES)[0][0])


@pytest.mark.parametrize("fused", [True, False])
def test_one_lane_has_the_bits_of_many(both, fused):
    laws = [
        ex.exp(-A) * B + C,
        ex.log(A) - B * C,
        A**B,
        ex.tanh(A) / (1 + C),
        ex.sqrt(A * B + C),
        ex.select(A < B, A, C),
    ]
    values = np.exp(3 * CASES) * [[1e-9], [0.1], [1.0]]
    one, many = (both(laws, values, fused=fused, lanes=lanes)[0] for lanes in (1, 8))
    np.testing.assert_array_equal(one, many)
