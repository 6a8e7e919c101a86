"""Symbolic elimination against LAPACK."""

from __future__ import annotations

import numpy as np
import pytest

from engraft.kernel.evaluate import evaluate
from engraft.kernel.expression import ZERO, symbol
from engraft.kernel.linear import eliminate, factorise, solve


@pytest.mark.parametrize("seed", range(8))
@pytest.mark.parametrize("density", [0.1, 0.4, 1.0])
def test_random_sparse_systems(seed, density):
    rng = np.random.default_rng(seed)
    n = int(rng.integers(1, 9))
    matrix = np.where(rng.random((n, n)) < density, rng.normal(size=(n, n)), 0.0)
    matrix += np.diag(n + rng.random(n))
    right = rng.normal(size=n)
    names = {(i, j): symbol(f"m{i}.{j}") if matrix[i, j] else ZERO for i in range(n) for j in range(n)}
    present = [at for at, value in names.items() if value is not ZERO]
    answer = solve(factorise(names, eliminate(present, n).order), [symbol(f"b{i}") for i in range(n)])
    values = {f"m{i}.{j}": matrix[i, j] for i in range(n) for j in range(n)} | {f"b{i}": right[i] for i in range(n)}
    np.testing.assert_allclose(evaluate(answer, values)[:, 0], np.linalg.solve(matrix, right), rtol=1e-11, atol=1e-13)


def test_an_arrow_matrix_does_not_fill():
    n = 7
    arrow = {(i, j): symbol(f"m{i}.{j}") for i in range(n) for j in range(n) if i == j or 0 in (i, j)}
    elimination = eliminate(arrow, n)
    factors = factorise(arrow, elimination.order)
    assert 0 in factors.order[-2:]  # eliminating the hub early would fill everything
    assert sum(map(len, factors.lower)) == sum(map(len, factors.upper)) == elimination.work == n - 1
