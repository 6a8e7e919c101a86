"""A share that somebody counted: so many of so many, with its exact interval."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from engraft.errors import SpecificationError
from engraft.language.source import Assumed
from engraft.outcomes.binomial import exact_interval


@dataclass(frozen=True)
class Counted:
    """So many ``events`` among so many: the law of a share that is known from a count.

    Raises
    ------
    SpecificationError
        If there are more events than were looked at, fewer than none, or nobody was looked at.

    Examples
    --------
    >>> Counted(7, 92).text()
    '7 of 92, 7.6 % (3.1 to 15.1 %)'
    """

    events: int
    of: int

    def __post_init__(self) -> None:
        if not (0 <= self.events <= self.of and self.of > 0):
            what = f"{self.events} of {self.of} is no share"
            raise SpecificationError(what, expected="0 <= events <= of, of at least 1", do="count again")

    @property
    def share(self) -> float:
        """Give the share that was seen."""
        return self.events / self.of

    def interval(self, level: float = 0.95) -> tuple[float, float]:
        """Give the exact interval of Clopper and Pearson.

        References
        ----------
        Clopper and Pearson 1934, doi:10.1093/biomet/26.4.404.
        """
        check_probability(level, "the level of an interval")
        return exact_interval(self.events, self.of, level)

    def assumed(self, why: str) -> Assumed:
        """Take the share for one that was not counted here: varied over its exact interval."""
        return Assumed(f"{why}: {self.text()}", *self.interval())

    def text(self) -> str:
        """Write count, share and interval."""
        low, high = (f"{100 * bound:.1f}" for bound in self.interval())
        return f"{self.events} of {self.of}, {100 * self.share:.1f} % ({low} to {high} %)"


def check_probability(value: ArrayLike, what: str) -> None:
    """Refuse what is no probability, of one or of many.

    Raises
    ------
    SpecificationError
        If a value lies outside of 0 to 1 or is not a number.
    """
    values = np.asarray(value, dtype=np.float64)
    bad = ~((values >= 0.0) & (values <= 1.0))
    if bad.any():
        got = f"{values[bad].flat[0]:g}"
        raise SpecificationError(f"{what} is no probability", expected="0 to 1", got=got, do="give a share, or percent")
