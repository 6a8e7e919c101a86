"""Neutrophil counts under long treatment: how long between the limits that a protocol aims at."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from engraft import units
from engraft.errors import SpecificationError
from engraft.language.system import System
from engraft.outcomes.endpoint import Endpoint, Floats, course_on, flags, level_in, rows, solved
from engraft.outcomes.figure import Figure, median_and_range, proportion
from engraft.simulate.needs import Needs
from engraft.simulate.trajectories import Trajectories

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, kw_only=True)
class CountsInRange(Endpoint):
    """Of the counts taken every so many days, how many lie between two limits, below and above them.

    Counting begins when the first weeks of treatment are over. Counts after a person's end are not taken.

    Columns
    -------
    ``_in_range``, ``_below``, ``_above`` (shares of the counts), ``_mean`` (cell/L), ``_ever_below``.

    References
    ----------
    The limits are those of AIEOP-BFM ALL 2009 as trentsuzuki/Leukemia-MASc-Code quotes them for Jost 2020,
    doi:10.3389/fphys.2020.00217.
    """

    name: str = "counts_in_range"
    label: str = "Neutrophil counts in the range aimed at"
    guideline: str = "0.5 to 2.0e9 neutrophils per L (AIEOP-BFM ALL 2009)"
    neutrophils: str = "neutrophils.anc"
    lowest: str = "0.5e9 cell/L"
    highest: str = "2.0e9 cell/L"
    since_day: float = 28.0
    every: float = 7.0
    until: float = 364.0

    def __post_init__(self) -> None:
        if not self.every > 0.0 or not self.since_day <= self.until:
            raise SpecificationError(
                f"endpoint '{self.name}' counts never", expected="since_day <= until, every above 0"
            )
        if not units.canonical(self.lowest, "cell/L") < units.canonical(self.highest, "cell/L"):
            what = f"the limits of endpoint '{self.name}' leave no range"
            raise SpecificationError(what, expected="lowest below highest", got=f"{self.lowest} and {self.highest}")

    @property
    def days(self) -> Floats:
        """The days on which counts are taken."""
        return np.arange(self.since_day, self.until + 1e-9, self.every)

    def needs(self, system: System) -> Needs:
        """Keep counts on these days."""
        level_in(system, self.neutrophils, self.lowest)
        level_in(system, self.neutrophils, self.highest)
        return Needs.of([self.neutrophils], self.days)

    def verdict(self, run: Trajectories) -> pd.DataFrame:
        """Count everybody's counts."""
        counts = course_on(run, self.neutrophils, self.days) * units.factor(run.unit(self.neutrophils))
        taken = np.isfinite(counts)
        known = solved(run) & taken.any(axis=0)
        number = np.where(known, taken.sum(axis=0), 1)
        low = taken & (counts < units.canonical(self.lowest, "cell/L"))
        high = taken & (counts > units.canonical(self.highest, "cell/L"))
        shares = {"in_range": taken & ~low & ~high, "below": low, "above": high}
        mean = np.where(taken, counts, 0.0).sum(axis=0) / number / units.factor("cell/L")
        return rows(
            run,
            {
                **{f"{self.name}_{key}": np.where(known, n.sum(axis=0) / number, np.nan) for key, n in shares.items()},
                f"{self.name}_mean": np.where(known, mean, np.nan),
                f"{self.name}_ever_below": flags(np.asarray(low.any(axis=0)), known),
            },
        )

    def figures(self, verdict: pd.DataFrame) -> dict[str, Figure]:
        """Say how much of the time the typical person spends where, and who was ever too low."""
        said = {
            "in_range": f"share of counts from {self.lowest} to {self.highest}",
            "below": f"share of counts below {self.lowest}",
            "above": f"share of counts above {self.highest}",
        }
        ever = verdict[f"{self.name}_ever_below"].dropna().to_numpy(bool)
        return {
            **{f"{self.name}.{key}": self._typical(verdict, key, "fraction", text) for key, text in said.items()},
            f"{self.name}.mean": self._typical(verdict, "mean", "cell/L", "mean neutrophil count"),
            f"{self.name}.ever_below": proportion(ever, f"ever counted below {self.lowest}"),
        }

    def _typical(self, verdict: pd.DataFrame, key: str, unit: str, text: str) -> Figure:
        """Give the median over the persons."""
        return median_and_range(verdict[f"{self.name}_{key}"].to_numpy(np.float64), unit, text)

    @property
    def keys(self) -> tuple[str, ...]:
        """Name the figures."""
        return tuple(f"{self.name}.{key}" for key in ("in_range", "below", "above", "mean", "ever_below"))
