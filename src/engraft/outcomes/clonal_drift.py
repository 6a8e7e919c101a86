"""How many clones of a graft are still there: stem cells divide and are lost by chance, none better than another."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from engraft.errors import SpecificationError
from engraft.kernel import streams
from engraft.kernel.birth_death import Draw, transition
from engraft.language.system import System
from engraft.outcomes.endpoint import Endpoint, Floats, course_on, level_in, rows, solved
from engraft.outcomes.figure import Figure, median_and_range
from engraft.simulate.needs import Needs
from engraft.simulate.trajectories import Trajectories

if TYPE_CHECKING:
    import pandas as pd

Integers = NDArray[np.int64]

WEEK = 7.0
MOST_GROWTH = 50.0  # fold between two days: beyond that, counting cells one by one takes too long
CELLS = 1 << 24  # numbers of a draw that belong to one clone


@dataclass(frozen=True, kw_only=True)
class ClonalDrift(Endpoint):
    """Clones that engrafted, those still active on some days, and how many of them make half of the cells.

    Each engrafted clone begins as one stem cell on the first of ``days``. Cells divide and are lost at one rate, once
    in ``division_weeks``; where the stem cells of the model multiply between two days (``stem``; empty: their number
    stays), cells divide faster by as much. Neutral birth and death: no clone grows better than another. At most
    ``followed`` clones of a person are followed one by one, and stand for all. Everybody's luck is drawn by clone
    and day, with ``seed``, so that the same person has the same luck in every arm.

    The number of stem cells over that of clones is what makes drift slow: with N stem cells of a clone, 1 in N is
    lost per division time.

    Columns
    -------
    ``_started`` (engrafted clones), ``_active_day_<d>``, ``_half_day_<d>`` (the largest clones that hold half of the
    cells).

    References
    ----------
    Catlin SN, et al. Blood 2011;117:4460-4466. doi:10.1182/blood-2010-08-303537 (human stem cells replicate once in 40
    weeks, 25 to 50). Kendall 1948, doi:10.1214/aoms/1177730285 (birth and death).
    """

    name: str = "clonal_drift"
    label: str = "Clones of the graft"
    guideline: str = "none: a description"
    clones: str = "corrected.clones"
    stem: str = "corrected.long_term"
    days: tuple[float, ...] = (28.0, 120.0, 212.0, 365.0, 730.0, 1096.0, 1461.0)
    division_weeks: float = 40.0
    followed: float = 200.0
    seed: float = 2011.0

    def __post_init__(self) -> None:
        if len(self.days) < 2 or list(self.days) != sorted(set(self.days)):
            raise SpecificationError(
                f"endpoint '{self.name}' has no course of days", expected="two days or more, in order"
            )
        if self.division_weeks <= 0.0 or not 1.0 <= self.followed <= 5000.0:
            raise SpecificationError(
                f"endpoint '{self.name}' follows no clone",
                expected="division_weeks above 0 and followed of 1 to 5000",
                got=f"{self.division_weeks:g} and {self.followed:g}",
            )
        for option, value in {"followed": self.followed, "seed": self.seed}.items():
            if value != int(value):
                what = f"option '{option}' of endpoint '{self.name}' is no whole number"
                raise SpecificationError(what, got=f"{value:g}", do=f"write {round(value)}")

    def needs(self, system: System) -> Needs:
        """Keep the number of clones, and of stem cells on every day."""
        level_in(system, self.clones, "1 cell")
        kept = Needs.of([self.clones], self.days)
        if self.stem:
            level_in(system, self.stem, "1 cell")
            kept |= Needs.of([self.stem], self.days)
        return kept

    def verdict(self, run: Trajectories) -> pd.DataFrame:
        """Follow the clones of everybody."""
        known, started = solved(run), np.rint(run.at(self.clones, self.days[0]))
        active, half = np.full((2, len(self.days), run.persons.size), np.nan)
        stem = course_on(run, self.stem, np.array(self.days)) if self.stem else np.ones((len(self.days), known.size))
        for k in np.flatnonzero(known & (started >= 1.0)):
            there = np.isfinite(stem[:, k]) & (run.end_time[k] >= np.array(self.days))
            sizes = self.sizes(int(run.persons[k]), int(started[k]), stem[there, k])
            for_all = started[k] / sizes.shape[1]
            active[there, k] = for_all * (sizes > 0).sum(axis=1)
            half[there, k] = for_all * np.array([holding_half(one) for one in sizes])
        columns = {f"{self.name}_started": np.where(known, started, np.nan)}
        for j, day in enumerate(self.days):
            columns |= {f"{self.name}_active_day_{day:g}": active[j], f"{self.name}_half_day_{day:g}": half[j]}
        return rows(run, columns)

    def sizes(self, person: int, started: int, stem: Floats) -> Integers:
        """Follow clones one by one.

        Shapes
        ------
        stem: stem cells on the first days, any scale; returns cells (days, clones), the clones at most ``followed``.
        """
        count = min(started, int(self.followed))
        sizes, lost = [np.ones(count, np.int64)], 1.0 / (self.division_weeks * WEEK)
        who = np.arange(count, dtype=np.int64) * CELLS
        for j in range(1, len(stem)):
            interval = self.days[j] - self.days[j - 1]
            fold = np.clip(stem[j] / stem[j - 1], 1.0 / MOST_GROWTH, MOST_GROWTH) if stem[j - 1] > 0.0 else 1.0
            grows = np.log(fold) / interval
            birth, death = lost + max(grows, 0.0), lost + max(-grows, 0.0)
            rates = (np.full(count, birth), np.full(count, death), np.zeros(count))
            luck = self._luck(person, j, who)
            sizes.append(transition(sizes[-1], rates, interval, luck, luck))
        return np.array(sizes)

    def _luck(self, person: int, step: int, who: Integers) -> Draw:
        """Draw for a cell of a clone in one step."""
        decision = f"{self.name}:{step}"

        def draw(columns: Integers, numbers: Integers) -> Floats:
            """Draw uniforms for numbers of columns."""
            return streams.uniform(int(self.seed), decision, np.full(columns.shape, person), who[columns] + numbers)

        return draw

    def figures(self, verdict: pd.DataFrame) -> dict[str, Figure]:
        """Say how many clones the typical person has."""
        found = {}
        for key in self.keys:
            column = key.replace(".", "_", 1)
            what, _, day = key.removeprefix(f"{self.name}.").partition("_day_")
            said = {"started": "engrafted clones", "active": "active clones", "half": "largest clones with half of it"}
            text = said[what] + (f", day {day}" if day else "")
            found[key] = median_and_range(verdict[column].to_numpy(np.float64), "1", text)
        return found

    @property
    def keys(self) -> tuple[str, ...]:
        """Name the figures."""
        on_days = [f"{what}_day_{day:g}" for what in ("active", "half") for day in self.days]
        return tuple(f"{self.name}.{key}" for key in ("started", *on_days))


def holding_half(sizes: Integers) -> int:
    """Count the largest clones that together hold half of the cells; 0 where no cell is left.

    Examples
    --------
    >>> holding_half(np.array([1, 1, 4, 2, 0]))
    1
    """
    total = int(sizes.sum())
    if total == 0:
        return 0
    return int(np.searchsorted(np.cumsum(np.sort(sizes)[::-1]), total / 2.0 - 1e-9) + 1)
