"""Rodas5P: order, dense output, stiffness."""

from __future__ import annotations

import math

import numpy as np
import pytest

from engraft.kernel import expression as ex
from engraft.kernel.expression import TIME, symbol
from engraft.kernel.numpy_stages import take_step
from engraft.kernel.plan import plan
from engraft.kernel.problem import Problem
from engraft.kernel.rodas5p import A, C
from engraft.kernel.step import STEP, THETA

Y, Z = symbol("y"), symbol("z")


def one_step(states, rates, values, h, t):
    """Take a step; return the new states, the dense slopes and the error."""
    ready = plan(Problem(tuple(states), (), tuple(rates), (1e-6,) * len(states), (True,) * len(states)))
    table = np.zeros((len(ready.rows), 1))
    for name, value in zip([TIME.name, STEP.name, *states], [t, h, *values], strict=True):
        table[ready.rows[name]] = value
    new, dense, error = take_step(ready, table)
    return np.concatenate([new[:, 0], dense[:, 0], error])


def smooth():
    """Nonlinear, non-autonomous: y = t² + 1/(1 + t), z = exp(-t)."""
    exact = TIME * TIME + 1 / (1 + TIME)
    slope = 2 * TIME - 1 / ((1 + TIME) * (1 + TIME))
    return [slope - 2 * (Y * Y * Y - exact * exact * exact), -Z + Z * Z * Y * (Y - exact)]


def solution(t):
    return np.array([t * t + 1 / (1 + t), math.exp(-t)])


def local_errors(h, theta):
    t = 0.3
    old = solution(t)
    out = one_step(["y", "z"], smooth(), old, h, t)
    dense = out[2:8].reshape(3, 2)
    inside = old + theta * ((out[:2] - old) + (1 - theta) * (dense[0] + theta * (dense[1] + theta * dense[2])))
    return np.abs(inside - solution(t + theta * h)).max()


def test_convergence_is_of_order_five():
    errors = []
    for n in (8, 16, 32):
        values, h = solution(0.0), 1.0 / n
        for k in range(n):
            values = one_step(["y", "z"], smooth(), values, h, k * h)[:2]
        errors.append(np.abs(values - solution(1.0)).max())
    orders = np.log2(np.divide(errors[:-1], errors[1:]))
    assert (orders > 4.7).all(), orders


@pytest.mark.parametrize("theta", [0.25, 0.5, 0.8])
def test_dense_output_is_of_order_four(theta):
    order = math.log2(local_errors(0.08, theta) / local_errors(0.04, theta))
    assert order > 4.6  # the local error of an interpolant of order 4 falls as h^5


def test_an_infinitely_stiff_mode_is_forgotten_in_one_step():
    rates = [-1e12 * Y]
    assert abs(one_step(["y"], rates, [1.0], 1.0, 0.0)[0]) < 1e-9


@pytest.mark.parametrize("stiffness", [1e2, 1e5, 1e8])
def test_a_stiff_pull_to_a_moving_target_keeps_its_accuracy(stiffness):
    exact, slope = TIME * TIME * TIME / (1 + TIME), (3 * TIME * TIME + 2 * TIME * TIME * TIME) / ((1 + TIME) ** 2)
    values, h = [0.0], 0.05
    for k in range(20):
        values = one_step(["y"], [slope - stiffness * (Y - exact)], values, h, k * h)[:1]
    assert values[0] == pytest.approx(0.5, abs=1e-7)


def test_the_last_stages_are_stiffly_accurate():
    assert A[7][:6] == A[6][:6] == (*A[5], 1.0)
    assert [len(row) for row in A] == [len(row) for row in C] == list(range(8))


def test_a_state_that_stands_still_is_not_rounded():
    ready = plan(Problem(("y",), ("zero",), (symbol("zero") * Y,), (1.0,), (True,), outputs=(("y", Y),)))
    table = np.zeros((len(ready.rows), 99))
    values = np.arange(1.0, 100.0)
    table[ready.rows["y"]], table[ready.rows[STEP.name]] = values, 0.37
    new, dense, _ = take_step(ready, table)
    table[ready.rows["new.y"]], table[ready.rows["dense1.y"] : ready.rows["dense3.y"] + 1] = new, dense
    table[ready.rows[THETA.name]] = np.linspace(0, 1, 99)
    np.testing.assert_array_equal(ready.outputs(table, None)[0], values)


def test_the_error_is_zero_for_what_the_method_solves_exactly():
    assert one_step(["y"], [ex.constant(2.0)], [1.0], 0.5, 0.0)[0] == pytest.approx(2.0)
