"""Durations: text such as "30 min" becomes days."""

from __future__ import annotations

import math

from engraft import units
from engraft.errors import SpecificationError


def days(value: float | str, *, what: str = "duration", least: float = 0.0) -> float:
    """Turn a number of days or a text such as ``"12 h"`` into days.

    Raises
    ------
    SpecificationError
        If it is not a time, not finite, or below ``least``.
    """
    number = _from_text(value, what) if isinstance(value, str) else float(value)
    if not math.isfinite(number) or number < least:
        expected = "a finite time" if least == -math.inf else f"a finite time of at least {least:g} days"
        raise SpecificationError(f"{what} cannot be used", expected=expected, got=str(value))
    return number


def _from_text(text: str, what: str) -> float:
    """Read a time with its unit."""
    value, unit = units.parse(text)
    if units.dimension(unit) != units.dimension("day"):
        raise SpecificationError(f"{what} is not a time", expected="a time such as '30 min'", got=repr(text))
    return units.canonical(value, unit)


def text(duration: float) -> str:
    """Write a number of days in the unit a nurse would use.

    Examples
    --------
    >>> text(30 / 1440), text(1 / 3), text(28)
    ('30 min', '8 h', '28 days')
    """
    minutes = duration * 1440.0
    return (
        f"{minutes:.4g} min"
        if minutes < 120.0
        else f"{duration * 24.0:.4g} h"
        if duration < 2.0
        else f"{duration:.4g} days"
    )
