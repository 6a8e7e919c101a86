"""Shares and amounts of a step that must be what they are called, whoever set them."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from engraft.errors import SpecificationError
from engraft.manufacturing.step import Bench

Floats = NDArray[np.float64]


def share(at: Bench, name: str) -> Floats:
    """Give a parameter that is a share.

    Raises
    ------
    SpecificationError
        If somebody's lies outside of 0 to 1.
    """
    values = at[name]
    bad = ~((values >= 0.0) & (values <= 1.0))
    if bad.any():
        what = f"'{at.step}.{name}' is a share and lies outside of 0 to 1"
        do = "give it between 0 and 1, without a spread: persons differ in the logit"
        raise SpecificationError(what, expected="0 to 1", got=f"{float(values[bad][0]):g}", do=do)
    return values


def differing(at: Bench, name: str) -> Floats:
    """Give everybody a share that differs in its logit by ``<name>_sd``; 0 and 1 stay what they are."""
    typical = share(at, name)
    with np.errstate(divide="ignore"):
        logit = np.log(typical) - np.log1p(-typical)
    return np.asarray(1.0 / (1.0 + np.exp(-(logit + at[f"{name}_sd"] * at.normal(name)))))


def positive(at: Bench, name: str) -> Floats:
    """Give a parameter that is above zero.

    Raises
    ------
    SpecificationError
        If somebody's is not.
    """
    values = at[name]
    if not (values > 0.0).all():
        what = f"'{at.step}.{name}' is nothing or less"
        raise SpecificationError(what, expected="more than 0", got=f"{float(values[~(values > 0.0)][0]):g}")
    return values


def not_negative(at: Bench, name: str) -> Floats:
    """Give a parameter that is zero or more.

    Raises
    ------
    SpecificationError
        If somebody's is not.
    """
    values = at[name]
    if not (values >= 0.0).all():
        what = f"'{at.step}.{name}' is less than nothing"
        raise SpecificationError(what, expected="0 or more", got=f"{float(values[~(values >= 0.0)][0]):g}")
    return values
