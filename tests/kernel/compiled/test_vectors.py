"""Arithmetic that must not lose anything, with and without a fused multiply-add."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest

from engraft.kernel.compiled.vectors import Vectors


@pytest.mark.parametrize("fused", [True, False])
def test_what_nearly_cancels_is_rounded_once(fused, looped):
    rng = np.random.default_rng(4)
    a, b = rng.normal(size=(2, 512))
    c = -a * b * (1 + rng.integers(-4, 5, 512) * 2.0**-53)
    found = looped(lambda v, a, b, c: [v.nearly_cancel(a, b, c)], 3, fused=fused)(a, b, c)
    exact = [float(Fraction(p) * Fraction(q) + Fraction(r)) for p, q, r in zip(a, b, c, strict=True)]
    np.testing.assert_array_equal(found, exact)


@pytest.mark.parametrize("count", [2, 3, 7, 10])
def test_even_and_odd_powers_make_the_whole_polynomial(count, looped):
    coefficients = np.random.default_rng(count).uniform(0.5, 1.0, count)
    x = np.linspace(0.0, 1.0, 64)

    def both(v: Vectors, x):
        return [v.even_and_odd(x, v.mul(x, x), coefficients), v.horner(x, coefficients)]

    found, horner = looped(both, 1, 2)(x)
    np.testing.assert_allclose(found, np.polynomial.polynomial.polyval(x, coefficients), rtol=1e-15)
    np.testing.assert_allclose(found, horner, rtol=1e-15)
