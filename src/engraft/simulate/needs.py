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
class Peak:
    """The highest true value of a state or observable between two days, found between output times too.

    It is free of noise and visits: what an assay reads at its visits is that assay's own highest reading.

    Units
    -----
    ``since`` and ``until`` in days.
    """

    name: str
    of: str
    since: float
    until: float

    def __post_init__(self) -> None:
        if not self.name.strip() or not self.since < self.until:
            raise SpecificationError(
                f"peak '{self.name}' of {self.of} is malformed", expected="a name and a first day before the last"
            )


@dataclass(frozen=True)
class Needs:
    """Names to keep, the days on which to keep them, crossings and peaks to record; ``|`` joins two.

    Units
    -----
    ``times`` in days.

    Raises
    ------
    SpecificationError
        If a time is not finite, or two different crossings or peaks share a name.

    Examples
    --------
    >>> (Needs.of(["b.car"], [28, 0]) | Needs.of(["b.leukemia"], [28, 90])).times
    (0.0, 28.0, 90.0)
    """

    observables: frozenset[str] = frozenset()
    times: tuple[float, ...] = ()
    marks: tuple[Crossing, ...] = ()
    peaks: tuple[Peak, ...] = ()

    def __post_init__(self) -> None:
        if not all(math.isfinite(time) for time in self.times):
            raise SpecificationError("an output time is not finite", expected="days from the infusion")
        object.__setattr__(self, "times", tuple(sorted({float(time) for time in self.times})))
        for kind, entries in (("marks", self.marks), ("peaks", self.peaks)):
            object.__setattr__(self, kind, tuple(sorted(set(entries), key=lambda entry: entry.name)))
        for kind, entries in (("crossings", self.marks), ("peaks", self.peaks)):
            names = [entry.name for entry in entries]
            twice = sorted({name for name in names if names.count(name) > 1})
            if twice:
                raise SpecificationError(f"two different {kind} are called '{twice[0]}'", do="rename one of them")

    @staticmethod
    def of(
        observables: Iterable[str] = (),
        times: Iterable[float] = (),
        marks: Iterable[Crossing] = (),
        peaks: Iterable[Peak] = (),
    ) -> Needs:
        """Build from any lists."""
        return Needs(frozenset(observables), tuple(times), tuple(marks), tuple(peaks))

    def __or__(self, other: Needs) -> Needs:
        return Needs(
            self.observables | other.observables,
            self.times + other.times,
            self.marks + other.marks,
            self.peaks + other.peaks,
        )
