"""Rounds: when somebody looks at the patient and rules may fire."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from engraft.errors import SpecificationError
from engraft.therapy.duration import days

Floats = NDArray[np.float64]

_EVERY_MONTH = tuple(float(day) for day in range(30, 3660, 30))


@dataclass(frozen=True)
class Segment:
    """Rounds from a start to an end, at a fixed distance; the end belongs to the next segment.

    Units
    -----
    Days.

    Raises
    ------
    SpecificationError
        If it is empty, endless, or the distance is not above zero.
    """

    start: float
    end: float
    every: float

    def __post_init__(self) -> None:
        if not (math.isfinite(self.start) and math.isfinite(self.end) and self.start < self.end):
            raise SpecificationError(f"rounds on {self} are empty", expected="a start before the end, both finite")
        if not (math.isfinite(self.every) and self.every > 0.0):
            raise SpecificationError(f"rounds on {self} never advance", expected="a distance above zero")

    def __str__(self) -> str:
        return f"days {self.start:g} to {self.end:g} every {self.every:g}"

    def times(self) -> Floats:
        """List the rounds of this segment."""
        count = math.ceil((self.end - self.start) / self.every - 1e-9)
        return self.start + self.every * np.arange(count, dtype=np.float64)


@dataclass(frozen=True)
class Rounds:
    """When rules are checked: regular segments, and single visits where there is no segment.

    By default every 12 hours in the first 30 days, then every 30 days for ten years.

    Units
    -----
    Days.

    Raises
    ------
    SpecificationError
        If two segments overlap, both are named; if a visit is not finite.
    """

    segments: tuple[Segment, ...] = (Segment(0.0, 30.0, 0.5),)
    visits: tuple[float, ...] = _EVERY_MONTH

    def __post_init__(self) -> None:
        for visit in self.visits:
            days(visit, what="visit", least=-math.inf)
        for before, after in pairwise(sorted(self.segments, key=lambda segment: segment.start)):
            if after.start < before.end:
                raise SpecificationError(
                    f"rounds overlap: {before}, and {after}", do=f"let the second start at day {before.end:g} or later"
                )

    @staticmethod
    def of(*segments: tuple[float | str, float | str, float | str], visits: Sequence[float] = ()) -> Rounds:
        """Build from (start, end, every), each in days or as text, and single visits."""
        ends = -math.inf
        parts = tuple(Segment(days(a, least=ends), days(b, least=ends), days(c)) for a, b, c in segments)
        return Rounds(parts, tuple(map(float, visits)))

    def times(self, span: tuple[float, float]) -> Floats:
        """List all rounds within a span."""
        seen = np.asarray(self.visits, dtype=np.float64)
        for segment in self.segments:
            seen = seen[(seen < segment.start) | (seen >= segment.end)]
        every = np.unique(np.concatenate([seen, *(segment.times() for segment in self.segments)]))
        return every[(every >= span[0]) & (every <= span[1])]
