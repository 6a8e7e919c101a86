"""What a run must keep: declared before it starts, so that nothing else is stored."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

from engraft.errors import SpecificationError


@dataclass(frozen=True)
class Crossing:
    """The instants at which a state or observable passes a level, found between output times too.

    Parameters
    ----------
    of
        Name of the state or observable.
    level
        In its declared unit.
    rising
        Upwards through the level, or downwards.
    """

    name: str
    of: str
    level: float
    rising: bool

    def __post_init__(self) -> None:
        if not self.name.strip() or not math.isfinite(self.level):
            raise SpecificationError(
                f"crossing '{self.name}' of {self.of} is malformed", expected="a name and a finite level"
            )


@dataclass(frozen=True)
class Needs:
    """Names to keep, the days on which to keep them, and crossings to record; ``|`` joins two.

    Units
    -----
    ``times`` in days.

    Raises
    ------
    SpecificationError
        If a time is not finite, or two different crossings share a name.

    Examples
    --------
    >>> (Needs.of(["b.car"], [28, 0]) | Needs.of(["b.leukemia"], [28, 90])).times
    (0.0, 28.0, 90.0)
    """

    observables: frozenset[str] = frozenset()
    times: tuple[float, ...] = ()
    marks: tuple[Crossing, ...] = ()

    def __post_init__(self) -> None:
        if not all(math.isfinite(time) for time in self.times):
            raise SpecificationError("an output time is not finite", expected="days from the infusion")
        object.__setattr__(self, "times", tuple(sorted({float(time) for time in self.times})))
        object.__setattr__(self, "marks", tuple(sorted(set(self.marks), key=lambda mark: mark.name)))
        names = [mark.name for mark in self.marks]
        twice = sorted({name for name in names if names.count(name) > 1})
        if twice:
            raise SpecificationError(f"two different crossings are called '{twice[0]}'", do="rename one of them")

    @staticmethod
    def of(observables: Iterable[str] = (), times: Iterable[float] = (), marks: Iterable[Crossing] = ()) -> Needs:
        """Build from any lists."""
        return Needs(frozenset(observables), tuple(times), tuple(marks))

    def __or__(self, other: Needs) -> Needs:
        return Needs(self.observables | other.observables, self.times + other.times, self.marks + other.marks)
