"""First-order indices of functions whose indices are known."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from engraft.calibrate.sobol import first_order, ranking
from engraft.kernel import streams
from engraft.outcomes import endpoint

N = 20_000
X = [streams.uniform(1, f"x{k}", np.arange(N)) for k in range(3)]


def test_a_linear_function_shares_its_variance_by_squares():
    y = 1.0 * X[0] + 2.0 * X[1]
    assert [first_order(x, y) for x in X] == pytest.approx([0.2, 0.8, 0.0], abs=0.02)


def test_ishigami():
    """S = 0.314, 0.442, 0 (Ishigami & Homma 1990 with a = 7, b = 0.1)."""
    a, b, c = (np.pi * (2.0 * x - 1.0) for x in X)
    y = np.sin(a) + 7.0 * np.sin(b) ** 2 + 0.1 * c**4 * np.sin(a)
    assert [first_order(x, y) for x in X] == pytest.approx([0.314, 0.442, 0.0], abs=0.025)


def test_chance_alone_explains_nothing_on_average():
    noise = [first_order(X[0][:500], streams.normal(k, "noise", np.arange(500))) for k in range(60)]
    assert abs(np.mean(noise)) < 4.0 * np.std(noise) / np.sqrt(60)


def test_the_strongest_input_comes_first():
    inputs = pd.DataFrame({"weak": X[0], "strong": X[1]})
    verdict = pd.DataFrame({"y": X[0] + 3.0 * X[1], "ever": pd.array(X[0] > 0.5, dtype="boolean"), "same": 1.0})
    table = ranking(inputs, "once", [endpoint("extinction")], (verdict,))
    assert table.groupby("column", sort=False)["input"].first().to_dict() == {"y": "strong", "ever": "weak"}
