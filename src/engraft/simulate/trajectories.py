"""What came out of a run: one column per person, whatever became of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from engraft.errors import SpecificationError, nearest
from engraft.kernel.status import Status

if TYPE_CHECKING:
    import xarray as xr

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Trajectories:
    """Time courses and events of everybody who was simulated, the failed included.

    Shapes
    ------
    outputs: dims (time, person), one variable per state or observable asked for, NaN after a person's end.
    persons, status, end_time, steps: (persons,).
    hazards, extinct: name to (persons,), NaN where it did not happen.
    marks: name to (8, persons), the first crossings; rules: name to (16, persons), the first firings; NaN pads.
    mark_counts, rule_counts: name to (persons,).
    peaks: name to (2, persons), the highest value and its day; NaN where a person ended before the peak's first day.
    lots: quantity of a lot, with its unit and words, to (persons,); NaN where it is not known.

    Units
    -----
    Variables of ``outputs`` are in the unit the model declares, which is their attribute ``unit``; so are peaks.
    Times are days.
    """

    outputs: xr.Dataset
    persons: Integers
    status: NDArray[np.int8]
    end_time: Floats
    hazards: Mapping[str, Floats]
    marks: Mapping[str, Floats]
    mark_counts: Mapping[str, Integers]
    rules: Mapping[str, Floats]
    rule_counts: Mapping[str, Integers]
    extinct: Mapping[str, Floats]
    peaks: Mapping[str, Floats]
    steps: Integers
    where: tuple[str, ...]
    lots: Mapping[str, Floats] = field(default_factory=dict)

    @property
    def failed(self) -> int:
        """Count the persons whose integration did not reach its end."""
        return int((self.status != Status.SOLVED).sum())

    @property
    def times(self) -> Floats:
        """Days on which outputs are kept."""
        return np.asarray(self.outputs.variables["time"].values, dtype=np.float64)

    def unit(self, name: str) -> str:
        """Tell the unit of a variable."""
        return str(self._variable(name).attrs["unit"])

    def course(self, name: str) -> Floats:
        """Return a variable as an array.

        Shapes
        ------
        (times, persons).

        Raises
        ------
        SpecificationError
            If it was not kept; the nearest is suggested.
        """
        return np.asarray(self._variable(name).transpose("time", "person").values, dtype=np.float64)

    def at(self, name: str, day: float) -> Floats:
        """Return a variable of everybody on one day that was kept.

        Raises
        ------
        SpecificationError
            If the variable or the day was not kept.
        """
        times = self.times
        found = np.flatnonzero(np.abs(times - day) <= 1e-9 * max(1.0, abs(day)))
        if not len(found):
            close = times[np.argsort(np.abs(times - day), kind="stable")[:3]]
            kept = ", ".join(f"{time:g}" for time in sorted(close))
            raise SpecificationError(f"day {day:g} was not kept", expected=f"a day of the run; nearest: {kept}")
        there: Floats = self.course(name)[found[0]]
        return there

    def messages(self) -> tuple[str, ...]:
        """Say for each person what became of the integration."""
        return tuple(Status(int(code)).message for code in self.status)

    def _variable(self, name: str) -> xr.Variable:
        """Find a variable, without its coordinates, or suggest the nearest."""
        if name not in self.outputs.data_vars:
            raise SpecificationError(f"'{name}' was not kept in this run", do=nearest(name, map(str, self.outputs)))
        return self.outputs.variables[name]


def concatenate(parts: Sequence[Trajectories]) -> Trajectories:
    """Put blocks of persons of one run back together, in the order given.

    Raises
    ------
    SpecificationError
        If there is no block.
    """
    if not parts:
        raise SpecificationError("no block of persons to put together", expected="at least one")
    if len(parts) == 1:
        return parts[0]
    import xarray as xr

    joined = xr.concat([part.outputs for part in parts], dim="person", data_vars="all", join="exact")
    joined = joined.transpose("time", "person")
    rest: dict[str, Any] = {
        f.name: _joined([getattr(part, f.name) for part in parts]) for f in fields(Trajectories)[1:]
    }
    return Trajectories(outputs=joined, **rest)


def _joined(values: Sequence[Any]) -> Any:
    """Join one field over blocks; persons are the last axis."""
    first = values[0]
    if isinstance(first, tuple):
        return tuple(entry for value in values for entry in value)
    if isinstance(first, Mapping):
        return {name: np.concatenate([value[name] for value in values], axis=-1) for name in first}
    return np.concatenate(values)
