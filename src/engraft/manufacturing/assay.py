"""What an assay reads of a product, and how often it errs at a limit.

    share (viability, CAR+)     logit(measured) = logit(true) + sd z
    count (cells, copies)       log(measured)   = log(true) + sd z,      z standard normal

A lot is judged by what was measured; the patient gets what is true. A false release is a lot that was measured within
its limits and is not, a false rejection the reverse.

    P(measured >= L | true) = Phi((g(true) - g(L)) / sd),       g the logit or the logarithm
"""

from __future__ import annotations

import math
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from engraft.errors import SpecificationError
from engraft.kernel.normal import normal_probability

Floats = NDArray[np.float64]
Scale = Literal["log", "logit"]


def measured(true: ArrayLike, sd: ArrayLike, z: ArrayLike, scale: Scale) -> Floats:
    """Read a value with an error; zero and, of a share, one are read as they are.

    Shapes
    ------
    Everything broadcasts to (persons,).

    Raises
    ------
    SpecificationError
        If a value is below zero, a share above one, or an SD below zero.

    Examples
    --------
    >>> measured([0.8, 1.0], 0.2, [-1.0, -1.0], "logit").round(3).tolist()
    [0.766, 1.0]
    """
    true, error = np.asarray(true, np.float64), np.asarray(sd, np.float64) * np.asarray(z, np.float64)
    _check(true, sd, scale)
    if scale == "log":
        return np.asarray(true * np.exp(error))
    odds = np.exp(-error)
    return np.asarray(true / (true + (1.0 - true) * odds))


def chance_within(true: ArrayLike, low: ArrayLike, high: ArrayLike, sd: float, scale: Scale) -> Floats:
    """Give the chance that a true value is measured within bounds, in closed form.

    Without an error of the assay it is one or zero.

    Examples
    --------
    >>> chance_within(0.8, 0.8, np.inf, 0.2, "logit").round(12).item()
    0.5
    """
    true = np.asarray(true, np.float64)
    _check(true, sd, scale)
    low, high = np.asarray(low, np.float64), np.asarray(high, np.float64)
    if sd == 0.0:
        return np.asarray(((true >= low) & (true <= high)).astype(np.float64))
    g = _log if scale == "log" else _logit
    middle = g(true)
    certain = ~np.isfinite(middle)
    with np.errstate(invalid="ignore"):
        inside = normal_probability((g(high) - middle) / sd) - normal_probability((g(low) - middle) / sd)
    return np.where(certain, (true >= low) & (true <= high), np.maximum(inside, 0.0))


def _log(values: Floats) -> Floats:
    """Give the logarithm; minus infinity below zero."""
    with np.errstate(divide="ignore"):
        return np.asarray(np.log(np.maximum(values, 0.0)))


def _logit(values: Floats) -> Floats:
    """Give the log of the odds; infinite at and beyond zero and one."""
    share = np.clip(values, 0.0, 1.0)
    with np.errstate(divide="ignore"):
        return np.asarray(np.log(share) - np.log1p(-share))


def _check(true: Floats, sd: ArrayLike, scale: Scale) -> None:
    """Refuse what no assay reads."""
    most = 1.0 if scale == "logit" else math.inf
    bad = ~((true >= 0.0) & (true <= most))
    if bad.any():
        expected = "a share between 0 and 1" if scale == "logit" else "a stock of zero or more"
        raise SpecificationError("an assay cannot read this", expected=expected, got=f"{true[bad].flat[0]:g}")
    if not (np.asarray(sd) >= 0.0).all():
        raise SpecificationError("the error of an assay is an SD", expected="zero or more", got=f"{np.min(sd):g}")
