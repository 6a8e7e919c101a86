"""Best response of a disease in nodes, judged visit by visit until it progresses."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from engraft import units
from engraft.errors import SpecificationError
from engraft.language.system import System
from engraft.outcomes.endpoint import Endpoint, Flags, flags, fraction_at, level_in, rows, solved, words
from engraft.outcomes.figure import Figure, proportion
from engraft.simulate.needs import Needs
from engraft.simulate.trajectories import Trajectories

if TYPE_CHECKING:
    import pandas as pd

STABLE, PROGRESSED = "SD", "PD"


@dataclass(frozen=True, kw_only=True)
class NodalResponse(Endpoint):
    """What a disease with nodes is at its best, before it progresses.

    Every visit is judged against the day ``before`` the infusion. Progression is an increase of the sum of products, or
    of lymphocytes where they count, by ``rise`` over the lowest of the baseline and the visits before; what comes
    later is not counted as response. Best response is progression where it is seen at the first visit, and stable
    disease where it comes later. Who is dead at a visit has no response there. Sizes and counts are free of noise.

    Units
    -----
    ``before``, ``visits`` in days; sizes and counts are text with their unit.
    """

    products: str = "disease.sum_of_products"
    longest: str = "disease.longest_diameter"
    normal_node: str = "1.5 cm"
    before: float = 7.0
    visits: tuple[float, ...] = (28.0, 90.0, 180.0, 270.0, 365.0)
    fall: float = 0.5
    rise: float = 0.5

    def __post_init__(self) -> None:
        if not self.visits or not 0.0 < self.fall < 1.0:
            what = f"endpoint '{self.name}' cannot judge a response"
            raise SpecificationError(what, expected="at least one visit, and a fall between 0 and 1")

    @property
    @abstractmethod
    def kinds(self) -> tuple[str, ...]:
        """Name the responses, best first."""

    @abstractmethod
    def read_besides(self) -> tuple[tuple[str, str], ...]:
        """List what is read besides nodes, each with a level it is compared with or ''."""

    @abstractmethod
    def reached(self, run: Trajectories, day: float) -> dict[str, Flags]:
        """Tell for each kind of response who fulfils it on a day."""

    def worse(self, run: Trajectories, day: float, earlier: Sequence[float]) -> Flags:
        """Tell whose nodes have grown over their smallest."""
        smallest = np.stack([fraction_at(run, self.products, one) for one in earlier]).min(axis=0)
        grown = fraction_at(run, self.products, day) > (1.0 + self.rise) * smallest
        return np.asarray(grown & (fraction_at(run, self.longest, day) > self.level(run, self.longest)))

    def level(self, run: Trajectories, name: str) -> float:
        """Give the size a normal node has at most, canonical."""
        return units.canonical(self.normal_node, run.unit(name))

    @property
    def days(self) -> tuple[float, ...]:
        """List the baseline and the visits."""
        return (-self.before, *sorted(set(self.visits)))

    def needs(self, system: System) -> Needs:
        """Keep sizes and counts on the baseline and the visits."""
        level_in(system, self.longest, self.normal_node)
        system.unit_of(self.products)
        for name, level in self.read_besides():
            if level:
                level_in(system, name, level)
        names = dict.fromkeys((self.products, self.longest, *(name for name, _ in self.read_besides())))
        return Needs.of(list(names), self.days)

    def verdict(self, run: Trajectories) -> pd.DataFrame:
        """Judge everybody's best response, and when progression was first seen."""
        known, order = solved(run), (*self.kinds, STABLE)
        best = np.full(run.persons.size, len(order) - 1)
        first = np.full(run.persons.size, np.nan)
        progressed = np.full(run.persons.size, np.nan)
        for k, day in enumerate(self.days[1:], start=1):
            worse = self.worse(run, day, self.days[:k])
            progressed = np.where(np.isnan(progressed) & worse, day, progressed)
            for rank, flag in enumerate(self.reached(run, day).values()):
                better = flag & np.isnan(progressed) & (rank < best)
                first = np.where(better & np.isnan(first) & (rank < self.responses), day, first)
                best = np.where(better, rank, best)
        best_kind = np.array(order)[best]
        at_once = progressed == self.days[1]
        kind = np.where((best == len(order) - 1) & at_once, PROGRESSED, best_kind)
        columns = {
            self.name: flags(best < self.responses, known),
            f"{self.name}_kind": words(kind.tolist(), known),
            f"{self.name}_day": np.where(known & (best < self.responses), first, np.nan),
            f"{self.name}_progressed_on": np.where(known, progressed, np.nan),
        }
        return rows(run, columns)

    @property
    def responses(self) -> int:
        """Count the kinds that are a response."""
        return len(self.kinds)

    def shares(self, verdict: pd.DataFrame) -> dict[str, Figure]:
        """Count responses, complete ones and progression as best response."""
        part = verdict[verdict[self.name].notna()]
        kind = part[f"{self.name}_kind"]
        return {
            self.name: proportion(part[self.name].to_numpy(bool), "objective response"),
            f"{self.name}.cr": proportion(kind.str.startswith("CR").to_numpy(bool), "complete response"),
            f"{self.name}.pd": proportion((kind == PROGRESSED).to_numpy(bool), "progression as best response"),
        }
