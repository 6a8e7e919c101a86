"""Importance weights: every law of the population is the same pool of persons, weighted otherwise."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

LEAST_KISH = 0.20  # of the pool; a law that fewer persons speak for is not claimed
MOST_WEIGHT = 0.01  # of the whole; nor is one that hangs on a single person


@dataclass(frozen=True, eq=False)
class Importance:
    """The pool as seen by laws: how far each person's parameters are from their prior medians.

    Shapes
    ------
    z (parameters, persons), deviations of the log; center, sd (parameters,), their law in the pool.
    """

    z: Floats
    center: Floats
    sd: Floats

    def weights(self, m: Floats, s: Floats) -> Floats:
        """Weigh everybody by the density of a law over that of the pool; the weights sum to 1.

        Shapes
        ------
        m, s (parameters,); the result is (persons,).
        """
        log = np.zeros(self.z.shape[1])
        laws = zip(self.z, self.center.tolist(), self.sd.tolist(), m.tolist(), s.tolist(), strict=True)
        for row, center, sd, shift, spread in laws:
            drawn, wanted = (row - center) / sd, (row - shift) / spread
            log += 0.5 * (drawn * drawn - wanted * wanted)
        log -= log.max()
        heavy = np.exp(log)
        return np.asarray(heavy / heavy.sum())


def kish(weights: Floats) -> float:
    """Give the effective number of persons behind weights.

    References
    ----------
    Kish 1965, "Survey sampling", section 8.2.

    Examples
    --------
    >>> round(kish(np.array([1.0, 1.0, 0.0])), 9)
    2.0
    """
    total = float(weights.sum())
    return float(total * total / float((weights * weights).sum())) if total > 0.0 else 0.0


def is_supported(weights: Floats, least: float = LEAST_KISH, most: float = MOST_WEIGHT) -> bool:
    """Tell whether the pool can speak for a law: outside nothing is claimed. The weights sum to 1."""
    return kish(weights) >= least * weights.size and float(weights.max()) <= most
