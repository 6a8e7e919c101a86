"""Between which values a number of a step makes sense, whoever sets it.

Bounds are of what can be done or can be, not of what is sensible: a share is one, nobody waits for less than no time,
and a culture of a month has stopped. They are checked where a process is described, before anything is made.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engraft import units
from engraft.errors import SpecificationError
from engraft.language.entries import ParameterEntry
from engraft.language.quantities import Parameter

Floats = NDArray[np.float64]

MOST_SPREAD = 3.0  # SD of the log: one person in twenty is then 360 times more or less than is typical


@dataclass(frozen=True)
class Within:
    """What a number may be: from ``low`` to ``high`` in ``unit``, bounds included.

    Parameters
    ----------
    above
        Not ``low`` itself.
    whole
        Whole numbers only.
    or_nothing
        Zero too, although ``low`` is above it: what is then not done.

    Examples
    --------
    >>> Within(0, 240, "hour").words("hour"), Within(above=True).words("L"), SHARE.words("1")
    ('0 to 240 hour', 'more than 0 L', '0 to 1')
    """

    low: float = 0.0
    high: float = math.inf
    unit: str = "1"
    above: bool = False
    whole: bool = False
    or_nothing: bool = False

    def holds(self, values: Floats | float) -> NDArray[np.bool_]:
        """Tell which canonical values make sense."""
        x = np.asarray(values, np.float64) / units.factor(self.unit)
        slack = 1e-12 * np.abs(x)
        inside = (x > self.low if self.above else x + slack >= self.low) & (x - slack <= self.high)
        if self.whole:
            inside &= x == np.round(x)
        return np.asarray(inside | (self.or_nothing & (x == 0.0)))

    def words(self, unit: str) -> str:
        """Say what is expected; ``unit`` is that of a number whose bounds are zero and none."""
        if self.whole and (self.low, self.high) == (0.0, 1.0):
            return "0 or 1"
        least = f"more than {self.low:g}" if self.above else f"{self.low:g}"
        if math.isinf(self.high):
            span = least if self.above else f"{least} or more"
        else:
            span = f"{least}, at most {self.high:g}" if self.above else f"{least} to {self.high:g}"
        own = self.unit if self.unit != "1" or self.low or not math.isinf(self.high) else unit
        said = f"{span}{'' if own == '1' else f' {own}'}"
        if self.whole:
            said = f"a whole number from {said}"
        return f"0, or {said}" if self.or_nothing else said

    def fault(self, name: str, value: float) -> str:
        """Say what is wrong with a canonical value of the number of this name."""
        if (self.low, self.high, self.whole) == (0.0, 1.0, False):
            return f"'{name}' is a share and lies outside of 0 to 1"
        if self.low >= 0.0 and value <= 0.0:
            return f"'{name}' is {'less than nothing' if self.low == 0.0 and not self.above else 'nothing or less'}"
        return f"'{name}' cannot be this"


SOME = Within(above=True)
SHARE = Within(0.0, 1.0)
PERCENT = Within(0.0, 100.0, "percent")
FLAG = Within(0.0, 1.0, whole=True)
SD = Within(0.0, 10.0)  # of a logit or logarithm


def check_within(known: ParameterEntry, new: Parameter, within: Within) -> None:
    """Refuse a value in another unit, outside of what makes sense, or with a spread that takes it there.

    Raises
    ------
    SpecificationError
        Naming the number, what it may be, what it was, and what to write.
    """
    bare = new.unit in ("", "1")
    own = "" if known.unit == "1" else f" {known.unit}"
    plain = f"{float(new.value):g}" if isinstance(new.value, (int, float)) else str(new.value)
    if units.dimension(new.unit) != units.dimension(known.unit):
        do = f"write '{plain}{own}'" if bare else f"give it in {known.unit}"
        what = f"'{known.name}' is in another unit"
        raise SpecificationError(what, expected=known.unit, got=f"{plain}{'' if bare else f' {new.unit}'}", do=do)
    if not within.holds(new.canonical):
        do = f"set {known.name} within that: {known.description}"
        got = f"{plain}{'' if bare else f' {new.unit}'}"
        if bare and own:
            got = f"{plain}, which is {units.display(new.canonical, known.unit):g}{own}"
            do = f"write '{plain}{own}'" if within.holds(units.canonical(float(plain), known.unit)) else do
        what = within.fault(known.name, new.canonical)
        raise SpecificationError(what, expected=within.words(known.unit), got=got, do=do)
    _check_spread(known, new, within)


def _check_spread(known: ParameterEntry, new: Parameter, within: Within) -> None:
    """Refuse a spread that nobody's cells have, and one that makes a share or a count something else."""
    if new.spread > MOST_SPREAD:
        raise SpecificationError(
            f"'{known.name}' differs between persons by more than anything does",
            expected=f"spread: 0 to {MOST_SPREAD:g}, the SD of the logarithm",
            got=f"{new.spread:g}",
            do=f"a spread of 0.2 is about 20 %; this process has {known.spread:g}",
        )
    bounded = within.whole or (not math.isinf(within.high) and units.dimension(within.unit) == units.DIMENSIONLESS)
    if new.spread > 0.0 and known.spread == 0.0 and bounded:
        what = f"'{known.name}' would not stay what it may be in everybody with a spread"
        do = "set spread: 0; persons differ in the logit of a share by the number that ends in _sd, where there is one"
        raise SpecificationError(what, expected=within.words(known.unit), got=f"spread {new.spread:g}", do=do)


def check_drawn(name: str, values: Floats, within: Within, unit: str) -> None:
    """Refuse values of persons that make no sense, such as those that somebody varied.

    Raises
    ------
    SpecificationError
        Naming the number and the first value that cannot be.
    """
    bad = ~within.holds(values)
    if bad.any():
        own = "" if unit == "1" else f" {unit}"
        first = float(values[bad][0])
        got, what = f"{units.display(first, unit):g}{own}", within.fault(name, first)
        raise SpecificationError(what, expected=within.words(unit), got=got, do=f"choose '{name}' within that")
