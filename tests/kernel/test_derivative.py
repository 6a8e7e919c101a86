"""Derivatives against closed forms and central differences."""

from __future__ import annotations

import numpy as np
import pytest

from engraft.kernel import expression as ex
from engraft.kernel.derivative import gradients
from engraft.kernel.evaluate import evaluate
from engraft.kernel.expression import ONE, symbol

X, Y, Z = symbol("x"), symbol("y"), symbol("z")

CASES = [
    X + Y, X - Y, Y - X, X * Y, -X, 1 / X, X / Y, X**Y, X**1.7, 2**X, ex.exp(X * Y), ex.log(X + Y), ex.sqrt(X * X + Y),
    ex.tanh(X - Y), ex.minimum(X, Y * 2), ex.maximum(X * 3, Y), ex.absolute(X - 2 * Y), ex.select(X < Y, X * X, Y),
    ex.select((X < Y) & (Y < 9), X, Y * Y), X * X * X / (Y**2.5 + X**3), (X + Y) ** -3,
    ex.exp(-X) * ex.log(Y) / (X + 1),
]  # fmt: skip


@pytest.mark.parametrize("f", CASES, ids=str)
def test_every_operation_against_central_differences(f):
    at = {"x": np.array([0.7, 1.9]), "y": np.array([1.3, 0.4])}
    (gradient,) = gradients([f], ["x", "y"])
    for name in ("x", "y"):
        found = evaluate([gradient.get(name, ex.ZERO)], at, 2)[0]
        h = 1e-6
        up, down = (evaluate([f], at | {name: at[name] + s}, 2)[0] for s in (h, -h))
        np.testing.assert_allclose(found, (up - down) / (2 * h), rtol=1e-7, atol=1e-8)


def test_closed_forms_come_out_as_themselves():
    assert gradients([X * Y + Z], ["x", "z"]) == [{"x": Y, "z": ONE}]
    assert gradients([ex.exp(X)], ["x"]) == [{"x": ex.exp(X)}]
    assert gradients([X * X], ["x"]) == [{"x": X + X}]


def test_what_does_not_depend_is_absent():
    assert gradients([Y * Z, X, ex.constant(3)], ["x"]) == [{}, {"x": ONE}, {}]
    assert gradients([X < Y, ex.select(X < Y, 1, 0)], ["x", "y"]) == [{}, {}]
    assert gradients([X - X], ["x"]) == [{}]


def test_time_is_a_variable_like_any_other():
    assert gradients([X * ex.TIME], ["time"]) == [{"time": X}]
