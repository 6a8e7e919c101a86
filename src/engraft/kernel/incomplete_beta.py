"""The regularised incomplete beta function, element by element: the tail of counting laws."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

_TERMS = 2000
_TINY = 1e-300
_STIRLING = 1e4  # from here on log-gamma differences use Stirling's series


def incomplete_beta(a: Floats, b: Floats, x: Floats, rest: Floats) -> Floats:
    """Return the integral of the beta density from 0 to ``x``; ``x + rest = 1``.

    Both sides of 1 are taken so that neither is lost to cancellation. Relative error is about 1e-16
    times the larger of ``a`` and ``b``.

    Shapes
    ------
    All equal; so is the result.

    References
    ----------
    DLMF 8.17.22 (continued fraction).
    """
    swap = x > (a + 1.0) / (a + b + 2.0)
    a, b, x, rest = np.where(swap, b, a), np.where(swap, a, b), np.where(swap, rest, x), np.where(swap, x, rest)
    front = np.exp(a * _log(x, rest) + b * _log(rest, x) - _log_beta(a, b)) / a
    part = front * _fraction(a, b, x)
    return np.where(swap, 1.0 - part, part)


def _log(value: Floats, rest: Floats) -> Floats:
    """Logarithm of a number whose distance from 1 is known better than itself."""
    return np.where(rest < 0.5, np.log1p(-np.minimum(rest, 0.5)), np.log(value))


def _fraction(a: Floats, b: Floats, x: Floats) -> Floats:
    """Evaluate the continued fraction by Lentz's method; an element that has converged stays put."""
    c = np.ones_like(x)
    moving = np.ones(x.shape, dtype=np.bool_)
    d = _away(1.0 - (a + b) * x / (a + 1.0)) ** -1.0
    value = d
    for m in range(1, _TERMS):
        even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
        odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
        change = np.ones_like(x)
        for term in (even, odd):
            d = _away(1.0 + term * d) ** -1.0
            c = _away(1.0 + term / c)
            change = change * (c * d)
        value = np.where(moving, value * change, value)
        moving &= np.abs(change - 1.0) >= 1e-15
        if not moving.any():
            break
    return value


def _away(value: Floats) -> Floats:
    """Keep a divisor away from zero."""
    return np.where(np.abs(value) < _TINY, _TINY, value)


def _log_beta(a: Floats, b: Floats) -> Floats:
    """Logarithm of the beta function, also where one argument is huge."""
    small, large = np.minimum(a, b), np.maximum(a, b)
    return _log_gamma(small) - _log_rise(large, small)


def _log_rise(large: Floats, by: Floats) -> Floats:
    """Return log Γ(large + by) - log Γ(large) without cancellation."""
    z = np.maximum(large, _STIRLING)
    bend = (1.0 / (z + by) - 1.0 / z) / 12.0
    far = (z + by - 0.5) * np.log1p(by / z) + by * np.log(z) - by + bend
    small = np.minimum(large, _STIRLING)
    near = _log_gamma(small + by) - _log_gamma(small)
    return np.where(large > _STIRLING, far, near)


def _log_gamma(x: Floats) -> Floats:
    """Logarithm of the gamma function."""
    return np.fromiter(map(math.lgamma, x.ravel().tolist()), np.float64, x.size).reshape(x.shape)
