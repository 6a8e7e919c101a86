"""The chain rule for a few expressions, in every direction at once."""

from __future__ import annotations

import numpy as np

from engraft.kernel.derivative import gradients
from engraft.kernel.differential import Differential
from engraft.kernel.expression import TIME, symbol
from engraft.kernel.sensitivity import Columns

X, K = symbol("x"), symbol("k")
COLUMNS = Columns(("k", "x"), ("x",), ())


def test_derivatives_follow_states_parameters_and_the_time():
    expressions = [K * X * X + TIME * X, K * TIME, X - X]
    prepared = Differential(gradients(expressions, ["x", "k", "time"]), COLUMNS, {"x": 0, "k": 1, "time": 2})
    x, k, t = np.array([[2.0, 3.0], [0.5, 0.7], [1.0, 4.0]])
    moves = np.array([[[0.1, 0.2], [1.0, 1.0]], [[1.0, 2.0], [0.0, 0.0]]])  # (directions, (x, k), lanes)
    moment = np.array([[0.3, 0.0], [0.0, -1.0]])
    found = prepared(np.array([x, k, t]), np.arange(2), moves, moment)
    for q in range(2):
        (dx, dk), dt = moves[q], moment[q]
        np.testing.assert_allclose(found[q, 0], (2 * k * x + t) * dx + x * x * dk + x * dt)
        np.testing.assert_allclose(found[q, 1], t * dk + k * dt)
    np.testing.assert_array_equal(found[:, 2], 0.0)
    still = prepared(np.array([x, k, t]), np.arange(2), moves)
    np.testing.assert_allclose(still[0, 1], t * moves[0, 1])
