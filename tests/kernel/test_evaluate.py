import numpy as np
import pytest

from engraft.kernel.evaluate import evaluate
from engraft.kernel.expression import constant, exp, select, symbol

A, B = symbol("a"), symbol("b")


def test_rows_are_expressions_and_columns_are_patients() -> None:
    a, b = np.array([1.0, 2.0, 5.0]), 4.0
    found = evaluate([A * B, exp(A), A, constant(7.0), select(A < B, A, B)], {"a": a, "b": b}, 3)
    np.testing.assert_allclose(found, [a * b, np.exp(a), a, [7.0] * 3, np.minimum(a, b)], rtol=1e-15)


def test_a_patient_does_not_depend_on_the_others() -> None:
    a = np.linspace(0.1, 30.0, 37)
    together = evaluate([exp(A) / (1 + A**0.3)], {"a": a}, 37)
    alone = [evaluate([exp(A) / (1 + A**0.3)], {"a": x})[0, 0] for x in a]
    assert together[0].tolist() == alone


def test_a_symbol_without_value_is_named() -> None:
    with pytest.raises(KeyError, match="b"):
        evaluate([A + B], {"a": 1.0})
