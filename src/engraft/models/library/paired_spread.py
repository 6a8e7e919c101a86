"""Two random effects that go together, said with spreads that are drawn independently."""

from __future__ import annotations

import math
from dataclasses import dataclass

from engraft.errors import SpecificationError


@dataclass(frozen=True)
class PairedSpread:
    """Variances of the logarithms of two parameters between patients, and their covariance.

    Spreads are drawn independently, so a person has a factor z for the first parameter, and z^power times a rest of
    its own for the second: Cholesky's way to write the same joint law.

    Raises
    ------
    SpecificationError
        If no two variables can have this covariance.

    Examples
    --------
    >>> pair = PairedSpread(first=0.16, second=0.09, both=0.06)
    >>> round(pair.spread, 6), round(pair.power, 6), round(pair.rest**2 + (pair.power * pair.spread) ** 2, 6)
    (0.4, 0.375, 0.09)
    """

    first: float
    second: float
    both: float

    def __post_init__(self) -> None:
        if not self.first > 0.0 or not self.both**2 <= self.first * self.second:
            raise SpecificationError(
                f"a covariance of {self.both:g} is impossible",
                expected=f"at most the root of {self.first:g} times {self.second:g}, and variances above zero",
                do="give variances, not standard deviations",
            )

    @property
    def spread(self) -> float:
        """Return the SD of the logarithm of the first."""
        return math.sqrt(self.first)

    @property
    def power(self) -> float:
        """Return the power with which the factor of the first enters the second."""
        return self.both / self.first

    @property
    def rest(self) -> float:
        """Return the SD of what the second has for itself."""
        return math.sqrt(self.second - self.both**2 / self.first)
