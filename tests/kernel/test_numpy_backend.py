"""The numpy backend: a patient's bits depend on nobody else."""

from __future__ import annotations

import numpy as np
import pytest

from engraft.kernel import expression as ex
from engraft.kernel.expression import symbol
from engraft.kernel.numpy_backend import compile_numpy

A, B = symbol("a"), symbol("b")
OUTPUTS = [
    ex.exp(A), ex.log(B), ex.sqrt(B), ex.tanh(A), B**A, B**1.37, ex.constant(1.3) ** A, 1 / A, ex.minimum(A, B),
    ex.select((A < 0) | ~(B <= 1), A * B, B - A), A, ex.constant(4), (A < B) & (B < 1),
]  # fmt: skip
ROWS = {"a": 1, "b": 0}


def table():
    rng = np.random.default_rng(0)
    return np.stack([rng.random(203) * 5, rng.normal(size=203) * 3])


@pytest.mark.parametrize("width", [1, 2, 3, 7, 8, 9, 64])
def test_a_few_lanes_give_the_bits_of_all(width):
    run, values = compile_numpy(OUTPUTS, ROWS), table()
    everyone = run(values, None)
    for first in range(0, 203 - width, 13):
        some = slice(first, first + width)
        np.testing.assert_array_equal(run(values, np.arange(first, first + width)), everyone[:, some])
        np.testing.assert_array_equal(run(values[:, some], None), everyone[:, some])
        np.testing.assert_array_equal(run(np.ascontiguousarray(values[:, some]), None), everyone[:, some])


def test_lanes_come_in_the_order_asked():
    run, values = compile_numpy(OUTPUTS, ROWS), table()
    order = np.random.default_rng(1).permutation(203)
    np.testing.assert_array_equal(run(values, order), run(values, None)[:, order])


def test_the_table_is_only_read():
    values = table()
    before = values.copy()
    out = compile_numpy([A, A + 1], ROWS)(values, None)
    out[:] = 0
    np.testing.assert_array_equal(values, before)


def test_nobody_and_nothing():
    assert compile_numpy(OUTPUTS, ROWS)(table(), np.arange(0)).shape == (len(OUTPUTS), 0)
    assert compile_numpy([], ROWS)(table(), None).shape == (0, 203)


def test_bad_numbers_stay_silent_and_in_their_lane():
    values = np.array([[-1.0, 0.0, np.nan, np.inf, 2.0], [800.0, 0.0, 1.0, 1.0, 1.0]])
    out = compile_numpy([ex.log(B), ex.exp(A), 1 / A], ROWS)(values, None)
    assert np.isnan(out[0, [0, 2]]).all()
    assert out[0, 4] == np.log(2.0)
    assert np.isinf(out[1, 0])
    assert np.isinf(out[2, 1])
