"""Neutropenia after conditioning, and recovery from it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

import numpy as np

from engraft import units
from engraft.errors import SpecificationError
from engraft.language.system import System
from engraft.outcomes.endpoint import Endpoint, Flags, Floats, deaths, level_in, rows, solved, timed
from engraft.outcomes.figure import Figure, median_and_range, proportion
from engraft.outcomes.survival import cumulative_incidence
from engraft.simulate.needs import Needs
from engraft.simulate.trajectories import Trajectories

if TYPE_CHECKING:
    import pandas as pd

# Lower edges of CTCAE grades 1 to 3, cells per litre; below the last is grade 4.
GRADE_EDGES = (1.5e9, 1.0e9, 0.5e9)


@dataclass(frozen=True, kw_only=True)
class NeutrophilRecovery(Endpoint):
    """Recovery is the first of three successive days with neutrophils at or above 0.5e9 cell/L.

    Counts are taken once a day from the infusion. Only who was severely neutropenic has a recovery to
    wait for; death competes. The lower limit of normal, below which CTCAE grade 1 begins, differs between
    laboratories and is a field.

    Columns
    -------
    ``_grade`` (worst CTCAE grade, 0 to 4), ``_severe_days`` (days counted below 0.5e9 cell/L),
    ``_day`` (recovery, from the infusion), ``_event``, ``_cause`` (recovery, death, censored).

    References
    ----------
    CTCAE version 5.0 (2017), neutrophil count decreased; CIBMTR form 4000 (recovery).
    """

    since: ClassVar[str] = "infusion"

    name: str = "neutrophil_recovery"
    label: str = "Neutrophil recovery (first of 3 days at or above 0.5e9 cell/L)"
    guideline: str = "CTCAE 5.0 (2017), CIBMTR"
    neutrophils: str = "neutrophils.anc"
    threshold: str = "0.5e9 cell/L"
    normal: str = "2.0e9 cell/L"
    successive: float = 3.0
    until: float = 90.0

    def __post_init__(self) -> None:
        if self.successive < 1.0 or self.until < self.successive:
            raise SpecificationError(
                f"endpoint '{self.name}' counts no days", expected="successive of 1 or more, and until after it"
            )

    @property
    def days(self) -> Floats:
        """The days on which counts are taken."""
        return np.arange(0.0, np.floor(self.until) + 1.0)

    def needs(self, system: System) -> Needs:
        """Keep daily counts."""
        level_in(system, self.neutrophils, self.threshold)
        return Needs.of([self.neutrophils], self.days)

    def verdict(self, run: Trajectories) -> pd.DataFrame:
        """Judge daily counts."""
        known, counts = solved(run), self._counts(run)
        low = counts < units.canonical(self.threshold, "cell/L")
        recovered = np.where(low.any(axis=0), self._recovery(counts, low), np.nan)
        last = np.minimum(run.end_time, self.days[-1])
        severe = known & low.any(axis=0)
        return rows(
            run,
            {
                f"{self.name}_grade": np.where(known, self._worst(counts), np.nan),
                f"{self.name}_severe_days": np.where(known, low.sum(axis=0), np.nan),
                **timed(self.name, {"recovery": recovered, "death": deaths(run)}, last, severe),
            },
        )

    def figures(self, verdict: pd.DataFrame) -> dict[str, Figure]:
        """Count grade 4, say how long it lasts, and who has recovered by day 28 (death competing)."""
        grade = verdict[f"{self.name}_grade"].dropna().to_numpy(np.float64)
        lasted = verdict[f"{self.name}_severe_days"].to_numpy(np.float64)
        waited = verdict[verdict[f"{self.name}_day"].notna()]
        cause = (waited[f"{self.name}_cause"] == "recovery").to_numpy(bool)
        recovered = np.where(cause, waited[f"{self.name}_day"].to_numpy(np.float64), np.nan)
        return {
            f"{self.name}.grade_4": proportion(grade >= 4.0, "grade 4 neutropenia after infusion"),
            f"{self.name}.severe_days": median_and_range(
                lasted[lasted > 0.0], "day", "duration of grade 4 neutropenia"
            ),
            f"{self.name}.day_28": self._by_day_28(waited),
            f"{self.name}.median": median_and_range(recovered, "day", "neutrophil recovery after grade 4 neutropenia"),
        }

    @property
    def keys(self) -> tuple[str, ...]:
        """Name the figures."""
        return tuple(f"{self.name}.{key}" for key in ("grade_4", "severe_days", "day_28", "median"))

    def _counts(self, run: Trajectories) -> Floats:
        """Take daily counts, canonical; NaN after a person's end."""
        chosen = np.searchsorted(run.times, self.days - 1e-9)
        return run.course(self.neutrophils)[chosen] * units.factor(run.unit(self.neutrophils))

    def _recovery(self, counts: Floats, low: Flags) -> Floats:
        """Find the first of some successive days at or above the threshold, after the first day below it."""
        width = int(self.successive)
        enough = counts >= units.canonical(self.threshold, "cell/L")
        runs = np.lib.stride_tricks.sliding_window_view(enough, width, axis=0).all(axis=-1)
        begun = np.maximum.accumulate(low, axis=0)[: runs.shape[0]]
        found = runs & begun
        return np.where(found.any(axis=0), self.days[found.argmax(axis=0)], np.nan)

    def _worst(self, counts: Floats) -> Floats:
        """Grade the lowest count."""
        lowest = np.where(np.isnan(counts), np.inf, counts).min(axis=0)
        edges = (units.canonical(self.normal, "cell/L"), *GRADE_EDGES)
        return np.asarray(np.sum([lowest < edge for edge in edges], axis=0), dtype=np.float64)

    def _by_day_28(self, waited: pd.DataFrame) -> Figure:
        """Give the cumulative incidence of recovery on day 28."""
        text = "neutrophil recovery by day 28 after grade 4 neutropenia"
        if waited.empty:
            return Figure(np.nan, np.nan, np.nan, 0, "fraction", text)
        day, cause = waited[f"{self.name}_day"].to_numpy(np.float64), waited[f"{self.name}_cause"].tolist()
        curve = cumulative_incidence(day, cause, ("recovery", "death"))
        k = int(np.searchsorted(curve.day, 28.0, side="right")) - 1
        value = float(curve.incidence[0, k]) if k >= 0 else 0.0
        return Figure(value, np.nan, np.nan, len(waited), "fraction", text)
