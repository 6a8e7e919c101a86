"""What relapses: leukemia with CD19, without it, of another lineage, or outside of the marrow alone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from engraft.errors import SpecificationError
from engraft.language.system import System
from engraft.outcomes.competing import incidence_figures, month_marks
from engraft.outcomes.endpoint import Floats, course_on, deaths, rows, solved, words
from engraft.outcomes.figure import Figure, proportion
from engraft.outcomes.marrow import MarrowEndpoint
from engraft.simulate.needs import Needs
from engraft.simulate.trajectories import Trajectories

if TYPE_CHECKING:
    import pandas as pd

KINDS = {
    "CD19-positive": "cd19_positive",
    "CD19-negative": "cd19_negative",
    "lineage switch": "lineage_switch",
    "extramedullary": "extramedullary",
}
UNTYPED = "untyped"
_SAID = {
    "CD19-positive": "CD19-positive relapse after remission",
    "CD19-negative": "CD19-negative relapse after remission",
    "lineage switch": "lineage switch after remission",
    "extramedullary": "extramedullary relapse after remission",
    UNTYPED: "relapse of unknown clone after remission",
    "death": "death in remission",
}
_LEAST = 1e-12  # a clone without cells, so that its logarithm exists


@dataclass(frozen=True, kw_only=True)
class RelapseByClone(MarrowEndpoint):
    """Relapse after remission, by the clone that is most of it.

    The clones are kept ``every`` so many days until ``until``, and read at the instant of relapse between two of these
    days, as growth is exponential there; a relapse after ``until`` stays untyped. Leukemia that is seen outside of the
    marrow while the marrow is clear is an extramedullary relapse, whatever its clone.

    Columns
    -------
    ``_day`` (days since remission), ``_event``, ``_cause`` (CD19-positive, CD19-negative, lineage switch,
    extramedullary, untyped, death, further therapy, censored), ``_kind`` (of those who relapsed).
    """

    name: str = "relapse_by_clone"
    label: str = "Relapse by clone"
    guideline: str = "the clone with most cells when leukemia is seen again"
    positive: str = "leukemia.positive"
    negative: str = "leukemia.negative"
    switched: str = "leukemia.switched"
    every: float = 14.0
    until: float = 364.0
    months: tuple[float, ...] = (6.0, 12.0)

    def __post_init__(self) -> None:
        if not 0.1 <= self.every <= self.until:
            raise SpecificationError(f"endpoint '{self.name}' looks never", expected="0.1 <= every <= until")

    @property
    def days(self) -> Floats:
        """The days on which the clones are kept."""
        return np.append(np.arange(0.0, self.until - 1e-9, self.every), self.until)

    def needs(self, system: System) -> Needs:
        """Keep the clones, and what relapse needs."""
        clones = [name for name in self._clones() if system.unit_of(name)]
        return self.relapse_needs(system) | Needs.of(clones, self.days)

    def verdict(self, run: Trajectories) -> pd.DataFrame:
        """Type everybody's relapse."""
        known, begun = solved(run), self.first_day(run)
        kind, day = self._kinds(run, begun), self.relapse_day(run)
        causes = {word: np.where(kind == word, day, np.nan) for word in (*KINDS, UNTYPED)} | {"death": deaths(run)}
        columns = self.estimands(run, causes, begun, known & np.isfinite(begun))
        relapsed = known & np.isfinite(day)
        return rows(run, columns | {f"{self.name}_kind": words(kind.tolist(), relapsed)})

    def figures(self, verdict: pd.DataFrame) -> dict[str, Figure]:
        """Give the share of each kind among typed relapses, and its cumulative incidence since remission."""
        kind = verdict[f"{self.name}_kind"].dropna().to_numpy(object)
        typed = kind[kind != UNTYPED]
        shares = {
            f"{self.name}.{key}": proportion(
                np.asarray(typed == word, dtype=bool), f"{word} among relapses of known clone"
            )
            for word, key in KINDS.items()
        }
        keys = {word: f"{self.name}.{key}" for word, key in KINDS.items()}
        others = {UNTYPED: f"{self.name}.untyped", "death": f"{self.name}.death"}
        marks = month_marks(self.months)
        return shares | incidence_figures(verdict, self.name, keys | others, marks, _SAID)

    @property
    def keys(self) -> tuple[str, ...]:
        """Name the figures."""
        ends = (*KINDS.values(), UNTYPED, "death")
        curves = tuple(f"{self.name}.{end}.{mark}" for mark in month_marks(self.months) for end in ends)
        return tuple(f"{self.name}.{key}" for key in KINDS.values()) + curves

    def _clones(self) -> tuple[str, ...]:
        """List the clones in the order of their kinds; one that is "" does not exist."""
        return tuple(name for name in (self.positive, self.negative, self.switched) if name)

    def _kinds(self, run: Trajectories, begun: Floats) -> np.ndarray:
        """Say of everybody what the relapse is; what is said of the others has no meaning."""
        day, outside = self.relapse_day(run), self.outside_day(run, begun)
        names = [w for w, name in zip(KINDS, (self.positive, self.negative, self.switched), strict=False) if name]
        cells = np.stack([self._at(run, name, day) for name in self._clones()])
        most = np.array(names, dtype=object)[np.where(np.isnan(cells), -np.inf, cells).argmax(axis=0)]
        alone = (outside <= day) & ~(self._marrow(run, outside) >= self.threshold)
        seen = np.where(np.isnan(cells).all(axis=0), UNTYPED, most)
        return np.asarray(np.where(alone, "extramedullary", seen), dtype=object)

    def _marrow(self, run: Trajectories, day: Floats) -> Floats:
        """Read marrow blasts at each person's own instant, as a fraction."""
        from engraft import units

        return self._at(run, self.blasts, day) * units.factor(run.unit(self.blasts))

    def _at(self, run: Trajectories, name: str, day: Floats) -> Floats:
        """Read a course at each person's own instant, on a straight line of the logarithm; NaN past ``until``."""
        course, days = course_on(run, name, self.days), self.days
        inside = np.isfinite(day) & (day <= days[-1])
        left = np.clip(np.searchsorted(days, np.where(inside, day, 0.0), side="right") - 1, 0, days.size - 2)
        who = np.arange(course.shape[1])
        before, after = (np.log(np.maximum(course[left + add, who], _LEAST)) for add in (0, 1))
        share = (np.where(inside, day, 0.0) - days[left]) / (days[left + 1] - days[left])
        value = np.where(np.isnan(after), before, before + share * (after - before))
        return np.where(inside, np.exp(value), np.nan)
