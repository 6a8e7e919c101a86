"""The instrument: what a laboratory reads of a true value, and how likely a reading is."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from engraft import units
from engraft.errors import CompatibilityError, SpecificationError
from engraft.kernel.normal import log_normal_probability
from engraft.kernel.streams import normal
from engraft.language.source import Source, check_source

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]

_LOG_ROOT_TWO_PI = 0.5 * math.log(2.0 * math.pi)


@dataclass(frozen=True)
class Assay:
    """A measurement with proportional lognormal error and a lower limit of quantification (LLOQ).

    Parameters
    ----------
    observable
        Qualified name of what is measured, such as ``b_all.transgene``.
    unit
        The unit that ``lloq`` is given in and readings are shown in.
    lloq
        Below it a reading is only known to be below.
    sd_log
        SD of the natural logarithm of readings of one sample; an SD, not a variance.
    """

    name: str
    observable: str
    unit: str
    lloq: float
    sd_log: float
    source: Source
    description: str = ""

    def __post_init__(self) -> None:
        units.check_unit(self.unit)
        check_source(self.source, f"assay '{self.name}'")
        for what, value in (("lloq", self.lloq), ("sd_log", self.sd_log)):
            if not (math.isfinite(value) and value > 0.0):
                raise SpecificationError(
                    f"{what} of assay '{self.name}' must be a finite number above zero", got=f"{value:g}"
                )

    @property
    def limit(self) -> float:
        """Return the limit of quantification, canonical."""
        return units.canonical(self.lloq, self.unit)


@dataclass(frozen=True, eq=False)
class Readings:
    """What was read: a value, or only that it is below the limit.

    Shapes
    ------
    Both (visits, persons). ``values`` is NaN where ``below`` is true and where nobody was there to
    be measured; a reading below the limit is never a zero.

    Units
    -----
    Canonical.
    """

    values: Floats
    below: Flags


def read(assay: Assay, values: ArrayLike, *, persons: ArrayLike, visits: ArrayLike, seed: int) -> Readings:
    """Measure true values.

    The error of a reading belongs to (person, assay, visit), so another visit, person or arm
    changes no other reading. A true value of zero reads as below the limit; NaN (after a
    person's end) stays unread.

    Shapes
    ------
    values (visits, persons); persons (persons,); visits (visits,), whole numbers that identify a visit.

    Units
    -----
    Canonical.

    Raises
    ------
    CompatibilityError
        If the shapes do not agree.
    """
    true = np.asarray(values, dtype=np.float64)
    people, places = np.atleast_1d(persons), np.atleast_1d(visits)
    if true.shape != (places.size, people.size):
        raise CompatibilityError(
            f"assay '{assay.name}' cannot read these values",
            expected=f"(visits, persons) = ({places.size}, {people.size})",
            got=str(true.shape),
        )
    error = normal(seed, f"assay:{assay.name}", people[None, :], places[:, None])
    measured = true * np.exp(assay.sd_log * error)
    below = measured < assay.limit  # false for NaN: nobody there is not a low value
    return Readings(np.where(below, np.nan, measured), below)


def log_likelihood(assay: Assay, predicted: ArrayLike, observed: ArrayLike, below: ArrayLike) -> Floats:
    """Return the log-likelihood of each reading, given what was predicted.

    A value contributes its lognormal density (per canonical unit), a reading below the limit the
    probability of being there (M3). A prediction of zero or less makes a value impossible and a
    reading below the limit certain. Where nothing was read (NaN, not below) the result is 0.

    Shapes
    ------
    All broadcast against each other.

    Units
    -----
    Canonical.

    References
    ----------
    Beal 2001, "Ways to fit a PK model with some data below the quantification limit",
    doi:10.1023/A:1012299115260.
    """
    truth, seen, low = np.broadcast_arrays(
        np.asarray(predicted, np.float64), np.asarray(observed, np.float64), np.asarray(below, np.bool_)
    )
    value = np.where(low, assay.limit, seen)
    with np.errstate(divide="ignore", invalid="ignore"):
        z = (np.log(value) - np.log(np.maximum(truth, 0.0))) / assay.sd_log
        density = -0.5 * z * z - np.log(value * assay.sd_log) - _LOG_ROOT_TWO_PI
    impossible = (seen <= 0.0) | (truth <= 0.0)
    quantified = np.where(impossible, -np.inf, density)
    return np.where(low, log_normal_probability(z), np.where(np.isnan(seen), 0.0, quantified))
