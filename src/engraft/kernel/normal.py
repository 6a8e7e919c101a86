"""The standard normal law, element by element: quantile and probability."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

_ROOT_HALF = math.sqrt(0.5)

# Numerator and denominator, highest power first: centre, near tail, far tail.
_CENTRE = (
    (
        2.5090809287301226727e3, 3.3430575583588128105e4, 6.7265770927008700853e4, 4.5921953931549871457e4,
        1.3731693765509461125e4, 1.9715909503065514427e3, 1.3314166789178437745e2, 3.3871328727963666080e0,
    ),
    (
        5.2264952788528545610e3, 2.8729085735721942674e4, 3.9307895800092710610e4, 2.1213794301586595867e4,
        5.3941960214247511077e3, 6.8718700749205790830e2, 4.2313330701600911252e1, 1.0,
    ),
)  # fmt: skip
_NEAR = (
    (
        7.74545014278341407640e-4, 2.27238449892691845833e-2, 2.41780725177450611770e-1, 1.27045825245236838258e0,
        3.64784832476320460504e0, 5.76949722146069140550e0, 4.63033784615654529590e0, 1.42343711074968357734e0,
    ),
    (
        1.05075007164441684324e-9, 5.47593808499534494600e-4, 1.51986665636164571966e-2, 1.48103976427480074590e-1,
        6.89767334985100004550e-1, 1.67638483018380384940e0, 2.05319162663775882187e0, 1.0,
    ),
)  # fmt: skip
_FAR = (
    (
        2.01033439929228813265e-7, 2.71155556874348757815e-5, 1.24266094738807843860e-3, 2.65321895265761230930e-2,
        2.96560571828504891230e-1, 1.78482653991729133580e0, 5.46378491116411436990e0, 6.65790464350110377720e0,
    ),
    (
        2.04426310338993978564e-15, 1.42151175831644588870e-7, 1.84631831751005468180e-5, 7.86869131145613259100e-4,
        1.48753612908506148525e-2, 1.36929880922735805310e-1, 5.99832206555887937690e-1, 1.0,
    ),
)  # fmt: skip


def normal_quantile(u: Floats) -> Floats:
    """Return the number below which a standard normal falls with probability ``u`` (0 < u < 1).

    Relative error is about 1e-16.

    Shapes
    ------
    Any; the result has the shape of ``u``.

    References
    ----------
    Wichura 1988, algorithm AS 241 (PPND16), doi:10.2307/2347330.
    """
    u = np.asarray(u, dtype=np.float64)
    q = u - 0.5
    tail = np.sqrt(-np.log(np.minimum(u, 1.0 - u)))
    centre = q * _ratio(_CENTRE, 0.180625 - q * q)
    outer = np.where(tail <= 5.0, _ratio(_NEAR, tail - 1.6), _ratio(_FAR, tail - 5.0))
    return np.where(np.abs(q) <= 0.425, centre, np.copysign(outer, q))


def normal_probability(z: Floats) -> Floats:
    """Return the probability that a standard normal falls below ``z``, always inside (0, 1).

    Shapes
    ------
    Any; the result has the shape of ``z``.
    """
    return np.clip(0.5 * _erfc(-z * _ROOT_HALF), 2.0**-1000, 1.0 - 2.0**-53)


def log_normal_probability(z: Floats) -> Floats:
    """Return the logarithm of the probability that a standard normal falls below ``z``.

    Far in the lower tail the asymptotic series takes over, so no probability is lost to underflow.

    Shapes
    ------
    Any; the result has the shape of ``z``. NaN stays NaN; infinities are allowed.

    References
    ----------
    Abramowitz and Stegun 1964, 26.2.12.
    """
    z = np.asarray(z, dtype=np.float64)
    far = np.minimum(z, -20.0)
    with np.errstate(over="ignore"):
        w = far**-2.0
        series = 1.0 - w * (1.0 - 3.0 * w * (1.0 - 5.0 * w * (1.0 - 7.0 * w * (1.0 - 9.0 * w))))
        tail = -0.5 * far * far - np.log(-far * math.sqrt(2.0 * math.pi)) + np.log(series)
    near = np.maximum(z, -20.0)
    upper = np.log1p(-0.5 * _erfc(np.maximum(near, 0.0) * _ROOT_HALF))
    middle = np.log(0.5 * _erfc(-np.minimum(near, 0.0) * _ROOT_HALF))
    return np.where(z < -20.0, tail, np.where(z > 0.0, upper, middle))


def _erfc(x: Floats) -> Floats:
    """Complementary error function."""
    x = np.asarray(x, dtype=np.float64)
    return np.fromiter(map(math.erfc, x.ravel().tolist()), np.float64, x.size).reshape(x.shape)


def _ratio(coefficients: tuple[tuple[float, ...], tuple[float, ...]], x: Floats) -> Floats:
    """Divide one polynomial by another."""
    above, below = (np.full_like(x, row[0]) for row in coefficients)
    for a, b in zip(coefficients[0][1:], coefficients[1][1:], strict=True):
        above, below = above * x + a, below * x + b
    return np.asarray(above / below)
