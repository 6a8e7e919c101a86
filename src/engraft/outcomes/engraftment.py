"""Engraftment: neutrophils and platelets after a graft, and whose cells the marrow makes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

import numpy as np

from engraft import units
from engraft.errors import SpecificationError
from engraft.language.system import System
from engraft.outcomes.competing import incidence_figures
from engraft.outcomes.endpoint import (
    Endpoint,
    Flags,
    Floats,
    course_on,
    deaths,
    flags,
    fraction_at,
    level_in,
    rows,
    solved,
    timed,
)
from engraft.outcomes.figure import Figure, median_and_range, proportion
from engraft.simulate.needs import Needs
from engraft.simulate.trajectories import Trajectories

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, kw_only=True)
class Engraftment(Endpoint):
    """Neutrophil engraftment is the first of three successive days at or above 0.5e9 cell/L after counts were below.

    Counts are taken once a day from the infusion of the graft until ``until``. Platelet engraftment is the first of
    seven successive days at or above 20e9 cell/L; counts are those the marrow makes, as transfused ones are not
    counted in life. Recovery follows a nadir: who was never below has none, has no day, and is in no figure of days or
    incidence. Primary graft failure: alive on day 28 and below without neutrophil engraftment by then, or less than
    5 % donor cells. Death competes. In an arm without a graft this is the recovery of the person's own marrow, and
    everybody who lives has graft failure.

    Columns
    -------
    ``_day``, ``_event``, ``_cause`` (neutrophils, death, censored), ``_platelets_day`` and so on (platelets, death,
    censored), all six missing in who was never below; ``_fell`` and ``_platelets_fell`` (true where somebody was),
    ``_chimerism`` (donor share on ``chimerism_on``), ``_failed`` (true or false; missing in who was dead).

    References
    ----------
    CIBMTR forms 4000 and 4100 (recovery: first of three days, of seven for platelets, without transfusion).
    """

    since: ClassVar[str] = "infusion"

    name: str = "engraftment"
    label: str = "Engraftment"
    guideline: str = "CIBMTR"
    neutrophils: str = "graft.anc"
    platelets: str = "graft.platelet_count"
    chimerism: str = "graft.chimerism"
    enough_neutrophils: str = "0.5e9 cell/L"
    enough_platelets: str = "20e9 cell/L"
    chimerism_on: float = 100.0
    until: float = 100.0

    def __post_init__(self) -> None:
        if not 28.0 <= self.until <= 3650.0:
            raise SpecificationError(f"endpoint '{self.name}' counts too few days", expected="until of 28 to 3650")

    @property
    def days(self) -> Floats:
        """The days on which counts are taken."""
        return np.arange(0.0, np.floor(self.until) + 1.0)

    def needs(self, system: System) -> Needs:
        """Keep daily counts, and chimerism on its days."""
        level_in(system, self.neutrophils, self.enough_neutrophils)
        level_in(system, self.platelets, self.enough_platelets)
        level_in(system, self.chimerism, 0.05)
        counts = Needs.of([self.neutrophils, self.platelets], self.days)
        return counts | Needs.of([self.chimerism], [28.0, self.chimerism_on])

    def verdict(self, run: Trajectories) -> pd.DataFrame:
        """Judge daily counts and the donor's share."""
        known, dead = solved(run), deaths(run)
        last = np.minimum(run.end_time, self.days[-1])
        neutrophils, fell = self._first(run, self.neutrophils, self.enough_neutrophils, 3)
        platelets, short = self._first(run, self.platelets, self.enough_platelets, 7)
        there = known & (run.end_time >= 28.0)
        failed = (fell & ~(neutrophils <= 28.0)) | ~(fraction_at(run, self.chimerism, 28.0) >= 0.05)
        return rows(
            run,
            {
                **timed(self.name, {"neutrophils": neutrophils, "death": dead}, last, known & fell),
                **timed(f"{self.name}_platelets", {"platelets": platelets, "death": dead}, last, known & short),
                f"{self.name}_fell": flags(fell, known),
                f"{self.name}_platelets_fell": flags(short, known),
                f"{self.name}_chimerism": np.where(known, fraction_at(run, self.chimerism, self.chimerism_on), np.nan),
                f"{self.name}_failed": flags(failed, there),
            },
        )

    def figures(self, verdict: pd.DataFrame) -> dict[str, Figure]:
        """Give engraftment by day 28, its days, the donor's share and graft failure."""
        found = incidence_figures(
            verdict,
            self.name,
            {"neutrophils": self.name, "death": f"{self.name}.death"},
            {"day_28": 28.0},
            {"neutrophils": "neutrophil engraftment", "death": "death before"},
        )
        days = {
            "median": (self.name, "neutrophils", "neutrophil engraftment"),
            "platelets": (f"{self.name}_platelets", "platelets", "platelet engraftment"),
        }
        for key, (column, word, text) in days.items():
            day = np.where(
                (verdict[f"{column}_cause"] == word).to_numpy(bool),
                verdict[f"{column}_day"].to_numpy(np.float64),
                np.nan,
            )
            found[f"{self.name}.{key}"] = median_and_range(day, "day", text)
        share = verdict[f"{self.name}_chimerism"].to_numpy(np.float64)
        said = f"donor share of progenitors on day {self.chimerism_on:g}"
        found[f"{self.name}.chimerism"] = median_and_range(share, "fraction", said)
        failed = verdict[f"{self.name}_failed"].dropna().to_numpy(bool)
        found[f"{self.name}.failure"] = proportion(failed, "primary graft failure among those alive on day 28")
        return {key: found[key] for key in self.keys}

    @property
    def keys(self) -> tuple[str, ...]:
        """Name the figures."""
        return tuple(f"{self.name}.{key}" for key in ("day_28", "median", "platelets", "chimerism", "failure"))

    def _first(self, run: Trajectories, name: str, enough: str, successive: int) -> tuple[Floats, Flags]:
        """Find the first of some successive days at or above a level after a day below, and who had such a day."""
        counts = course_on(run, name, self.days) * units.factor(run.unit(name))
        above = counts >= units.canonical(enough, run.unit(name))
        below = ~above & np.isfinite(counts)
        begun = np.maximum.accumulate(below, axis=0)
        held = np.lib.stride_tricks.sliding_window_view(above, successive, axis=0).all(axis=-1)
        found = held & begun[: held.shape[0]]
        first = np.where(found.any(axis=0), self.days[found.argmax(axis=0)], np.nan)
        return first, np.asarray(below.any(axis=0), dtype=np.bool_)
