"""The lot of each person: whether it was released, and what was noted of it while it was made."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from engraft.errors import SpecificationError
from engraft.language.system import System
from engraft.outcomes.endpoint import Endpoint, Flags, Floats, flags, rows
from engraft.outcomes.figure import Figure, median_and_range, proportion
from engraft.simulate.needs import Needs
from engraft.simulate.supply import INFUSED, YES, untold
from engraft.simulate.trajectories import Trajectories

if TYPE_CHECKING:
    import pandas as pd

RELEASED, GIVEN = "released", "given"


def quantity(run: Trajectories, name: str, lot: str = "") -> tuple[Floats, str, str] | None:
    """Find a quantity of the lots of an arm: values of everybody, unit and words; None where no lot has it.

    Raises
    ------
    SpecificationError
        If two lots have it, and none is named.
    """
    found = {}
    for key, values in run.lots.items():
        full, unit, label = untold(key)
        whose, _, own = full.partition("/")
        if own == name and lot in ("", whose):
            found[whose] = (np.asarray(values, dtype=np.float64), unit, label)
    if len(found) > 1:
        what = f"'{name}' is noted of the lots {' and '.join(found)} of one arm"
        raise SpecificationError(what, do=f"say of which with lot: {next(iter(found))}")
    return next(iter(found.values()), None)


def infused(run: Trajectories) -> Flags:
    """Tell who got any cells, of a lot or not; everybody where the arm gives no lots."""
    named = {untold(key)[0]: np.asarray(values) > 0.5 for key, values in run.lots.items()}
    if INFUSED in named:
        return named[INFUSED]
    released = [one for name, one in named.items() if name.partition("/")[2] == RELEASED]
    return np.asarray(np.logical_or.reduce(released) if released else np.ones(run.persons.size, dtype=bool))


@dataclass(frozen=True, kw_only=True)
class LotEndpoint(Endpoint):
    """Whether everybody's cells were released, how many were given, and quantities that steps of the making noted.

    ``of`` names the quantities as ``step.quantity``, ``lot`` which lot where an arm gives several. A person whose lot
    was not released counts in all of them; in an arm that gives no such lot nobody has a value.

    What is given is at most the dose and at most the lot: 0 where it was not released.

    Columns
    -------
    ``name`` (released or not), ``_given`` (cells), ``_<step>_<quantity>`` for each quantity, in the unit in which it
    was noted.
    """

    name: str = "lot"
    label: str = "The lot"
    guideline: str = "none: a description"
    of: tuple[str, ...] = ()
    lot: str = ""

    def needs(self, system: System) -> Needs:
        """Need nothing of the courses."""
        return Needs()

    @property
    def of_lots(self) -> tuple[str, ...]:
        """Look at these quantities."""
        return (RELEASED, *self._read)

    def verdict(self, run: Trajectories) -> pd.DataFrame:
        """Read everybody's lot."""
        released = quantity(run, RELEASED, self.lot)
        nobody = np.full(run.persons.size, np.nan)
        free = nobody if released is None else released[0]
        columns: dict[str, object] = {self.name: flags(free > 0.5, np.isfinite(free))}
        said = {}
        for name in self._read:
            values, unit, label = quantity(run, name, self.lot) or (nobody, "", name)
            columns[self._column(name)] = values
            said[name] = [unit, label]
        made = rows(run, columns)
        made.attrs["lots"] = said
        return made

    def figures(self, verdict: pd.DataFrame) -> dict[str, Figure]:
        """Give the share released, and the median of each quantity or the share of those of whom it holds."""
        known = verdict[self.name].dropna().to_numpy(bool)
        found = {f"{self.name}.{RELEASED}": proportion(known, "lots released")}
        said = dict(verdict.attrs.get("lots", {}))
        for name in self._read:
            values = verdict[self._column(name)].to_numpy(np.float64)
            unit, label = said.get(name, ("", name))
            if unit == YES:
                figure = proportion(values[np.isfinite(values)] > 0.5, label)
            else:
                figure = median_and_range(values, unit or "1", label)
            found[f"{self.name}.{name}"] = figure
        return found

    @property
    def keys(self) -> tuple[str, ...]:
        """Name the figures."""
        return (f"{self.name}.{RELEASED}", *(f"{self.name}.{name}" for name in self._read))

    @property
    def _read(self) -> tuple[str, ...]:
        """Read how much was given, and what is asked for."""
        return tuple(dict.fromkeys((GIVEN, *(name for name in self.of if name != RELEASED))))

    def _column(self, name: str) -> str:
        """Name the column of a quantity."""
        return f"{self.name}_{name.replace('.', '_')}"
